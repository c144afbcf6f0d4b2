import pg from 'pg'
import type { Workspace } from '#engine/context.ts'
import { runAction, writeRecords } from '#engine/records/records.ts'
import type { Runtime } from '#engine/runtime.ts'
import { systemSession } from '#engine/workspaces.ts'
import { withoutIndexes } from '../fill/copy.ts'
import { makePeople } from '../fill/people.ts'

/**
 * Makes a company with that many people who wait in a sequence, each for a call of some day within the next year. Does
 * nothing where it was made before; refuses a folder that holds another one.
 */
export async function fillEnrolments(
  runtime: Runtime,
  databaseUrl: string,
  count: number,
  say: (text: string) => void,
): Promise<Workspace> {
  const [there] = await runtime.workspaces.all()
  if (there) {
    const { rows } = await there.db.pool.query<{ value: { enrolments?: number } }>(
      `select value from "${there.schema}"."setting" where key = 'bench'`,
    )
    if (rows[0]?.value.enrolments === count) return there
    throw new Error('This data folder holds something else. Name another one by --data.')
  }
  const { workspace, owners } = await makePeople(runtime)
  const into = await makeSequence(workspace)
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const { schema } = workspace
  try {
    say(`Filling ${count.toLocaleString('en')} enrolments …`)
    await client.query(`set search_path to "${schema}"`)
    await client.query(`set maintenance_work_mem = '512MB'`)
    await withoutIndexes(client, schema, ['lead', 'enrolment', 'sequence_promise'], async () => {
      await client.query(
        `insert into lead (id, version, created_at, updated_at, name, company, status, owner_id)
          select md5('lead ' || n)::uuid, 1, now(), now(), '客户 ' || n, '公司 ' || n, 'new', ($1::uuid[])[1 + n % $2::int]
          from generate_series(1, $3::int) n`,
        [owners, owners.length, count],
      )
      await client.query(
        `insert into enrolment (id, version, created_at, updated_at, name, sequence_id, edition_id, status, lead_id, owner_id, position, next_at, once)
          select md5('enrolment ' || n)::uuid, 1, now(), now(), '客户 ' || n, $1::uuid, $2::uuid, 'active', md5('lead ' || n)::uuid,
            ($3::uuid[])[1 + n % $4::int], 1, now() + interval '1 day' + n * 365 * interval '1 day' / $5::int, $1::uuid::text || ' ' || n
          from generate_series(1, $5::int) n`,
        [into.id, into.edition, owners, owners.length, count],
      )
      await client.query(
        `insert into sequence_promise (id, version, created_at, updated_at, name, enrolment_id, sequence_id, status, kind, step, position, lead_id, owner_id, promised_for, due_at, counted, replied)
          select md5('promise ' || id)::uuid, 1, now(), now(), name, id, sequence_id, 'planned', 'task', 'call', 1, lead_id, owner_id, next_at, next_at, false, false
          from enrolment`,
      )
      say('Building the indexes …')
    })
    await client.query('vacuum analyze')
    await client.query(`insert into setting (key, value, updated_at) values ('bench', $1, now())`, [
      JSON.stringify({ enrolments: count }),
    ])
  } finally {
    await client.end()
  }
  return workspace
}

async function makeSequence(workspace: Workspace): Promise<{ readonly id: string; readonly edition: string }> {
  const system = systemSession(workspace)
  const sequence = workspace.registry.object('sequence')
  const draft = [{ id: 'call', kind: 'task', anytime: true, input: { subject: '致电 {{name}}', kind: 'call' } }]
  const [made] = await writeRecords(system, sequence, [{ do: 'create', values: { name: '一年回访', draft } }])
  const id = String(made!['id'])
  await runAction(system, sequence, 'publish', [id], {})
  const { rows } = await workspace.db.pool.query<{ live: string }>(
    `select live from "${workspace.schema}"."sequence" where id = $1`,
    [id],
  )
  return { id, edition: rows[0]!.live }
}
