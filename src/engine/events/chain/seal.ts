import { createHash, randomBytes } from 'node:crypto'
import { engineTable, type Workspace } from '../../context.ts'
import { crashPoint } from '../../crash.ts'
import type { Queryable, Transaction } from '../../db/database.ts'
import { type Sql, sql } from '../../db/sql.ts'
import { beginning, blockHash, digestOf, leafColumns, leafOf } from './leaf.ts'

/** The newest block of a chain. */
export type Head = { readonly number: number; readonly hash: string; readonly sealedAt: string }

export type Sealer = {
  /**
   * Seals what is in no block yet; few and young events wait for company unless `all` is asked for.
   * @returns how many events it sealed
   */
  round(workspace: Workspace, options?: { readonly all?: boolean }): Promise<number>
}

const size = 5_000
const few = 1_000
const youngMs = 5 * 60_000
const dayMs = 86_400_000

/**
 * Seals events beside the writes and not in their way: one sealer of a workspace at a time takes what has committed, up to
 * 5,000 events a block, and chains the block to the one before.
 *
 * Nothing is passed over. A round notes the beginning of the oldest transaction that is open before it looks; an event that
 * this round cannot see is made after that, so the next one looks from there. The first round of a process and one a
 * day look at every event, for the case that a clock was set back.
 */
export function openSealer(): Sealer {
  const known = new Map<string, { from: string; swept: number }>()
  return {
    async round(workspace, { all = false } = {}) {
      const now = workspace.clock.now().getTime()
      const before = known.get(workspace.schema)
      const sweep = !before || Math.abs(now - before.swept) > dayMs
      const next = await oldestToCome(workspace, now)
      const sealed = await sealFrom(workspace, sweep ? idAt(0) : before.from, all || sweep)
      if (sealed !== null) known.set(workspace.schema, { from: next, swept: sweep ? now : before.swept })
      return sealed ?? 0
    },
  }
}

/** The newest block, or null. */
export async function headOf(on: Pick<Queryable, 'rows'>, workspace: Pick<Workspace, 'schema'>): Promise<Head | null> {
  const [row] = await on.rows(
    sql`select number, hash, sealed_at from ${engineTable(workspace, 'audit_block')} order by number desc limit 1`,
  )
  return row ? { number: Number(row[0]), hash: String(row[1]), sealedAt: String(row[2]) } : null
}

/** The lock under which events are sealed, and sealed ones changed by law. */
export function chainLock(workspace: Pick<Workspace, 'schema'>): string {
  return createHash('sha256').update(`audit ${workspace.schema}`).digest().readBigInt64BE().toString()
}

/** The condition that an event `e` is in no block. */
export function unsealed(workspace: Pick<Workspace, 'schema'>): Sql {
  return sql`not exists (select 1 from ${engineTable(workspace, 'audit_entry')} a where a.event_id = e.id)`
}

/** Block after block; null where somebody else is at it, or what there is waits for company. */
async function sealFrom(workspace: Workspace, from: string, all: boolean): Promise<number | null> {
  let sealed = 0
  for (let after = from; ; ) {
    const block = await workspace.db.transaction((tx) => sealBlock(tx, workspace, after, all))
    if (!block) return sealed > 0 || all ? sealed : null
    sealed += block.count
    after = block.last
    if (block.count < size) return sealed
  }
}

/** The smallest id that an event may have which nobody can see yet: ids begin with the time at which they were made. */
async function oldestToCome(workspace: Workspace, now: number): Promise<string> {
  const [row] = await workspace.db.rows(
    sql`select min(xact_start) from pg_catalog.pg_stat_activity where datname = current_database()`,
  )
  const open = row?.[0] ? Date.parse(String(row[0])) : now
  return idAt(Math.min(open, now) - skewMs)
}

/** How far apart the clocks of this program and of the database may be. */
const skewMs = 2 * 60_000

function idAt(ms: number): string {
  const hex = Math.max(0, ms).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`
}

async function sealBlock(
  tx: Transaction,
  workspace: Workspace,
  after: string,
  all: boolean,
): Promise<{ count: number; last: string } | null> {
  if (!(await alone(tx, workspace))) return null
  const rows = await tx.rows(
    sql`select ${leafColumns} from ${engineTable(workspace, 'event')} e
      where e.id > ${after}::uuid and ${unsealed(workspace)} order by e.id limit ${size}::int`,
  )
  const now = workspace.clock.now()
  const times = rows.map((row) => String(row[1])).sort()
  const [firstAt, lastAt] = [times[0], times.at(-1)]
  if (firstAt === undefined || lastAt === undefined) return null
  if (!all && rows.length < few && now.getTime() - Date.parse(firstAt) < youngMs) return null
  const head = await headOf(tx, workspace)
  const number = (head?.number ?? 0) + 1
  const entries: { id: string; salt: Buffer; leaf: Buffer }[] = []
  for (const [i, row] of rows.entries()) {
    // Requests are answered in between: a whole block at once would keep them waiting.
    if (i % 200 === 199) await new Promise((go) => setImmediate(go))
    const salt = randomBytes(16)
    entries.push({ id: String(row[0]), salt, leaf: leafOf(row, digestOf(salt, row)) })
  }
  const block = {
    number,
    events: rows.length,
    firstAt,
    lastAt,
    sealedAt: now.toISOString(),
    previous: head?.hash ?? beginning,
  }
  const hash = blockHash(
    block,
    entries.map((entry) => entry.leaf),
  )
  await tx.count(
    sql`insert into ${engineTable(workspace, 'audit_entry')} (event_id, block, salt, leaf)
      select x.event_id, ${number}::int, x.salt, x.leaf from unnest(${entries.map((e) => e.id)}::uuid[],
        ${entries.map((e) => e.salt)}::bytea[], ${entries.map((e) => e.leaf)}::bytea[]) as x (event_id, salt, leaf)`,
  )
  crashPoint('audit.sealing')
  await tx.count(
    sql`insert into ${engineTable(workspace, 'audit_block')} (number, events, first_at, last_at, sealed_at, previous, hash)
      values (${number}::int, ${block.events}::int, ${firstAt}::timestamptz, ${lastAt}::timestamptz,
        ${block.sealedAt}::timestamptz, ${block.previous}, ${hash})`,
  )
  return { count: rows.length, last: entries.at(-1)!.id }
}

/** One sealer of a workspace at a time; who comes second leaves it to the first. */
async function alone(tx: Transaction, workspace: Workspace): Promise<boolean> {
  const [row] = await tx.rows(sql`select pg_try_advisory_xact_lock(${chainLock(workspace)}::bigint)`)
  return row?.[0] === true
}
