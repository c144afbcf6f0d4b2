import type { Tx } from '#kernel/behaviour.ts'
import type { RecordOf } from '#kernel/object.ts'
import { team } from '#modules/identity/team/team.ts'
import { user } from '#modules/identity/user/user.ts'
import type { pool } from './pool/pool.ts'

type Lists = {
  readonly people?: readonly string[] | null
  readonly teams?: readonly string[] | null
  readonly roles?: readonly string[] | null
}

/** Is somebody named by these lists: herself, her team or one above it, one of her roles? */
export async function isAmong(tx: Tx, lists: Lists, userId: string): Promise<boolean> {
  if (lists.people?.includes(userId)) return true
  if (!lists.teams?.length && !lists.roles?.length) return false
  const person = await tx.all.get(user, userId)
  if (person?.roles?.some((role) => lists.roles?.includes(role))) return true
  for (let at = person?.team ?? null, steps = 0; at && steps < 100; steps++) {
    if (lists.teams?.includes(at)) return true
    at = (await tx.all.get(team, at))?.parent ?? null
  }
  return false
}

/** May the one who acts decide over what stands in a pool? The system and administrators may everywhere. */
export function leads(tx: Tx, { managers }: Pick<RecordOf<typeof pool>, 'managers'>): boolean {
  return tx.actor.id === null || tx.actor.admin || (managers ?? []).includes(tx.actor.id)
}

/** Does the one who acts belong to a pool? */
export async function belongs(tx: Tx, to: RecordOf<typeof pool>): Promise<boolean> {
  return leads(tx, to) || (tx.actor.id !== null && (await isAmong(tx, to, tx.actor.id)))
}
