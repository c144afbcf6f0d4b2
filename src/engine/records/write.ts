import { isDeepStrictEqual } from 'node:util'
import { v7 as uuid } from 'uuid'
import type { Change, Event } from '#kernel/behaviour.ts'
import { readGrants } from '#kernel/grant-read.ts'
import type { ObjectDef, Values } from '#kernel/object.ts'
import { type Problem, problem, Refusal, refuse } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { accessChanged, isKeptAtHand } from '../access/changes.ts'
import { coverFor, isCoverable } from '../access/cover.ts'
import type { Session } from '../context.ts'
import { insertEvents } from '../events/event.ts'
import { type Case, guardDrafts } from '../matching/guard.ts'
import { coveredAt } from '../query/covered.ts'
import { past, queryOf } from '../query/query.ts'
import { checkReferences } from './check.ts'
import type { Stored } from './codec.ts'
import { explainViolation } from './constraints.ts'
import { once } from './idempotency.ts'
import { withUnseenLinks } from './links.ts'
import { RecordLoader } from './load.ts'
import { lock, readBefore } from './lock.ts'
import { takeNumbers } from './numbers.ts'
import type { Op, Outcome, Writing } from './op.ts'
import { missingFields, parseValues } from './parse.ts'
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

/** A problem with the index of its operation. */
type Wrong = readonly [index: number, problem: Problem]

/** Parse and mask → derive → check. `without` decides what becomes of drafts that are wrong. */
async function prepare(
  w: Writing,
  object: RegisteredObject,
  ops: readonly Op[],
  before: ReadonlyMap<string, Stored>,
  without: (drafts: Draft[], wrong: readonly Wrong[]) => Draft[],
): Promise<Draft[]> {
  const parsed = parse(w, object, ops, before)
  let drafts = without(parsed.drafts, parsed.wrong)
  if (!w.trusted)
    for (const draft of drafts)
      if (draft.before && draft.op.do === 'update')
        Object.assign(draft.after, await withUnseenLinks(w, object, draft.before, draft.after))
  drafts = without(drafts, await derive(w, object, drafts))
  drafts = without(drafts, await checkFields(w, object, drafts))
  drafts = without(drafts, await checkRules(w, object, drafts))
  return without(
    drafts,
    await guardDrafts(
      w,
      object,
      drafts.filter(({ op }) => !isSettled({ op }) && !('ruled' in op && op.ruled)),
    ),
  )
}

async function write(w: Writing, object: RegisteredObject, drafts: readonly Draft[]): Promise<void> {
  const written = drafts.filter((d) => d.done !== 'unchanged')
  await takeNumbers(
    w,
    object,
    written.filter((d) => d.done === 'created').map((d) => d.after as Record<string, unknown>),
  )
  await store(w, object, written)
  await follow(w, object, written)
}

function outcomeOf({ done, after }: Draft): Outcome {
  return { id: after.id, done, record: after }
}

/** A write under way. */
type Draft = {
  readonly op: Op
  /** Its place among the operations. */
  readonly index: number
  readonly before: Stored | null
  /** Its own object, which derives and the engine write into. */
  readonly after: Stored
  done: Outcome['done']
  /** The one who is away, where it went to her cover. */
  insteadOf?: string
  /** Fields whose value differs from before. */
  fields: string[]
}

