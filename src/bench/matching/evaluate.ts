import { mostCompared, mostSharing } from '#engine/matching/look-up.ts'
import { compare } from '#kernel/match/compare.ts'
import type { Facts } from '#kernel/match/facts.ts'
import { keysOf } from '#kernel/match/keys.ts'
import type { Subject } from '#kernel/match/matching.ts'
import { reasonWords } from '#kernel/match/reasons.ts'

/** Records in memory, found by their keys and compared as the engine does with those of a table. */
export type Index = {
  /** Places of the records that have as many points as asked for, the likest first. */
  find(facts: Facts, from: number): { readonly at: number; readonly points: number; readonly why: string }[]
}

/** Indexes what records say about a subject. */
export function indexOf(records: readonly Facts[], subject: Subject): Index {
  const byKey = new Map<string, number[]>()
  records.forEach((facts, at) => {
    const { strong, weak } = keysOf(facts)
    for (const key of [...strong, ...weak]) {
      const list = byKey.get(key)
      if (list) list.push(at)
      else byKey.set(key, [at])
    }
  })
  return {
    find(facts, from) {
      const { strong, weak } = keysOf(facts)
      const lists = (keys: readonly string[]) => keys.map((key) => byKey.get(key) ?? [])
      const places = lookedAt(lists(strong), lists(weak))
      return [...places]
        .map((at) => {
          const { points, reasons } = compare(facts, records[at]!, subject)
          return { at, points, why: reasons.map((r) => `${reasonWords(r).en} ${r.points}`).join(', ') }
        })
        .filter(({ points }) => points >= from)
        .sort((a, b) => b.points - a.points)
    },
  }
}

/** Those that the engine looks at (`lookUp`). */
function lookedAt(strong: readonly (readonly number[])[], weak: readonly (readonly number[])[]): Set<number> {
  const places = new Set(strong.flatMap((list) => list.slice(0, mostSharing)))
  for (const list of weak.filter(({ length }) => length <= mostSharing).sort((a, b) => a.length - b.length)) {
    if (places.size + list.length > mostCompared) break
    for (const at of list) places.add(at)
  }
  return places
}

/** Precision, recall and F1 of what was found, in percent. */
export function scores(right: number, found: number, wanted: number) {
  const precision = found === 0 ? 1 : right / found
  const recall = wanted === 0 ? 1 : right / wanted
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall)
  const percent = (share: number) => `${(share * 100).toFixed(2)} %`
  return { precision: percent(precision), recall: percent(recall), f1: percent(f1) }
}

/** Mulberry32: the same seed, the same dice. */
export function dice(seed: number): (below: number) => number {
  let a = seed >>> 0
  return (below) => {
    a = (a + 0x6d2b79f5) >>> 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below)
  }
}
