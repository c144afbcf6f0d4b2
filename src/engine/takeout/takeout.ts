import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type Readable, Transform } from 'node:stream'
import { v7 as uuid } from 'uuid'
import { refuse } from '#kernel/problem.ts'
import { dayOf } from '#kernel/time.ts'
import { type ArchiveWriter, packArchive } from '../backup/archive.ts'
import { storedAt, storedFiles } from '../backup/files.ts'
import { fileColumns } from '../backup/manifest.ts'
import { engineTable, type Session, tableOf } from '../context.ts'
import { crashPoint } from '../crash.ts'
import { readLive } from '../custom/store.ts'
import type { Queryable } from '../db/database.ts'
import { ident, sql } from '../db/sql.ts'
import { workspaceObject } from '../events/no-object.ts'
import { type ExportTold, tellEnd, tellStart } from '../export/log.ts'
import { markOf } from '../export/mark.ts'
import { queryOf } from '../query/query.ts'
import { codecOf } from '../records/codec.ts'
import { version } from '../version.ts'
import { systemSession } from '../workspaces.ts'
import {
  carried,
  type EntrySeal,
  type TakeoutManifest,
  type TakeoutSchema,
  takeoutEntry,
  takeoutFormat,
} from './format.ts'
import { linePages, recordPages } from './rows.ts'

export type Takeout = {
  readonly stream: Readable
  readonly fileName: string
  /** Resolves when all of it was handed over; rejects when the reader went away. */
  readonly done: Promise<TakeoutManifest>
}

export type TakeoutOptions = {
  readonly dataFolder: string
  /** The network address that it goes to. */
  readonly address?: string
  /** Told after every page, with the lines so far. */
  readonly onProgress?: (lines: number) => void
}

/** How long a reader may take nothing before the export gives the database's snapshot back. */
const patienceMs = 120_000

/**
 * Streams everything of a workspace as one archive, as it is at one instant: what administrators made, every record with
 * all its fields, deleted ones too, links, history and files. Holds a page in memory at a time. For administrators with all
 * their rights; logged like every export before the first byte.
 */
