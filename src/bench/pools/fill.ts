import pg from 'pg'
import type { Workspace } from '#engine/context.ts'
import { tableName } from '#engine/db/tables.ts'
import type { Stored } from '#engine/records/codec.ts'
import { writeRecords } from '#engine/records/records.ts'
import type { Runtime } from '#engine/runtime.ts'
import { systemSession } from '#engine/workspaces.ts'
import { copyRows, withoutIndexes } from '../fill/copy.ts'
import { filledColumns, rowOf } from '../fill/fill.ts'
import { dice, idOf, iso } from '../fill/ids.ts'
import { makePeople } from '../fill/people.ts'
import { recordsOf } from '../fill/rows.ts'

const day = 86_400_000
/** Pools, and rules that lead into them: two for each team of sellers. */
const pools = 20
/** Days without a follow-up after which a rule recycles. */
const idleDays = 90
/** Of ten accounts four wait in a pool and one is due; five were followed up lately. */
const duePerTen = 1
const waitingPerTen = 4

/** The mark of accounts that are due, so that a second run finds them due again. */
export const dueMark = 'bench-due'

/**
 * Makes a company of a hundred sellers with that many accounts: some wait in one of twenty pools, a tenth is due to go there.
 * Does nothing where it was made before; refuses a folder that holds another one.
 */
export async function fillPools(
  runtime: Runtime,
  databaseUrl: string,
  accounts: number,
  say: (text: string) => void,
): Promise<Workspace> {
  const [there] = await runtime.workspaces.all()
  if (there) {
    const { rows } = await there.db.pool.query<{ value: { accounts?: number } }>(
      `select value from "${there.schema}"."setting" where key = 'bench'`,
    )
    if (rows[0]?.value.accounts === accounts) return there
    throw new Error('This data folder holds something else. Name another one by --data.')
  }
  const { workspace, owners } = await makePeople(runtime)
  const ids = await makePools(workspace)
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const { schema } = workspace
  try {
    await client.query(`set maintenance_work_mem = '1GB'`)
    const filled = ['account', 'activity', 'opportunity'].map((key) => tableName(workspace.registry.object(key)))
    await withoutIndexes(client, schema, filled, async () => {
      say(`Filling ${accounts.toLocaleString('en')} accounts …`)
      await copy(client, workspace, 'account', accountRows(accounts, owners, ids))
      say('Filling their follow-ups …')
      await copy(client, workspace, 'activity', followUps(accounts, owners))
      await copy(client, workspace, 'opportunity', lostDeals(accounts, owners))
      say('Building the indexes …')
    })
    await askForApprovals(client, workspace, owners)
    // Rules begin a week after they were made; these have run for long.
    await client.query(`update "${schema}"."recycling_rule" set starts_on = null`)
    await client.query('vacuum analyze')
    await client.query(`insert into "${schema}"."setting" (key, value, updated_at) values ('bench', $1, now())`, [
      JSON.stringify({ accounts }),
    ])
  } finally {
    await client.end()
  }
  return workspace
}

async function makePools(workspace: Workspace): Promise<string[]> {
  const system = systemSession(workspace)
  const write = (key: string, values: Record<string, unknown>) =>
    writeRecords(system, workspace.registry.object(key), [{ do: 'create', values }])
  const { rows } = await workspace.db.pool.query<{ id: string }>(
    `select id from "${workspace.schema}"."team" where parent_id is not null order by name`,
  )
  const ids: string[] = []
  for (let i = 0; i < pools; i += 1) {
    const team = rows[i % rows.length]!.id
    const [made] = await write('pool', {
      name: `公海 ${i + 1}`,
      object: 'account',
      teams: [team],
      maskedFields: ['phone'],
    })
    ids.push(String(made!['id']))
    await write('recyclingRule', {
      name: `规则 ${i + 1}：${idleDays} 天无跟进`,
      object: 'account',
      pool: ids[i],
      active: true,
      where: { 'owner.team': team, level: { in: i < rows.length ? ['A', 'B'] : ['C', 'D'] } },
      conditions: [{ sign: 'noFollowUp', days: idleDays, working: false }],
      exempt: ['won', 'open', 'approval', 'locked'],
    })
  }
  return ids
}

