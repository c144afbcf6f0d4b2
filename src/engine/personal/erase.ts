import { rm } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import { v7 as uuid } from 'uuid'
import type { ApiPersonPlace, ApiPersonRef } from '#kernel/api-person.ts'
import type { Field } from '#kernel/fields/field.ts'
import { columnOf } from '#kernel/fields/index.ts'
import { say } from '#kernel/label.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { accessChanged, isAccessObject } from '../access/changes.ts'
import { engineTable, type Session } from '../context.ts'
import { crashPoint } from '../crash.ts'
import { ident, sql } from '../db/sql.ts'
import { linkTable, tableName } from '../db/tables.ts'
import { insertEvents } from '../events/event.ts'
import type { FileStore } from '../files/store.ts'
import { openFile, pathOf } from '../import/file.ts'
import { cellText } from '../import/readers/cell.ts'
import { past, queryOf } from '../query/query.ts'
import type { Stored } from '../records/codec.ts'
import { loadStored } from '../records/load.ts'
import type { Writing } from '../records/op.ts'
import { updateRecords } from '../records/store.ts'
import { writing } from '../records/write.ts'
import { allMarks, isBlank, isPerson, type Marks, marksOf, personalFields, personObjects } from './fields.ts'
import { chosenRecords } from './find.ts'
import { holdsOf } from './hold.ts'
import { type Pattern, patternOf, replaceDeep } from './pattern.ts'
import { erasedMark, redactEvents } from './redact.ts'
import { hitsIn, type TextColumn, textColumns } from './scan.ts'

export type Erased = {
  readonly erased: ApiPersonPlace[]
  readonly kept: ApiPersonPlace[]
  readonly left: number
}

/**
 * What is looked for everywhere: marks that are hers alone, and her name where nobody else bears it. A name that others
 * bear too, or that is a part of another's, is erased from her own records and from what hangs on them, not elsewhere.
 */
export async function marksToErase(
  session: Session,
  chosen: readonly { readonly object: RegisteredObject; readonly record: Stored }[],
): Promise<{ everywhere: Marks; shared: readonly string[] }> {
  const marks = allMarks(chosen.map(({ object, record }) => marksOf(object, record)))
  const mine = new Set(chosen.map(({ record }) => record.id))
  const shared = new Set<string>()
  for (const object of personObjects(session.workspace.registry)) {
    const title = ident('r', columnOf(object, object.title))
    for (const name of marks.names) {
      const rows = await session.workspace.db.rows(
        sql`select r.id from ${queryOf(session).from(object.key, 'r')} where position(${name} in ${title}) > 0 limit 250`,
      )
      if (rows.some(([id]) => !mine.has(String(id)))) shared.add(name)
    }
  }
  return {
    everywhere: { ...marks, names: marks.names.filter((name) => !shared.has(name)) },
    shared: [...shared],
  }
}

/**
 * Forgets a person: her records, every text in which a mark of hers stands, the values in events, files, rows on their
 * way in, kept answers. What a hold or the law keeps stays, and is told. Each step commits by itself and finds nothing
 * more to do when it runs again, so that what was cut short is simply run again.
 */
export async function erasePerson(
  parts: { files: FileStore; removePerson: (userId: string) => Promise<void> },
  session: Session,
  request: {
    readonly id: string
    readonly records: readonly ApiPersonRef[]
    readonly marks: Marks
    readonly shared: readonly string[]
  },
): Promise<Erased> {
  const tally = new Map<string, number>()
  const kept: ApiPersonPlace[] = []
  const work: Work = {
    session,
    files: parts.files,
    requestId: request.id,
    pattern: patternOf(request.marks),
    names: patternOf({ words: [], digits: [], names: request.shared }),
    mark: say({ en: 'Erased person', zh: '已删除的个人' }, session.workspace.language),
    count: (place, n = 1) => void tally.set(place, (tally.get(place) ?? 0) + n),
    keep: (place, note) => void kept.push({ place, count: 1, note }),
    holds: await holdsOf(session),
    heldIds: new Set(),
  }
  const people = await chosenRecords(session, request.records)
  const chosen = [...people, ...(await partsOf(session, people))]
  await ownRecords(work, chosen)
  crashPoint('erase.records')
  await hangingOn(work, chosen)
  await originalsOf(work, chosen)
  await otherRecords(work)
  crashPoint('erase.texts')
  await eventsOf(work, chosen)
  await copiesOf(work, chosen)
  await otherRows(work)
  crashPoint('erase.rows')
  await filesOf(work)
  for (const { object, record } of chosen)
    if (object.key === 'user' && !work.heldIds.has(record.id)) await parts.removePerson(record.id)
  return {
    erased: [...tally].map(([place, count]) => ({ place, count })),
    kept,
    left: work.pattern ? await leftOver(work) : 0,
  }
}

