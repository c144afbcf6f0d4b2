import { v7 as uuid } from 'uuid'
import type { Change, Event, Tx } from '#kernel/behaviour.ts'
import type { ObjectDef, Values } from '#kernel/object.ts'
import { notFound, type Problem, problem, Refusal, refuse } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { accessChanged, isAccessObject } from '../access/changes.ts'
import type { Session } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { and, sql } from '../db/sql.ts'
import { insertEvents } from '../events/event.ts'
import { past, type Query, queryOf } from '../query/query.ts'
import { checkReferences } from './check.ts'
import type { Stored } from './codec.ts'
import { explainViolation } from './constraints.ts'
import { once } from './idempotency.ts'
import { loadStored, RecordLoader } from './load.ts'
import { takeNumbers } from './numbers.ts'
import type { Op, Outcome, Writing } from './op.ts'
import { missingFields, parseValues } from './parse.ts'
import { insertRecords, updateRecords, writeLinks } from './store.ts'
import { makeTx } from './tx.ts'

/** Runs writes in one transaction. What throws, a `Refusal` for instance, leaves no trace. */
export async function writing<T>(session: Session, run: (w: Writing) => Promise<T>): Promise<T> {
  const { workspace } = session
  const now = workspace.clock.now().toISOString()
  try {
    return await workspace.db.transaction(async (db) => {
      const query = queryOf(session, now)
      const base = { session, db, query, now, depth: 0, trusted: false }
      const loader = new RecordLoader(db, past(query))
      const w: Writing = { ...base, loader, tx: makeTx({ ...base, loader }, applyOps) }
      db.afterCommit(() => workspace.hint('event'))
      return once(w, () => run(w))
    })
  } catch (error) {
    throw explainViolation(workspace.registry, error)
  }
}

const deepest = 12

/**
 * The one write path: lock and scope → parse and mask → derive → check → write with version → event → follow.
 * All operations are of one object and succeed together; problems of every one of them are reported at once.
 */
export async function applyOps(w: Writing, object: RegisteredObject, ops: readonly Op[]): Promise<Outcome[]> {
  if (w.depth > deepest) throw new Error(`The rules of '${object.key}' set each other off in a circle.`)
  const before = await lock(w, object, ops)
  const drafts = parse(w, object, ops, before)
  await derive(w, object, drafts)
  await check(w, object, drafts)
  const written = drafts.filter((d) => d.done !== 'unchanged')
  await store(w, object, written)
  await follow(w, object, written)
  return drafts.map(({ done, after }) => ({ id: after.id, done, record: after }))
}

/** A write under way. */
type Draft = {
  readonly op: Op
  readonly before: Stored | null
  after: Stored
  done: Outcome['done']
  /** Fields whose value differs from before. */
  fields: string[]
}

/** Locks the records in one order, so that two batches never wait for each other; refuses what is out of reach or stale. */
async function lock(w: Writing, object: RegisteredObject, ops: readonly Op[]): Promise<Map<string, Stored>> {
  const locked = new Map<string, Stored>()
  for (const verb of ['update', 'delete'] as const) {
    const wanted = ops.filter(
      (op) => op.do !== 'create' && (verb === 'update' ? op.do === 'update' : op.do !== 'update'),
    ) as Extract<Op, { id: string; do: 'update' | 'delete' | 'restore' }>[]
    const live = wanted.filter((op) => op.do !== 'restore')
    const gone = wanted.filter((op) => op.do === 'restore')
    for (const [list, deleted] of [
      [live, false],
      [gone, true],
    ] as const) {
      if (list.length === 0) continue
      const query = w.trusted ? past(w.query) : w.query
      const ids = list.map((op) => op.id)
      const reach = query.reach(object, { verb, deleted })
      const records = await loadStored(
        w.db,
        query,
        object,
        sql`${and([sql`r.id = any(${ids}::uuid[])`, reach])} order by r.id for update of r`,
      )
      for (const record of records) locked.set(record.id, record)
      const lost = ids.filter((id) => !locked.has(id))
      if (lost.length > 0) await refuseLost(w, object, lost, deleted)
      for (const op of list)
        if ('version' in op && op.version !== undefined) refuseStale(w, object, locked.get(op.id)!, op)
    }
  }
  return locked
}

