import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { refuse } from '#kernel/problem.ts'
import { catalogueSchema } from '../catalogue/catalogue.ts'
import { crashPoint } from '../crash.ts'
import { openDatabase } from '../db/database.ts'
import { type Migration, migrateSchema } from '../db/migrate.ts'
import { connectAlone } from '../db/pool.ts'
import { complete } from '../db/shape.ts'
import { keyFile } from '../secrets.ts'
import { bytesOf, damaged, readArchive } from './archive.ts'
import { checkArchive, notWhole } from './check.ts'
import { namedFiles, storedFiles } from './files.ts'
import { addForeignKeys, dropForeignKeys, tableLoader, takeFile } from './load.ts'
import { type BackupSchema, type BackupTable, entry, type Manifest, type Seal, totalRows } from './manifest.ts'
import { trySecrets } from './secrets.ts'
import { copyOut, qualified, speakPlainly, tablesOf, target } from './tables.ts'
import { clearAway, clearUnfinished, forgetFolder, markUnfinished, markWhole } from './unfinished.ts'

export type RestoreOptions = {
  readonly path: string
  /** An empty database, on a direct connection. */
  readonly databaseUrl: string
  /** An empty data folder; the database may lie in it. */
  readonly dataFolder: string
  readonly migrations: { readonly catalogue: readonly Migration[]; readonly workspace: readonly Migration[] }
  readonly now: string
  readonly onProgress?: (rows: number, of: number) => void
}

/** Reads what an archive says of itself. Refuses what is no backup of Sampan. */
export async function readManifest(path: string): Promise<Manifest> {
  if (!existsSync(path)) throw refuse('missing', null, { en: `There is no file ${path}.`, zh: `没有文件 ${path}。` })
  try {
    for await (const { name, bytes } of readArchive(path)) {
      if (name === entry.manifest) return parseManifest(await bytesOf(bytes))
      break
    }
  } catch (error) {
    throw damaged(path, error)
  }
  throw noBackup(path)
}

/**
 * Brings a backup back into an empty place: schemas exactly as they were, by the migrations that made them, then the rows,
 * then files, secret and key. Everything is compared with what the backup says of itself, counts and hashes, before it counts;
 * when anything is missing or differs, nothing stays. Migrations that came since run at the next start.
 */
export async function restore(options: RestoreOptions): Promise<Manifest> {
  const manifest = await readManifest(options.path)
  refuseUnknownMigrations(manifest, options)
  const { dataFolder } = options
  const schemas = manifest.schemas.map(({ schema }) => schema)
  const client = await connectAlone(options.databaseUrl, 'sampan-restore')
  let begun = false
  try {
    await clearUnfinished(client, dataFolder)
    refuseUsedFolder(dataFolder)
    const seal = await checkArchive(options.path, manifest)
    await refuseUsedDatabase(client, manifest)
    begun = true
    await markUnfinished(client, dataFolder, schemas)
    await makeSchemas(options, manifest)
    crashPoint('restore.schemas')
    await client.query('begin')
    await speakPlainly(client)
    for (const { schema, shape } of manifest.schemas) if (shape) await complete(client, schema, shape)
    await readEverything(client, options, manifest)
    await verify(client, options, manifest, seal)
    await tellAgain(client, manifest.waiting)
    await comeHome(client, manifest)
    await markWhole(client)
    crashPoint('restore.read')
    await client.query('commit')
    crashPoint('restore.committed')
    forgetFolder(dataFolder)
    return manifest
  } catch (error) {
    await client.query('rollback').catch(() => {})
    // Where the database is gone too, the marks stay and the next restore clears it away.
    if (begun) await clearAway(client, dataFolder, schemas).catch(() => {})
    throw error
  } finally {
    await client.end()
  }
}