function parse(
  w: Writing,
  object: RegisteredObject,
  ops: readonly Op[],
  locked: ReadonlyMap<string, Stored>,
): { drafts: Draft[]; wrong: Wrong[] } {
  const rights = w.trusted ? null : w.session.principal.rights(object.key)
  const wrong: Wrong[] = []
  const blank = defaults(object)
  const creates = ops.some((op) => op.do === 'create')
  if (creates && rights && !rights.create)
    throw refuse('forbidden', null, {
      en: `You may not create ${object.plural.toLowerCase()}.`,
      zh: `你没有新建${object.label.zh}的权限。`,
    })
  const actor = w.session.principal.id
  const known = new Set<string>()
  const drafts = ops.map((op, index): Draft => {
    // The second would not know what the first has done, and overwrite it unseen.
    if (op.id !== undefined && known.has(op.id)) wrong.push([index, twice])
    if (op.id !== undefined) known.add(op.id)
    if (op.do === 'delete' || op.do === 'restore') {
      const before = locked.get(op.id)!
      return {
        op,
        index,
        before,
        after: { ...before, deletedAt: op.do === 'delete' ? w.now : null },
        done: op.do === 'delete' ? 'deleted' : 'restored',
        fields: [],
      }
    }
    const parsed = parseValues(object, op.values, rights, w.session.workspace.settings.currency)
    for (const p of parsed.problems) wrong.push([index, p])
    if (op.do === 'create') {
      const after = { id: op.id ?? uuid(), deletedAt: null, ...blank, ...parsed.values } as Stored
      if (object.fields['owner'] && after['owner'] === undefined) (after as Record<string, unknown>)['owner'] = actor
      return { op, index, before: null, after, done: 'created', fields: [] }
    }
    const before = locked.get(op.id)!
    for (const key of coveredFrom(w, object, before)) if (key in op.values) wrong.push([index, stillCovered(key)])
    for (const [key, field] of Object.entries(object.fields))
      if (field.fixed && key in parsed.values && !same(parsed.values[key], before[key]))
        wrong.push([
          index,
          problem(
            key,
            { en: `${field.label.en} cannot be changed later.`, zh: `「${field.label.zh}」创建后不能修改。` },
            'fixed',
          ),
        ])
    return { op, index, before, after: { ...before, ...parsed.values }, done: 'updated', fields: [] }
  })
  return { drafts, wrong }
}

/** Fields of a record that its writer may not see where it stands, and so may not overwrite either. */
function coveredFrom(w: Writing, object: RegisteredObject, before: Stored): ReadonlySet<string> {
  const { principal } = w.session
  const places = w.trusted ? null : principal.places(object.key)
  return coveredAt(principal, object.key, places && before[places.key])
}

const stillCovered = (field: string) =>
  problem(
    field,
    { en: 'This field is not open to you while the record stands here.', zh: '记录在当前位置时，该字段不对你开放。' },
    'covered',
  )

const twice = problem('id', { en: 'This record is in the batch twice.', zh: '同一批中这条记录出现了两次。' }, 'twice')

function defaults(object: RegisteredObject): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const [key, field] of Object.entries(object.fields)) {
    if (field.default === undefined) values[key] = null
    else values[key] = parseValues(object, { [key]: field.default }, null).values[key] ?? null
  }
  delete values['owner']
  return values
}

async function derive(w: Writing, object: RegisteredObject, drafts: Draft[]): Promise<Wrong[]> {
  const wrong: Wrong[] = []
  const changing = drafts.filter((d) => d.done === 'created' || d.done === 'updated')
  const open = changing.filter((d) => !isSettled(d))
  for (const rule of object.rules) {
    if (rule.is !== 'derive' || open.length === 0) continue
    await Promise.all(
      open.map(async (draft) => {
        const patch = (await rule.run(changeOf(draft), w.tx)) as Values | null | undefined
        if (!patch) return
        const parsed = parseValues(object, patch, null)
        for (const p of parsed.problems) wrong.push([draft.index, p])
        Object.assign(draft.after, parsed.values)
      }),
    )
  }
  giveToCovers(w, object, open)
  const keys = Object.keys(object.fields)
  for (const draft of changing) {
    const { before, after } = draft
    draft.fields = keys.filter((key) =>
      before ? !same(before[key] ?? null, after[key] ?? null) : (after[key] ?? null) !== null,
    )
    if (draft.before && draft.fields.length === 0) draft.done = 'unchanged'
  }
  const actor = w.session.principal.id
  const { origin } = w.session
  const imported = origin.via === 'import' ? origin.id : undefined
  for (const draft of drafts) {
    if (draft.done === 'unchanged') continue
    const given = 'given' in draft.op ? draft.op.given : undefined
    const system = {
      version: draft.before ? Number(draft.before['version']) + 1 : 1,
      updatedAt: given?.updatedAt ?? w.now,
      updatedBy: given && 'updatedBy' in given ? (given.updatedBy ?? null) : actor,
      ...(draft.before
        ? {}
        : {
            createdAt: given?.createdAt ?? w.now,
            createdBy: given && 'createdBy' in given ? (given.createdBy ?? null) : actor,
            ...(imported && object.fields['importId'] ? { importId: imported } : {}),
          }),
    }
    Object.assign(draft.after, system)
    draft.fields = [...draft.fields.filter((key) => !(key in system)), ...Object.keys(system)]
  }
  return wrong
}

