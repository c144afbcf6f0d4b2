import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { Victim } from './child.ts'
import type { Ledger } from './load.ts'

/** How often each promise was broken. All of them are zero, or the house lies. */
export type Broken = {
  /** Acknowledged, and not there or older than acknowledged. */
  lost: number
  /** There without having been asked for, or changed more often than asked. */
  doubled: number
  /** Records whose events do not add up to their version, and events without their record. */
  eventless: number
  /** Events without their effect after everything was handled. */
  effectsLost: number
  effectsDoubled: number
  /** Numbers that nobody has, or that two have. */
  gaps: number
  /** Jobs that were given up, or still wait or are locked when everything should be done. */
  jobsLeft: number
}

/** Waits until everything that waits is done, then compares the database with what the writers were told. */
export async function check(victim: Victim, ledger: Ledger): Promise<Broken> {
  const client = new pg.Client({ connectionString: victim.findPostgres()!.url })
  await client.connect()
  try {
    const schema = pg.escapeIdentifier(victim.schema())
    const jobsLeft = await settle(client, schema)
    const count = async (text: string) => Number((await client.query(text.replaceAll('@', `${schema}.`))).rows[0].n)
    const wrongVersions = (table: string) =>
      count(`select count(*) as n from @${table} r where r.version <> (select count(*) from @event e
        where e.object = '${table}' and e.record_id = r.id and e.kind in ('created', 'updated', 'deleted', 'restored'))`)
    const orphans = (table: string) =>
      count(`select count(*) as n from @event e where e.object = '${table}'
        and not exists (select 1 from @${table} r where r.id = e.record_id)`)
    const tables = ['crate', 'slip', 'echo']
    let eventless = 0
    for (const table of tables) eventless += (await wrongVersions(table)) + (await orphans(table))
    const numbers = (table: string) =>
      count(`select abs(count(*) - coalesce(max(substr(number, 3)::bigint), 0)) + count(*) - count(distinct number)
        + abs(count(*) - coalesce((select value from @counter where key = '${table}.number'), 0)) as n from @${table}`)
    return {
      ...(await compare(client, schema, ledger)),
      eventless,
      effectsLost: await count(
        `select count(*) as n from @event e where e.object = 'crate' and not exists (select 1 from @echo x where x.event = e.id::text)`,
      ),
      effectsDoubled: await count('select count(*) - count(distinct event) as n from @echo'),
      gaps: (await numbers('crate')) + (await numbers('slip')),
      jobsLeft,
    }
  } finally {
    await client.end()
  }
}

/** Answers how much is left undone when nothing has moved for a long while: zero, unless something is stuck. */
async function settle(client: pg.Client, schema: string): Promise<number> {
  const deadline = performance.now() + 60_000
  for (;;) {
    const { rows } = await client.query(`select (select count(*) from ${schema}.event where dispatched_at is null)
      + (select count(*) from graphile_worker._private_jobs) as n`)
    const left = Number(rows[0].n)
    if (left === 0 || performance.now() > deadline) return left
    await pause(50)
  }
}

async function compare(client: pg.Client, schema: string, ledger: Ledger) {
  const { rows } = await client.query(
    `select c.id, c.version, c.weight, c.deleted_at, (select count(*) from ${schema}.slip s where s.crate_id = c.id) as slips from ${schema}.crate c`,
  )
  const stored = new Map(rows.map((row) => [row.id as string, row]))
  let lost = 0
  let doubled = rows.filter((row) => !ledger.crates.has(row.id)).length
  for (const [id, known] of ledger.crates) {
    const row = stored.get(id)
    const [version, slips] = [Number(row?.version), Number(row?.slips)]
    if (!row || version < known.version || slips < known.slips) lost++
    else if (version > known.version || slips > known.slips) doubled++
    else if (number(row.weight) !== known.weight || (row.deleted_at !== null) !== known.deleted) lost++
  }
  return { lost, doubled }
}

function number(value: unknown): number | null {
  return value === null ? null : Number(value)
}
