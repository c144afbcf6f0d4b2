import { engineTable } from '../context.ts'
import { ident, sql } from '../db/sql.ts'
import { type Chosen, place, type Work } from './erase-work.ts'
import { replaceDeep } from './pattern.ts'
import { erasedMark } from './redact.ts'
import { hitsIn, type TextColumn, textColumns } from './scan.ts'

/** Whole copies of her records go, marks or not: kept answers, what webhooks sent, rows on their way in. */
export async function copiesOf(work: Work, chosen: Chosen): Promise<void> {
  const { workspace } = work.session
  const ids = chosen.filter(({ record }) => !work.heldIds.has(record.id)).map(({ record }) => record.id)
  if (ids.length === 0) return
  const now = workspace.clock.now().toISOString()
  const table = (name: string) => engineTable(workspace, name)
  const asked = sql`(select a.id from ${table('approval')} a where a.record_id = any(${ids}::uuid[]))`
  const told = ids.join('|')
  // Runs about no record, that made one of these.
  const makers = sql`select r.id from ${table('flow_run')} r where r.record_id is null and r.data::text ~ ${told}`
  const gone: [string, ReturnType<typeof sql>][] = [
    ['idempotency', sql`update ${table('idempotency')} set answer = null where answer::text ~ ${told}`],
    [
      'webhook_delivery',
      sql`update ${table('webhook_delivery')} set request = null where record_id = any(${ids}::uuid[]) and request is not null`,
    ],
    [
      'flow_call',
      sql`update ${table('flow_call')} set body = null where body is not null and (run_id in (${makers})
        or run_id in (select r.id from ${table('flow_run')} r where r.record_id = any(${ids}::uuid[])))`,
    ],
    [
      'flow_step',
      sql`update ${table('flow_step')} set input = null, output = null where run_id in (${makers}) and (input is not null or output is not null)`,
    ],
    ['flow_run', sql`update ${table('flow_run')} set data = null where id in (${makers}) and finished_at is not null`],
    [
      'flow_step',
      sql`update ${table('flow_step')} s set input = null, output = null from ${table('flow_run')} r
        where r.id = s.run_id and r.record_id = any(${ids}::uuid[]) and (s.input is not null or s.output is not null)`,
    ],
    [
      'flow_run',
      sql`update ${table('flow_run')} set data = null where record_id = any(${ids}::uuid[]) and finished_at is not null and data is not null`,
    ],
    [
      'signal_fire',
      sql`update ${table('signal_fire')} set why = null where record_id = any(${ids}::uuid[]) and why is not null`,
    ],
    [
      'approval_note',
      sql`update ${table('approval_note')} set words = null where approval_id in ${asked} and words is not null`,
    ],
    // What still waits for consent waits no more: the record is nobody's now.
    [
      'approval_seat',
      sql`update ${table('approval_seat')} set status = 'passed' where approval_id in ${asked} and status = 'waiting'`,
    ],
    [
      'flow_run',
      sql`update ${table('flow_run')} set due_at = ${now}::timestamptz where status = 'waiting' and id in
        (select a.run_id from ${table('approval')} a where a.record_id = any(${ids}::uuid[]) and a.status in ('waiting', 'returned'))`,
    ],
    [
      'approval',
      sql`update ${table('approval')} set change = null, shown = '{}', title = null, reason = null, due_at = null,
        status = case when status in ('waiting', 'returned') then 'withdrawn' else status end, closed_at = coalesce(closed_at, ${now}::timestamptz)
        where record_id = any(${ids}::uuid[]) and (change is not null or title is not null or reason is not null)`,
    ],
    [
      'import_row',
      sql`delete from ${table('import_row')} where id = any(${ids}::uuid[]) or match_id = any(${ids}::uuid[])
        or row_values::text ~* ${work.pattern?.sql ?? 'x^'}`,
    ],
  ]
  for (const [name, statement] of gone) {
    const n = await workspace.db.count(statement)
    if (n > 0) work.count(place(work.session, name), n)
  }
}

/** Tables of the engine: rows on their way in, kept answers, what was sent elsewhere, columns of fields that are no more. */
export async function otherRows(work: Work): Promise<void> {
  const { pattern, session } = work
  if (!pattern) return
  const { workspace } = session
  for (const [table, columns] of Map.groupBy(await textColumns(workspace), (c) => c.table)) {
    if (untouched.has(table)) continue
    for await (const hits of hitsIn(workspace, table, columns, pattern)) {
      const free = hits.filter((hit) => !hit.id || !work.heldIds.has(hit.id))
      if (free.length === 0) continue
      await workspace.db.transaction(async (tx) => {
        for (const hit of free)
          await tx.rows(
            sql`update ${ident(workspace.schema, table)} set ${sets(columns, replaceDeep(hit.values, pattern, erasedMark))} where ctid = ${hit.place}::tid`,
            { once: true },
          )
      })
      work.count(place(session, table), free.length)
    }
  }
}

/** Events have their own way; a request knows whom it is about until it is done. */
const untouched = new Set(['event', 'person_request', 'migration'])

function sets(columns: readonly TextColumn[], values: Readonly<Record<string, unknown>>) {
  return columns
    .map(({ column, type }) => {
      const value = values[column]
      if (type === 'json' || type === 'jsonb') {
        const text = value === null || value === undefined ? null : JSON.stringify(value)
        return type === 'json' ? sql`${ident(column)} = ${text}::json` : sql`${ident(column)} = ${text}::jsonb`
      }
      return type === '_text' ? sql`${ident(column)} = ${value}::text[]` : sql`${ident(column)} = ${value}::text`
    })
    .reduce((all, one) => sql`${all}, ${one}`)
}
