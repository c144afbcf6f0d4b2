import pg from 'pg'
import { idOf } from './fill/ids.ts'
import { manager } from './fill/people.ts'
import type { Subjects } from './operations.ts'

/** Records that requests are about, of each kind. */
const sample = 2_000

/** Knows what there is before a run, and takes away what the run has made, so that the next finds the same. */
export async function openLedger(databaseUrl: string, schema: string) {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const began = new Date()
  const table = (name: string) => `"${schema}"."${name}"`
  const ids = async (text: string, values: unknown[] = []) =>
    (await client.query<{ id: string }>(text, values)).rows.map(({ id }) => id)
  return {
    async subjects(): Promise<Subjects> {
      const ofTeam = (name: string) =>
        ids(
          `select id from ${table(name)} where deleted_at is null and owner_id in (select u.id from ${table('user')} u
             where u.team_id = (select team_id from ${table('user')} where email = $1)) order by md5(id::text) limit ${sample}`,
          [manager],
        )
      const { rows } = await client.query<{ count: string }>(`select count(*) from ${table('account')}`)
      return {
        opportunities: await ofTeam('opportunity'),
        accounts: await ofTeam('account'),
        busyAccount: idOf('account', 0, Number(rows[0]!.count)),
      }
    },
    async clear(): Promise<void> {
      // No other record points at these, and to ask whether one does takes a walk through the table for each.
      await client.query('set session_replication_role = replica')
      await client.query(`delete from ${table('opportunity')} where created_at >= $1`, [began])
      await client.query(`delete from ${table('account')} where created_at >= $1`, [began])
      await client.query(`delete from ${table('event')} where at >= $1`, [began])
      await client.query('vacuum analyze')
      await client.end()
    },
  }
}
