import type { Address } from '../fields/address.ts'
import { cleanText } from './fold.ts'
import { readName } from './person-name.ts'
import { formatPhone, parsePhone } from './phone.ts'
import { countryOf, isAddress, readAddress } from './place-name.ts'
import { checkUscc } from './uscc.ts'

/** What a signature, a business card or a row of a table says about a person and her company. */
export type Signature = {
  readonly name?: string
  readonly company?: string
  readonly job?: string
  readonly department?: string
  readonly mobile?: string
  readonly phone?: string
  readonly email?: string
  readonly website?: string
  readonly wechat?: string
  readonly uscc?: string
  readonly address?: Address
}

type Part = keyof Signature
type Read = { -readonly [P in Part]?: Signature[P] }

/**
 * Reads the text of a signature, a business card, an address block, or cells divided by tabs, in Chinese (both scripts) or
 * English. What is marked (`手机：`, `Tel`) is taken at its word, the rest by its shape; what is not certain is left out.
 * Fax numbers and greetings are passed over. A number from abroad is written with its country code.
 */
export function readSignature(text: string): Signature {
  const read: Read = {}
  const country = homeOf(text)
  const address: string[] = []
  for (const line of linesOf(text.slice(0, longest))) {
    const [marked, words] = markOf(line)
    if (marked === 'none' || greeting.test(line)) continue
    if (marked === 'address' || (!marked && isAddress(words, { begun: address.length > 0 }))) {
      address.push(words)
      continue
    }
    const rest = takePlain(read, words, country, marked)
    if (rest === '') continue
    if (marked === 'wechat' || marked === 'name' || marked === 'company' || marked === 'job' || marked === 'department')
      set(read, marked, marked === 'name' ? bare(rest) : rest)
    else if (!marked) takeNames(read, rest)
  }
  if (address.length > 0) read.address = readAddress(address.join(address.some((line) => han.test(line)) ? '' : ', '))
  return read
}

const longest = 4_000
const han = /\p{Script=Han}/u

const marks: Readonly<Record<string, string>> = {
  name: '姓名|联系人|聯絡人|Name|Contact',
  company: '公司名称|公司名稱|公司|单位|单位名称|Company',
  job: '职务|职位|職稱|職務|Job title|Title|Position',
  department: '部门|部門|Department|Dept',
  mobile: '手机号码|手机号|手机|手機|移动电话|行動電話|Mobile|Mob|Cell|MP|M',
  phone: '联系电话|电话|電話|座机|总机|Telephone|Tel|Phone|Office|Direct|T|P|D|O',
  none: '传真|傳真|Fax|F|QQ|MSN|Skype|LinkedIn',
  email: '电子邮箱|电子邮件|电邮|邮箱|邮件|電子郵件|電子信箱|信箱|E-?mail|Mail|E',
  website: '公司网址|网址|网站|官网|網址|網站|Website|Web|URL|W|H',
  address: '公司地址|联系地址|通讯地址|地址|地點|Address|Addr|Add|A',
  wechat: '微信号|微信|WeChat ID|WeChat|LINE ID',
  uscc: '统一社会信用代码|纳税人识别号|税号|Tax ID',
}
const anyMark = Object.values(marks).join('|')
const greeting =
  /^(?:(?:best|kind|warm|many)?\s*(?:regards|wishes|thanks)|sincerely|yours|cheers|thank you|sent from|此致|敬礼|敬禮|祝好|顺颂商祺|谢谢|--+)/i

/** Lines and cells, each with at most one mark in it. A heading above its row marks the cells. */
function linesOf(text: string): string[] {
  const rows = text.split(/\r\n|[\r\n\u2028\u2029]/)
  const [heads, cells] = rows.slice(0, 2).map((row) => row.split('\t').map(cleanText))
  const known = new RegExp(`^(?:${anyMark})$`, 'i')
  if (heads && cells && heads.length > 1 && cells.length === heads.length && heads.some((one) => known.test(one)))
    return heads.flatMap((head, i) => (cells[i] ? [known.test(head) ? `${head}: ${cells[i]}` : cells[i]] : []))
  return rows
    .flatMap((row) => row.split(/\t|\s{3,}|\s*[|｜•·]\s*/))
    .flatMap((row) => cleanText(row).split(new RegExp(`(?<=[\\s,，;；/])(?=(?:${anyMark})\\.?\\s*[:：])`, 'i')))
    .map((row) => row.replace(/^[\s,，;；/-]+|[\s,，;；/]+$/g, ''))
    .filter((row) => row !== '')
}