/** Out of reach for writing: forbidden if she may read it, else as if it did not exist. */
async function refuseLost(
  w: Writing,
  object: RegisteredObject,
  ids: readonly string[],
  deleted: boolean,
): Promise<never> {
  const seen = await w.db.rows(
    sql`select r.id from ${w.query.from(object.key, 'r')} where r.id = any(${ids}::uuid[]) and ${w.query.reach(object, { deleted })} limit 1`,
  )
  if (seen.length === 0) throw notFound()
  throw refuse('forbidden', null, {
    en: 'You may see this record but not change it.',
    zh: '你可以查看这条记录，但不能修改。',
  })
}

function refuseStale(
  w: Writing,
  object: RegisteredObject,
  record: Stored,
  op: Extract<Op, { id: string }> & { values?: Values; version?: number },
): void {
  if (record['version'] === op.version) return
  const rights = w.session.principal.rights(object.key)
  const shown = Object.fromEntries(Object.entries(record).filter(([key]) => key === 'id' || rights.fields.has(key)))
  throw new Refusal(
    'stale',
    [
      problem(
        null,
        { en: 'Somebody else has changed this record in the meantime.', zh: '这条记录刚被其他人修改过。' },
        'stale',
      ),
    ],
    { current: shown, yours: op.values ?? null },
  )
}

function parse(w: Writing, object: RegisteredObject, ops: readonly Op[], locked: ReadonlyMap<string, Stored>): Draft[] {
  const rights = w.trusted ? null : w.session.principal.rights(object.key)
  const problems: Problem[] = []
  const creates = ops.some((op) => op.do === 'create')
  if (creates && rights && !rights.create)
    throw refuse('forbidden', null, {
      en: `You may not create ${object.plural.toLowerCase()}.`,
      zh: `你没有新建${object.label.zh}的权限。`,
    })
  const actor = w.session.principal.id
  const drafts = ops.map((op, i): Draft => {
    if (op.do === 'delete' || op.do === 'restore') {
      const before = locked.get(op.id)!
      return {
        op,
        before,
        after: { ...before, deletedAt: op.do === 'delete' ? w.now : null },
        done: op.do === 'delete' ? 'deleted' : 'restored',
        fields: [],
      }
    }
    const parsed = parseValues(object, op.values, rights)
    problems.push(...parsed.problems.map((p) => atIndex(p, i, ops.length)))
    if (op.do === 'create') {
      const after = { id: op.id ?? uuid(), deletedAt: null, ...defaults(w, object), ...parsed.values } as Stored
      if (object.fields['owner'] && after['owner'] === undefined) (after as Record<string, unknown>)['owner'] = actor
      return { op, before: null, after, done: 'created', fields: [] }
    }
    const before = locked.get(op.id)!
    for (const [key, field] of Object.entries(object.fields))
      if (field.fixed && key in parsed.values && !same(parsed.values[key], before[key]))
        problems.push(
          atIndex(
            problem(
              key,
              { en: `${field.label.en} cannot be changed later.`, zh: `「${field.label.zh}」创建后不能修改。` },
              'fixed',
            ),
            i,
            ops.length,
          ),
        )
    return { op, before, after: { ...before, ...parsed.values }, done: 'updated', fields: [] }
  })
  if (problems.length > 0) throw new Refusal('invalid', problems)
  return drafts
}

function defaults(w: Writing, object: RegisteredObject): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const [key, field] of Object.entries(object.fields)) {
    if (field.default === undefined) values[key] = null
    else values[key] = parseValues(object, { [key]: field.default }, null).values[key] ?? null
  }
  delete values['owner']
  void w
  return values
}

