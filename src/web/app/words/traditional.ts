import { traditional } from '#kernel/traditional.ts'

/** The same words as Taiwan says them, by the overlays that are learnt. */
export function inTraditional<T extends object>(words: T): T {
  return Object.fromEntries(
    Object.entries(words).map(([key, text]) => [
      key,
      typeof text === 'string' ? traditional(text) : inTraditional(text as object),
    ]),
  ) as T
}
