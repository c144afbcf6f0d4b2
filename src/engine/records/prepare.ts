import { isDeepStrictEqual } from 'node:util'
import { v7 as uuid } from 'uuid'
import type { Change } from '#kernel/behaviour.ts'
import { readGrants } from '#kernel/grant-read.ts'
import type { ObjectDef, Values } from '#kernel/object.ts'
import { type Problem, problem, refuse } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { coverFor, isCoverable } from '../access/cover.ts'
import { guardApproval } from '../approvals/guard.ts'
import { guardDrafts } from '../matching/guard.ts'
import { coveredOf, everCovered } from '../query/covered.ts'
import { checkReferences, turnFormer } from './check.ts'
import type { Stored } from './codec.ts'
import { withUnseenLinks } from './links.ts'
import type { Op, Outcome, Writing } from './op.ts'
import { missingFields, parseValues } from './parse.ts'

/** A write under way. */
export type Draft = {
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

/** A problem with the index of its operation. */
export type Wrong = readonly [index: number, problem: Problem]

/** Parse and mask → derive → check → whether it needs approval → whether it is there already. `without` decides what becomes of drafts that are wrong. */
export async function prepare(
  w: Writing,
  object: RegisteredObject,
  ops: readonly Op[],
  before: ReadonlyMap<string, Stored>,
  without: (drafts: Draft[], wrong: readonly Wrong[]) => Draft[],
): Promise<Draft[]> {
  const parsed = parse(w, object, ops, before, await coveredFrom(w, object, ops))
  let drafts = without(parsed.drafts, parsed.wrong)
  if (!w.trusted)
    for (const draft of drafts)
      if (draft.before && draft.op.do === 'update')
        Object.assign(draft.after, await withUnseenLinks(w, object, draft.before, draft.after))
  drafts = without(drafts, await derive(w, object, drafts))
  drafts = without(drafts, await checkFields(w, object, drafts))
  drafts = without(drafts, await checkRules(w, object, drafts))
  const open = drafts.filter((draft) => !isSettled(draft))
  drafts = without(drafts, await guardApproval(w, object, open))
  return without(
    drafts,
    await guardDrafts(
      w,
      object,
      drafts.filter(({ op }) => !isSettled({ op }) && !('ruled' in op && op.ruled)),
    ),
  )
}

function parse(
  w: Writing,
  object: RegisteredObject,
  ops: readonly Op[],
  locked: ReadonlyMap<string, Stored>,
  covered: (id: string) => ReadonlySet<string>,
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
    for (const key of covered(op.id)) if (key in op.values) wrong.push([index, stillCovered(key)])
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

/**
 * Fields of a record that its writer may not see where it stands, and so may not overwrite either. Of what hangs where
 * something is covered, neither its owner: she would see it; nor what it hangs on, which would uncover it.
 */
async function coveredFrom(
  w: Writing,
  object: RegisteredObject,
  ops: readonly Op[],
): Promise<(id: string) => ReadonlySet<string>> {
  const { principal, workspace } = w.session
  if (w.trusted) return () => none
  const kept = principal
    .placesAbove(object.key)
    .flatMap(({ hops, covered }) => (covered.length > 0 ? [hops[0]!.relation] : []))
  const held = new Set(kept.length > 0 ? ['owner', ...kept] : [])
  const meant = everCovered(principal, object.key).union(held)
  const ids = ops.flatMap((op) =>
    op.do === 'update' && Object.keys(op.values).some((key) => meant.has(key)) ? [op.id] : [],
  )
  const fields = await coveredOf(workspace, principal, object.key, ids, w.db)
  return (id) => (fields(id).size > 0 ? fields(id).union(held) : none)
}

const none: ReadonlySet<string> = new Set()

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
  if (!object.traits.includes('owned') || object.private) return
  for (const draft of drafts) {
    const ownerId = draft.after['owner']
    if (typeof ownerId !== 'string' || ownerId === draft.before?.['owner']) continue
    const to = coverFor(absences, w.now, { ownerId, actorId: principal.id, recordId: draft.after.id })
    if (!to) continue
    ;(draft.after as Record<string, unknown>)['owner'] = to
    draft.insteadOf = ownerId
  }
}

/** Required fields, and whatever relations point at. */
async function checkFields(w: Writing, object: RegisteredObject, drafts: readonly Draft[]): Promise<Wrong[]> {
  const changing = drafts.filter((d) => d.done === 'created' || d.done === 'updated')
  const missing = changing.flatMap((d) => missingFields(object, d.after, d.before).map((p): Wrong => [d.index, p]))
  const grants = changing.flatMap((d) => wrongGrants(w, object, d).map((p): Wrong => [d.index, p]))
  let lost = await checkReferences(w, object, changing)
  if (lost.length > 0 && (await turnFormer(w, object, changing, lost)))
    lost = await checkReferences(w, object, changing)
  return [...missing, ...grants, ...lost]
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

export function isSettled({ op }: Pick<Draft, 'op'>): boolean {
  return 'given' in op && op.given?.settled === true
}

export function changeOf(draft: Draft): Change<ObjectDef> {
  const { before, after } = draft
  return {
    before: (before?.deletedAt ? null : before) as Change<ObjectDef>['before'],
    after: after as unknown as Change<ObjectDef>['after'],
    deleted: draft.done === 'deleted',
    changes: (field) => !same(before?.[field] ?? null, after[field] ?? null),
    leftOpen(field) {
      const { op } = draft
      if (op.do !== 'create') return null
      if (op.leftOpen?.includes(field) || op.values[field] === undefined) return 'unnamed'
      return op.values[field] === null || op.values[field] === '' ? 'empty' : null
    },
  }
}

/** The database gives the keys of a JSON value back in an order of its own. */
function same(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === 'object' && typeof b === 'object' && isDeepStrictEqual(a, b))
}
