import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { refuse } from '#kernel/problem.ts'
import { catalogueSchema } from '../catalogue/catalogue.ts'
import { keyFile } from '../secrets.ts'
import { quoted } from './tables.ts'

/* A restore is marked in the database and in the data folder before it makes anything, so that one that was killed is
   told from an installation: nothing starts on it, and the next restore clears it away and begins again. */

type Mark = { readonly restore: string; readonly schemas: readonly string[] }
type Client = Pick<pg.Client, 'query'>

const fileOf = (dataFolder: string) => join(dataFolder, 'restoring')

/** Marks an empty place, schemas and folder, until `markWhole` commits. */
export async function markUnfinished(client: Client, dataFolder: string, schemas: readonly string[]): Promise<void> {
  const mark: Mark = { restore: randomUUID(), schemas }
  mkdirSync(dataFolder, { recursive: true })
  writeFileSync(fileOf(dataFolder), mark.restore, { mode: 0o600 })
  await makeMarked(client, catalogueSchema, mark)
}

/** Makes the schema of one workspace, marked until `markWhole` commits. */
export const makeUnfinished = (client: Client, schema: string): Promise<void> =>
  makeMarked(client, schema, { restore: randomUUID(), schemas: [schema] })

/** Takes the mark away, in the transaction that makes it whole. */
export async function markWhole(client: Client, schema: string = catalogueSchema): Promise<void> {
  await client.query(`comment on schema ${quoted(schema)} is null`)
}

/** Both or neither: two statements in one message are one transaction. */
async function makeMarked(client: Client, schema: string, mark: Mark): Promise<void> {
  const words = pg.escapeLiteral(JSON.stringify(mark))
  await client.query(`create schema ${quoted(schema)}; comment on schema ${quoted(schema)} is ${words}`)
}

/** The mark of the folder serves only beside that of a database. */
export function forgetFolder(dataFolder: string): void {
  rmSync(fileOf(dataFolder), { force: true })
}

/**
 * Clears away what a restore has left that was killed: its schemas, and its files where it wrote them into this folder.
 * Refuses while another one is at it.
 */
export async function clearUnfinished(client: Client, dataFolder: string): Promise<void> {
  await refuseAnother(client)
  const mark = await markOf(client)
  if (!mark) return
  const here = existsSync(fileOf(dataFolder)) && readFileSync(fileOf(dataFolder), 'utf8') === mark.restore
  await clearAway(client, here ? dataFolder : null, mark.schemas)
}

/** Clears away what restores of single workspaces have left that were killed: marked, and in no catalogue. */
export async function clearStrays(client: Client): Promise<void> {
  await refuseAnother(client)
  const { rows } = await client.query<{ schema: string }>(
    `select n.nspname as schema from pg_catalog.pg_namespace n where obj_description(n.oid, 'pg_namespace') like '{"restore":%'
     and not exists (select 1 from ${catalogueSchema}.workspace w where w.schema = n.nspname) and n.nspname <> '${catalogueSchema}'`,
  )
  for (const { schema } of rows) await client.query(`drop schema ${quoted(schema)} cascade`)
}

/** The lock is the connection's: a restore that dies lets go of it. */
async function refuseAnother(client: Client): Promise<void> {
  const { rows } = await client.query<{ mine: boolean }>(
    `select pg_try_advisory_lock(hashtextextended('sampan restore', 0)) as mine`,
  )
  if (!rows[0]?.mine)
    throw refuse('conflict', null, {
      en: 'Another restore into this database is running.',
      zh: '另一个恢复任务正在写入该数据库。',
    })
}

/** Leaves a place as it was before a restore: empty. The catalogue, which bears the mark, goes last. */
export async function clearAway(client: Client, dataFolder: string | null, schemas: readonly string[]): Promise<void> {
  if (dataFolder !== null) {
    for (const name of ['secret', keyFile]) rmSync(join(dataFolder, name), { force: true })
    rmSync(join(dataFolder, 'files'), { recursive: true, force: true })
  }
  for (const schema of [...schemas.filter((name) => name !== catalogueSchema), catalogueSchema])
    await client.query(`drop schema if exists ${quoted(schema)} cascade`)
  if (dataFolder !== null) forgetFolder(dataFolder)
}

/** Refuses to start on what a killed restore has left. */
export async function refuseUnfinished(client: Client): Promise<void> {
  if (!(await markOf(client))) return
  throw refuse('conflict', null, {
    en: 'A restore into this database was cut short, so it holds only a part. Run it again; it begins anew: npx sampan restore FILE',
    zh: '该数据库的上一次恢复被中断，数据不完整。请重新执行恢复，会从头开始：npx sampan restore 文件',
  })
}

async function markOf(client: Client): Promise<Mark | null> {
  const { rows } = await client.query<{ words: string | null }>(
    `select obj_description(to_regnamespace('${catalogueSchema}'), 'pg_namespace') as words`,
  )
  const words = rows[0]?.words
  if (!words?.startsWith('{')) return null
  const mark = JSON.parse(words) as Partial<Mark>
  return mark.restore && mark.schemas ? { restore: mark.restore, schemas: mark.schemas } : null
}

/** Whether this folder may hold what a killed restore has left. */
export function mayBeUnfinished(dataFolder: string): boolean {
  return existsSync(fileOf(dataFolder))
}
