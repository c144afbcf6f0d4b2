import { boundedDistance } from '../text/distance.ts'
import { foldText } from '../text/fold.ts'
import { foldHan } from '../text/han.ts'
import { pinyinOf } from '../text/pinyin.ts'
import { charBits, sharedBits } from './rarity.ts'
import { latinRegion, type Region, regionOf, regionsAhead, regionsClash, shortRegion } from './regions.ts'
import { isLatinTrade, isTrade, withoutTrades } from './trades.ts'

/** The name of a company, taken apart. */
export type CompanyName = {
  /** Width, case, traditional characters, brackets and punctuation do not count, and the forms of a limited company are one. */
  readonly full: string
  /** Without its regions and its legal form: 华为技术 of 华为技术有限公司. */
  readonly core: string
  /** Without its trades as well: 华为. */
  readonly brand: string
  readonly regions: readonly Region[]
  /** Where the branch is that it is, such as 上海 of 上海分公司; '' where its name does not say where, null where it is the house. */
  readonly branch: string | null
  /** The core in Latin letters: its pinyin. */
  readonly reading: string
  /** The brand in Latin letters. */
  readonly brandReading: string
}

const lately = new Map<string, CompanyName>()
const latelyMost = 20_000

/** Takes the name of a company apart. */
export function readCompany(name: string): CompanyName {
  const known = lately.get(name)
  if (known) return known
  const made = read(name)
  if (lately.size >= latelyMost) lately.clear()
  lately.set(name, made)
  return made
}

function read(name: string): CompanyName {
  const folded = foldHan(foldText(name))
  return /\p{Script=Han}/u.test(folded) ? readHan(folded) : readLatin(folded)
}

const brackets = /[([{<【〔《「『]([^()[\]{}<>【】〔〕《》「」『』]*)[)\]}>】〕》」』]/gu
const forms =
  /(?:股份有限公司|有限责任公司|有限公司|股份公司|总公司|公司|集团|控股|股份|(?:特殊)?普通合伙(?:企业)?|有限合伙(?:企业)?|合伙企业|个体工商户|(?<=\p{Script=Han}{2})(?:co)?(?:ltd|limited|inc|corp|llc|co))$/u
const branchEnd = /(?:分公司|办事处|分部)$/

function readHan(folded: string): CompanyName {
  const inside: Region[] = []
  const open = folded.replace(brackets, (_, words: string) => {
    const text = plainOf(words)
    const region = regionOf(text) ?? latinRegion(text) ?? shortRegion(text)
    if (region && region !== 'country') inside.push(region)
    return region || text.replace(forms, '') === '' ? '' : text
  })
  const full = sameForm(plainOf(folded))
  let rest = plainOf(open) || full
  let branch: string | null = null
  for (;;) {
    if (branchEnd.test(rest) && rest.length > 5) {
      branch ??= ''
      rest = withoutForms(rest.replace(branchEnd, ''))
      const place = /^(.*公司)(.+)$/u.exec(rest)
      const at = place && regionOf(place[2]!)
      if (at && at !== 'country') {
        branch = at.city ?? at.province
        rest = place[1]!
      }
      continue
    }
    const shorter = withoutForms(rest)
    if (shorter === rest) break
    rest = shorter
  }
  // 青岛啤酒 is nothing without 青岛
  const { regions, rest: core } = regionsAhead(rest, (behind) => [...behind].length >= 2 && !isTrade(behind))
  const brand = brandOf(core)
  const reading = readingOf(core)
  return {
    full,
    core,
    brand,
    regions: [...regions, ...inside],
    branch,
    reading,
    brandReading: brand === core ? reading : readingOf(brand),
  }
}

const latinForms = new Set(
  `co company ltd limited inc incorporated corp corporation llc llp lp plc gmbh ag kg mbh sa sas sarl bv nv pty pte oy ab as aps
  spa srl kk sdn bhd group holding holdings the gufen youxian zeren gongsi jituan konggu`.split(/\s+/),
)
/** Forms in pinyin, syllable by syllable: `you xian gong si`. */
const spelledForms = /\b(?:gu fen|you xian|ze ren|gong si|ji tuan|kong gu)\b/g

