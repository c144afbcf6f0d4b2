import type { Event } from '#kernel/behaviour.ts'
import { engineTable, tableOf, type Workspace } from '../context.ts'
import type { Queryable } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { deliver } from '../notifications/notify.ts'
import { flowObject, hasFlows, isMishap, type LiveFlow, signalObject } from './live.ts'

/** Where the words of a notification stand that a flow gives; no object can be called so. */
export const flowSource = 'sampan.flow'

/**
 * Tells the owner of a flow that something is wrong with it, once an hour of each kind: a flow that fails a thousand
 * times is one piece of news. Where the owner works here no more the administrators hear of it.
 */
export async function tellOwner(
  workspace: Workspace,
  flow: Pick<LiveFlow, 'id' | 'owner'>,
  kind: 'flowFailed' | 'flowStopped' | 'flowReview' | 'signalFailed',
  on: Queryable = workspace.db,
): Promise<void> {
  const at = workspace.clock.now().toISOString()
  const people = await toldOf(workspace, flow.owner)
  await deliver(
    workspace,
    people.map((userId) => ({
      userId,
      kind,
      about: { object: kind === 'signalFailed' ? signalObject : flowObject, id: flow.id },
      actorId: null,
      at,
      // Once a day for a review, once an hour for what is wrong.
      once: `${flow.id} ${at.slice(0, kind === 'flowReview' ? 10 : 13)}`,
    })),
    on,
  )
}

async function toldOf(workspace: Workspace, owner: string | null): Promise<readonly string[]> {
  if (owner && (await workspace.directory.person(owner))) return [owner]
  const { people, roles } = await workspace.directory.everyone()
  return [...people.values()]
    .filter(({ active, roles: hers }) => active && hers.some((id) => roles.get(id)?.admin))
    .map(({ id }) => id)
}

/** Tells the owner of a flow that what it sends does not arrive; of an event that no flow has written, nobody. */
export async function tellOfSending(workspace: Workspace, eventId: string): Promise<void> {
  if (!hasFlows(workspace)) return
  const [row] = await workspace.db.rows(
    sql`select f.id, f.owner_id from ${engineTable(workspace, 'event')} e join ${tableOf(workspace, flowObject)} f on f.id::text = e.via_id
      where e.id = ${eventId}::uuid and e.via = 'flow' and e.kind = 'sent'`,
  )
  if (row) await tellOwner(workspace, { id: String(row[0]), owner: row[1] as string | null }, 'flowFailed')
}

/** Tells the owners of flows what became of what their flows have made: a mail that did not arrive. */
export async function tellOfMishaps(tx: Queryable, workspace: Workspace, events: readonly Event[]): Promise<void> {
  const wrong = events.filter((event) => isMishap(workspace, event))
  for (const [object, list] of Map.groupBy(wrong, (event) => event.object)) {
    const rows = await tx.rows(
      sql`select distinct f.id, f.owner_id from ${engineTable(workspace, 'event')} e
        join ${tableOf(workspace, flowObject)} f on f.id::text = e.via_id
        where e.object = ${object} and e.record_id = any(${list.map(({ recordId }) => recordId)}::uuid[])
          and e.kind = 'created' and e.via = 'flow'`,
    )
    for (const [id, owner] of rows)
      await tellOwner(workspace, { id: String(id), owner: owner as string | null }, 'flowFailed', tx)
  }
}

/** The words that steps gave people along with a record, by the step's id. */
export async function wordsOfSteps(
  workspace: Workspace,
  ids: readonly string[],
): Promise<readonly (readonly [string, string])[]> {
  const rows = await workspace.db.rows(
    sql`select id, input ->> 'words' from ${engineTable(workspace, 'flow_step')} where id = any(${[...ids]}::uuid[])`,
  )
  return rows.flatMap(([id, words]) => (words ? [[`${flowSource} ${String(id)}`, String(words)] as const] : []))
}
