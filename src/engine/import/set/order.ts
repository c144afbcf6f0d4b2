import type { RegisteredObject } from '#kernel/registry.ts'
import { pointsAt } from '../targets.ts'

/**
 * Sorts things so that what others point at comes before them; within an object their own order stays. Where objects
 * point at each other in a circle, required references weigh first, then the order given.
 */
export function inOrder<T extends { readonly object: string | null }>(
  things: readonly T[],
  objectOf: (key: string) => RegisteredObject,
): T[] {
  const keys = [...new Set(things.flatMap((t) => t.object ?? []))]
  const sorted: string[] = []
  let left = keys
  while (left.length > 0) {
    const waits = (key: string, onlyRequired: boolean) =>
      Object.values(objectOf(key).fields).some((field) => {
        const to = pointsAt(field)
        return (
          to !== null && to !== key && left.includes(to) && !field.system && (!onlyRequired || field.required === true)
        )
      })
    const next = left.find((key) => !waits(key, false)) ?? left.find((key) => !waits(key, true)) ?? left[0]!
    sorted.push(next)
    left = left.filter((key) => key !== next)
  }
  const place = (t: T) => (t.object === null ? sorted.length : sorted.indexOf(t.object))
  return things.toSorted((a, b) => place(a) - place(b))
}
