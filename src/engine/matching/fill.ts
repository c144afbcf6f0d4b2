import { createHash } from 'node:crypto'
import type { RegisteredObject } from '#kernel/registry.ts'
import { engineTable, tableOf, type Workspace } from '../context.ts'
import { crashPoint } from '../crash.ts'
import type { Transaction } from '../db/database.ts'
import { raw, sql } from '../db/sql.ts'
import { openBreath, openPace } from '../pace.ts'
import { past, queryOf } from '../query/query.ts'
import { loadStored } from '../records/load.ts'
import { systemSession } from '../workspaces.ts'
import { matchNumbers } from './numbers.ts'

/** Raised when keys are made in another way, so that all of them are written anew. */
const way = 8
const batchRows = 200

/**
 * Writes the keys of records that were there before their object had any, or whose keys were made in another way. Goes on
 * where it stopped, however it stopped; two processes take turns. Steps aside for whoever asks meanwhile. Answers whether
 * everything is written.
 * @param forMs stops after so long, to go on another time, and at once where `stop` says so
 */
export async function fillMatchKeys(
  workspace: Workspace,
  forMs = Number.POSITIVE_INFINITY,
  stop?: AbortSignal,
): Promise<boolean> {
  const until = Date.now() + forMs
  const pace = openPace()
  for (const object of workspace.registry.objects.values()) {
    if (!object.matching) continue
    for (;;) {
      if (Date.now() >= until || stop?.aborted) return false
      const more = await workspace.db.transaction((tx) => fillSome(workspace, tx, object))
      crashPoint('matching.filled')
      if (!more) break
      await pace.rest()
    }
  }
  return true
}

/** One batch with the note of how far it is. Answers whether there may be more. */
async function fillSome(workspace: Workspace, tx: Transaction, object: RegisteredObject): Promise<boolean> {
  const notes = engineTable(workspace, 'matching')
  const madeBy = createHash('sha256')
    .update(`${way} ${JSON.stringify(object.matching)}`)
    .digest('base64url')
  const first = '00000000-0000-0000-0000-000000000000'
  await tx.count(
    sql`insert into ${notes} (object, made_by) values (${object.key}, ${madeBy}) on conflict (object) do update set
      made_by = excluded.made_by, after_id = null, done_at = null, scanned_at = null, scanned_id = null where ${notes}.made_by <> excluded.made_by`,
  )
  const [note] = await tx.rows(sql`select after_id, done_at from ${notes} where object = ${object.key} for update`)
  if (!note || note[1] !== null) return false
  const records = await loadStored(
    tx,
    past(queryOf(systemSession(workspace))),
    object,
    sql`r.id > ${note[0] ?? first}::uuid order by r.id limit ${raw(String(batchRows))} for no key update of r`,
  )
  const breathe = openBreath({ aside: true })
  const made: { readonly id: string; readonly keys: readonly number[] }[] = []
  for (const record of records) {
    made.push({ id: record.id, keys: matchNumbers(object, record) })
    await breathe()
  }
  if (made.length > 0)
    await tx.count(
      sql`update ${tableOf(workspace, object.key)} t set match_keys = x.keys
        from json_to_recordset(${JSON.stringify(made)}::json) as x (id uuid, keys integer[]) where t.id = x.id and t.match_keys is distinct from x.keys`,
    )
  const done = records.length < batchRows
  const now = workspace.clock.now().toISOString()
  await tx.count(
    sql`update ${notes} set after_id = ${records.at(-1)?.id ?? note[0] ?? first}::uuid, done_at = ${done ? now : null}::timestamptz where object = ${object.key}`,
  )
  return !done
}
