import { v7 as uuid } from 'uuid'
import type { Event, FieldChange } from '#kernel/behaviour.ts'
import { typeOf } from '#kernel/fields/index.ts'
import { type Problem, Refusal } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { accessChanged, isKeptAtHand } from '../access/changes.ts'
import type { Session } from '../context.ts'
import { crashPoint } from '../crash.ts'
import { insertEvents } from '../events/event.ts'
import type { Case } from '../matching/guard.ts'
import { past, queryOf } from '../query/query.ts'
import { scoreWritten } from '../scores/write.ts'
import type { Stored } from './codec.ts'
import { explainViolation } from './constraints.ts'
import { once } from './idempotency.ts'
import { RecordLoader } from './load.ts'
import { lock, readBefore } from './lock.ts'
import { takeNumbers } from './numbers.ts'
import type { Op, Outcome, Writing } from './op.ts'
import { changeOf, type Draft, isSettled, prepare } from './prepare.ts'
import { insertRecords, updateRecords, writeLinks } from './store.ts'
import { runTogether } from './together.ts'
import { makeTx } from './tx.ts'

/** Runs writes in one transaction. What throws, a `Refusal` for instance, leaves no trace. */
export async function writing<T>(session: Session, run: (w: Writing) => Promise<T>): Promise<T> {
  const { workspace } = session
  const now = workspace.clock.now().toISOString()
  let cases: Case[] = []
  try {
    return await workspace.db.transaction(async (db) => {
      cases = []
      const query = queryOf(session, now)
      const base = { session, db, query, now, depth: 0, trusted: false, cases }
      const loader = new RecordLoader(db, past(query))
      const w: Writing = { ...base, loader, tx: makeTx({ ...base, loader }, applyOps) }
      return once(w, async () => {
        const result = await run(w)
        await keepCases(w, cases)
        return result
      })
    })
  } catch (error) {
    const explained = explainViolation(workspace.registry, error)
    const refused = explained instanceof Refusal ? cases.filter(({ ending }) => ending !== 'passed') : []
    if (refused.length > 0) {
      const { idempotency: _, ...plain } = session
      await writing(plain, (w) => keepCases(w, refused))
    }
    throw explained
  }
}

/** The same transaction in somebody else's name, or as far as it has approval. */
export function inNameOf(w: Writing, session: Session, approval: Writing['approval']): Writing {
  const next = {
    ...w,
    session,
    query: queryOf(session, w.now),
    depth: 0,
    trusted: false,
    ...(approval && { approval }),
  }
  return { ...next, tx: makeTx(next, applyOps) }
}

/** The same transaction, where each of these records is written for a cause of its own. */
export function causedBy(w: Writing, causes: ReadonlyMap<string, string>): Writing {
  const next = { ...w, causes }
  return { ...next, tx: makeTx(next, applyOps) }
}

async function keepCases(w: Writing, cases: readonly Case[]): Promise<void> {
  for (const { guard, asked, found, stance, ending } of cases) await guard.keep(asked, found, stance, ending, w.tx)
}

const deepest = 12

/**
 * The one write path: lock and scope → parse and mask → derive → check → write with version → event → follow.
 * All operations are of one object and succeed together; problems of every one of them are reported at once.
 */
export async function applyOps(w: Writing, object: RegisteredObject, ops: readonly Op[]): Promise<Outcome[]> {
  if (w.depth > deepest) throw new Error(`The rules of '${object.key}' set each other off in a circle.`)
  const before = await lock(w, object, ops)
  const drafts = await prepare(w, object, ops, before, (all, wrong) => {
    if (wrong.length === 0) return all
    throw new Refusal(
      'invalid',
      wrong.map(([index, p]) => atIndex(p, index, ops.length)),
    )
  })
  await write(w, object, drafts)
  return drafts.map(outcomeOf)
}

/** What came of each operation, by its index: an outcome, or why it was left out. */
export type Sorted = {
  readonly outcomes: ReadonlyMap<number, Outcome>
  readonly wrong: ReadonlyMap<number, readonly Problem[]>
}

/**
 * The same path for rows of a file, where one that is wrong does not hold back the others: what values and checks
 * refuse is left out and told. What the database or a follow rule refuses still ends the whole.
 */
export async function applyRight(w: Writing, object: RegisteredObject, ops: readonly Op[]): Promise<Sorted> {
  const { drafts, wrong } = await sort(w, object, ops, await lock(w, object, ops))
  await write(w, object, drafts)
  return { outcomes: new Map(drafts.map((d) => [d.index, outcomeOf(d)])), wrong }
}

/** What `applyRight` would do, up to the write: nothing is stored, locked or numbered. */
export async function tryOps(w: Writing, object: RegisteredObject, ops: readonly Op[]): Promise<Sorted> {
  const { drafts, wrong } = await sort({ ...w, cases: [] }, object, ops, await readBefore(w, object, ops))
  return { outcomes: new Map(drafts.map((d) => [d.index, outcomeOf(d)])), wrong }
}

async function sort(w: Writing, object: RegisteredObject, ops: readonly Op[], before: ReadonlyMap<string, Stored>) {
  const wrong = new Map<number, Problem[]>()
  const drafts = await prepare(w, object, ops, before, (all, found) => {
    for (const [index, p] of found) wrong.set(index, [...(wrong.get(index) ?? []), p])
    return found.length === 0 ? all : all.filter((d) => !wrong.has(d.index))
  })
  return { drafts, wrong }
}