function parseManifest(bytes: Buffer): Manifest {
  const manifest = JSON.parse(bytes.toString('utf8')) as Manifest
  if (manifest.format === 1) return manifest
  throw refuse('invalid', null, {
    en: `This backup has the format ${manifest.format}, which this program does not know. Use the one that made it, Sampan ${manifest.sampan}, or a later one.`,
    zh: `该备份的格式为 ${manifest.format}，当前程序无法识别。请使用生成它的 Sampan ${manifest.sampan} 或更高版本。`,
  })
}

function noBackup(path: string) {
  return refuse('invalid', null, { en: `${path} is no backup of Sampan.`, zh: `${path} 不是 Sampan 的备份文件。` })
}

/** The steps that made a schema must be known here, word for word. */
export function stepsOf(
  schema: BackupSchema,
  { migrations }: Pick<RestoreOptions, 'migrations'>,
): { known: Migration[]; unknown: string[] } {
  const all = migrations[schema.kind]
  const known = all.filter((m) => schema.migrations.some((ran) => ran.name === m.name && ran.hash === m.hash))
  return {
    known,
    unknown: schema.migrations.filter((ran) => !known.some((m) => m.name === ran.name)).map((ran) => ran.name),
  }
}

export function refuseUnknownMigrations(manifest: Manifest, options: RestoreOptions): void {
  const unknown = [...new Set(manifest.schemas.flatMap((schema) => stepsOf(schema, options).unknown))]
  if (unknown.length === 0) return
  throw refuse('conflict', null, {
    en: `The backup is of Sampan ${manifest.sampan} and has migrations that this program does not know: ${unknown.join(', ')}. Restore it with that version or a later one.`,
    zh: `该备份来自 Sampan ${manifest.sampan}，包含当前程序没有的迁移：${unknown.join('、')}。请使用该版本或更高版本恢复。`,
  })
}

function refuseUsedFolder(dataFolder: string): void {
  const files = storedFiles(dataFolder).size
  if (files === 0 && ['secret', keyFile].every((name) => !existsSync(join(dataFolder, name)))) return
  throw refuse('conflict', null, {
    en: `${dataFolder} is not empty: it has a secret and ${files} files of its own. Restore into an empty folder.`,
    zh: `${dataFolder} 不是空目录：其中已有密钥和 ${files} 个文件。请恢复到空目录。`,
  })
}

async function refuseUsedDatabase(client: pg.Client, manifest: Manifest): Promise<void> {
  const { rows } = await client.query<{ schema: string; rows: string }>(
    `select n.nspname as schema, coalesce(sum(greatest(c.reltuples, 0)), 0)::bigint::text as rows
     from pg_catalog.pg_namespace n left join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relkind = 'r'
     where n.nspname = any($1::text[]) group by 1 order by 1`,
    [[catalogueSchema, ...manifest.schemas.map((s) => s.schema)]],
  )
  if (rows.length === 0) return
  const there = rows.map((row) => `${row.schema} (≈ ${row.rows})`).join(', ')
  throw refuse('conflict', null, {
    en: `The database is not empty; it has ${there}. A backup is restored into an empty database only, so that nothing is overwritten.`,
    zh: `数据库不是空的，已有 ${there}。为避免覆盖数据，只能恢复到空数据库。`,
  })
}

/** Makes every schema as it was, then takes its foreign keys away until the rows are in: they come in any order. */
async function makeSchemas(options: RestoreOptions, manifest: Manifest): Promise<void> {
  const db = openDatabase({ url: options.databaseUrl, max: 1, prepare: false, name: 'sampan-restore' })
  try {
    for (const schema of manifest.schemas)
      await migrateSchema(db, schema.schema, stepsOf(schema, options).known, options.now)
  } finally {
    await db.end()
  }
}