export function takeOut(session: Session, options: TakeoutOptions): Takeout {
  const { workspace, principal } = session
  if (!principal.admin || session.seenBy || session.key?.scope)
    throw refuse('forbidden', null, {
      en: 'Only an administrator exports everything, with a key that is not narrowed and not through somebody else’s eyes.',
      zh: '只有管理员可以导出全部数据，且不能使用受限密钥或他人视角。',
    })
  const id = uuid()
  const now = workspace.clock.now().toISOString()
  const day = dayOf(now, principal.timeZone)
  const name = workspace.name.replace(/[\\/:*?"<>|\p{Cc}]/gu, ' ').trim()
  const fileName = `${name}-${day}-${markOf(id)}.tar.gz`
  const told: ExportTold = {
    object: workspaceObject,
    format: 'archive',
    columns: [],
    where: null,
    fileName,
    address: options.address ?? null,
  }
  const stream = untilStalled()
  const archive = packArchive(stream, new Date(now))
  const run = async () => {
    let lines = 0
    let complete = false
    try {
      const manifest = await workspace.db.snapshot(async (at) => {
        // The snapshot is taken by the first statement: the export itself is no part of what it exports.
        await at.rows(sql`select 1`)
        await tellStart(session, id, told)
        return write(at, session, archive, now, options, (n) => {
          lines += n
          options.onProgress?.(lines)
        })
      })
      complete = true
      return manifest
    } catch (error) {
      await archive.abort(error as Error)
      throw error
    } finally {
      await tellEnd(session, id, told, { rows: lines, complete })
    }
  }
  const done = run()
  done.catch((error: unknown) => stream.destroy(error instanceof Error ? error : new Error(String(error))))
  return { stream, fileName, done }
}

/** Passes bytes on, and ends when nobody takes them: a snapshot that stays open keeps the database from tidying up. */
function untilStalled(): Transform {
  let taken = Date.now()
  const stream = new Transform({
    transform(chunk, _encoding, done) {
      taken = Date.now()
      done(null, chunk)
    },
  })
  const watch = setInterval(() => {
    if (stream.writableNeedDrain && Date.now() - taken > patienceMs)
      stream.destroy(new Error('The reader of an export took nothing for two minutes.'))
  }, 5_000).unref()
  stream.once('close', () => clearInterval(watch))
  return stream
}

async function write(
  at: Queryable,
  session: Session,
  archive: ArchiveWriter,
  now: string,
  { dataFolder }: TakeoutOptions,
  tell: (lines: number) => void,
): Promise<TakeoutManifest> {
  const { workspace } = session
  const query = queryOf(systemSession(workspace), now)
  const entries: Record<string, EntrySeal> = {}
  const records: Record<string, { live: number; deleted: number }> = {}
  let events = 0
  const add = async (name: string, bytes: Buffer, lines?: number) => {
    entries[name] = { bytes: bytes.length, sha256: sha256(bytes), ...(lines === undefined ? {} : { lines }) }
    await archive.add(name, bytes)
    crashPoint('takeout.entry')
  }
  const addLines = async (base: string, pages: AsyncIterable<readonly string[]>) => {
    const parts = inParts(pages)
    let number = 0
    for await (const { bytes, lines } of parts) {
      await add(takeoutEntry.part(base, ++number), bytes, lines)
      tell(lines)
    }
  }

  await add(takeoutEntry.schema, json(await describe(at, session)))
  for (const one of carried) {
    const counted = async function* () {
      for await (const page of linePages(at, workspace, one)) {
        if (one.table === 'event') events += page.length
        yield page
      }
    }
    await addLines(one.base, counted())
  }
  for (const object of workspace.registry.objects.values()) {
    const count = { live: 0, deleted: 0 }
    records[object.key] = count
    const counted = async function* () {
      for await (const page of recordPages(at, query, object)) {
        const deleted = page.filter(({ deletedAt }) => deletedAt !== null).length
        count.deleted += deleted
        count.live += page.length - deleted
        yield page.map((record) => JSON.stringify(record))
      }
    }
    await addLines(takeoutEntry.records(object.key), counted())
  }
  const stored = storedFiles(dataFolder)
  const files = { count: 0, bytes: 0 }
  const missingFiles: string[] = []
  for (const hash of await namedFiles(at, session)) {
    const size = stored.get(hash)
    if (size === undefined) {
      missingFiles.push(hash)
      continue
    }
    // Bytes lie under their hash and never change.
    entries[takeoutEntry.file(hash)] = { bytes: size, sha256: hash }
    await archive.addStream(takeoutEntry.file(hash), size, createReadStream(storedAt(dataFolder, hash)))
    files.count += 1
    files.bytes += size
  }
  const { id, name, language } = workspace
  const manifest: TakeoutManifest = {
    format: takeoutFormat,
    sampan: version,
    at: now,
    workspace: { id, name, language },
    records,
    events,
    files,
    missingFiles,
    entries,
  }
  await archive.add(takeoutEntry.manifest, json(manifest))
  await archive.end()
  return manifest
}

async function describe(at: Queryable, { workspace }: Session): Promise<TakeoutSchema> {
  const { registry } = workspace
  const live = await readLive(at, workspace)
  const objects = [...registry.objects.values()].map(({ key, label, plural, title, module, fields }) => {
    return [key, { label, plural, title, module, fields }] as const
  })
  return {
    format: takeoutFormat,
    objects: Object.fromEntries(objects),
    configuration: live.version === 0 ? null : { version: live.version, document: live.document },
  }
}

/** Every hash that a row names, in order; deleted ones too. */
async function namedFiles(at: Queryable, { workspace }: Session): Promise<string[]> {
  const named = new Set<string>()
  const places = [
    ...[...workspace.registry.objects.values()].flatMap((object) =>
      fileColumns
        .filter((column) => codecOf(object).names.includes(column))
        .map((column) => ({ table: tableOf(workspace, object.key), column })),
    ),
    { table: engineTable(workspace, 'import'), column: 'file_hash' },
  ]
  for (const { table, column } of places) {
    const rows = await at.rows(sql`select distinct ${ident(column)} from ${table} where ${ident(column)} is not null`)
    for (const [hash] of rows) named.add(String(hash))
  }
  return [...named].sort()
}

/** Lines gathered to entries of a few megabytes: an entry's size stands before its bytes. */
async function* inParts(pages: AsyncIterable<readonly string[]>) {
  let held: Buffer[] = []
  let [size, lines, parts] = [0, 0, 0]
  const part = () => {
    const bytes = Buffer.concat(held)
    const made = { bytes, lines }
    held = []
    size = 0
    lines = 0
    parts++
    return made
  }
  for await (const page of pages) {
    const bytes = Buffer.from(page.map((text) => `${text}\n`).join(''))
    held.push(bytes)
    size += bytes.length
    lines += page.length
    if (size >= partSize) yield part()
  }
  // What is empty is there too: nobody has to guess whether it was forgotten.
  if (size > 0 || parts === 0) yield part()
}

const partSize = 8 << 20

function json(value: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(value, null, 1)}\n`)
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
