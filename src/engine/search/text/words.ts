import { foldText } from '#kernel/text/fold.ts'
import { foldHan } from '#kernel/text/han.ts'

/** Folds a text for searching: width, case, traditional characters and Latin accents. */
export function foldSearch(text: string): string {
  const folded = foldHan(foldText(text))
  return /[\u00c0-\u024f\u1e00-\u1eff]|\p{M}/u.test(folded)
    ? folded
        .normalize('NFD')
        .replace(/(?<=\p{Script=Latin})\p{M}+/gu, '')
        .replace(/[ßøæœđłı]/g, (c) => plain[c]!)
        .normalize('NFC')
    : folded
}

const plain: Record<string, string> = { ß: 'ss', ø: 'o', æ: 'ae', œ: 'oe', đ: 'd', ł: 'l', ı: 'i' }

/** Longest word worth indexing; longer ones are cut alike in the index and in the question. */
export const wordLength = 48
/** Longest pinyin token, in letters; cut alike on both sides. */
export const pinyinLength = 24

/** A piece of folded text: characters of a script without spaces, or a word of letters and digits. */
export type Piece = { kind: 'cjk' | 'word'; text: string }

/** Cuts folded text into runs of Chinese, Japanese or Korean characters and words of other letters and digits. */
export function pieces(folded: string): Piece[] {
  return Array.from(folded.matchAll(split), ([text]) =>
    cjk.test(text) ? { kind: 'cjk', text } : { kind: 'word', text },
  )
}

const letters = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}ー'
const split = new RegExp(`[${letters}]+|[[\\p{L}\\p{M}\\p{N}]--[${letters}]]+`, 'gv')
const cjk = new RegExp(`^[${letters}]`, 'v')

/** True for what is written in one with dots, dashes or an @: an address, a domain, a number of a document. */
export function isCompound(chunk: string): boolean {
  return /[\p{L}\p{N}][.@_/+-]+[\p{L}\p{N}]/u.test(chunk)
}

/** A chunk without what may surround it in a sentence. */
export function trimChunk(chunk: string): string {
  return chunk.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')
}