/** What would become somebody's who is away goes to who stands in for her. What comes from elsewhere is no new work. */
function giveToCovers(w: Writing, object: RegisteredObject, drafts: readonly Draft[]): void {
  const { workspace, origin, principal } = w.session
  const absences = workspace.directory.absences()
  if (absences.length === 0 || origin.via === 'import' || !isCoverable(workspace.registry, object.key)) return
  if (!object.traits.includes('owned')) return
  for (const draft of drafts) {
    const ownerId = draft.after['owner']
    if (typeof ownerId !== 'string' || ownerId === draft.before?.['owner']) continue
    const to = coverFor(absences, w.now, { ownerId, actorId: principal.id, recordId: draft.after.id })
    if (!to) continue
    ;(draft.after as Record<string, unknown>)['owner'] = to
    draft.insteadOf = ownerId
  }
}

/** What an event says of standing in: for whom it was done, or whose it would have become. */
function standing(w: Writing, { before, after, insteadOf }: Draft): Event['data'] {
  const owner = before ? before['owner'] : after['owner']
  const covered = w.session.principal.covers.some((cover) => cover.for.id === owner)
  if (!covered && !insteadOf) return null
  return { ...(covered ? { actedFor: owner } : {}), ...(insteadOf ? { insteadOf } : {}) }
}

/** Required fields, and whatever relations point at. */
async function checkFields(w: Writing, object: RegisteredObject, drafts: readonly Draft[]): Promise<Wrong[]> {
  const changing = drafts.filter((d) => d.done === 'created' || d.done === 'updated')
  const missing = changing.flatMap((d) => missingFields(object, d.after, d.before).map((p): Wrong => [d.index, p]))
  const grants = changing.flatMap((d) => wrongGrants(w, object, d).map((p): Wrong => [d.index, p]))
  return [...missing, ...grants, ...(await checkReferences(w, object, changing))]
}

/** What a person writes into a role must be grants that can be read: a misspelt field would be hidden from nobody. */
function wrongGrants(w: Writing, object: RegisteredObject, { after, fields }: Draft): readonly Problem[] {
  const { principal, workspace } = w.session
  if (object.key !== 'role' || principal.id === null || !fields.includes('grants')) return []
  return readGrants(after['grants'], workspace.registry).problems
}

async function checkRules(w: Writing, object: RegisteredObject, drafts: readonly Draft[]): Promise<Wrong[]> {
  const wrong: Wrong[] = []
  for (const rule of object.rules) {
    if (rule.is !== 'check') continue
    await Promise.all(
      drafts.map(async (draft) => {
        if (draft.done === 'unchanged' || draft.done === 'restored') return
        const found = (await rule.run(changeOf(draft), w.tx)) as Problem | readonly Problem[] | null | undefined
        if (found) for (const p of [found].flat()) wrong.push([draft.index, p as Problem])
      }),
    )
  }
  return wrong
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
  const changes: Record<string, readonly [unknown, unknown]> = {}
  for (const key of draft.fields) {
    const [from, to] = [draft.before?.[key] ?? null, draft.after[key] ?? null]
    if (!quiet.has(key) && (from !== null || to !== null)) changes[key] = [from, to]
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
    kind: draft.done,
    object: object.key,
    recordId: draft.after.id,
    actorId: (draft.done === 'created' ? draft.after['createdBy'] : draft.after['updatedBy']) as string | null,
    origin: w.session.origin,
    changes,
    data: standing(w, draft),
    causeId: w.session.causeId ?? null,
  }
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

function isSettled({ op }: Pick<Draft, 'op'>): boolean {
  return 'given' in op && op.given?.settled === true
}

function changeOf(draft: Draft): Change<ObjectDef> {
  const { before, after } = draft
  return {
    before: (before?.deletedAt ? null : before) as Change<ObjectDef>['before'],
    after: after as unknown as Change<ObjectDef>['after'],
    deleted: draft.done === 'deleted',
    changes: (field) => !same(before?.[field] ?? null, after[field] ?? null),
  }
}

function atIndex(p: Problem, index: number, count: number): Problem {
  return count > 1 ? { ...p, field: p.field === null ? String(index) : `${index}.${p.field}` } : p
}

/** The database gives the keys of a JSON value back in an order of its own. */
function same(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === 'object' && typeof b === 'object' && isDeepStrictEqual(a, b))
}
