/** Characters of one answer: what an agent reads at once without losing its thread. */
export const answerLimit = 48_000
const longText = 2_000

/** A value as an agent needs it: nothing that is empty, no text of many pages, a reference as its title and id. */
export function compact(value: unknown, cut = longText): unknown {
  if (typeof value === 'string')
    return value.length > cut ? `${value.slice(0, cut)}… (${value.length} characters in all)` : value
  if (Array.isArray(value)) return value.map((one) => compact(one, cut))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => {
      const told = compact(one, cut)
      return told === null || told === undefined ? [] : [[key, told]]
    }),
  )
}

/**
 * Asks for fewer until the answer fits. A page that is cut short would not go with its cursor, so a smaller one is read.
 * @param ask reads so many
 */
export async function fitting<T>(limit: number, ask: (limit: number) => Promise<T>): Promise<T> {
  for (let count = limit; ; count = Math.ceil(count / 3)) {
    const answer = compact(await ask(count)) as T
    if (count === 1 || JSON.stringify(answer).length <= answerLimit) return answer
  }
}