async function copy(
  client: pg.Client,
  workspace: Workspace,
  key: 'account' | 'activity' | 'opportunity',
  records: Iterable<Stored>,
): Promise<void> {
  const object = workspace.registry.object(key)
  const rows = Iterator.from(records).map((record) => rowOf(object, record))
  await copyRows(client, `"${workspace.schema}"."${tableName(object)}"`, filledColumns(object), rows)
}

function* accountRows(count: number, owners: readonly string[], poolIds: readonly string[]): Generator<Stored> {
  const { record } = recordsOf('account', sizeOf(count), owners)
  const long = Date.now() - 200 * day
  for (let i = 0; i < count; i += 1) {
    const made = record(i)
    const place = i % 10
    const at = iso(Math.min(Date.parse(String(made['createdAt'])), long))
    const held = {
      heldSince: at,
      heldReason: 'created',
      createdAt: at,
      updatedAt: at,
      type: 'prospect',
      returnCount: 0,
    }
    if (place < waitingPerTen)
      yield {
        ...made,
        ...held,
        owner: null,
        previousOwner: made['owner'],
        pool: poolIds[dice(i, 50, poolIds.length)],
        heldReason: 'recycled',
      }
    else yield { ...made, ...held, ...(place < waitingPerTen + duePerTen ? { sourceId: dueMark } : {}) }
  }
}

/** One visit for each account that somebody has: long ago where it is due, else within the last two months. */
function* followUps(count: number, owners: readonly string[]): Generator<Stored> {
  const size = sizeOf(count)
  const { record } = recordsOf('activity', size, owners)
  for (let i = 0, n = 0; i < count; i += 1) {
    const place = i % 10
    if (place < waitingPerTen) continue
    const days = place < waitingPerTen + duePerTen ? 120 + dice(i, 60, 60) : 1 + dice(i, 61, 60)
    const at = iso(Date.now() - days * day)
    yield {
      ...record(n),
      id: idOf('activity', n, size.activity),
      account: idOf('account', i, count),
      contact: null,
      opportunity: null,
      kind: 'visit',
      createdAt: at,
      updatedAt: at,
      doneAt: at,
      at,
    }
    n += 1
  }
}

/** Every other account that somebody has, has lost a deal: nothing that a rule leaves alone. */
function* lostDeals(count: number, owners: readonly string[]): Generator<Stored> {
  const size = { ...sizeOf(count), opportunity: count }
  const { record } = recordsOf('opportunity', size, owners)
  for (let i = 0, n = 0; i < count; i += 2) {
    if (i % 10 < waitingPerTen) continue
    const at = iso(Date.now() - 100 * day)
    yield {
      ...record(n),
      id: idOf('opportunity', n, count),
      number: `SJ-${String(n + 1).padStart(7, '0')}`,
      account: idOf('account', i, count),
      contact: null,
      status: 'lost',
      wonAt: null,
      lostAt: at,
      createdAt: at,
    }
    n += 1
  }
}

/** Some accounts that are not due wait for an approval, themselves or by a deal of theirs. */
async function askForApprovals(client: pg.Client, workspace: Workspace, owners: readonly string[]): Promise<void> {
  const { schema, registry } = workspace
  for (const about of ['account', 'opportunity'])
    await writeRecords(systemSession(workspace), registry.object('approvalPolicy'), [
      {
        do: 'create',
        values: {
          name: `${about} 说明`,
          about,
          definition: {
            of: { do: 'update', fields: ['description'] },
            steps: [{ by: [{ by: 'person', ids: [owners[0]] }], mode: 'any' }],
            hold: 'none',
          },
        },
      },
    ])
  const ask = (object: string, record: string, where: string) =>
    client.query(
      `insert into "${schema}"."approval" (id, object, record_id, policies, steps, hold, fields, self, mail, asker_id, status, step, round, asked_at)
        select gen_random_uuid(), '${object}', ${record}, '[]', '[]', 'none', '{}', false, false, $1, 'waiting', 0, 1, now() from ${where}`,
      [owners[0]],
    )
  const isIdle = `a.source_id is distinct from '${dueMark}' and a.pool_id is null`
  await ask('account', 'a.id', `"${schema}"."account" a where ${isIdle} and hashtext(a.id::text) % 400 = 0`)
  await ask(
    'opportunity',
    'o.id',
    `"${schema}"."opportunity" o join "${schema}"."account" a on a.id = o.account_id where ${isIdle} and hashtext(o.id::text) % 50 = 0`,
  )
}

function sizeOf(accounts: number) {
  return { account: accounts, contact: 1, opportunity: 1, activity: accounts }
}
