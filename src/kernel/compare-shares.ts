/* Two shares beside each other: did more come where something was done? */

/** 97.5 % of a normal distribution lie below. */
const z = 1.959963984540054

export type Share = { readonly count: number; readonly came: number }

/** The 95 % interval of a share: the score interval of Wilson (1927). */
export function intervalOf({ count, came }: Share): readonly [number, number] {
  if (count === 0) return [0, 1]
  const p = came / count
  const middle = p + z ** 2 / (2 * count)
  const half = z * Math.sqrt((p * (1 - p)) / count + z ** 2 / (4 * count ** 2))
  const whole = 1 + z ** 2 / count
  return [Math.max(0, (middle - half) / whole), Math.min(1, (middle + half) / whole)]
}

/**
 * How much larger the first share is, with its 95 % interval: Newcombe (1998), method 10, which holds for small groups as
 * well. Null where one of them is empty.
 */
export function differenceOf(
  first: Share,
  second: Share,
): { readonly is: number; readonly low: number; readonly high: number } | null {
  if (first.count === 0 || second.count === 0) return null
  const [p, q] = [first.came / first.count, second.came / second.count]
  const [[low1, high1], [low2, high2]] = [intervalOf(first), intervalOf(second)]
  const is = p - q
  return {
    is,
    // a difference of shares, whatever the last digit of a root says
    low: Math.max(-1, is - Math.sqrt((p - low1) ** 2 + (high2 - q) ** 2)),
    high: Math.min(1, is + Math.sqrt((high1 - p) ** 2 + (q - low2) ** 2)),
  }
}
