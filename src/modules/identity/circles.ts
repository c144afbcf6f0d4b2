import type { Tx } from '#kernel/behaviour.ts'
import type { ObjectDef } from '#kernel/object.ts'

/** Where a walk upwards ends at the latest; no real organisation is as deep. */
const deepest = 100

/**
 * Would the record reach itself by walking up a relation, if it pointed at `start`?
 * Reads past rights: a circle is one whether or not the caller sees all of it.
 */
export async function makesCircle(
  tx: Tx,
  object: ObjectDef,
  relation: string,
  id: string,
  start: string | null,
): Promise<boolean> {
  let at = start
  for (let steps = 0; at !== null && steps < deepest; steps += 1) {
    if (at === id) return true
    const above: { readonly [field: string]: unknown } | null = await tx.all.get(object, at)
    const next = above?.[relation]
    at = typeof next === 'string' ? next : null
  }
  return at !== null
}
