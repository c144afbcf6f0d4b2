import pg from 'pg'
import { v7 as uuid } from 'uuid'
import type { Workspace } from '#engine/context.ts'
import { tableName } from '#engine/db/tables.ts'
import { codecOf, type Stored } from '#engine/records/codec.ts'
import { madeColumns } from '#engine/records/made.ts'
import type { Runtime } from '#engine/runtime.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { copyRows, vectorText, withoutIndexes } from './copy.ts'
import { iso } from './ids.ts'
import { makePeople } from './people.ts'
import { recordsOf, type Size, sizeFor } from './rows.ts'

type Kind = keyof Size
const kinds: readonly Kind[] = ['account', 'contact', 'opportunity', 'activity']

/**
 * Makes a company with that many opportunities, past the write path but with all that it keeps: search tokens, reading
 * keys, versions, one event per record. Does nothing where it was made before; refuses a folder that holds another one.
 */
export async function fill(
  runtime: Runtime,
  databaseUrl: string,
  opportunities: number,
  say: (text: string) => void,
): Promise<void> {
  const size = sizeFor(opportunities)
  const [there] = await runtime.workspaces.all()
  const found = there && (await filledWith(there))
  if (found === opportunities) return
  if (there)
    throw new Error(
      found === null
        ? 'The benchmark’s data folder was not filled to the end. Delete it and start again.'
        : `The benchmark’s data folder holds ${found} opportunities, not ${opportunities}. Name another one by --data.`,
    )
  const { workspace, owners } = await makePeople(runtime)
  const client = new pg.Client({ connectionString: databaseUrl }) // those of the pool are pipelined, which COPY does not go with
  await client.connect()
  const schema = `"${workspace.schema}"`
  try {
    await client.query(`set maintenance_work_mem = '1GB'`)
    await client.query(`set max_parallel_maintenance_workers = 2`)
    await withoutIndexes(
      client,
      workspace.schema,
      [...kinds.map((kind) => tableName(workspace.registry.object(kind))), 'event'],
      async () => {
        for (const kind of kinds) {
          say(`Filling ${size[kind].toLocaleString('en')} × ${kind} …`)
          const object = workspace.registry.object(kind)
          const { count, record } = recordsOf(kind, size, owners)
          await copyRows(
            client,
            `${schema}."${tableName(object)}"`,
            filledColumns(object),
            each(count, (i) => rowOf(object, record(i))),
          )
          await copyRows(
            client,
            `${schema}."event"`,
            eventColumns,
            each(count, (i) => eventRow(object, record(i))),
          )
        }
        say('Building the indexes …')
      },
    )
    await client.query(`insert into ${schema}."counter" (key, value) values ('opportunity.number', $1)`, [
      opportunities,
    ])
    await client.query('vacuum analyze')
    await client.query('checkpoint')
    await client.query(`insert into ${schema}."setting" (key, value, updated_at) values ('bench', $1, $2)`, [
      JSON.stringify({ opportunities }),
      new Date().toISOString(),
    ])
  } finally {
    await client.end()
  }
}

async function filledWith(workspace: Workspace): Promise<number | null> {
  const { rows } = await workspace.db.pool.query<{ value: { opportunities: number } }>(
    `select value from "${workspace.schema}"."setting" where key = 'bench'`,
  )
  return rows[0]?.value.opportunities ?? null
}

function* each<T>(count: number, make: (i: number) => T): Generator<T> {
  for (let i = 0; i < count; i++) yield make(i)
}

/** The columns of a record that is filled in past the write path. */
export function filledColumns(object: RegisteredObject): readonly string[] {
  return [...codecOf(object).names, ...madeColumns(object).map(({ name }) => name)]
}

/** Its cells, as COPY takes them. */
export function rowOf(object: RegisteredObject, record: Stored): unknown[] {
  const made = madeColumns(object).map((column) => {
    const value = column.of(record)
    return column.name === 'search'
      ? vectorText(value as string[])
      : Array.isArray(value)
        ? `{${value.join(',')}}`
        : value
  })
  return [...codecOf(object).encode(record), ...made]
}

const eventColumns = ['id', 'at', 'kind', 'object', 'record_id', 'actor_id', 'via', 'changes', 'dispatched_at']
const quiet = new Set(['id', 'deletedAt', 'version', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy'])

function eventRow(object: RegisteredObject, record: Stored): unknown[] {
  const at = String(record['createdAt'])
  const changes = Object.fromEntries(
    Object.entries(record).flatMap(([key, value]) => (quiet.has(key) || value === null ? [] : [[key, [null, value]]])),
  )
  return [
    uuid({ msecs: Date.parse(at) }),
    at,
    'created',
    object.key,
    record.id,
    record['createdBy'],
    'import',
    JSON.stringify(changes),
    iso(Date.parse(at) + 1_000),
  ]
}
