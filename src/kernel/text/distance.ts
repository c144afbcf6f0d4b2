import { foldText } from './fold.ts'

export type Closest = { match: string; distance: number; score: number }

/**
 * The candidate a person most likely meant by `word`, or null. Spelling that differs only in case, spaces or
 * punctuation is distance 0. Otherwise a few slips are forgiven (1 from 3 letters on, 2 from 6, 3 from 9), never in a
 * digit ("Tier 1" is not "Tier 2"), and two equally close candidates mean nobody knows. `score` is 1 for the same
 * letters, towards 0 with every slip.
 */
export function closest(word: string, candidates: Iterable<string>): Closest | null {
  const [wanted, folded] = [bare(word), foldText(word)]
  if (wanted === '') return null
  const length = [...wanted].length
  let bound = slips(length)
  let best: Closest[] = []
  for (const match of candidates) {
    if (foldText(match) === folded) return { match, distance: 0, score: 1 }
    const other = bare(match)
    if (digits(other) !== digits(wanted)) continue
    const distance = boundedDistance(wanted, other, bound)
    if (distance > bound) continue
    if (distance < bound) best = []
    // The key and the label of a choice may be the same letters: that is one candidate, not two.
    if (best.some((one) => foldText(one.match) === foldText(match))) continue
    bound = distance
    best.push({ match, distance, score: 1 - distance / Math.max(length, [...other].length) })
  }
  return best.length === 1 ? best[0]! : null
}

/**
 * Damerau–Levenshtein distance (optimal string alignment: insert, delete, replace, swap neighbours) in code points,
 * or `max + 1` as soon as it must exceed `max`.
 */
export function boundedDistance(left: string, right: string, max: number): number {
  const a = [...left]
  const b = [...right]
  if (Math.abs(a.length - b.length) > max) return max + 1
  let before: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2]! + 1)
      row.push(cost)
    }
    if (Math.min(...row) > max && Math.min(...above) > max) return max + 1
    before = above
    above = row
  }
  return Math.min(above[b.length]!, max + 1)
}

function bare(text: string): string {
  const folded = foldText(text)
  return folded.replace(/[^\p{L}\p{M}\p{N}]/gu, '') || folded
}

function digits(text: string): string {
  return text.replace(/\P{Nd}/gu, '')
}

function slips(length: number): number {
  return length < 3 ? 0 : Math.min(3, Math.floor(length / 3))
}
