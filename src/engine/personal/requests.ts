import { v7 as uuid } from 'uuid'
import type { ApiPersonPlace, ApiPersonRef, ApiPersonRequest, PersonRequestStatus } from '#kernel/api-person.ts'
import { notFound, refuse } from '#kernel/problem.ts'
import { engineTable, type Session, type Workspace } from '../context.ts'
import { raw, sql } from '../db/sql.ts'
import { insertEvents } from '../events/event.ts'
import type { FileStore } from '../files/store.ts'
import { readCursor, writeCursor } from '../query/cursor.ts'
import { erasePerson, marksToErase } from './erase.ts'
import { place } from './erase-work.ts'
import type { Marks } from './fields.ts'
import { chosenRecords } from './find.ts'
import { holdsOf } from './hold.ts'
import { patternOf } from './pattern.ts'
import { countHits } from './scan.ts'

/** Who it is about, while a request is open; once it is done only the ids of records are left. */
type Subject = {
  readonly records: readonly ApiPersonRef[]
  readonly titles?: readonly string[]
  readonly marks?: Marks
  readonly shared?: readonly string[]
}

/**
 * Asks to forget the person whom these records are about. Tells where something about her stands; nothing is erased
 * until a second administrator has confirmed it. Refuses somebody who still works here.
 */
export async function askErasure(session: Session, refs: readonly ApiPersonRef[]): Promise<ApiPersonRequest> {
  const { workspace, principal } = session
  const chosen = await chosenRecords(session, refs)
  const working = chosen.find(({ object, record }) => object.key === 'user' && record['active'] === true)
  if (working)
    throw refuse('invalid', 'records', {
      en: 'Disable the person first: somebody who works here cannot be forgotten.',
      zh: '请先停用该成员，在职成员的资料不能删除。',
    })
  const { everywhere: marks, shared } = await marksToErase(session, chosen)
  const pattern = patternOf(marks)
  const counts = pattern ? await countHits(workspace, pattern, ['person_request', 'migration']) : new Map()
  const holds = await holdsOf(session)
  const subject: Subject = {
    records: chosen.map(({ object, record }) => ({ object: object.key, id: record.id })),
    titles: chosen.map(({ object, record }) => String(record[object.title] ?? '—')),
    marks,
    shared,
  }
  const found: ApiPersonPlace[] = [...counts].map(([table, count]) => ({
    place: place(session, table),
    count,
  }))
  const kept = chosen.flatMap(({ object, record }) => {
    const note = holds.reason(object, record.id)
    return note ? [{ place: String(record[object.title] ?? object.label.en), count: 1, note }] : []
  })
  const id = uuid()
  const at = workspace.clock.now().toISOString()
  await workspace.db.transaction(async (tx) => {
    await tx.count(
      sql`insert into ${engineTable(workspace, 'person_request')} (id, kind, status, subject, report, created_at, created_by)
        values (${id}::uuid, 'erase', 'asked', ${JSON.stringify(subject)}::jsonb, ${JSON.stringify({ found, kept })}::jsonb, ${at}::timestamptz, ${principal.id}::uuid)`,
    )
    await insertEvents(tx, workspace, [told(session, 'erasureAsked', id, subject.records.length)], at)
  })
  return requestOf(session, id)
}

/**
 * Confirms a request that somebody else made, and carries it out. What was cut short goes on when it is called again.
 * Answers once it is begun; `whenDone` settles when it is over.
 */
export async function confirmErasure(
  parts: { files: FileStore; removePerson: (userId: string) => Promise<void> },
  session: Session,
  id: string,
): Promise<{ request: ApiPersonRequest; whenDone: Promise<void> }> {
  const { workspace, principal } = session
  const request = await requestOf(session, id)
  if (request.kind !== 'erase' || request.status === 'done' || request.status === 'cancelled')
    throw refuse('conflict', null, { en: 'This request is closed.', zh: '该申请已结束。' }, 'closed')
  if (request.status === 'asked' && request.createdBy === principal.id)
    throw refuse(
      'forbidden',
      null,
      {
        en: 'A second administrator confirms; you have asked for it yourself.',
        zh: '需由另一位系统管理员确认，你不能确认自己的申请。',
      },
      'second-person',
    )
  const table = engineTable(workspace, 'person_request')
  const at = workspace.clock.now().toISOString()
  await workspace.db.transaction(async (tx) => {
    await tx.count(
      sql`update ${table} set status = 'running', error = null, confirmed_at = coalesce(confirmed_at, ${at}::timestamptz),
        confirmed_by = coalesce(confirmed_by, ${principal.id}::uuid) where id = ${id}::uuid`,
    )
    await insertEvents(tx, workspace, [told(session, 'erasureConfirmed', id, request.records.length)], at)
  })
  const whenDone = carryOut(parts, session, id)
  return { request: await requestOf(session, id), whenDone }
}