type Work = {
  readonly session: Session
  readonly files: FileStore
  readonly requestId: string
  /** Her marks, wherever they stand. */
  readonly pattern: Pattern | null
  /** Names that others bear too: replaced in what hangs on her records only. */
  readonly names: Pattern | null
  readonly mark: string
  readonly holds: Awaited<ReturnType<typeof holdsOf>>
  /** Records that stay as they are. */
  readonly heldIds: Set<string>
  count(place: string, n?: number): void
  keep(place: string, note: string): void
}

type Chosen = readonly { readonly object: RegisteredObject; readonly record: Stored }[]

/** Records that say something personal about hers without being a person, such as where she worked. */
async function partsOf(session: Session, people: Chosen): Promise<Chosen> {
  const { registry, db } = session.workspace
  const query = past(queryOf(session))
  const lists = await Promise.all(
    people.flatMap(({ object, record }) =>
      object.inverse.map(async ({ object: from, field }) => {
        const part = registry.object(from)
        if (personalFields(part).length === 0 || isPerson(part)) return []
        if (part.fields[field]?.type !== 'relation') return []
        const column = ident('r', columnOf(part, field))
        const records = await loadStored(db, query, part, sql`${column} = ${record.id}::uuid order by r.id`)
        return records.map((one) => ({ object: part, record: one }))
      }),
    ),
  )
  return lists.flat()
}

/** Her own records lose every personal field; a name that must stand becomes a word for nobody. */
async function ownRecords(work: Work, chosen: Chosen): Promise<void> {
  for (const [object, list] of Map.groupBy(chosen, (one) => one.object)) {
    const free = list.filter(({ record }) => !stays(work, object, record))
    for (const { record } of free) await dropFiles(work, object, record)
    await rewrite(
      work,
      object,
      free.map(({ record }) => record.id),
      (record) => emptied(work, object, record),
    )
  }
}

/** Is the record kept by a hold or by law? Then that is told, once. */
function stays(work: Work, object: RegisteredObject, record: Pick<Stored, 'id'>): boolean {
  const reason = work.holds.reason(object, record.id)
  if (reason === null) return false
  if (!work.heldIds.has(record.id)) work.keep(`${say(object.label, work.session.language)} ${record.id}`, reason)
  work.heldIds.add(record.id)
  return true
}

function emptied(work: Work, object: RegisteredObject, record: Stored): Record<string, unknown> {
  const values = Object.fromEntries(
    personalFields(object).flatMap(([key, field]) => {
      const value = replacement(work.mark, field, record, key === object.title)
      return isBlank(record[key]) || record[key] === value ? [] : [[key, value]]
    }),
  )
  const rest = work.pattern ? replacedValues(work, object, { ...record, ...values }, work.pattern) : {}
  const files = Object.entries(object.fields).flatMap(([key, field]) =>
    field.type === 'files' && Array.isArray(record[key]) && record[key].length > 0 ? [[key, null]] : [],
  )
  return { ...values, ...rest, ...Object.fromEntries(files) }
}

function replacement(mark: string, field: Field, record: Stored, isTitle: boolean): unknown {
  if (field.type === 'text' || field.type === 'longText') return isTitle || field.required ? mark : null
  if (field.type === 'email' && field.required) return `erased-${record.id.slice(-12)}@invalid`
  return null
}

