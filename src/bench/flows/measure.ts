import { setTimeout as sleep } from 'node:timers/promises'
import { engineTable, type Session, tableOf, type Workspace } from '#engine/context.ts'
import { type Sql, sql } from '#engine/db/sql.ts'
import { queryOf } from '#engine/query/query.ts'
import { runAction, writeRecords } from '#engine/records/records.ts'
import { hitsOf } from '#engine/signals/hits.ts'
import type { FlowDefinition } from '#kernel/flow.ts'
import type { Values } from '#kernel/object.ts'
import type { SignalDefinition } from '#kernel/signal.ts'
import { watchPlans } from '../pools/plans.ts'

/** A line of the table: what was measured, and what came of it. */
export type Line = { readonly what: string; readonly figures: readonly string[] }

type Say = (text: string) => void

const day = 86_400_000
const atOnce = 1_000
const liveFlows = 50
/** Within so many milliseconds of each other runs become due. */
const apart = 10

/** How late runs go on that become due a hundred a second, while so many others wait. */
export async function measureWaiting(session: Session, runs: number, say: Say): Promise<Line[]> {
  const { workspace } = session
  const wait = { id: 'w', kind: 'wait', input: { amount: 1, unit: 'day' } }
  const trigger = { on: 'schedule', object: null, every: 'month', day: 1, at: '03:00' } as const
  const { id, version } = await live(session, { trigger, steps: [wait] })
  const table = engineTable(workspace, 'flow_run')
  say(`Filling ${runs.toLocaleString('en')} runs that wait …`)
  await workspace.db.count(
    sql`insert into ${table} (id, flow_id, version_id, once_key, status, step, turn, due_at, attempts, depth, pending, steps, started_at)
      select gen_random_uuid(), ${id}::uuid, ${version}::uuid, n::text, 'waiting', 'w', 1, now() + interval '1 day' + n * interval '1 second', 0, 0, 0, 0, now()
      from generate_series(1, ${runs}::int) n`,
  )
  await workspace.db.pool.query(`vacuum analyze "${workspace.schema}"."flow_run"`)
  const due = Math.min(runs, 1_000)
  say(`${due} of them become due …`)
  const base = new Date(Date.now() + 2_000).toISOString()
  const at = sql`${base}::timestamptz + once_key::int * ${apart}::int * interval '1 millisecond'`
  await workspace.db.count(
    sql`update ${table} set due_at = ${at}
      where flow_id = ${id}::uuid and once_key = any(array(select n::text from generate_series(1, ${due}::int) n))`,
  )
  const ended = sql`from ${table} where flow_id = ${id}::uuid and finished_at is not null`
  await until(async () => (await count(workspace, ended)) === due)
  const [row] = await workspace.db.rows(
    sql`select percentile_cont(0.5) within group (order by late), percentile_cont(0.95) within group (order by late), max(late)
      from (select extract(epoch from finished_at - (${at})) * 1000 as late ${ended}) x`,
  )
  await workspace.db.count(sql`delete from ${table} where flow_id = ${id}::uuid`)
  const [p50, p95, most] = row!.map((ms) => `${Math.round(Number(ms))} ms`)
  return [
    {
      what: `${due.toLocaleString('en')} of ${runs.toLocaleString('en')} waiting runs become due, 100 a second`,
      figures: [`late by ${p50} (p50)`, `${p95} (p95)`, `${most} at most`],
    },
  ]
}

/**
 * So many changes of records a second while fifty flows are live: at first every twentieth concerns one of them and sets
 * it off, as in the day of a company; then every one.
 */
export async function measureChanges(
  session: Session,
  { rate, seconds }: { readonly rate: number; readonly seconds: number },
  say: Say,
): Promise<Line[]> {
  const { workspace } = session
  say(`Making ${liveFlows} live flows and their records …`)
  const flows: string[] = []
  for (let i = 0; i < liveFlows; i++) {
    const became = { gte: i * 100 + 1, lt: (i + 1) * 100 + 1 }
    const trigger = { on: 'changed', object: 'account', fields: ['employees'], became } as const
    const steps = [{ id: 's', kind: 'update', input: { description: '{{name}}: {{employees}}' } }]
    flows.push((await live(session, { trigger, steps })).id)
  }
  const changes = rate * seconds
  const ids: string[] = []
  // One record sets a flow off ten times a minute at most.
  while (ids.length < changes / 5) {
    const made = Array.from({ length: atOnce }, (_, i) => ({
      do: 'create' as const,
      values: { name: `客户 ${ids.length + i}`, employees: null },
    }))
    ids.push(
      ...(await writeRecords(session, workspace.registry.object('account'), made)).map((one) => String(one?.['id'])),
    )
  }
  return [
    await change(session, { rate, changes, ids, flows, every: 20 }, say),
    await change(session, { rate, changes, ids, flows, every: 1 }, say),
  ]
}