async function carryOut(
  parts: { files: FileStore; removePerson: (userId: string) => Promise<void> },
  session: Session,
  id: string,
): Promise<void> {
  const { workspace } = session
  const table = engineTable(workspace, 'person_request')
  const [row] = await workspace.db.rows(sql`select subject, report from ${table} where id = ${id}::uuid`)
  const subject = row?.[0] as Subject
  try {
    const { erased, kept, left } = await erasePerson(parts, session, {
      id,
      records: subject.records,
      marks: subject.marks ?? { words: [], digits: [], names: [] },
      shared: subject.shared ?? [],
    })
    const report = { found: (row?.[1] as ApiPersonRequest['report'])?.found ?? [], erased, kept, left }
    await workspace.db.count(
      sql`update ${table} set status = 'done', subject = ${JSON.stringify({ records: subject.records })}::jsonb,
        report = ${JSON.stringify(report)}::jsonb, finished_at = ${workspace.clock.now().toISOString()}::timestamptz where id = ${id}::uuid`,
    )
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    await workspace.db.count(
      sql`update ${table} set status = 'failed', error = ${words.slice(0, 500)} where id = ${id}::uuid`,
    )
    throw error
  }
}

/** Takes a request back before it is confirmed. */
export async function cancelErasure(session: Session, id: string): Promise<void> {
  const { workspace } = session
  const gone = await workspace.db.count(
    sql`update ${engineTable(workspace, 'person_request')} set status = 'cancelled', subject = jsonb_build_object('records', subject -> 'records'),
      finished_at = ${workspace.clock.now().toISOString()}::timestamptz where id = ${id}::uuid and status = 'asked'`,
  )
  if (gone === 0) throw notFound()
}

/** Notes that somebody was given what is known about her. */
export async function noteAccess(session: Session, refs: readonly ApiPersonRef[]): Promise<void> {
  const { workspace, principal } = session
  const [id, at] = [uuid(), workspace.clock.now().toISOString()]
  await workspace.db.transaction(async (tx) => {
    await tx.count(
      sql`insert into ${engineTable(workspace, 'person_request')} (id, kind, status, subject, report, created_at, created_by, finished_at)
        values (${id}::uuid, 'access', 'done', ${JSON.stringify({ records: refs })}::jsonb, '{}'::jsonb, ${at}::timestamptz, ${principal.id}::uuid, ${at}::timestamptz)`,
    )
    await insertEvents(tx, workspace, [told(session, 'accessGiven', id, refs.length)], at)
  })
}

/** The requests of the workspace, latest first. */
export async function listRequests(
  session: Session,
  options: { after?: string; limit?: number } = {},
): Promise<{ data: ApiPersonRequest[]; next: string | null }> {
  const { workspace } = session
  const limit = options.limit ?? 50
  const cursor = options.after ? readCursor(options.after, 'requests', ['timestamptz']) : null
  const rows = await workspace.db.rows(
    sql`select ${columns} from ${engineTable(workspace, 'person_request')} r
      where (${cursor?.values[0] ?? null}::timestamptz is null or (r.created_at, r.id) < (${cursor?.values[0] ?? null}::timestamptz, ${cursor?.id ?? null}::uuid))
      order by r.created_at desc, r.id desc limit ${limit + 1}::int`,
  )
  const data = rows.slice(0, limit).map(present)
  const last = data.at(-1)
  return {
    data,
    next: rows.length > limit && last ? writeCursor({ sort: 'requests', values: [last.createdAt], id: last.id }) : null,
  }
}

export async function requestOf({ workspace }: { workspace: Workspace }, id: string): Promise<ApiPersonRequest> {
  const [row] = await workspace.db.rows(
    sql`select ${columns} from ${engineTable(workspace, 'person_request')} r where r.id = ${id}::uuid`,
  )
  if (!row) throw notFound()
  return present(row)
}

const columns = raw(
  'r.id, r.kind, r.status, r.subject, r.report, r.error, r.created_at, r.created_by, r.confirmed_at, r.confirmed_by, r.finished_at',
)

function present(row: readonly unknown[]): ApiPersonRequest {
  const [id, kind, status, given, report, error, createdAt, createdBy, confirmedAt, confirmedBy, finishedAt] = row
  const subject = given as Subject
  return {
    id: String(id),
    kind: kind as ApiPersonRequest['kind'],
    status: status as PersonRequestStatus,
    records: subject.records,
    titles: subject.titles ?? [],
    report: (report ?? {}) as ApiPersonRequest['report'],
    error: error as string | null,
    createdAt: String(createdAt),
    createdBy: String(createdBy),
    confirmedAt: confirmedAt as string | null,
    confirmedBy: confirmedBy as string | null,
    finishedAt: finishedAt as string | null,
  }
}

function told({ workspace, principal, origin }: Session, kind: string, request: string, records: number) {
  return {
    id: uuid(),
    at: workspace.clock.now().toISOString(),
    kind,
    object: 'user',
    recordId: principal.id ?? workspace.id,
    actorId: principal.id,
    origin,
    changes: {},
    data: { request, records },
    causeId: null,
  }
}