function markOf(line: string): [mark: Part | 'none' | null, words: string] {
  for (const [part, names] of Object.entries(marks)) {
    const [, words] =
      new RegExp(`^(?:${names})\\.?\\s*[:：]\\s*(.*)$`, 'i').exec(line) ??
      new RegExp(`^(?:${names})\\.?\\s+((?:[+(（]?\\d|[\\w.-]+@).*)$`, 'i').exec(line) ??
      []
    if (words !== undefined) return [part as Part | 'none', words]
  }
  return [null, line]
}

/** Takes what is known by its form alone: mail, web, codes, telephones. Answers what is left. */
function takePlain(read: Read, words: string, country: string, marked: Part | null): string {
  let rest = words
  const take = (pattern: RegExp, part: Part, value: (found: string) => string | null) => {
    rest = rest.replace(pattern, (found) => {
      const it = value(found)
      if (it === null) return found
      set(read, part, it)
      return ' '
    })
  }
  take(/[\w.+-]+[@＠][\w-]+(?:\.[\w-]+)+/g, 'email', (found) => found.replace('＠', '@').toLowerCase())
  take(/(?:https?:\/\/|www\.)[^\s，。；,;]+/gi, 'website', (found) => found)
  if (/^[a-z\d-]+(?:\.[a-z\d-]+)*\.[a-z]{2,}(?:\/\S*)?$/i.test(rest.trim())) take(/\S+/, 'website', (found) => found)
  take(/(?<![\dA-Z])[\dA-Z]{18}(?![\dA-Z])/g, 'uscc', (found) => (checkUscc(found).valid ? found : null))
  if (marked !== 'wechat')
    take(number, marked === 'mobile' ? 'mobile' : 'phone', (found) => {
      const phone = parsePhone(found.trim(), country)
      if (phone.e164 === null) return null
      const shown = phone.country === 'CN' ? phone.raw : formatPhone(phone.e164, { ext: phone.ext, lang: 'en' })
      if (marked === 'mobile' || !/^\+(?:861[3-9]|8869)/.test(phone.e164)) return shown
      set(read, 'mobile', shown)
      return ''
    })
  return rest.replace(/\s+/g, ' ').replace(/^[\s,，;；/|-]+|[\s,，;；/|-]+$/g, '')
}