/** Texts with her marks replaced, by field; a mail address or number that is hers goes as a whole. */
function replacedValues(
  work: Work,
  object: RegisteredObject,
  record: Stored,
  pattern: Pattern,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(object.fields).flatMap(([key, field]) => {
      const value = record[key]
      if (value === null || value === undefined || !texts.has(field.type)) return []
      const changed = replaceDeep(value, pattern, erasedMark)
      if (changed === value) return []
      if (whole.has(field.type)) return [[key, replacement(work.mark, field, record, key === object.title)]]
      return [[key, changed]]
    }),
  )
}

const texts = new Set(['text', 'longText', 'email', 'phone', 'url', 'address', 'json', 'autonumber'])
/** Half of these would be none. */
const whole = new Set(['email', 'phone', 'url'])

/** What points at her records, such as calls, loses her name even where others bear it too. */
async function hangingOn(work: Work, chosen: Chosen): Promise<void> {
  if (!work.names) return
  const { registry } = work.session.workspace
  for (const { object, record } of chosen) {
    if (work.heldIds.has(record.id)) continue
    for (const { object: from, field } of object.inverse) {
      const pointing = registry.object(from)
      if (personalFields(pointing).length > 0 || pointing.fields[field]?.type !== 'relation') continue
      const query = past(queryOf(work.session))
      const rows = await work.session.workspace.db.rows(
        sql`select r.id from ${query.from(from, 'r')} where ${ident('r', columnOf(pointing, field))} = ${record.id}::uuid`,
      )
      const ids = rows.map(([id]) => String(id))
      const free = ids.filter((id) => !stays(work, pointing, { id }))
      await rewrite(work, pointing, free, (one) => replacedValues(work, pointing, one, work.names!))
      await redactOf(work, free, (value) => replaceDeep(value, work.names!, erasedMark))
    }
  }
}

/**
 * Mails as they came, with her or of her: they go, bytes and all. Her marks stand in them in whatever encoding, so that
 * nothing in them could be replaced; what the mail says beside her stays in its text.
 */
async function originalsOf(work: Work, chosen: Chosen): Promise<void> {
  const { workspace } = work.session
  const { mail } = workspace.registry
  if (!mail) return
  const { source } = mail.message
  const object = workspace.registry.object(mail.message.object.key)
  const people = chosen.filter(({ record }) => !work.heldIds.has(record.id))
  const found = new Set<string>()
  for (const [key, field] of Object.entries(object.fields)) {
    if (field.type !== 'relations' || !('to' in field)) continue
    const ids = people.filter((one) => one.object.key === field.to).map(({ record }) => record.id)
    const link = engineTable(workspace, linkTable(object, key))
    const rows = await workspace.db.rows(sql`select source_id from ${link} where target_id = any(${ids}::uuid[])`)
    for (const [id] of rows) found.add(String(id))
  }
  const columns = (await textColumns(workspace)).filter(({ table }) => table === tableName(object))
  if (work.pattern)
    for await (const hits of hitsIn(workspace, tableName(object), columns, work.pattern))
      for (const { id } of hits) found.add(String(id))
  const query = past(queryOf(work.session))
  const records = await loadStored(workspace.db, query, object, sql`r.id = any(${[...found]}::uuid[]) order by r.id`)
  const free = records.filter((one) => !isBlank(one[source]) && !stays(work, object, one))
  for (const record of free) await dropFiles(work, object, record, [source])
  await rewrite(
    work,
    object,
    free.map(({ id }) => id),
    () => ({ [source]: null }),
  )
}

/** Every record of every object whose texts bear a mark. */
async function otherRecords(work: Work): Promise<void> {
  const { pattern } = work
  if (!pattern) return
  const { workspace } = work.session
  const columns = Map.groupBy(await textColumns(workspace), (c) => c.table)
  for (const object of workspace.registry.objects.values())
    for await (const hits of hitsIn(workspace, tableName(object), columns.get(tableName(object)) ?? [], pattern)) {
      const free = hits.map((hit) => String(hit.id)).filter((id) => !stays(work, object, { id }))
      await rewrite(work, object, free, (record) => replacedValues(work, object, record, pattern))
    }
}

