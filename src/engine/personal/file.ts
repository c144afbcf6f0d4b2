import type { Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import type { ApiPersonRef } from '#kernel/api-person.ts'
import type { Event } from '#kernel/behaviour.ts'
import { columnsOf, typeOf } from '#kernel/fields/index.ts'
import { say } from '#kernel/label.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { localOf } from '#kernel/time.ts'
import { engineTable, type Session } from '../context.ts'
import { ident, sql } from '../db/sql.ts'
import { tableName } from '../db/tables.ts'
import type { FileStore } from '../files/store.ts'
import { past, queryOf } from '../query/query.ts'
import type { Stored } from '../records/codec.ts'
import { loadStored } from '../records/load.ts'
import { marksToErase } from './erase.ts'
import { personalFields } from './fields.ts'
import { pageOf } from './file-page.ts'
import { chosenRecords } from './find.ts'
import { patternOf } from './pattern.ts'
import { hitsIn, textColumns } from './scan.ts'

/** One value in words, and as it is kept. */
export type FileFact = { readonly field: string; readonly words: string; readonly value: unknown }
export type FileRecord = {
  readonly object: string
  readonly label: string
  readonly id: string
  readonly title: string
  readonly facts: readonly FileFact[]
}
/** Everything about a person, as the file has it. */
export type PersonFile = {
  readonly workspace: string
  readonly made: string
  readonly records: readonly (FileRecord & { readonly history: readonly FileEvent[] })[]
  /** What hangs on her records: calls, deals. */
  readonly related: readonly FileRecord[]
  /** Other records whose texts name her. */
  readonly mentions: readonly FileRecord[]
  readonly files: readonly { readonly name: string; readonly path: string; readonly size: number }[]
}
export type FileEvent = {
  readonly at: string
  readonly what: string
  readonly by: string
  readonly changes: readonly (FileFact & { readonly typed?: unknown })[]
}

const mostRelated = 5_000

/** Everything that is known about a person: a ZIP with a page to read, the same as JSON, and her files. */
export async function accessFile(
  files: FileStore,
  session: Session,
  refs: readonly ApiPersonRef[],
): Promise<{ stream: Readable; fileName: string }> {
  const { workspace, language } = session
  const chosen = await chosenRecords(session, refs)
  const own = new Set(chosen.map(({ record }) => record.id))
  const records = await Promise.all(
    chosen.map(async ({ object, record }) => ({
      ...recordOf(session, object, record, personalAndPlain(object)),
      history: await historyOf(session, object, record.id),
    })),
  )
  const related = (await Promise.all(chosen.map(({ object, record }) => pointing(session, object, record.id)))).flat()
  const known = new Set([...own, ...related.map((one) => one.id)])
  const mentions = (await mentioning(session, chosen)).filter((one) => !known.has(one.id))
  const attached = await attachments(session, chosen)
  const zip = new ZipFile()
  const told = attached.flatMap(({ id, name, sha256, size }) => {
    const bytes = files.open(sha256)
    if (!bytes) return []
    const path = `files/${id}-${name.replace(/[\\/:*?"<>|\p{Cc}]/gu, '_')}`
    zip.addReadStream(bytes, path, { compress: true })
    return [{ name, path, size }]
  })
  const file: PersonFile = {
    workspace: workspace.name,
    made: workspace.clock.now().toISOString(),
    records,
    related: dedupe(related, own),
    mentions,
    files: told,
  }
  zip.addBuffer(Buffer.from(pageOf(file, language)), 'index.html')
  zip.addBuffer(Buffer.from(`${JSON.stringify(file, null, 2)}\n`), 'data.json')
  zip.end()
  const name = say({ en: 'personal-data', zh: '个人信息' }, language)
  return { stream: zip.outputStream as unknown as Readable, fileName: `${name}-${file.made.slice(0, 10)}.zip` }
}

function personalAndPlain(object: RegisteredObject): string[] {
  const first = personalFields(object).map(([key]) => key)
  return [...first, ...Object.keys(object.fields).filter((key) => !first.includes(key))]
}

function recordOf(session: Session, object: RegisteredObject, record: Stored, keys: readonly string[]): FileRecord {
  const { language } = session
  return {
    object: object.key,
    label: say(object.label, language),
    id: record.id,
    title: String(record[object.title] ?? '—'),
    facts: keys.flatMap((key) => {
      const field = object.fields[key]!
      const value = record[key]
      if (value === null || value === undefined || field.type === 'formula') return []
      return [{ field: say(field.label, language), words: wordsOf(session, object, key, value), value }]
    }),
  }
}

/** With all their facts; of somebody's private records only that there are any, since they are told to whoever makes the file. */
async function recordsOf(
  session: Session,
  object: RegisteredObject,
  records: readonly Stored[],
): Promise<FileRecord[]> {
  const query = queryOf(session)
  const ids = records.map(({ id }) => id)
  const seen = object.private
    ? await session.workspace.db.rows(
        sql`select r.id from ${query.from(object.key, 'r')} where r.id = any(${ids}::uuid[]) and ${query.reach(object, {})}`,
      )
    : ids.map((id) => [id])
  const open = new Set(seen.map(([id]) => String(id)))
  return records.map((record) =>
    open.has(record.id)
      ? recordOf(session, object, record, Object.keys(object.fields))
      : { ...recordOf(session, object, record, []), title: say(closed, session.language) },
  )
}

const closed = { en: 'Private to its owner', zh: '仅负责人可见' }

function wordsOf({ language, principal }: Session, object: RegisteredObject, key: string, value: unknown): string {
  const field = object.fields[key]!
  if (field.type === 'datetime') return localOf(String(value), principal.timeZone).slice(0, 16).replace('T', ' ')
  if (field.type === 'json' || 'to' in field || field.type === 'files') return [value].flat().map(plain).join(', ')
  return typeOf(field).toText(value, field, language)
}

function plain(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

async function historyOf(session: Session, object: RegisteredObject, id: string): Promise<FileEvent[]> {
  const { workspace, language, principal } = session
  const everyone = await workspace.directory.everyone()
  const rows = await workspace.db.rows(
    sql`select e.at, e.kind, e.actor_id, e.changes from ${engineTable(workspace, 'event')} e
      where e.object = ${object.key} and e.record_id = ${id}::uuid order by e.at, e.id limit ${mostRelated}::int`,
  )
  return rows.map(([at, kind, actor, changes]) => ({
    at: localOf(String(at), principal.timeZone).slice(0, 16).replace('T', ' '),
    what: String(kind),
    by: actor ? (everyone.people.get(String(actor))?.name ?? '—') : 'Sampan',
    changes: Object.entries((changes ?? {}) as Event['changes']).flatMap(([key, [, to, typed]]) => {
      const field = object.fields[key]
      if (!field) return []
      return [
        {
          field: say(field.label, language),
          words: to === null ? '—' : plainValue(to),
          value: to,
          ...(typed === undefined ? {} : { typed }),
        },
      ]
    }),
  }))
}

function plainValue(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'raw' in value) return String(value.raw)
  return plain(value)
}

/** Records of other objects that point at one of hers. */
async function pointing(session: Session, object: RegisteredObject, id: string): Promise<FileRecord[]> {
  const { registry, db } = session.workspace
  const query = past(queryOf(session))
  const lists = await Promise.all(
    object.inverse.map(async ({ object: from, field }) => {
      const other = registry.object(from)
      const declared = other.fields[field]
      // Whose work it is she is told as a member by her own record; the records themselves are the company's.
      if (declared?.type !== 'relation' || object.key === 'user') return []
      const column = ident('r', columnsOf(field, declared)[0]!.name)
      const records = await loadStored(
        db,
        query,
        other,
        sql`${column} = ${id}::uuid order by r.created_at desc, r.id limit ${mostRelated}::int`,
      )
      return recordsOf(session, other, records)
    }),
  )
  return lists.flat()
}

async function mentioning(
  session: Session,
  chosen: readonly { readonly object: RegisteredObject; readonly record: Stored }[],
): Promise<FileRecord[]> {
  const { workspace } = session
  const { everywhere } = await marksToErase(session, chosen)
  const pattern = patternOf({ ...everywhere, names: [] })
  if (!pattern) return []
  const columns = Map.groupBy(await textColumns(workspace), (c) => c.table)
  const query = past(queryOf(session))
  const found: FileRecord[] = []
  for (const object of workspace.registry.objects.values())
    for await (const hits of hitsIn(workspace, tableName(object), columns.get(tableName(object)) ?? [], pattern)) {
      const ids = hits.map((hit) => String(hit.id))
      if (ids.length === 0) continue
      const records = await loadStored(workspace.db, query, object, sql`r.id = any(${ids}::uuid[])`)
      found.push(...(await recordsOf(session, object, records)))
    }
  return found
}

async function attachments(
  session: Session,
  chosen: readonly { readonly object: RegisteredObject; readonly record: Stored }[],
): Promise<{ id: string; name: string; sha256: string; size: number }[]> {
  const ids = chosen.flatMap(({ object, record }) =>
    Object.entries(object.fields).flatMap(([key, field]) =>
      field.type === 'files' ? ((record[key] as string[] | null) ?? []) : [],
    ),
  )
  if (ids.length === 0) return []
  const rows = await session.workspace.db.rows(
    sql`select f.id, f.name, f.sha256, f.size from ${queryOf(session).from('file', 'f')} where f.id = any(${ids}::uuid[]) and f.sha256 is not null`,
  )
  return rows.map(([id, name, sha256, size]) => ({
    id: String(id),
    name: String(name),
    sha256: String(sha256),
    size: Number(size),
  }))
}

function dedupe(list: readonly FileRecord[], without: ReadonlySet<string>): FileRecord[] {
  return [...new Map(list.filter((one) => !without.has(one.id)).map((one) => [one.id, one])).values()]
}
