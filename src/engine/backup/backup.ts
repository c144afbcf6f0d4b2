import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { refuse } from '#kernel/problem.ts'
import { crashPoint } from '../crash.ts'
import { keysForBackup } from '../secrets.ts'
import { type ArchiveWriter, writeArchive } from './archive.ts'
import { namedFiles, storedAt, storedFiles } from './files.ts'
import { entry, type Manifest, type Seal, totalRows } from './manifest.ts'
import { openSources, type Sources } from './sources.ts'
import { copyOut, qualified } from './tables.ts'

export type BackupOptions = {
  /** A direct connection, never through a pooler. */
  readonly databaseUrl: string
  readonly dataFolder: string
  /** Where the archive is to be; must not exist. */
  readonly path: string
  readonly version: string
  readonly now: string
  /** The id of a workspace to be backed up alone; of the catalogue, what concerns it. */
  readonly only?: string
  readonly onProgress?: (rows: number, of: number) => void
}

/**
 * Writes everything into one archive: the catalogue and every workspace as they were at one instant, whatever is written
 * meanwhile; the files; the secret that signs sessions and the key that opens secrets. It appears under its name only when it is whole.
 * Refuses where the key is missing: such a backup could not be used.
 * @returns its manifest and size in bytes
 */
export async function backUp(options: BackupOptions): Promise<{ manifest: Manifest; bytes: number }> {
  const { path } = options
  if (existsSync(path)) throw refuse('conflict', null, { en: `${path} is there already.`, zh: `${path} 已存在。` })
  const partial = `${path}.partial`
  rmSync(partial, { force: true })
  const sources = await openSources(options)
  const archive = writeArchive(partial, new Date(options.now))
  try {
    const { manifest, files: stored } = await describe(sources, options)
    await archive.add(entry.manifest, json(manifest))
    const secret = readFileSync(join(options.dataFolder, 'secret'))
    await archive.add(entry.secret, secret)
    const key = keysForBackup(options.dataFolder)
    await archive.add(entry.key, key)
    const tables = await copyTables(sources, archive, manifest, options)
    // The snapshots have served; bytes of files never change.
    await sources.end()
    crashPoint('backup.tables')
    for (const [hash, size] of stored)
      await archive.addStream(entry.file(hash), size, createReadStream(storedAt(options.dataFolder, hash)))
    const seal: Seal = { tables, files: [...stored.keys()], secret: sha256(secret), key: sha256(key) }
    await archive.add(entry.seal, json(seal))
    await archive.end()
    crashPoint('backup.written')
    renameSync(partial, path)
    return { manifest, bytes: statSync(path).size }
  } catch (error) {
    await archive.abort(error as Error)
    rmSync(partial, { force: true })
    throw error
  } finally {
    await sources.end()
  }
}

async function describe({ home, schemas, clientOf }: Sources, { version, now, dataFolder, only }: BackupOptions) {
  const { rows } = await home.query<{ server_version: string }>('show server_version')
  // Listed after the snapshot: bytes are stored before a record names them, so all that it names are here.
  const stored = storedFiles(dataFolder)
  const named: string[] = []
  for (const schema of schemas) named.push(...(await namedFiles(clientOf(schema.schema), [schema])))
  const files =
    only === undefined
      ? stored
      : new Map(named.flatMap((hash) => (stored.has(hash) ? [[hash, stored.get(hash)!]] : [])))
  const manifest: Manifest = {
    format: 1,
    sampan: version,
    postgres: rows[0]!.server_version,
    at: now,
    schemas,
    files: { count: files.size, bytes: [...files.values()].reduce((sum, size) => sum + size, 0) },
    missingFiles: named.filter((hash) => !stored.has(hash)),
    waiting: await waitingEvents(home, schemas, clientOf),
    ...(only === undefined ? {} : { only }),
  }
  return { manifest, files }
}

async function copyTables(
  { clientOf, conditionOf }: Sources,
  archive: ArchiveWriter,
  manifest: Manifest,
  { onProgress }: BackupOptions,
): Promise<Seal['tables']> {
  const sealed: Record<string, { rows: number; sha256: string }> = {}
  const of = totalRows(manifest)
  let done = 0
  for (const { schema, tables } of manifest.schemas)
    for (const table of tables) {
      let piece = 0
      const copied = await copyOut(
        clientOf(schema),
        schema,
        table,
        (bytes) => archive.add(entry.data(schema, table.name, ++piece), bytes),
        conditionOf(schema, table.name),
      )
      if (copied.rows !== table.rows)
        throw new Error(`${schema}.${table.name}: ${table.rows} rows were counted, ${copied.rows} copied.`)
      sealed[`${schema}.${table.name}`] = copied
      done += copied.rows
      onProgress?.(done, of)
    }
  return sealed
}

/** Events whose jobs wait in the queue, which is no part of a backup. */
async function waitingEvents(
  client: pg.Client,
  schemas: Manifest['schemas'],
  clientOf: Sources['clientOf'],
): Promise<Manifest['waiting']> {
  const { rows: queue } = await client.query("select 1 where to_regclass('graphile_worker.jobs') is not null")
  if (queue.length === 0) return []
  const { rows } = await client.query<{ key: string }>(
    "select key from graphile_worker.jobs where task_identifier = 'event' and key is not null",
  )
  const ids = [...new Set(rows.map(({ key }) => key.split(' ')[0]!))]
  const waiting: { schema: string; eventId: string }[] = []
  for (const { schema, kind } of schemas) {
    if (kind !== 'workspace' || ids.length === 0) continue
    const { rows: found } = await clientOf(schema).query<{ id: string }>(
      `select id from ${qualified(schema, 'event')} where id = any($1::uuid[])`,
      [ids],
    )
    waiting.push(...found.map(({ id }) => ({ schema, eventId: id })))
  }
  return waiting
}

function json(value: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(value, null, 1)}\n`)
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