async function derive(w: Writing, object: RegisteredObject, drafts: Draft[]): Promise<void> {
  const changing = drafts.filter((d) => d.done === 'created' || d.done === 'updated')
  const open = changing.filter((d) => !isSettled(d))
  for (const rule of object.rules) {
    if (rule.is !== 'derive' || open.length === 0) continue
    await Promise.all(
      open.map(async (draft) => {
        const patch = (await rule.run(changeOf(draft), w.tx)) as Values | null | undefined
        if (!patch) return
        const parsed = parseValues(object, patch, null)
        if (parsed.problems.length > 0)
          throw new Refusal(
            'invalid',
            parsed.problems.map((p) => atIndex(p, drafts.indexOf(draft), drafts.length)),
          )
        draft.after = { ...draft.after, ...parsed.values }
      }),
    )
  }
  for (const draft of changing) {
    draft.fields = Object.keys(object.fields).filter(
      (key) => !same(draft.before?.[key] ?? null, draft.after[key] ?? null),
    )
    if (draft.before && draft.fields.length === 0) draft.done = 'unchanged'
  }
  await takeNumbers(
    w,
    object,
    drafts.filter((d) => d.done === 'created').map((d) => d.after as Record<string, unknown>),
  )
  const actor = w.session.principal.id
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
          }),
    }
    draft.after = { ...draft.after, ...system }
    draft.fields = [...draft.fields.filter((key) => !(key in system)), ...Object.keys(system)]
  }
}

async function check(w: Writing, object: RegisteredObject, drafts: readonly Draft[]): Promise<void> {
  const problems: Problem[] = []
  const changing = drafts.filter((d) => d.done === 'created' || d.done === 'updated')
  for (const draft of changing)
    problems.push(...missingFields(object, draft.after).map((p) => atIndex(p, drafts.indexOf(draft), drafts.length)))
  problems.push(
    ...(await checkReferences(
      w,
      object,
      changing.map((d) => ({
        index: drafts.length > 1 ? drafts.indexOf(d) : null,
        before: d.before,
        after: d.after,
        fields: d.fields,
      })),
    )),
  )
  if (problems.length > 0) throw new Refusal('invalid', problems)
  for (const rule of object.rules) {
    if (rule.is !== 'check') continue
    await Promise.all(
      drafts.map(async (draft, i) => {
        if (draft.done === 'unchanged' || draft.done === 'restored') return
        const wrong = (await rule.run(changeOf(draft), w.tx)) as Problem | readonly Problem[] | null | undefined
        if (wrong) problems.push(...[wrong].flat().map((p) => atIndex(p as Problem, i, drafts.length)))
      }),
    )
  }
  if (problems.length > 0) throw new Refusal('invalid', problems)
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
  await Promise.all([
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
  await writeLinks(
    w.db,
    workspace,
    object,
    written.map((d) => ({ before: d.before, after: d.after, fields: d.fields })),
  )
  for (const draft of written) w.loader.put(object, draft.after)
  if (isAccessObject(object.key)) await accessChanged(w, object.key)
}

function eventOf(w: Writing, object: RegisteredObject, draft: Draft): Event {
  const quiet = new Set(['version', 'updatedAt', 'updatedBy', 'createdAt', 'createdBy'])
  const changes = Object.fromEntries(
    draft.fields.flatMap((key) => {
      const [from, to] = [draft.before?.[key] ?? null, draft.after[key] ?? null]
      return quiet.has(key) || object.fields[key]?.type === 'formula' || (from === null && to === null)
        ? []
        : [[key, [from, to] as const]]
    }),
  )
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
    data: null,
    causeId: w.session.causeId ?? null,
  }
}

async function follow(w: Writing, object: RegisteredObject, written: readonly Draft[]): Promise<void> {
  for (const rule of object.rules) {
    if (rule.is !== 'follow') continue
    for (const draft of written) if (!isSettled(draft)) await rule.run(changeOf(draft), w.tx)
  }
}

function isSettled({ op }: Draft): boolean {
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

function same(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b))
}
