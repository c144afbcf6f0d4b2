/** When the first record of a benchmark was made. */
const beginning = Date.UTC(2024, 10, 1)
/** The last was made so much later. */
const span = 730 * 86_400_000

const kinds = { account: 1, contact: 2, opportunity: 3, activity: 4, event: 5 } as const
export type Filled = keyof typeof kinds

/** The instant of the `i`-th of `count` records: spread evenly, the last in October 2026. */
export function instantOf(i: number, count: number): number {
  return beginning + Math.floor((span * i) / count)
}

/** The id of the `i`-th record of a kind: a UUIDv7 of its instant (RFC 9562), so that ids grow as they do in life. */
export function idOf(kind: Filled, i: number, count: number): string {
  const time = instantOf(i, count).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${kinds[kind].toString(16).padStart(3, '0')}-8000-${i.toString(16).padStart(12, '0')}`
}

/** An instant as the engine writes it. */
export function iso(ms: number): string {
  return new Date(ms).toISOString()
}

/** A number below `below` that looks random and is the same every time (a round of the finaliser of MurmurHash3). */
export function dice(i: number, salt: number, below: number): number {
  let h = Math.imul(i + 1, 0x9e3779b1) ^ Math.imul(salt + 1, 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return ((h ^ (h >>> 16)) >>> 0) % below
}
