/** A source of chance that gives the same for the same seed, everywhere. */
export type Random = {
  /** 0 ≤ x < 1 */
  next(): number
  /** A whole number, both ends included. */
  int(from: number, to: number): number
  chance(p: number): boolean
  pick<T>(list: readonly T[]): T
  /** Picks by weight: the second of each pair. */
  weighted<T>(list: readonly (readonly [T, number])[]): T
  /** A positive number around `median`, with a long tail to the right; about two thirds within median ÷ and × `spread`. */
  around(median: number, spread: number): number
  /** An id of the shape of UUIDv7 (RFC 9562 §5.7) for that instant in milliseconds. */
  id(at: number): string
}

/** Makes a source of chance: mulberry32, a public-domain generator by Tommy Ettinger. */
export function randomOf(seed: number): Random {
  let state = seed | 0
  const bits = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return (t ^ (t >>> 14)) >>> 0
  }
  const next = () => bits() / 4294967296
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0')
  return {
    next,
    int: (from, to) => from + Math.floor(next() * (to - from + 1)),
    chance: (p) => next() < p,
    pick: (list) => list[Math.floor(next() * list.length)]!,
    weighted(list) {
      let left = next() * list.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [item, weight] of list) {
        left -= weight
        if (left < 0) return item
      }
      return list[0]![0]
    },
    around(median, spread) {
      const normal = next() + next() + next() + next() - 2
      return median * Math.exp(normal * Math.sqrt(3) * Math.log(spread))
    },
    id(at) {
      const time = hex(Math.floor(at), 12)
      const [a, b, c] = [bits(), bits(), bits()]
      const variant = hex(0x8000 | (b >>> 18), 4)
      return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(a & 0xfff, 3)}-${variant}-${hex(b & 0xffff, 4)}${hex(c, 8)}`
    },
  }
}