/** Writes records anew below the rules, which would make something of the values again; an event tells that, not what. */
async function rewrite(
  work: Work,
  object: RegisteredObject,
  ids: readonly string[],
  change: (record: Stored) => Record<string, unknown>,
): Promise<void> {
  if (ids.length === 0) return
  const { workspace, principal, origin } = work.session
  for (let at = 0; at < ids.length; at += 500) {
    const some = ids.slice(at, at + 500)
    await writing(work.session, async (w) => {
      const query = past(w.query)
      const records = await loadStored(
        w.db,
        query,
        object,
        sql`r.id = any(${some}::uuid[]) order by r.id for no key update of r`,
      )
      const changed = records.flatMap((before) => {
        const values = change(before)
        if (Object.keys(values).length === 0) return []
        const system = { version: Number(before['version']) + 1, updatedAt: w.now, updatedBy: principal.id }
        const after = { ...before, ...values, ...system } as Stored
        return [{ before, after, fields: [...Object.keys(values), ...Object.keys(system)] }]
      })
      if (changed.length === 0) return
      await updateRecords(w.db, workspace, object, changed)
      await insertEvents(
        w.db,
        workspace,
        changed.map(({ after, fields }) => ({
          id: uuid(),
          at: w.now,
          kind: 'erased',
          object: object.key,
          recordId: after.id,
          actorId: principal.id,
          origin,
          changes: {},
          data: { request: work.requestId, fields: fields.filter((key) => !object.fields[key]?.system) },
          causeId: null,
        })),
        w.now,
      )
      if (isAccessObject(object.key)) await accessChanged(w, object.key)
      work.count(say(object.label, work.session.language), changed.length)
    })
  }
}

/** Events of her records lose what they say of personal fields; all events lose her marks. */
async function eventsOf(work: Work, chosen: Chosen): Promise<void> {
  for (const { object, record } of chosen) {
    if (work.heldIds.has(record.id)) continue
    const personal = new Set(personalFields(object).map(([key]) => key))
    await redactOf(work, [record.id], (value, key) => (key !== null && personal.has(key) ? hidden(value) : value))
  }
  const { pattern, session } = work
  if (!pattern) return
  const columns = (await textColumns(session.workspace)).filter((c) => c.table === 'event' && c.type === 'jsonb')
  for await (const hits of hitsIn(session.workspace, 'event', columns, pattern)) {
    const ids = hits.map((hit) => String(hit.id))
    await redact(work, sql`e.id = any(${ids}::uuid[])`, (value) => replaceDeep(value, pattern, erasedMark))
  }
}

function hidden(value: unknown): unknown {
  return value === null || value === undefined ? value : Array.isArray(value) ? value.map(hidden) : erasedMark
}

/** A mark may be in what was typed in another spelling: where the value bears one, it goes too. */
function withoutTyped(before: unknown, after: unknown): unknown {
  if (!Array.isArray(before) || !Array.isArray(after) || after.length < 3) return after
  return isDeepStrictEqual(before.slice(0, 2), after.slice(0, 2)) ? after : [...after.slice(0, 2), erasedMark]
}

function redactOf(work: Work, ids: readonly string[], change: Change): Promise<void> {
  return redact(work, sql`e.record_id = any(${ids}::uuid[])`, change)
}

type Change = (value: unknown, field: string | null) => unknown

async function redact(work: Work, where: ReturnType<typeof sql>, change: Change): Promise<void> {
  await writing(work.session, async (w) => {
    const event = engineTable(work.session.workspace, 'event')
    const rows = await w.db.rows(
      sql`select e.id, e.changes, e.data, e.record_id from ${event} e where ${where} order by e.id`,
    )
    const events = rows.flatMap(([id, changes, data, recordId]) => {
      if (work.heldIds.has(String(recordId))) return []
      const next = Object.fromEntries(
        Object.entries((changes ?? {}) as Record<string, unknown>).map(([key, pair]) => [
          key,
          withoutTyped(pair, change(pair, key)),
        ]),
      )
      const told = data === null ? null : change(data, null)
      const same = JSON.stringify([next, told]) === JSON.stringify([changes ?? {}, data])
      return same ? [] : [{ id: String(id), changes: next, data: told }]
    })
    if (events.length === 0) return
    const by = await tellRedaction(work, w, events.length)
    await redactEvents(w.db, work.session.workspace, events, by)
    work.count(place(work.session, 'event'), events.length)
  })
}

