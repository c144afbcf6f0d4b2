import type { Pool } from 'pg'
import pg from 'pg'
import { requestText } from './load/connection.ts'
import { drive } from './load/drive.ts'
import { type Figures, middle } from './load/figures.ts'
import type { OursReady } from './servers/ours.ts'

/** What hangs on an account is opened with it: by each of these relations. */
const relations = ['opportunity.account', 'contact.account', 'activity.account'] as const
const shares = 500
const rounds = 3

export type SharedReading = { readonly label: string; readonly off: Figures; readonly on: Figures }

/**
 * What it costs that shares are inherited: the manager's readings with the setting off and on, in turn, while some hundred
 * accounts of other teams are shared with her and her team.
 */
export async function measureSharing(
  databaseUrl: string,
  { port, keys, schema }: OursReady,
  say: (text: string) => void,
): Promise<readonly SharedReading[]> {
  say('Measuring shares that are inherited …')
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 })
  try {
    const busy = await share(pool, schema)
    const switched = (level: 'none' | 'update') =>
      drive({ port, connections: 1, seconds: 0, next: () => settle(keys.admin, level) })
    const found: SharedReading[] = []
    for (const [label, path, body] of readings(busy)) {
      const next = () =>
        body ? requestText('POST', path, { key: keys.manager, body }) : requestText('GET', path, { key: keys.manager })
      const taken: Record<'none' | 'update', Figures[]> = { none: [], update: [] }
      for (let round = 0; round < rounds; round++)
        for (const level of round % 2 === 0 ? (['none', 'update'] as const) : (['update', 'none'] as const)) {
          await switched(level)
          await drive({ port, connections: 1, next, seconds: 0.3 })
          taken[level].push(await drive({ port, connections: 1, next, seconds: 1 }))
        }
      found.push({ label, off: middle(taken.none), on: middle(taken.update) })
    }
    await switched('none')
    return found
  } finally {
    await pool.query(`delete from "${schema}".share where created_by is null`)
    await pool.end()
  }
}

function settle(key: string, level: 'none' | 'update'): Buffer {
  const sharing = Object.fromEntries(relations.map((relation) => [relation, level]))
  return requestText('PATCH', '/api/v1/settings', { key, body: { sharing } })
}

/** Shares accounts of strangers with the first manager and her team; answers one with many opportunities. */
async function share(pool: Pool, schema: string): Promise<string> {
  const at = (table: string) => `"${schema}"."${table}"`
  await pool.query(
    `insert into ${at('share')} (id, object, record_id, grantee_id, level, created_at)
      select gen_random_uuid(), 'account', a.id, case when row_number() over (order by a.id) % 2 = 0 then me.id else me.team_id end, 'update', now()
      from (select id, team_id from ${at('user')} where email = 'p0@example.com') me
      join ${at('account')} a on a.deleted_at is null and not exists (
        select 1 from ${at('user')} u where u.id = a.owner_id and u.team_id = me.team_id)
      order by a.id limit ${shares} on conflict do nothing`,
  )
  const { rows } = await pool.query(
    `select s.record_id from ${at('share')} s join ${at('opportunity')} o on o.account_id = s.record_id
      where s.created_by is null group by 1 order by count(*) desc limit 1`,
  )
  return rows[0].record_id
}

function readings(account: string): readonly (readonly [label: string, path: string, body?: object])[] {
  const list = (object: string, query: Record<string, string>) => `/api/v1/${object}?${new URLSearchParams(query)}`
  const open = JSON.stringify({ stage: { ne: null } })
  return [
    ['opportunities, 50 by closing date', list('opportunity', { sort: '-closeDate', limit: '50' })],
    ['opportunities, 50 filtered', list('opportunity', { where: open, sort: '-amount', limit: '50' })],
    ['opportunities of a shared account', list('opportunity', { where: JSON.stringify({ account }), limit: '50' })],
    ['opportunities counted by stage', '/api/v1/opportunity/group', { by: ['stage'] }],
    ['contacts, 50 by name', list('contact', { sort: 'name', limit: '50' })],
    ['follow-ups, 50 newest', list('activity', { sort: '-createdAt', limit: '50' })],
    ['page of a shared account', `/api/v1/account/${account}/page`],
    ['search', `/api/v1/search?${new URLSearchParams({ q: '华' })}`],
  ]
}
