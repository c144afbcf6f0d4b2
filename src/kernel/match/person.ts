import { boundedDistance } from '../text/distance.ts'
import { foldText } from '../text/fold.ts'
import { foldHan } from '../text/han.ts'
import { pinyinOf } from '../text/pinyin.ts'

/** The name of a person, taken apart. */
export type PersonName = {
  /** Width, case, accents, traditional characters, titles and blanks do not count. */
  readonly text: string
  readonly han: boolean
  /** Its words in Latin letters: surname and given name of a Chinese one, in pinyin. */
  readonly words: readonly string[]
}

const titles =
  /(?:先生|女士|小姐|太太|老师|同学|博士|教授|医生|律师|总经理|董事长|副总|经理|主任|主管|总监|工程师|师傅)$|(?<=^\p{Script=Han})(?:总|董|工|姐|哥|老板)$/u
const latinTitles = new Set('mr mrs ms miss dr prof sir jr sr phd md'.split(' '))
const doubleSurnames =
  /^(?:欧阳|司马|上官|诸葛|东方|尉迟|公孙|令狐|皇甫|慕容|司徒|长孙|宇文|夏侯|端木|独孤|南宫|万俟|闻人|澹台|轩辕|百里|呼延|申屠|公羊|太史|钟离|鲜于|闾丘|司空)/

/** Takes the name of a person apart. */
export function readPerson(name: string): PersonName {
  const folded = foldHan(foldText(name)).replace(/[·•・]/g, ' ')
  if (/^[\p{Script=Han} ]+$/u.test(folded)) {
    const text = folded.replaceAll(' ', '').replace(titles, '')
    const surname = doubleSurnames.exec(text)?.[0].length ?? 1
    const syllables = pinyinOf(text, { person: true }).split(' ')
    const words = [syllables.slice(0, surname).join(''), syllables.slice(surname).join('')]
    return { text, han: true, words: words.filter((word) => word !== '') }
  }
  const plain = folded.normalize('NFD').replace(/\p{M}/gu, '').replace(/['’.]/g, '')
  const words = plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '' && !latinTitles.has(word))
  return { text: words.join(' '), han: false, words }
}

export type PersonWay = 'name' | 'swapped' | 'reading' | 'slip' | 'part' | 'otherName'
export type PersonLikeness = { readonly how: PersonWay; readonly points: number }

/** Compares two names of persons. A name alone never makes two people one: many bear the same. */
export function likePerson(a: PersonName, b: PersonName): PersonLikeness | null {
  if (a.words.length === 0 || b.words.length === 0) return null
  const whole = a.words.length > 1 && b.words.length > 1
  if (a.text === b.text) return whole ? { how: 'name', points: 35 } : { how: 'part', points: 12 }
  if (!whole) return partly(a, b)
  if (sorted(a) === sorted(b)) return a.han || b.han ? { how: 'reading', points: 26 } : { how: 'swapped', points: 33 }
  if (a.han && b.han) return likeHan(a, b)
  const score = Math.max(aligned(a.words, b.words), aligned(a.words, [...b.words].reverse()))
  if (score >= 1.85) return { how: 'slip', points: 28 }
  if (score >= 1.6) return { how: 'slip', points: 20 }
  if (score >= 1) return { how: 'part', points: -4 }
  if (score >= 0.8) return { how: 'part', points: -10 }
  return { how: 'otherName', points: -25 }
}

/** One side knows only the surname or the given name. */
function partly(a: PersonName, b: PersonName): PersonLikeness {
  const best = Math.max(...a.words.map((x) => Math.max(...b.words.map((y) => likeWord(x, y)))))
  return best === 1
    ? { how: 'part', points: 12 }
    : best > 0.7
      ? { how: 'slip', points: 6 }
      : { how: 'otherName', points: -15 }
}

function likeHan(a: PersonName, b: PersonName): PersonLikeness {
  if ([...a.text].length >= 3 && boundedDistance(a.text, b.text, 1) === 1)
    return a.text[0] === b.text[0] ? { how: 'slip', points: 8 } : { how: 'part', points: -10 }
  return { how: 'otherName', points: -25 }
}

/** The likeness of the first and of the last words, added. */
function aligned(a: readonly string[], b: readonly string[]): number {
  return likeWord(a[0]!, b[0]!) + likeWord(a.at(-1)!, b.at(-1)!)
}

/** 1 for the same word, less for a slip or an initial, 0 for another. */
function likeWord(a: string, b: string): number {
  if (a === b) return 1
  const size = Math.min(a.length, b.length)
  if (size === 1) return a[0] === b[0] ? 0.7 : 0
  const slips = boundedDistance(a, b, size >= 6 ? 2 : 1)
  if (slips === 1 && size >= 3) return 0.9
  if (slips === 2 && size >= 6) return 0.8
  return size >= 3 && (a.startsWith(b) || b.startsWith(a)) ? 0.75 : 0
}

function sorted(name: PersonName): string {
  return [...name.words].sort().join(' ')
}

/** Under what a person's name is looked up: the same however its parts are turned round, and in pinyin. */
export function personKey(name: PersonName): string {
  return sorted(name)
}