/** The event that says that others were redacted: of the request, not of a record. */
async function tellRedaction(work: Work, w: Writing, events: number): Promise<string> {
  const { workspace, principal, origin } = work.session
  const id = uuid()
  await insertEvents(
    w.db,
    workspace,
    [
      {
        id,
        at: w.now,
        kind: 'erased',
        object: 'user',
        recordId: principal.id ?? workspace.id,
        actorId: principal.id,
        origin,
        changes: {},
        data: { request: work.requestId, events },
        causeId: null,
      },
    ],
    w.now,
  )
  return id
}

/** Whole copies of her records go, marks or not: kept answers, what webhooks sent, rows on their way in. */
async function copiesOf(work: Work, chosen: Chosen): Promise<void> {
  const { workspace } = work.session
  const ids = chosen.filter(({ record }) => !work.heldIds.has(record.id)).map(({ record }) => record.id)
  if (ids.length === 0) return
  const now = workspace.clock.now().toISOString()
  const table = (name: string) => engineTable(workspace, name)
  const asked = sql`(select a.id from ${table('approval')} a where a.record_id = any(${ids}::uuid[]))`
  const told = ids.join('|')
  // Runs about no record, that made one of these.
  const makers = sql`select r.id from ${table('flow_run')} r where r.record_id is null and r.data::text ~ ${told}`
  const gone: [string, ReturnType<typeof sql>][] = [
    ['idempotency', sql`update ${table('idempotency')} set answer = null where answer::text ~ ${told}`],
    [
      'webhook_delivery',
      sql`update ${table('webhook_delivery')} set request = null where record_id = any(${ids}::uuid[]) and request is not null`,
    ],
    [
      'flow_call',
      sql`update ${table('flow_call')} set body = null where body is not null and (run_id in (${makers})
        or run_id in (select r.id from ${table('flow_run')} r where r.record_id = any(${ids}::uuid[])))`,
    ],
    [
      'flow_step',
      sql`update ${table('flow_step')} set input = null, output = null where run_id in (${makers}) and (input is not null or output is not null)`,
    ],
    ['flow_run', sql`update ${table('flow_run')} set data = null where id in (${makers}) and finished_at is not null`],
    [
      'flow_step',
      sql`update ${table('flow_step')} s set input = null, output = null from ${table('flow_run')} r
        where r.id = s.run_id and r.record_id = any(${ids}::uuid[]) and (s.input is not null or s.output is not null)`,
    ],
    [
      'flow_run',
      sql`update ${table('flow_run')} set data = null where record_id = any(${ids}::uuid[]) and finished_at is not null and data is not null`,
    ],
    [
      'signal_fire',
      sql`update ${table('signal_fire')} set why = null where record_id = any(${ids}::uuid[]) and why is not null`,
    ],
    [
      'approval_note',
      sql`update ${table('approval_note')} set words = null where approval_id in ${asked} and words is not null`,
    ],
    // What still waits for consent waits no more: the record is nobody's now.
    [
      'approval_seat',
      sql`update ${table('approval_seat')} set status = 'passed' where approval_id in ${asked} and status = 'waiting'`,
    ],
    [
      'flow_run',
      sql`update ${table('flow_run')} set due_at = ${now}::timestamptz where status = 'waiting' and id in
        (select a.run_id from ${table('approval')} a where a.record_id = any(${ids}::uuid[]) and a.status in ('waiting', 'returned'))`,
    ],
    [
      'approval',
      sql`update ${table('approval')} set change = null, shown = '{}', title = null, reason = null, due_at = null,
        status = case when status in ('waiting', 'returned') then 'withdrawn' else status end, closed_at = coalesce(closed_at, ${now}::timestamptz)
        where record_id = any(${ids}::uuid[]) and (change is not null or title is not null or reason is not null)`,
    ],
    [
      'import_row',
      sql`delete from ${table('import_row')} where id = any(${ids}::uuid[]) or match_id = any(${ids}::uuid[])
        or row_values::text ~* ${work.pattern?.sql ?? 'x^'}`,
    ],
  ]
  for (const [name, statement] of gone) {
    const n = await workspace.db.count(statement)
    if (n > 0) work.count(place(work.session, name), n)
  }
}

