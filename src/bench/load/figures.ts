/** What one measurement came to; times in milliseconds. */
export type Figures = {
  readonly requests: number
  readonly perSecond: number
  readonly p50: number
  readonly p95: number
  readonly max: number
}

/** @param times of single requests @param elapsed of all of them */
export function figuresOf(times: number[], elapsed: number): Figures {
  const sorted = times.toSorted((a, b) => a - b)
  return {
    requests: times.length,
    perSecond: (times.length * 1_000) / elapsed,
    p50: quantile(sorted, 0.5),
    p95: quantile(sorted, 0.95),
    max: sorted.at(-1) ?? 0,
  }
}

export function median(values: readonly number[]): number {
  return quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  )
}

/** The middle of several rounds, figure by figure. */
export function middle(rounds: readonly Figures[]): Figures {
  const of = (key: keyof Figures) => median(rounds.map((round) => round[key]))
  return { requests: of('requests'), perSecond: of('perSecond'), p50: of('p50'), p95: of('p95'), max: of('max') }
}

/** Nearest rank from below, of sorted values. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
