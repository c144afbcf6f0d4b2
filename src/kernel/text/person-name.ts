import type { Label } from '../label.ts'
import { cleanText } from './fold.ts'

/** The parts in which files bring a name. */
export type NameParts = {
  readonly family?: string | null
  readonly given?: string | null
  readonly middle?: string | null
  readonly suffix?: string | null
}

export const nameParts = ['family', 'given', 'middle', 'suffix'] as const

export const namePartLabels: Readonly<Record<(typeof nameParts)[number], Label>> = {
  family: { en: 'Family name', zh: '姓' },
  given: { en: 'Given name', zh: '名' },
  middle: { en: 'Middle name', zh: '中间名' },
  suffix: { en: 'Suffix', zh: '后缀' },
}

/**
 * Puts a name together as its bearer writes it: 张 and 三 are 张三, 司马 and 懿 are 司马懿, Ada and Lovelace are
 * Ada Lovelace. East Asian names go family first and without a blank, all others given name first.
 */
export function joinName({ family, given, middle, suffix }: NameParts): string {
  const [last, first, between] = [family, given, middle].map((part) => cleanText(part ?? ''))
  const whole = `${last}${first}${between}`
  if (eastAsian.test(whole)) return `${last}${first}${between}`.replaceAll(' ', '')
  return [first, between, last, cleanText(suffix ?? '')].filter((part) => part !== '').join(' ')
}

/** `Lovelace, Ada` is `Ada Lovelace`; any other name stays as it is written, 王总 and 李小姐 too. */
export function readName(text: string): string {
  const name = cleanText(text)
  const [, last, first] = sorted.exec(name) ?? []
  return last && first && !afterComma.test(first) ? `${first} ${last}` : name
}

const eastAsian = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー ]+$/u
const sorted = /^([\p{Script=Latin}\p{M}'’. -]{2,}), ?([\p{Script=Latin}\p{M}'’. -]+)$/u
/** What stands behind a comma and is no given name. */
const afterComma = /^(?:jr|sr|ii|iii|iv|ph\.? ?d|m\.?d|mba|cpa|esq|dds|inc|ltd|llc|co|corp|gmbh)\b\.?/i