const number = /[+(（]?\d[\d\s().（）–-]{5,}\d(?:\s*(?:转|轉|分机|分機|ext\.?|x|#)\s*\d{1,6})?/gi

function takeNames(read: Read, words: string): void {
  if (isCompany(words)) {
    const [, company, department] = /^(.*?(?:公司|集团|集團))\s+(\S+)$/u.exec(words) ?? []
    set(read, 'company', company ?? words)
    if (department) takeNames(read, department)
    return
  }
  const parts = words.split(/\s*[/／,，、()（）]\s*|(?<=\p{Script=Han})\s+|\s+(?=\p{Script=Han})/u).filter(Boolean)
  for (const part of parts)
    if (isCompany(part)) set(read, 'company', part)
    else if (job.test(part)) set(read, 'job', part)
    else if (department.test(part)) set(read, 'department', part)
    else if (isName(part)) set(read, 'name', bare(part))
}

/** The first of a kind counts; a name in Chinese is put above one in Latin letters that stood before it. */
function set<P extends Part>(read: Read, part: P, value: NonNullable<Signature[P]>): void {
  if (value === '') return
  const better = part === 'name' && typeof value === 'string' && han.test(value) && !han.test(read.name ?? '')
  if (read[part] === undefined || better) Object.assign(read, { [part]: value })
}

function isCompany(words: string): boolean {
  return han.test(words)
    ? /(?:公司|集团|集團|工厂|研究院|研究所|大学|大學|学院|医院|醫院|银行|銀行|事务所|事務所|工作室|协会|合作社|株式会社)(?:\s*[(（][^)）]*[)）])?(?:\s+\S{2,8}(?:部|科|处|室|中心))?$/u.test(
        words,
      ) && words.length >= 4
    : /\b(?:inc|ltd|llc|llp|corp|corporation|gmbh|ag|plc|limited|company|co\.|pte|b\.v|group|holdings|university|bank|industries|technologies)\b\.?(?:,? ?(?:ltd|inc|llc)\.?)?$/i.test(
        words,
      )
}

const job =
  /经理|經理|总监|總監|总裁|總裁|董事|主任|工程师|工程師|顾问|顧問|专员|專員|助理|主管|会计|會計|秘书|秘書|代表|合伙人|合夥人|院长|教授|主席|厂长|廠長|店长|处长|處長|科长|部长|组长|書記|书记|创始人|首席|总工|負責人|负责人|业务员|采购员|\b(?:CEO|CTO|CFO|COO|CIO|VP|director|manager|engineer|officer|president|head|consultant|analyst|founder|partner|assistant|executive|representative|specialist|buyer|developer|designer|architect|professor|chairman|secretary|accountant|coordinator|supervisor)\b/i
const department = /^\p{Script=Han}{2,8}(?:部|科|处|處|事业部|中心)$|\b(?:department|dept\.?|division|team)\b/iu
const surnames =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝張劉陳楊黃趙吳孫馬羅鄭謝許韓馮鄧葉蘇呂盧鍾譚陸賈韋鄒龍賀顧龔邵萬錢嚴湯溫齊喬龐顏莊聶魯歐關蘭'
const chineseName = new RegExp(
  `^(?:[${surnames}]\\p{Script=Han}{1,2}|(?:欧阳|歐陽|司马|司馬|上官|诸葛|諸葛|夏侯|皇甫)\\p{Script=Han}{1,2})$`,
  'u',
)
/** Words that begin like a surname and are none. */
const noName =
  /^(?:金额|余额|时间|时长|方案|方式|高级|安装|安全|万元|路线|单价|单位|车间|常见|全部|项目|谢谢|温度|包装|严格|关于|向上|成本|成交|金属|石油|许可|应付|应收|查询|马上|田间|白天|江苏|江西|广东|温州|常州|苏州|杭州|郑州|徐州|于是|任何|安排|方便|何时|高效|付款|别名|合同|麻烦|汤料|花费|景点|古代|司机|施工|柴油|水费)$/u
const honorific = /\s*(?:先生|女士|小姐)$|^(?:Mr|Mrs|Ms)\.? +/

function isName(words: string): boolean {
  const name = bare(words)
  if (han.test(name)) return chineseName.test(name) && !noName.test(name)
  return /^(?:Dr\.? )?\p{Lu}[\p{L}'’.-]*(?: (?:\p{Lu}[\p{L}'’.-]*|van|von|de|der|la|bin)){1,3}$/u.test(name)
}

function bare(name: string): string {
  return readName(name.replace(honorific, ''))
}

/** Where numbers without a country code are, by what else the text says. */
function homeOf(text: string): string {
  const named = text.split('\n').map(countryOf).find(Boolean)
  if (named) return named
  if (/[區號樓]|股份有限公司.*\n?.*(?:電話|手機)|\.tw\b/u.test(text)) return 'TW'
  if (han.test(text) || /\.cn\b|china|shanghai|beijing|shenzhen/i.test(text)) return 'CN'
  if (/,\s*[A-Z]{2}\s+\d{5}|\(\d{3}\) ?\d{3}-\d{4}/.test(text)) return 'US'
  return /gmbh|\.de\b/i.test(text) ? 'DE' : /\.uk\b/i.test(text) ? 'GB' : 'CN'
}