function readLatin(folded: string): CompanyName {
  const plain = folded.normalize('NFD').replace(/\p{M}/gu, '')
  const words = plain
    .replace(/&/g, ' and ')
    .replace(/['’.]/g, '')
    .replace(spelledForms, (form) => form.replace(' ', ''))
    .split(/[^\p{L}\p{N}+]+/u)
  const all = words.filter((word) => word !== '')
  const regions: Region[] = []
  const bare = all.filter((word) => !latinForms.has(word))
  const named = bare.filter((word) => {
    const region = latinRegion(word)
    if (region && region !== 'country') regions.push(region)
    return !region
  })
  const kept = named.some((word) => !isLatinTrade(word)) ? named : bare.length > 0 ? bare : all
  const brand = [...kept]
  while (brand.length > 1 && isLatinTrade(brand.at(-1)!)) brand.pop()
  const core = kept.join('') || folded
  return {
    full: sameForm(plainOf(plain)),
    core,
    brand: brand.join('') || core,
    regions: kept === named ? regions : [],
    branch: null,
    reading: lettersOf(core),
    brandReading: lettersOf(brand.join('') || core),
  }
}

function withoutForms(text: string): string {
  const shorter = text.replace(forms, '')
  return shorter === '' ? text : shorter
}

/** A core without its trades and the forms among them: 星月 of 星月集团企业管理. */
function brandOf(core: string): string {
  for (let brand = core; ; ) {
    const shorter = withoutForms(withoutTrades(brand))
    if (shorter === brand || [...shorter].length < 2) return brand
    brand = shorter
  }
}

function plainOf(text: string): string {
  return text.replace(/[^\p{L}\p{M}\p{N}&+]/gu, '') || text
}

function sameForm(plain: string): string {
  return plain
    .replace(/(?:股份|责任)?有限(?:责任)?公司$/u, '有限公司')
    .replace(/(?:co(?:mpany)?)?(?:ltd|limited)$/, 'ltd')
    .replace(/incorporated$/, 'inc')
    .replace(/corporation$/, 'corp')
}

function readingOf(text: string): string {
  return lettersOf(pinyinOf(text, { person: false }))
}

function lettersOf(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, '')
}

/** How two names agree, and what that is worth; the ways are told to people in `reasons.ts`. */
export type CompanyLikeness = { readonly how: CompanyWay; readonly points: number }
export type CompanyWay =
  | 'name'
  | 'core'
  | 'elsewhere'
  | 'houses'
  | 'sound'
  | 'slip'
  | 'brand'
  | 'abbreviation'
  | 'similar'
  | 'otherName'

/** Compares two names of companies. */
export function likeCompany(a: CompanyName, b: CompanyName): CompanyLikeness {
  if (a.full === b.full) return { how: 'name', points: 80 }
  const apart = areElsewhere(a, b)
  const size = Math.min([...a.core].length, [...b.core].length)
  const han = isHan(a.core) && isHan(b.core)
  if (a.core === b.core)
    return apart ? { how: 'elsewhere', points: 35 } : { how: 'core', points: size >= (han ? 3 : 5) ? 65 : 50 }
  const likeness = nearly(a, b, size, han)
  return apart && likeness.points > 15 ? { ...likeness, points: likeness.points - 25 } : likeness
}

/** Do two names say other places, or one of them a branch? */
export function areElsewhere(a: CompanyName, b: CompanyName): boolean {
  return a.branch !== b.branch || regionsClash(a.regions, b.regions)
}

function nearly(a: CompanyName, b: CompanyName, size: number, han: boolean): CompanyLikeness {
  const slips = sameNumbers(a.core, b.core) ? boundedDistance(a.core, b.core, 2) : 3
  const sound = a.reading === b.reading && a.reading.length >= 4
  if (han && isHanOnly(a.core) && isHanOnly(b.core)) {
    const like = soundsLike(a, b, sound) ?? slipped(a, b, slips, size)
    if (like) return like
  } else if (sound) {
    const syllables = Math.max(hanLength(a.core), hanLength(b.core))
    return { how: 'sound', points: syllables >= 4 || a.reading.length >= 12 ? 60 : syllables === 3 ? 50 : 35 }
  }
  if (!han && slips === 1 && size >= 6 && a.brand !== b.brand) return { how: 'slip', points: size >= 8 ? 55 : 45 }
  if (a.brand === b.brand && [...a.brand].length >= 2) {
    const [short, long] = a.core.length <= b.core.length ? [a.core, b.core] : [b.core, a.core]
    const whole = long.startsWith(short)
    const trade = whole && short !== a.brand ? 4 : 0
    const distinct = han ? brandBits(a.brand) + trade >= distinctBits : [...a.brand].length >= 5
    return { how: 'brand', points: whole ? (distinct ? 55 : 40) : distinct ? 35 : 20 }
  }
  if (slips === 2 && size >= (han ? 7 : 10)) return { how: 'slip', points: 45 }
  if (han && dice(a.core, b.core) >= 0.75) return { how: 'similar', points: 40 }
  if (han && (begins(a, b) || begins(b, a))) return { how: 'abbreviation', points: 36 }
  if (han && (abbreviates(a, b) || abbreviates(b, a))) return { how: 'abbreviation', points: 30 }
  return { how: 'otherName', points: -25 }
}

/**
 * Chinese is typed by its sound, so most slips of the pen sound alike. What they do is said behind the name: a slip there
 * weighs like the same trade, a slip in the name itself by how rare the rest of it is.
 */
function soundsLike(a: CompanyName, b: CompanyName, sound: boolean): CompanyLikeness | null {
  const whole = sound && a.core.length === b.core.length
  if (!whole && (a.brandReading !== b.brandReading || a.brand === b.brand)) return null
  const end = whole ? Math.min(a.brand.length, b.brand.length) : Number.POSITIVE_INFINITY
  const [left, right] = [a.brand.slice(0, end), b.brand.slice(0, end)]
  if (left.length !== right.length || !sameNumbers(left, right)) return null
  const trades = a.brand.length < a.core.length && b.brand.length < b.core.length
  const bits = sharedBits(left, right) + (whole ? (end < a.core.length ? 4 : 0) : trades ? -4 : 0)
  return { how: 'sound', points: pointsOf(bits + (left.length > 2 ? soundsMore : 0)) || 20 }
}
/** Two of three characters or more that sound alike are the same with so many bits less than two that are another slip apart. */
const soundsMore = 3.5

/** A slip in the name itself weighs by how rare the rest of it is. */
function slipped(a: CompanyName, b: CompanyName, slips: number, size: number): CompanyLikeness | null {
  const near = isHanOnly(a.brand) && isHanOnly(b.brand) && a.brand !== b.brand && sameNumbers(a.brand, b.brand)
  const bits = near ? sharedBits(a.brand, b.brand) : 0
  const trades = a.brand.length < a.core.length && b.brand.length < b.core.length
  const sameTrade = trades && a.core.slice(a.brand.length) === b.core.slice(b.brand.length)
  const points =
    pointsOf(bits + (bits === 0 ? 0 : sameTrade ? 4 : trades ? -4 : 0)) ||
    (slips === 1 && a.brand !== b.brand && size >= (a.core.length === b.core.length ? 4 : 3) ? 36 : 0)
  return points > 0 ? { how: 'slip', points } : null
}

/** Of a hundred thousand names one shares 17 bits by chance; what is likely the same shares some more. */
function pointsOf(bits: number): number {
  return bits >= 31 ? 60 : bits >= 28 ? 55 : bits >= 25.5 ? 50 : bits >= 21 ? 42 : bits >= 15 ? 36 : 0
}

/** A name of so many bits is few companies' own. */
const distinctBits = 22

function brandBits(brand: string): number {
  return [...brand].reduce((sum, char) => sum + charBits(char), 0)
}

function isHanOnly(text: string): boolean {
  return /^\p{Script=Han}+$/u.test(text)
}

/** 中石化 is short for 中国石油化工: its characters stand in the other in the same order, and it begins alike. */
function abbreviates(short: CompanyName, long: CompanyName): boolean {
  const wanted = [...short.core]
  const all = [...long.full.replace(/有限公司$/, '')]
  if (wanted.length < 3 || wanted.length * 2 > all.length + 1) return false
  if (wanted[0] !== all[0] && wanted[0] !== [...long.core][0]) return false
  let at = 0
  for (const char of all) if (char === wanted[at]) at++
  return at === wanted.length
}

/** 字节 is short for 字节跳动: it stands by itself before what the other is called, and is rare enough to be its beginning. */
function begins(short: CompanyName, long: CompanyName): boolean {
  return (
    short.core === short.brand &&
    short.brand.length >= 2 &&
    long.brand.startsWith(short.brand) &&
    brandBits(short.brand) >= distinctBits
  )
}

/** 第一 and 第二 are one letter apart, and two companies. */
function sameNumbers(a: string, b: string): boolean {
  const numbers = (text: string) => text.replace(/[^\p{N}一二三四五六七八九十百]/gu, '')
  return numbers(a) === numbers(b)
}

/** The share of neighbouring characters that two texts have in common (Dice's coefficient of bigrams), 0 to 1. */
export function dice(a: string, b: string): number {
  const [left, right] = [bigrams(a), bigrams(b)]
  if (left.length === 0 || right.length === 0) return a === b ? 1 : 0
  const open = [...right]
  let shared = 0
  for (const one of left) {
    const at = open.indexOf(one)
    if (at < 0) continue
    open.splice(at, 1)
    shared++
  }
  return (2 * shared) / (left.length + right.length)
}

/** Every two neighbours of a text. */
export function bigrams(text: string): string[] {
  const chars = [...text]
  return chars.slice(1).map((char, i) => chars[i]! + char)
}

function isHan(text: string): boolean {
  return /\p{Script=Han}/u.test(text)
}

function hanLength(text: string): number {
  return text.match(/\p{Script=Han}/gu)?.length ?? 0
}
