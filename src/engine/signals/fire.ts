import { v7 as uuid } from 'uuid'
import type { SignalDefinition } from '#kernel/signal.ts'
import { engineTable, type Workspace } from '../context.ts'
import { crashPoint } from '../crash.ts'
import type { Queryable, Transaction } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import type { LiveSignal } from '../flows/live.ts'
import { begin, type Listening } from '../flows/start.ts'
import { type Query, queryOf } from '../query/query.ts'
import type { Hit } from './hits.ts'
import { isHeldBack } from './hold.ts'

/** What became of a hit: it fired, it was held back to compare, it fired a while ago, or it does not want to be contacted. */
export type FireStatus = 'fired' | 'held' | 'cooling' | 'refused'

const atOnce = 5_000

/**
 * Lets a signal fire for records, each hit once, and begins the flows that listen to it, all in the transaction at hand.
 * Answers how many runs have begun.
 * @param depthOf how many flows set each other off before a hit
 */
export async function fire(
  tx: Transaction,
  workspace: Workspace,
  listening: Listening,
  signal: LiveSignal,
  hits: readonly Hit[],
  depthOf: (hit: Hit) => number = () => 0,
): Promise<number> {
  const owner = listening.owners.get(signal.owner ?? '')
  if (hits.length === 0 || !owner) return 0
  const now = workspace.clock.now().toISOString()
  // Two that fire at a time would not see each other's cool-down.
  await tx.rows(sql`select pg_advisory_xact_lock(hashtextextended(${`signal ${signal.id}`}::text, 0))`)
  const fresh = await unknown(tx, workspace, signal.id, hits)
  const judged = await judge(tx, queryOf({ workspace, principal: owner }, now), signal, fresh)
  const fires = judged.map(({ hit, status }) => ({ id: uuid(), hit, status }))
  for (let i = 0; i < fires.length; i += atOnce) {
    const rows = fires.slice(i, i + atOnce).map(({ id, hit: { record, at, key, why }, status }) => ({
      id,
      record_id: record,
      once_key: key,
      status,
      at,
      why,
    }))
    await tx.count(
      sql`insert into ${engineTable(workspace, 'signal_fire')} (id, signal_id, object, record_id, once_key, status, at, fired_at, why)
        select x.id, ${signal.id}::uuid, ${signal.definition.object}::text, x.record_id, x.once_key, x.status, x.at, ${now}::timestamptz, x.why
        from json_to_recordset(${JSON.stringify(rows)}::json) as x (id uuid, record_id uuid, once_key text, status text, at timestamptz, why jsonb)`,
    )
  }
  const starts = fires.flatMap(({ id, hit, status }) =>
    status === 'fired'
      ? [
          {
            once: id,
            object: signal.definition.object,
            recordId: hit.record,
            depth: depthOf(hit),
            given: { signal: signal.name, why: hit.why[workspace.language === 'en' ? 'en' : 'zh'] },
          },
        ]
      : [],
  )
  let begun = 0
  for (const flow of starts.length > 0 ? (listening.bySignal.get(signal.id) ?? []) : [])
    begun += await begin(tx, workspace, flow, listening.owners.get(flow.owner ?? '') ?? null, starts)
  crashPoint('signal.fired')
  return begun
}

/** Those that have not been seen before. */
async function unknown(
  tx: Queryable,
  workspace: Workspace,
  signalId: string,
  hits: readonly Hit[],
): Promise<readonly Hit[]> {
  const byKey = new Map(hits.map((hit) => [hit.key, hit]))
  const rows = await tx.rows(
    sql`select once_key from ${engineTable(workspace, 'signal_fire')}
      where signal_id = ${signalId}::uuid and once_key = any(${[...byKey.keys()]}::text[])`,
  )
  for (const [key] of rows) byKey.delete(String(key))
  return [...byKey.values()]
}

/** What becomes of each hit, in their order. */
async function judge(
  tx: Queryable,
  query: Query,
  { id, definition }: LiveSignal,
  hits: readonly Hit[],
): Promise<readonly { hit: Hit; status: FireStatus }[]> {
  const ids = [...new Set(hits.map(({ record }) => record))]
  const rows = await tx.rows(
    sql`select record_id, max(at) from ${engineTable(query.workspace, 'signal_fire')}
      where signal_id = ${id}::uuid and record_id = any(${ids}::uuid[]) and status in ('fired', 'held') group by 1`,
  )
  const last = new Map(rows.map(([record, at]) => [String(record), String(at)]))
  return settle(id, definition, hits, last, await willing(tx, query, definition, ids))
}

/** The records that want to be contacted now; all of them, where nothing is asked. */
export async function willing(
  on: Pick<Queryable, 'rows'>,
  query: Query,
  { object, consent }: SignalDefinition,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (!consent || Object.keys(consent).length === 0) return new Set(ids)
  const rows = await on.rows(
    sql`select r.id from ${query.from(object, 'r')} where r.id = any(${[...ids]}::uuid[])
      and ${query.reach(query.workspace.registry.object(object), { where: consent })}`,
  )
  return new Set(rows.map(([id]) => String(id)))
}

/** The same judgement for what fires and for what would have fired: consent, then the cool-down, then who is held back. */
export function settle(
  signalId: string,
  { cooldown, control = 0 }: SignalDefinition,
  hits: readonly Hit[],
  last: Map<string, string>,
  willing: ReadonlySet<string>,
): readonly { readonly hit: Hit; readonly status: FireStatus }[] {
  return hits.map((hit) => {
    const { record, at } = hit
    if (!willing.has(record)) return { hit, status: 'refused' }
    const before = last.get(record)
    if (before !== undefined && Date.parse(at) < Date.parse(before) + cooldown * 86_400_000)
      return { hit, status: 'cooling' }
    last.set(record, at)
    return { hit, status: isHeldBack(signalId, record, control) ? 'held' : 'fired' }
  })
}
