import type { MetaAction } from '#kernel/api.ts'
import type { Where } from '#kernel/where.ts'

/**
 * The actions that what a list is filtered by makes possible for each of its rows, such as the claim in the list of a pool.
 * An action that is possible whatever the filter says is not among them.
 */
export function fittingActions(actions: readonly MetaAction[], where: Where): readonly MetaAction[] {
  return actions.filter(({ when, minor }) => {
    const asked = Object.entries(when ?? {})
    return !minor && asked.length > 0 && asked.every(([key, is]) => implies((where as Conditions)[key], is))
  })
}

type Conditions = Readonly<Record<string, unknown>>

function implies(given: unknown, is: unknown): boolean {
  if (given === undefined || given === null) return false
  if (JSON.stringify(given) === JSON.stringify(is)) return true
  const filled = typeof is === 'object' && is !== null && 'empty' in is && is.empty === false
  return filled && (typeof given === 'string' || (typeof given === 'object' && 'in' in given))
}
