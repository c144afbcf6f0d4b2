import type { Address } from '../fields/address.ts'

/** Whether a line of a signature reads like a postal address, or like its next line where one has begun. */
export function isAddress(line: string, { begun = false } = {}): boolean {
  if (/\p{Script=Han}/u.test(line)) {
    const marks = line.match(/[省市区區县縣镇鎮路街道巷弄号號楼樓层層室段座]/gu)?.length ?? 0
    return marks >= 2 && (/[\d一二三四五六七八九十]/.test(line) || marks >= 3) && line.length >= 6
  }
  if (begun && (countryOf(line) || /,\s*[A-Z]{2}\s+\d{5}|\b\d{4,6}\b|\b[A-Z]{1,2}\d\w? \d[A-Z]{2}\b/.test(line)))
    return true
  return /\d/.test(line) && westernStreet.test(line)
}

/** Takes an address apart as far as its words say; what is left is the street. */
export function readAddress(text: string): Address {
  return /\p{Script=Han}/u.test(text) ? eastern(text) : western(text)
}

/** ISO 3166 of the country that a text ends with; null where it names none that is known here. */
export function countryOf(text: string): string | null {
  const found = Object.entries(countries).find(([, name]) =>
    new RegExp(`(?:^|[\\s,，])(?:${name})\\.?$`, 'i').test(text.trim()),
  )
  return found?.[0] ?? null
}

const westernStreet =
  /\b(?:road|rd|street|st|avenue|ave|boulevard|blvd|lane|ln|drive|dr|way|suite|floor|building|bldg|plaza|square|court|parkway|highway)\b\.?|str(?:asse|aße)?\.?\s+\d/i

const countries: Readonly<Record<string, string>> = {
  CN: "P\\. ?R\\. ?China|PRC|China|People's Republic of China",
  TW: 'Taiwan|Taiwan \\(?R\\.O\\.C\\.?\\)?',
  HK: 'Hong Kong',
  US: 'USA|U\\.S\\.A|United States',
  GB: 'UK|U\\.K|United Kingdom|England',
  DE: 'Germany|Deutschland',
  JP: 'Japan',
  SG: 'Singapore',
  FR: 'France',
}

const municipalities = '北京|上海|天津|重庆'
const provinces =
  '河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海'
const regions = '内蒙古自治区|广西壮族自治区|西藏自治区|宁夏回族自治区|新疆维吾尔自治区'

function eastern(text: string): Address {
  let rest = text.normalize('NFKC').trim()
  const take = (pattern: RegExp): string | null => {
    const [all, found] = pattern.exec(rest) ?? []
    if (all === undefined) return null
    rest = rest.replace(all, '').replace(/^[\s,，]+|[\s,，]+$/g, '')
    return found ?? null
  }
  const postcode =
    take(/[\s(,，]*(?:邮编|郵遞區號)?[:：]?\s*(?<!\d)(\d{6})\)?$/) ?? take(/^(\d{3}(?:\d{2,3})?)(?=\s*\p{Script=Han})/u)
  const named = take(/^(中国|中华人民共和国|台湾|臺灣|台灣|香港)[\s,，]*/)
  const town = take(new RegExp(`^((?:${municipalities})市?)`))?.replace(/市?$/, '市') ?? null
  const province =
    town ?? take(new RegExp(`^((?:${provinces})省?|${regions})`))?.replace(/(?<!省|自治区)$/, '省') ?? null
  const city = town
    ? (take(new RegExp(`^(${town})`)) ?? town)
    : take(/^(\p{Script=Han}{2,7}?(?:市|自治州|地区|盟|縣))/u)
  const district = take(/^(\p{Script=Han}{1,6}?(?:新区|区|區|县|旗))(?!域)/u)
  const taiwan = /[區號樓縣]/.test(text) || /台湾|台灣|臺灣/.test(named ?? '')
  const country = named === '香港' ? 'HK' : taiwan ? 'TW' : province || city || named ? 'CN' : null
  return { country, province, city, district, street: rest === '' ? null : rest, postcode }
}

function western(text: string): Address {
  const country = countryOf(text)
  const rest = country ? text.trim().replace(new RegExp(`[\\s,]*(?:${countries[country]})\\.?$`, 'i'), '') : text.trim()
  const american = /^(.*?),?\s*([A-Z][A-Za-z .]+),\s*([A-Z]{2})\s+(\d{5}(?:-\d{4})?)$/.exec(rest)
  const at = (parts: Partial<Address>): Address => ({
    country,
    province: null,
    city: null,
    district: null,
    street: null,
    postcode: null,
    ...parts,
  })
  if (american) {
    const [, street = '', city = '', province = '', postcode = ''] = american
    return at({ country: country ?? 'US', street, city: city.trim(), province, postcode })
  }
  const german = /^(.*?),\s*(\d{5})\s+(\p{L}[\p{L} -]+)$/u.exec(rest)
  if (german) return at({ street: german[1]!, postcode: german[2]!, city: german[3]! })
  const british = /^(.*?),\s*([A-Z][A-Za-z ]+?),?\s+([A-Z]{1,2}\d\w? \d[A-Z]{2})$/.exec(rest)
  if (british) return at({ country: country ?? 'GB', street: british[1]!, city: british[2]!, postcode: british[3]! })
  const coded = /^(.*?),?\s*([A-Z][a-z]+(?: [A-Z][a-z]+)*)[\s,]+(\d{5,6})$/.exec(rest)
  if (coded) return at({ street: coded[1]!, city: coded[2]!, postcode: coded[3]! })
  return at({ street: rest })
}
