import { createHash } from 'node:crypto'
import { createWriteStream, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from } from 'pg-copy-streams'
import { refuse } from '#kernel/problem.ts'
import { catalogueSchema } from '../catalogue/catalogue.ts'
import { openDatabase } from '../db/database.ts'
import { type Migration, migrateSchema } from '../db/migrate.ts'
import { keyFile } from '../secrets.ts'
import { bytesOf, damaged, readArchive } from './archive.ts'
import { checkArchive, notWhole } from './check.ts'
import { namedFiles, storedAt, storedFiles } from './files.ts'
import { type BackupSchema, type BackupTable, entry, type Manifest, type Seal, totalRows } from './manifest.ts'
import { trySecrets } from './secrets.ts'
import { copyOut, qualified, quoted, speakPlainly, tablesOf, target } from './tables.ts'

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
  for await (const { name, bytes } of readArchive(path)) {
    if (name === entry.manifest) return parseManifest(await bytesOf(bytes))
    break
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
  refuseUsedFolder(options.dataFolder)
  const seal = await checkArchive(options.path, manifest)
  const client = new pg.Client({ connectionString: options.databaseUrl, application_name: 'sampan-restore' })
  await client.connect()
  let made = false
  try {
    await refuseUsedDatabase(client, manifest)
    made = true
    await makeSchemas(options, manifest)
    await client.query('begin')
    await speakPlainly(client)
    await readEverything(client, options, manifest)
    await verify(client, options, manifest, seal)
    await tellAgain(client, manifest)
    await client.query('commit')
    return manifest
  } catch (error) {
    if (made) await undo(client, options, manifest)
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
function stepsOf(schema: BackupSchema, { migrations }: RestoreOptions): { known: Migration[]; unknown: string[] } {
  const all = migrations[schema.kind]
  const known = all.filter((m) => schema.migrations.some((ran) => ran.name === m.name && ran.hash === m.hash))
  return {
    known,
    unknown: schema.migrations.filter((ran) => !known.some((m) => m.name === ran.name)).map((ran) => ran.name),
  }
}

function refuseUnknownMigrations(manifest: Manifest, options: RestoreOptions): void {
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
  const keys = await dropForeignKeys(client, manifest)
  for (const { schema } of manifest.schemas) await client.query(`delete from ${qualified(schema, 'migration')}`)
  const tables = tableLoader(client, options, manifest)
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
  // Adding them again reads every row: a reference that leads nowhere is found here.
  for (const { schema, table, name, is } of keys)
    await client.query(`alter table ${qualified(schema, table)} add constraint ${quoted(name)} ${is}`)
}

async function dropForeignKeys(client: pg.Client, manifest: Manifest) {
  const { rows } = await client.query<{ schema: string; table: string; name: string; is: string }>(
    `select n.nspname as schema, c.relname as table, k.conname as name, pg_get_constraintdef(k.oid) as is
     from pg_catalog.pg_constraint k join pg_catalog.pg_class c on c.oid = k.conrelid
     join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where k.contype = 'f' and n.nspname = any($1::text[]) order by 1, 2, 3`,
    [manifest.schemas.map((s) => s.schema)],
  )
  for (const { schema, table, name } of rows)
    await client.query(`alter table ${qualified(schema, table)} drop constraint ${quoted(name)}`)
  return rows
}

/** Feeds the pieces of one table after another into COPY. */
function tableLoader(client: pg.Client, { onProgress }: RestoreOptions, manifest: Manifest) {
  const of = totalRows(manifest)
  let done = 0
  let current: { key: string; stream: ReturnType<typeof from>; ended: Promise<void> } | null = null
  const end = async () => {
    if (!current) return
    current.stream.end()
    await current.ended
    done += current.stream.rowCount
    onProgress?.(done, of)
    current = null
  }
  const begin = (schema: string, name: string) => {
    const table = manifest.schemas.find((s) => s.schema === schema)?.tables.find((t) => t.name === name)
    if (!table)
      throw refuse('invalid', null, {
        en: `The backup holds rows of ${schema}.${name}, which it does not list.`,
        zh: `备份包含未列出的表 ${schema}.${name}。`,
      })
    const stream = client.query(from(`copy ${target(schema, table)} from stdin`))
    const ended = new Promise<void>((resolve, reject) => stream.once('finish', resolve).once('error', reject))
    ended.catch(() => {}) // awaited at the end of the table
    return { key: `${schema}.${name}`, stream, ended }
  }
  return {
    async take(schema: string, name: string, bytes: Readable): Promise<void> {
      if (current?.key !== `${schema}.${name}`) {
        await end()
        current = begin(schema, name)
      }
      const { stream, ended } = current!
      for await (const chunk of bytes)
        if (!stream.write(chunk)) await Promise.race([new Promise((go) => stream.once('drain', go)), ended])
    },
    end,
    /** Ends a COPY that lacks its rest: the connection takes nothing else before. */
    async abort(error: Error): Promise<void> {
      current?.stream.destroy(error)
      await current?.ended.catch(() => {})
      current = null
    },
  }
}

async function takeFile(dataFolder: string, hash: string, bytes: Readable): Promise<void> {
  if (!/^[0-9a-f]{64}$/.test(hash))
    throw refuse('invalid', null, {
      en: `The backup has a file without a proper name: ${hash}`,
      zh: `备份中的文件名无效：${hash}`,
    })
  const place = storedAt(dataFolder, hash)
  mkdirSync(dirname(place), { recursive: true })
  const digest = createHash('sha256')
  await pipeline(
    bytes,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        digest.update(chunk)
        yield chunk
      }
    },
    createWriteStream(place, { flags: 'wx', mode: 0o600, flush: true }),
  )
  if (digest.digest('hex') !== hash)
    throw refuse('invalid', null, {
      en: `The file ${hash} is damaged in the backup.`,
      zh: `备份中的文件 ${hash} 已损坏。`,
    })
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
async function tellAgain(client: pg.Client, manifest: Manifest): Promise<void> {
  for (const [schema, events] of Map.groupBy(manifest.waiting, ({ schema }) => schema))
    await client.query(`update ${qualified(schema, 'event')} set dispatched_at = null where id = any($1::uuid[])`, [
      events.map((e) => e.eventId),
    ])
}

/** Leaves the place as it was: empty. */
async function undo(client: pg.Client, { dataFolder }: RestoreOptions, manifest: Manifest): Promise<void> {
  await client.query('rollback')
  for (const { schema } of manifest.schemas) await client.query(`drop schema if exists ${quoted(schema)} cascade`)
  for (const name of ['secret', keyFile]) rmSync(join(dataFolder, name), { force: true })
  rmSync(join(dataFolder, 'files'), { recursive: true, force: true })
}