/** Tables of the engine: rows on their way in, kept answers, what was sent elsewhere, columns of fields that are no more. */
async function otherRows(work: Work): Promise<void> {
  const { pattern, session } = work
  if (!pattern) return
  const { workspace } = session
  for (const [table, columns] of Map.groupBy(await textColumns(workspace), (c) => c.table)) {
    if (untouched.has(table)) continue
    for await (const hits of hitsIn(workspace, table, columns, pattern)) {
      const free = hits.filter((hit) => !hit.id || !work.heldIds.has(hit.id))
      if (free.length === 0) continue
      await workspace.db.transaction(async (tx) => {
        for (const hit of free)
          await tx.rows(
            sql`update ${ident(workspace.schema, table)} set ${sets(columns, replaceDeep(hit.values, pattern, erasedMark))} where ctid = ${hit.place}::tid`,
            { once: true },
          )
      })
      work.count(place(session, table), free.length)
    }
  }
}

/** Events have their own way; a request knows whom it is about until it is done. */
const untouched = new Set(['event', 'person_request', 'migration'])

function sets(columns: readonly TextColumn[], values: Readonly<Record<string, unknown>>) {
  return columns
    .map(({ column, type }) => {
      const value = values[column]
      if (type === 'json' || type === 'jsonb') {
        const text = value === null || value === undefined ? null : JSON.stringify(value)
        return type === 'json' ? sql`${ident(column)} = ${text}::json` : sql`${ident(column)} = ${text}::jsonb`
      }
      return type === '_text' ? sql`${ident(column)} = ${value}::text[]` : sql`${ident(column)} = ${value}::text`
    })
    .reduce((all, one) => sql`${all}, ${one}`)
}

/** Files that hang on her own records go, with their bytes where nothing else has the same. */
async function dropFiles(
  work: Work,
  object: RegisteredObject,
  record: Stored,
  keys: readonly string[] = Object.keys(object.fields),
): Promise<void> {
  const ids = Object.entries(object.fields).flatMap(([key, field]) =>
    field.type === 'files' && keys.includes(key) ? ((record[key] as string[] | null) ?? []) : [],
  )
  if (ids.length === 0) return
  const { workspace } = work.session
  const table = queryOf(work.session).from('file', 'f')
  const rows = await workspace.db.rows(sql`select f.id, f.sha256 from ${table} where f.id = any(${ids}::uuid[])`)
  const file = workspace.registry.object('file')
  await rewrite(work, file, ids, () => ({ name: work.mark, sha256: null, size: 0 }))
  for (const [, sha256] of rows) if (sha256) await removeBytes(work, String(sha256))
}

/** The bytes of an upload that brought her in go: what it brought stays, and nobody needs the copy. Plain files are told. */
async function filesOf(work: Work): Promise<void> {
  const { pattern, session, files } = work
  if (!pattern) return
  const { workspace } = session
  const imports = await workspace.db.rows(
    sql`select i.id, i.file_hash, i.analysis from ${engineTable(workspace, 'import')} i order by i.id`,
  )
  for (const [, hash, analysis] of imports) {
    const fileHash = String(hash)
    if (files.open(fileHash) === null) continue
    const row = { fileHash, analysis } as Parameters<typeof openFile>[1]
    if (await bearsMark(() => openFile(files, row), pattern)) await removeBytes(work, fileHash, { import: true })
  }
  const kept = await workspace.db.rows(
    sql`select f.id, f.sha256, f.name from ${queryOf(session).from('file', 'f')} where f.sha256 is not null and f.deleted_at is null and f.size <= ${largest}::bigint`,
  )
  for (const [id, sha256, name] of kept) {
    const stream = files.open(String(sha256))
    if (!stream) continue
    const chunks: Buffer[] = []
    for await (const chunk of stream) chunks.push(Buffer.from(chunk as Buffer))
    if (!pattern.finds(Buffer.concat(chunks).toString('utf8'))) continue
    work.keep(`${place(session, 'file')} ${String(name)} (${String(id)})`, say(otherFile, session.language))
  }
}