async function write(w: Writing, object: RegisteredObject, drafts: readonly Draft[]): Promise<void> {
  const written = drafts.filter((d) => d.done !== 'unchanged')
  await takeNumbers(
    w,
    object,
    written.filter((d) => d.done === 'created').map((d) => d.after as Record<string, unknown>),
  )
  await store(w, object, written)
  await scoreWritten(w, object, written)
  await follow(w, object, written)
  crashPoint('write.followed')
}

function outcomeOf({ done, after }: Draft): Outcome {
  return { id: after.id, done, record: after }
}

/** What an event says of standing in: for whom it was done, or whose it would have become. */
function standing(w: Writing, { before, after, insteadOf }: Draft): Event['data'] {
  const owner = before ? before['owner'] : after['owner']
  const covered = w.session.principal.covers.some((cover) => cover.for.id === owner)
  if (!covered && !insteadOf) return null
  return { ...(covered ? { actedFor: owner } : {}), ...(insteadOf ? { insteadOf } : {}) }
}

async function store(w: Writing, object: RegisteredObject, written: readonly Draft[]): Promise<void> {
  if (written.length === 0) return
  const { workspace } = w.session
  const created = written.filter((d) => d.done === 'created')
  const changed = written.flatMap((d) => (d.before ? [{ before: d.before, after: d.after, fields: d.fields }] : []))
  const [settled, news] = [written.filter(isSettled), written.filter((d) => !isSettled(d))].map((list) =>
    list.map((d) => eventOf(w, object, d)),
  )
  // Not awaited one by one: the connection sends them in one go and keeps their order.
  const sent = Promise.all([
    created.length
      ? insertRecords(
          w.db,
          workspace,
          object,
          created.map((d) => d.after),
        )
      : null,
    changed.length ? updateRecords(w.db, workspace, object, changed) : null,
    insertEvents(w.db, workspace, news!),
    insertEvents(w.db, workspace, settled!, w.now),
  ])
  w.db.later(sent)
  for (const draft of written) w.loader.put(object, draft.after)
  const linked = written.filter((d) => d.fields.some((key) => object.fields[key]?.type === 'relations'))
  // Only who needs it waits: while it holds the row of its numbers, nobody else gets one.
  if (!isKeptAtHand(object) && linked.length === 0) return
  await sent
  await writeLinks(w.db, workspace, object, linked)
  if (isKeptAtHand(object)) await accessChanged(w, object.key)
}

const quiet = new Set(['version', 'updatedAt', 'updatedBy', 'createdAt', 'createdBy', 'importId'])

function eventOf(w: Writing, object: RegisteredObject, draft: Draft): Event {
  const changes: Record<string, FieldChange> = {}
  for (const key of draft.fields) {
    const [from, to] = [draft.before?.[key] ?? null, draft.after[key] ?? null]
    if (quiet.has(key) || (from === null && to === null)) continue
    const typed = typedOf(object, draft.op, key, to)
    changes[key] = typed === undefined ? [from, to] : [from, to, typed]
  }
  const at =
    draft.done === 'created'
      ? String(draft.after['createdAt'])
      : draft.done === 'updated'
        ? String(draft.after['updatedAt'])
        : w.now
  return {
    id: uuid(),
    at,
    kind: kindOf(draft),
    object: object.key,
    recordId: draft.after.id,
    actorId: (draft.done === 'created' ? draft.after['createdBy'] : draft.after['updatedBy']) as string | null,
    origin: w.session.origin,
    changes,
    data: standing(w, draft),
    causeId: w.causes?.get(draft.after.id) ?? w.session.causeId ?? null,
  }
}

/** What somebody typed into a field, where it is not kept letter for letter. */
function typedOf(object: RegisteredObject, op: Op, key: string, kept: unknown): unknown {
  if (!('values' in op) || kept === null) return undefined
  const typed = op.typed?.[key] ?? op.values[key] ?? undefined
  const field = object.fields[key]!
  return typed === undefined || (typeOf(field).asTyped?.(typed, kept, field) ?? true) ? undefined : typed
}

/** What is set aside is no deletion for whoever waits for those. */
function kindOf({ op, done }: Draft): string {
  if (!('aside' in op) || !op.aside) return done
  return op.do === 'delete' ? 'setAside' : 'putBack'
}

async function follow(w: Writing, object: RegisteredObject, written: readonly Draft[]): Promise<void> {
  for (const rule of object.rules) {
    if (rule.is === 'followAll') {
      const open = written.filter((draft) => !isSettled(draft))
      if (open.length > 0) await rule.run(open.map(changeOf), w.tx)
    }
    if (rule.is !== 'follow') continue
    const open = written.filter((draft) => !isSettled(draft))
    const { apart } = rule
    if (apart === undefined || open.length < 2) for (const draft of open) await rule.run(changeOf(draft), w.tx)
    else {
      const groups = Map.groupBy(open, ({ after }) => (apart === true ? after.id : after[apart]))
      await runTogether(
        w,
        applyOps,
        [...groups.values()].map((group) => async (tx) => {
          for (const draft of group) await rule.run(changeOf(draft), tx)
        }),
      )
    }
  }
}

function atIndex(p: Problem, index: number, count: number): Problem {
  return count > 1 ? { ...p, field: p.field === null ? String(index) : `${index}.${p.field}` } : p
}
