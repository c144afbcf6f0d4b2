import { readFileSync } from 'node:fs'
import { keyNumber } from '#kernel/match/keys.ts'
import { foldHan } from '#kernel/text/han.ts'

/**
 * Every other name, by its hash: the half from which the table of `kernel/match/rarity.ts` is counted. The other half
 * measures.
 */
export function isSeen(name: string): boolean {
  return (keyNumber(name) & 1) === 0
}

/** Counts the table of `kernel/match/rarity.ts` from the seen half of names, one a line, and prints it. */
export function countRarity(file: string): void {
  const names = new Set(
    readFileSync(file, 'utf8')
      .split('\n')
      .map((name) => name.trim()),
  )
  const counts = new Map<string, number>()
  let all = 0
  for (const name of names)
    if (name !== '' && isSeen(name))
      for (const [char] of foldHan(name).matchAll(/\p{Script=Han}/gu)) {
        counts.set(char, (counts.get(char) ?? 0) + 1)
        all++
      }
  const byBits = Map.groupBy(
    [...counts].sort(([, a], [, b]) => b - a),
    ([, count]) => Math.max(7, Math.round(-Math.log2(count / all))),
  )
  for (const bits of [7, 8, 9, 10, 11, 12, 13])
    console.log(`  ${bits}: '${(byBits.get(bits) ?? []).map(([char]) => char).join('')}',`)
}