const largest = 20 * 1024 * 1024
const otherFile = {
  en: 'A file of another record names the person: look at it and delete it there.',
  zh: '其他记录的附件中提到了此人，请到该记录中查看并删除。',
}

async function bearsMark(open: () => ReturnType<typeof openFile>, pattern: Pattern): Promise<boolean> {
  const table = await open()
  for await (const { cells } of table.rows()) if (cells.some((cell) => pattern.finds(cellText(cell)))) return true
  return false
}

async function removeBytes(work: Work, sha256: string, by: { import?: boolean } = {}): Promise<void> {
  const { workspace } = work.session
  const others = await workspace.db.rows(
    sql`select 1 from ${queryOf(work.session).from('file', 'f')} where f.sha256 = ${sha256} limit 1`,
  )
  if (others.length > 0 && !by.import) return
  if (others.length > 0) {
    work.keep(place(work.session, 'file'), say(otherFile, work.session.language))
    return
  }
  await rm(pathOf(work.files, sha256), { force: true })
  work.count(place(work.session, 'file'))
}

/** Rows that still bear a mark, but for those that are kept. */
async function leftOver(work: Work): Promise<number> {
  const { workspace } = work.session
  let left = 0
  for (const [table, columns] of Map.groupBy(await textColumns(workspace), (c) => c.table)) {
    if (table === 'person_request') continue
    for await (const hits of hitsIn(workspace, table, columns, work.pattern!))
      for (const hit of hits)
        if (!hit.id || !work.heldIds.has(hit.id)) left += (await isHeldEvent(work, table, hit.id)) ? 0 : 1
  }
  return left
}

async function isHeldEvent(work: Work, table: string, id: string | null): Promise<boolean> {
  if (table !== 'event' || work.heldIds.size === 0) return false
  const [row] = await work.session.workspace.db.rows(
    sql`select e.record_id from ${engineTable(work.session.workspace, 'event')} e where e.id = ${id}::uuid`,
  )
  return row !== undefined && work.heldIds.has(String(row[0]))
}

const places: Readonly<Record<string, { en: string; zh: string }>> = {
  approval: { en: 'Approvals', zh: '审批' },
  approval_note: { en: 'What was said of approvals', zh: '审批意见' },
  approval_seat: { en: 'Decisions that waited', zh: '待处理的审批' },
  event: { en: 'History', zh: '变更记录' },
  file: { en: 'Files', zh: '文件' },
  idempotency: { en: 'Kept answers', zh: '请求应答缓存' },
  import: { en: 'Imports', zh: '导入记录' },
  import_row: { en: 'Rows of imports', zh: '导入暂存行' },
  import_refusal: { en: 'Refused rows', zh: '导入错误行' },
  flow_run: { en: 'Runs of flows', zh: '流程实例' },
  flow_call: { en: 'Calls of the addresses of flows', zh: '流程地址收到的调用' },
  flow_step: { en: 'Steps of flows', zh: '流程步骤记录' },
  signal_fire: { en: 'Signals that fired', zh: '触发过的信号' },
  webhook_delivery: { en: 'Webhook log', zh: 'Webhook 投递日志' },
}

/** What a table is called for people: as its object, or as a part of the engine. */
export function place({ workspace, language }: Pick<Session, 'workspace' | 'language'>, table: string): string {
  const object = [...workspace.registry.objects.values()].find((one) => tableName(one) === table)
  const label = object?.label ?? places[table]
  return label ? say(label, language) : table
}
