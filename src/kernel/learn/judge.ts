/** A case with what was foretold of it, higher where it seemed better, and how it went. */
export type Judged = { readonly score: number; readonly y: 0 | 1 }

/** The chance that of a good and a bad case the good one has the higher score; equal ones count half. Null where there is only one kind. */
export function aucOf(cases: readonly Judged[]): number | null {
  const sorted = [...cases].sort((a, b) => a.score - b.score)
  const good = sorted.filter(({ y }) => y === 1).length
  const bad = sorted.length - good
  if (good === 0 || bad === 0) return null
  let ranks = 0
  for (let i = 0; i < sorted.length; ) {
    let end = i
    while (end < sorted.length && sorted[end]!.score === sorted[i]!.score) end++
    // All of one score share the middle of their places, counted from one.
    const rank = (i + end + 1) / 2
    for (; i < end; i++) if (sorted[i]!.y === 1) ranks += rank
  }
  return (ranks - (good * (good + 1)) / 2) / (good * bad)
}

/** In tenths of what was foretold: how many there were, what was foretold on average, and how many went well. */
export function reliabilityOf(cases: readonly { readonly p: number; readonly y: 0 | 1 }[]) {
  return Array.from({ length: 10 }, (_, i) => {
    const here = cases.filter(({ p }) => Math.min(9, Math.floor(p * 10)) === i)
    const mean = (values: readonly number[]) =>
      values.length === 0 ? null : values.reduce((sum, one) => sum + one, 0) / values.length
    return {
      from: i / 10,
      count: here.length,
      foretold: mean(here.map(({ p }) => p)),
      came: mean(here.map(({ y }) => y)),
    }
  }).filter(({ count }) => count > 0)
}

/** A plain baseline: each trait by itself, as if none knew of the others (naive Bayes, with one case added to each side). */
export function naiveBayes(cases: readonly { readonly traits: readonly string[]; readonly y: 0 | 1 }[]) {
  const counts = new Map<string, [number, number]>()
  const totals: [number, number] = [0, 0]
  for (const { traits, y } of cases) {
    totals[y]++
    for (const trait of new Set(traits)) {
      const count = counts.get(trait) ?? [0, 0]
      count[y]++
      counts.set(trait, count)
    }
  }
  const share = (count: number, total: number) => Math.log((count + 1) / (total + 2))
  return (traits: readonly string[]) =>
    traits.reduce(
      (sum, trait) => {
        const [bad, good] = counts.get(trait) ?? [0, 0]
        return sum + share(good, totals[1]) - share(bad, totals[0])
      },
      share(totals[1], totals[0] + totals[1]) - share(totals[0], totals[0] + totals[1]),
    )
}
