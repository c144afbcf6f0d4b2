import { v7 as uuid } from 'uuid'
import type { Origin } from '#kernel/behaviour.ts'
import type { Values } from '#kernel/object.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { Session, Workspace } from '../context.ts'
import { insertEvents } from '../events/event.ts'
import { countAnew, countedBefore } from '../quality/past.ts'
import type { Op } from '../records/op.ts'
import { applyOps, writing } from '../records/write.ts'
import { systemSession } from '../workspaces.ts'
import { beginSample, endSample, sampleMark } from './mark.ts'

/** A record with its dates and authors, and what happened to it since. */
export type Past = {
  readonly id: string
  readonly values: Values
  readonly createdAt: string
  readonly createdBy: string | null
  /** When it was last changed, where `steps` do not say it. */
  readonly updatedAt: string
  readonly updatedBy: string | null
  /** The door that it came by; an import where it is not said. */
  readonly via?: Origin['via']
  /** Later changes, oldest first. */
  readonly steps: readonly Step[]
}
export type Step = {
  readonly at: string
  readonly by: string | null
  readonly values: Values
  /** What an action would have emitted, such as `won`. */
  readonly tells?: { readonly kind: string; readonly data: Values | null }
}
export type PastBatch = { readonly object: string; readonly records: readonly Past[] }

export type FillOptions = {
  /** The objects of the sample, in the order in which they come. */
  readonly order: readonly string[]
  /** Heard after each batch: how many records there are so far. */
  readonly onProgress?: (records: number) => void
  /** Records per transaction; 500 where not said. */
  readonly size?: number
}

/**
 * Writes sample data through the one write path, each record at its time and by its author, marked so that it can be removed.
 * Objects come in an order in which what is pointed at comes first; fields that point at later ones are filled in at the end.
 * Refuses where there is sample data already.
 * @returns the number of records by object
 */
export async function fillSample(
  workspace: Workspace,
  batches: Iterable<PastBatch>,
  options: FillOptions,
): Promise<Record<string, number>> {
  const session = sampleSession(workspace)
  await beginSample(workspace)
  const before = await countedBefore(workspace)
  const counts: Record<string, number> = {}
  const later: { object: RegisteredObject; ops: Op[] }[] = []
  let done = 0
  for (const { object: key, records } of batches) {
    const object = workspace.registry.object(key)
    const ahead = pointsAhead(object, options.order)
    const write = async (part: readonly Past[]) => {
      await writing(session, async (w) => {
        const trusted = { ...w, trusted: true }
        for (const [via, some] of Map.groupBy(part, (record) => record.via ?? 'import'))
          await applyOps(
            { ...trusted, session: { ...session, origin: { via, id: sampleMark } } },
            object,
            some.map((record) => creation(object, record, ahead)),
          )
        for (const round of rounds(part)) {
          const changes = round.map(({ record, step }) => change(record, step))
          await applyOps(trusted, object, changes)
          await tell(session, w, key, round)
        }
      })
      done += part.length
      options.onProgress?.(done)
    }
    // Numbers are taken in the order of time, so what has one is written one part after another.
    const numbered = Object.values(object.fields).some((field) => field.type === 'autonumber')
    for (const wave of waves(object, records)) await inLanes(numbered ? 1 : 2, parts(wave, options.size ?? 500), write)
    later.push({ object, ops: records.flatMap((record) => completion(record, ahead)) })
    counts[key] = (counts[key] ?? 0) + records.length
  }
  for (const { object, ops } of later)
    if (ops.length > 0) await writing(session, (w) => applyOps({ ...w, trusted: true }, object, ops))
  await endSample(workspace, counts)
  await workspace.db.transaction((tx) => countAnew(tx, workspace, before))
  return counts
}

/** Works through a list in so many lanes side by side: while PostgreSQL writes one part, the next is made ready. */
async function inLanes<T>(lanes: number, list: Iterable<T>, work: (item: T) => Promise<void>): Promise<void> {
  const shared = list[Symbol.iterator]()
  const lane = async () => {
    for (let next = shared.next(); !next.done; next = shared.next()) await work(next.value)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}

/** The session in which sample data is written. */
export function sampleSession(workspace: Workspace): Session {
  return { ...systemSession(workspace), origin: { via: 'import', id: sampleMark } }
}

function creation(object: RegisteredObject, record: Past, ahead: readonly string[]): Op {
  const { id, createdAt, createdBy, steps } = record
  const [updatedAt, updatedBy] = steps.length > 0 ? [createdAt, createdBy] : [record.updatedAt, record.updatedBy]
  const values = { ...record.values, ...(object.fields['importId'] ? { importId: sampleMark } : {}) }
  for (const key of ahead) delete (values as Record<string, unknown>)[key]
  return { do: 'create', id, values, given: { createdAt, createdBy, updatedAt, updatedBy, settled: true } }
}

function change(record: Past, { values, at, by }: Step): Op {
  return { do: 'update', id: record.id, values, given: { updatedAt: at, updatedBy: by, settled: true } }
}

function completion(record: Past, ahead: readonly string[]): Op[] {
  const values = Object.fromEntries(ahead.flatMap((key) => (record.values[key] ? [[key, record.values[key]]] : [])))
  const given = { updatedAt: record.updatedAt, updatedBy: record.updatedBy, settled: true }
  return Object.keys(values).length > 0 ? [{ do: 'update', id: record.id, values, given }] : []
}

/** The first changes of all records, then their second ones: a record is changed once in a batch. */
function* rounds(records: readonly Past[]) {
  const most = Math.max(0, ...records.map((record) => record.steps.length))
  for (let i = 0; i < most; i++)
    yield records.flatMap((record) => {
      const step = record.steps[i]
      return step ? [{ record, step }] : []
    })
}

async function tell(
  session: Session,
  w: Parameters<Parameters<typeof writing>[1]>[0],
  object: string,
  round: readonly { record: Past; step: Step }[],
) {
  const events = round.flatMap(({ record, step: { tells, at, by } }) =>
    tells
      ? [
          {
            ...tells,
            id: uuid(),
            at,
            object,
            recordId: record.id,
            actorId: by,
            origin: session.origin,
            changes: {},
            causeId: null,
          },
        ]
      : [],
  )
  await insertEvents(w.db, session.workspace, events, w.now)
}

/** Relations of an object to objects that come later in the order. */
function pointsAhead(object: RegisteredObject, order: readonly string[]): string[] {
  const here = order.indexOf(object.key)
  return Object.entries(object.fields).flatMap(([key, field]) =>
    'to' in field && !field.system && order.indexOf(String(field.to)) > here ? [key] : [],
  )
}

/** Records in waves, in which none points at one of its own wave or of a later one. */
function* waves(object: RegisteredObject, records: readonly Past[]): Generator<readonly Past[]> {
  const own = Object.entries(object.fields).flatMap(([key, field]) =>
    'to' in field && !field.system && field.to === object.key ? [key] : [],
  )
  for (let left = records; left.length > 0; ) {
    const waiting = new Set(left.map((record) => record.id))
    const isReady = (record: Past) => own.every((key) => !waiting.has(String(record.values[key])))
    const ready = left.filter(isReady)
    if (ready.length === 0) throw new Error(`The sample records of '${object.key}' point at each other in a circle.`)
    yield ready
    left = left.filter((record) => !isReady(record))
  }
}

function* parts<T>(list: readonly T[], size: number): Generator<readonly T[]> {
  for (let i = 0; i < list.length; i += size) yield list.slice(i, i + size)
}
