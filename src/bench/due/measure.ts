import { setTimeout as pause } from 'node:timers/promises'
import type { Workspace } from '#engine/context.ts'
import { startDue } from '#engine/due/due.ts'

export type Lag = {
  /** How many came due, and were begun within a second. */
  readonly due: number
  readonly within: number
  /** From the instant at which a step is due until it is done, in milliseconds. */
  readonly p50: number
  readonly p95: number
  readonly most: number
  /** What PostgreSQL does to find what is due. */
  readonly plan: readonly string[]
}

const many = 200
const everyMs = 100

/** Lets steps come due, ten a second, while a worker looks for them; then puts them back. */
export async function measureDue(workspace: Workspace, say: (text: string) => void): Promise<Lag> {
  const { pool } = workspace.db
  const { schema } = workspace
  const promise = `"${schema}"."sequence_promise"`
  const { rows } = await pool.query<{ id: string }>(
    `select id from ${promise} where status = 'planned' order by due_at desc limit ${many}`,
  )
  const ids = rows.map(({ id }) => id)
  say(`Letting ${ids.length} come due …`)
  const from = Date.now() + 3_000
  await pool.query(
    `update ${promise} p set due_at = $2::timestamptz + n * $3::int * interval '1 millisecond'
      from unnest($1::uuid[]) with ordinality as u (id, n) where p.id = u.id`,
    [ids, new Date(from).toISOString(), everyMs],
  )
  const worker = startDue({ workspaces: { all: async () => [workspace], retired: () => false }, log: say })
  const done = `select count(*)::int as n from ${promise} where id = any($1) and status <> 'planned'`
  for (let n = 0; n < ids.length; ) {
    await pause(500)
    n = (await pool.query<{ n: number }>(done, [ids])).rows[0]!.n
  }
  await worker.stop()
  const { rows: lags } = await pool.query<{ ms: number }>(
    `select 1000 * extract(epoch from p.at - ($2::timestamptz + n * $3::int * interval '1 millisecond'))::float as ms
      from ${promise} p join unnest($1::uuid[]) with ordinality as u (id, n) on p.id = u.id order by 1`,
    [ids, new Date(from).toISOString(), everyMs],
  )
  const sorted = lags.map(({ ms }) => ms)
  const { rows: plan } = await pool.query<{ 'QUERY PLAN': string }>(
    `explain (analyze, buffers, summary off) select r.id, r.owner_id from ${promise} r
      where r.due_at <= now() and r.deleted_at is null order by r.due_at limit 200`,
  )
  await putBack(workspace, ids)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return {
    due: ids.length,
    within: sorted.filter((ms) => ms <= 1_000).length,
    p50: at(0.5),
    p95: at(0.95),
    most: at(1),
    plan: plan.map((row) => row['QUERY PLAN']),
  }
}

/** The next run finds the same. */
async function putBack({ db: { pool }, schema }: Workspace, ids: readonly string[]): Promise<void> {
  await pool.query(
    `delete from "${schema}"."activity" where lead_id in (select lead_id from "${schema}"."sequence_promise" where id = any($1))`,
    [ids],
  )
  await pool.query(
    `update "${schema}"."enrolment" e set status = 'active', ended_at = null, next_at = now() + interval '366 days', once = e.id::text
      from "${schema}"."sequence_promise" p where p.enrolment_id = e.id and p.id = any($1)`,
    [ids],
  )
  await pool.query(
    `update "${schema}"."sequence_promise" set status = 'planned', at = null, made = null, made_object = null, due_at = now() + interval '366 days'
      where id = any($1)`,
    [ids],
  )
}
