import { foldText } from './fold.ts'

/** Why a 统一社会信用代码 is not one: its length, a letter outside the alphabet, or one of its two check digits. */
export type UsccReason = 'length' | 'characters' | 'organisation-check' | 'check'
export type UsccResult =
  | { valid: true; code: string; reason: null }
  | { valid: false; code: string; reason: UsccReason }

/**
 * Checks a 统一社会信用代码 by GB 32100-2015: 18 characters, position 18 checks the rest, and position 17 checks
 * the organisation code in 9–16 by GB 11714-1997. `code` is the upper-case half-width form. Callers warn, they do
 * not block: old registrations and 15-digit tax numbers are still about.
 */
export function checkUscc(text: string): UsccResult {
  const code = foldText(text).replace(/[\s-]/g, '').toUpperCase()
  const reason = usccProblem(code)
  return reason ? { valid: false, code, reason } : { valid: true, code, reason: null }
}

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
const organisationWeights = [3, 7, 9, 10, 5, 8, 4, 2]

function usccProblem(code: string): UsccReason | null {
  if (code.length !== 18) return 'length'
  if ([...code].some((c) => !alphabet.includes(c))) return 'characters'
  if (code[16] !== organisationCheck(code.slice(8, 16))) return 'organisation-check'
  if (code[17] !== alphabet[(31 - (sum(code, weights, (c) => alphabet.indexOf(c)) % 31)) % 31]) return 'check'
  return null
}

/** GB 11714: letters count 10–35, 11 minus the weighted sum modulo 11; 10 is written X and 11 is written 0. */
function organisationCheck(code: string): string {
  const rest = 11 - (sum(code, organisationWeights, (c) => Number.parseInt(c, 36)) % 11)
  return rest === 10 ? 'X' : String(rest % 11)
}

function sum(code: string, by: number[], value: (c: string) => number): number {
  return by.reduce((total, weight, i) => total + weight * value(code[i] ?? '0'), 0)
}
