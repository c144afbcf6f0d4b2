import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { qualified, quoted } from '../backup/tables.ts'

/*
 * A stream of rows from one cluster to another by PostgreSQL's logical replication: a publication and a slot where they
 * come from, a subscription where they go to, all of one name.
 */

/** The name of the publication, the slot and the subscription of a schema that moves. */
function streamName(schema: string): string {
  return `sampan_${schema}`
}

/** Begins to copy every logged table, and to follow what is written to them meanwhile. The tables are there, empty. */
export async function openStream(from: pg.Client, there: pg.Client, schema: string, fromUrl: string): Promise<void> {
  const name = streamName(schema)
  const { rows } = await from.query<{ name: string; keyed: boolean }>(
    `select c.relname as name, exists (select 1 from pg_catalog.pg_constraint k where k.conrelid = c.oid and k.contype = 'p') as keyed
     from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where n.nspname = $1 and c.relkind = 'r' and c.relpersistence = 'p' order by 1`,
    [schema],
  )
  // A row without a key is known by all it holds.
  for (const table of rows)
    if (!table.keyed) await from.query(`alter table ${qualified(schema, table.name)} replica identity full`)
  const tables = rows.map((table) => qualified(schema, table.name)).join(', ')
  await from.query(`create publication ${quoted(name)} for table ${tables}`)
  // Made here and not by the subscription: between two databases of one cluster it would wait for itself.
  await from.query(`select pg_create_logical_replication_slot($1, 'pgoutput')`, [name])
  await there.query(
    `create subscription ${quoted(name)} connection ${pg.escapeLiteral(fromUrl)} publication ${quoted(name)}
     with (create_slot = false, slot_name = ${pg.escapeLiteral(name)}, synchronous_commit = 'on')`,
  )
}

/** Waits until every table has been copied once. Throws what the server says when it cannot. */
export async function waitForCopy(there: pg.Client, schema: string): Promise<void> {
  const name = streamName(schema)
  await waitUntil(async () => {
    const { rows } = await there.query<{ left: number; errors: number }>(
      `select (select count(*)::int from pg_catalog.pg_subscription_rel r where r.srsubid = s.oid and r.srsubstate <> 'r') as left,
        (select (apply_error_count + sync_error_count)::int from pg_catalog.pg_stat_subscription_stats t where t.subid = s.oid) as errors
       from pg_catalog.pg_subscription s where s.subname = $1`,
      [name],
    )
    if ((rows[0]?.errors ?? 0) > 2)
      throw new Error('The other cluster could not copy the rows; its log says why. The workspace stays where it is.')
    return rows[0]?.left === 0
  }, 100)
}

/** Whether everything up to a place in the log has arrived and is on disk. */
export async function streamed(from: pg.Client, schema: string, lsn: string): Promise<boolean> {
  const { rows } = await from.query<{ done: boolean }>(
    'select confirmed_flush_lsn >= $2::pg_lsn as done from pg_catalog.pg_replication_slots where slot_name = $1',
    [streamName(schema), lsn],
  )
  return rows[0]?.done === true
}

/** Ends the stream, whatever is left of it on either side. */
export async function closeStream(from: pg.Client, there: pg.Client, schema: string): Promise<void> {
  const name = streamName(schema)
  const { rows } = await there.query(
    'select 1 from pg_catalog.pg_subscription where subname = $1 and subdbid = (select oid from pg_catalog.pg_database where datname = current_database())',
    [name],
  )
  if (rows.length > 0) {
    await there.query(`alter subscription ${quoted(name)} disable`)
    await there.query(`alter subscription ${quoted(name)} set (slot_name = none)`)
    await there.query(`drop subscription ${quoted(name)}`)
  }
  await from.query(`drop publication if exists ${quoted(name)}`)
  // The walsender lets go of it a moment after the subscription has gone.
  await waitUntil(async () => {
    const { rows: slots } = await from.query<{ active: boolean; slot_name: string }>(
      `select slot_name, active from pg_catalog.pg_replication_slots where database = current_database()
       and slot_name = $1`,
      [name],
    )
    for (const slot of slots)
      if (!slot.active) await from.query('select pg_drop_replication_slot($1)', [slot.slot_name])
    return slots.length === 0
  }, 50)
}

/** Asks again and again. */
export async function waitUntil(holds: () => Promise<boolean>, everyMs: number): Promise<void> {
  while (!(await holds())) await pause(everyMs)
}