async function readEverything(client: pg.Client, options: RestoreOptions, manifest: Manifest): Promise<void> {
  const of = totalRows(manifest)
  const names = manifest.schemas.map(({ schema }) => schema)
  const keys = await dropForeignKeys(client, names)
  for (const name of names) await client.query(`delete from ${qualified(name, 'migration')}`)
  const tables = tableLoader(
    client,
    (schema, name) => ({ into: target(schema, listed(manifest, schema, name)) }),
    (rows) => options.onProgress?.(rows, of),
  )
  try {
    for await (const { name, bytes } of readArchive(options.path)) {
      const [kind, ...rest] = name.split('/')
      if (kind === 'data') await tables.take(rest[0]!, rest[1]!, bytes)
      else if (kind === 'files') await takeFile(options.dataFolder, rest[0]!, bytes)
      else if (name === entry.secret || name === entry.key)
        writeFileSync(join(options.dataFolder, name), await bytesOf(bytes), { mode: 0o600, flag: 'wx' })
    }
    await tables.end()
  } catch (error) {
    await tables.abort(error as Error)
    throw damaged(options.path, error)
  }
  await addForeignKeys(client, keys)
}

/** Reads everything back and compares it with what the backup says it holds; all differences at once. */
async function verify(
  client: pg.Client,
  { dataFolder }: RestoreOptions,
  manifest: Manifest,
  seal: Seal,
): Promise<void> {
  const wrong: string[] = []
  for (const { schema, tables } of manifest.schemas) {
    const here = new Map((await tablesOf(client, schema)).map((table) => [table.name, table]))
    for (const table of tables) wrong.push(...(await compare(client, schema, table, here.get(table.name), seal)))
    for (const name of here.keys())
      if (!tables.some((t) => t.name === name)) wrong.push(`${schema}.${name} is not in the backup`)
  }
  const stored = storedFiles(dataFolder)
  for (const hash of seal.files) if (!stored.has(hash)) wrong.push(`file ${hash} is missing`)
  for (const hash of await namedFiles(client, manifest.schemas))
    if (!stored.has(hash) && !manifest.missingFiles.includes(hash))
      wrong.push(`file ${hash} is named by a record and missing`)
  if (!existsSync(join(dataFolder, 'secret'))) wrong.push('the secret is missing')
  wrong.push(...(await trySecrets(client, dataFolder, manifest)))
  if (wrong.length === 0) return
  throw notWhole(wrong)
}

async function compare(
  client: pg.Client,
  schema: string,
  table: BackupTable,
  here: BackupTable | undefined,
  seal: Seal,
): Promise<string[]> {
  const key = `${schema}.${table.name}`
  const sealed = seal.tables[key]
  if (!here || !sealed) return [`${key} is missing`]
  if (here.columns.toSorted().join() !== table.columns.toSorted().join())
    return [`${key} has other columns than in the backup`]
  if (here.rows !== table.rows) return [`${key} has ${here.rows} rows instead of ${table.rows}`]
  const { sha256 } = await copyOut(client, schema, table)
  return sha256 === sealed.sha256 ? [] : [`${key} has other content than in the backup`]
}

/** What was on its way to subscribers is sent again; whoever has heard of it already does nothing. */
export async function tellAgain(client: pg.ClientBase, waiting: Manifest['waiting']): Promise<void> {
  for (const [schema, events] of Map.groupBy(waiting, ({ schema }) => schema))
    await client.query(`update ${qualified(schema, 'event')} set dispatched_at = null where id = any($1::uuid[])`, [
      events.map((e) => e.eventId),
    ])
}

/** Wherever a workspace lay, it lies here now. */
async function comeHome(client: pg.ClientBase, manifest: Manifest): Promise<void> {
  const workspace = listed(manifest, catalogueSchema, 'workspace')
  if (workspace.columns.includes('cluster'))
    await client.query(
      `update ${qualified(catalogueSchema, 'workspace')} set cluster = null, moving_to = null, moved_from = null
       where cluster is not null or moving_to is not null or moved_from is not null`,
    )
}

/** A table as the manifest lists it. Refuses rows of one that it does not. */
export function listed(manifest: Manifest, schema: string, name: string): BackupTable {
  const table = manifest.schemas.find((s) => s.schema === schema)?.tables.find((t) => t.name === name)
  if (table) return table
  throw refuse('invalid', null, {
    en: `The backup holds rows of ${schema}.${name}, which it does not list.`,
    zh: `备份包含未列出的表 ${schema}.${name}。`,
  })
}