/** Changes one record after the other, each `every`th so that it sets a flow off, and waits until all have ended. */
async function change(
  session: Session,
  {
    rate,
    changes,
    ids,
    flows,
    every,
  }: { rate: number; changes: number; ids: readonly string[]; flows: readonly string[]; every: number },
  say: Say,
): Promise<Line> {
  const { workspace } = session
  const runs = sql`${engineTable(workspace, 'flow_run')} where flow_id = any(${flows}::uuid[])`
  await workspace.db.count(sql`delete from ${runs}`)
  const what = `${changes.toLocaleString('en')} changes, ${rate.toLocaleString('en')} a second, through ${liveFlows} live flows; ${every === 1 ? 'each' : `1 in ${every}`} sets one off`
  say(`${what} …`)
  const from = performance.now()
  const cpu = process.cpuUsage()
  const batch = Math.max(1, Math.round(rate / 10))
  for (let done = 0; done < changes; done += batch) {
    await sleep(Math.max(0, (done / rate) * 1_000 - (performance.now() - from)))
    const ops = Array.from({ length: Math.min(batch, changes - done) }, (_, i) => {
      const n = done + i
      const values = n % every === 0 ? { employees: ((n * 37) % (liveFlows * 100)) + 1 } : { phone: `021-${n}` }
      return { do: 'update' as const, id: ids[n % ids.length]!, values }
    })
    await writeRecords(session, workspace.registry.object('account'), ops)
  }
  const written = performance.now() - from
  const due = Math.ceil(changes / every)
  await until(async () => (await count(workspace, sql`from ${runs}`)) >= due)
  const begun = performance.now() - from
  await until(async () => (await count(workspace, sql`from ${runs} and finished_at is null`)) === 0)
  const ended = performance.now() - from
  const { user, system } = process.cpuUsage(cpu)
  const [row] = await workspace.db.rows(
    sql`select percentile_cont(0.5) within group (order by late), percentile_cont(0.95) within group (order by late), max(late)
      from (select extract(epoch from r.finished_at - e.at) * 1000 as late from ${engineTable(workspace, 'flow_run')} r
        join ${engineTable(workspace, 'event')} e on e.id = r.once_key::uuid where r.flow_id = any(${flows}::uuid[])) x`,
  )
  const [p50, p95, most] = row!.map((ms) => `${(Number(ms) / 1_000).toFixed(1)} s`)
  const second = (ms: number) => `${(ms / 1_000).toFixed(1)} s`
  return {
    what,
    figures: [
      `written in ${second(written)}`,
      `${due.toLocaleString('en')} runs, all begun after ${second(begun)}, all done after ${second(ended)}`,
      `behind its change by ${p50} (p50), ${p95} (p95), ${most} at most`,
      `${Math.round(due / (ended / 1_000)).toLocaleString('en')} runs a second`,
      `${((user + system) / 1_000_000).toFixed(1)} s of one processor beside the database`,
    ],
  }
}

/** How long a signal looks for the dates of a day, among so many. */
export async function measureDates(session: Session, dates: number, say: Say): Promise<Line[]> {
  const { workspace } = session
  const contact = workspace.registry.object('contact')
  const there = await count(workspace, sql`from ${tableOf(workspace, 'contact')}`)
  if (there < dates) say(`Making ${dates.toLocaleString('en')} people with a birthday …`)
  for (let n = there; n < dates; n += atOnce) {
    const ops = Array.from({ length: atOnce }, (_, i) => ({
      do: 'create' as const,
      values: {
        name: `联系人 ${n + i}`,
        birthday: new Date(Date.UTC(1950, 0, 1) + ((n + i) % 25_000) * day).toISOString().slice(0, 10),
      },
    }))
    await writeRecords(session, contact, ops)
  }
  // What comes due counts for those who were there by then.
  await workspace.db.count(
    sql`update ${tableOf(workspace, 'contact')} set created_at = created_at - interval '60 days'`,
  )
  await workspace.db.pool.query(`vacuum analyze "${workspace.schema}"."contact"`)
  const definition = (years: number | 'each'): SignalDefinition => ({
    object: 'contact',
    when: { is: 'date', field: 'birthday', days: 0, years, at: '09:00' },
    cooldown: 0,
  })
  const lines: Line[] = []
  for (const [what, years] of [
    ['turns 17', 17],
    ['has a birthday', 'each'],
  ] as const) {
    const slowest = watchPlans(workspace)
    const took: number[] = []
    let found = 0
    const to = new Date(Math.floor(Date.now() / day) * day)
    for (let i = 0; i < 20; i++) {
      const begun = performance.now()
      const period = {
        from: new Date(to.getTime() - (i + 1) * day).toISOString(),
        to: new Date(to.getTime() - i * day).toISOString(),
      }
      found = (await hitsOf(definition(years), { ...period, query: queryOf(session), on: workspace.db })).length
      took.push(performance.now() - begun)
    }
    const plan = (await slowest())?.plan.join(' ') ?? ''
    lines.push({
      what: `who ${what} on a day, of ${dates.toLocaleString('en')}`,
      figures: [
        `${took.sort((a, b) => a - b)[10]!.toFixed(1)} ms (p50)`,
        `${found} found`,
        /Seq Scan on contact/.test(plan)
          ? 'reads all'
          : `by ${/using (\w+)|Scan on (contact_birthday\w*)/.exec(plan)?.[0] ?? '?'}`,
      ],
    })
  }
  return lines
}

async function live(session: Session, definition: FlowDefinition): Promise<{ id: string; version: string }> {
  const flow = session.workspace.registry.object('flow')
  const name = `基准 ${performance.now()}`
  const values = { name, draft: definition as unknown as Values, perMinute: 10_000 }
  const [made] = await writeRecords(session, flow, [{ do: 'create', values }], ['id'])
  const id = String(made?.['id'])
  const { records } = await runAction(session, flow, 'publish', [id], {})
  return { id, version: String(records[0]?.['live']) }
}

async function count(workspace: Workspace, from: Sql): Promise<number> {
  const [row] = await workspace.db.rows(sql`select count(*) ${from}`)
  return Number(row?.[0])
}

/** Looks again and again until it is so; gives up after ten minutes. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 600_000
  while (!(await holds())) {
    if (performance.now() > end) throw new Error('It does not come to an end.')
    await sleep(50)
  }
}
