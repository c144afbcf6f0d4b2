import { v7 as uuid } from 'uuid'
import { type FlowDefinition, type FlowStep, spotOf } from '#kernel/flow.ts'
import { placeOf } from '#kernel/flow-read.ts'
import type { StepOutcome, StepRun } from '#kernel/flow-step.ts'
import type { Fields, Values, Where } from '#kernel/object.ts'
import { notFound, refuse } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { Principal } from '../access/principal.ts'
import { askWithin, statusOf } from '../approvals/ask.ts'
import { engineTable } from '../context.ts'
import { allEnded } from '../db/ended.ts'
import { isOneOf, raw, sql } from '../db/sql.ts'
import { deliver } from '../notifications/notify.ts'
import { uncovered } from '../query/query.ts'
import type { Op, Writing } from '../records/op.ts'
import { perform as performAction, readAction } from '../records/records.ts'
import { applyOps, causedBy } from '../records/write.ts'
import { addDelivery } from '../webhooks/outbox.ts'
import type { LiveFlow } from './live.ts'
import { type About, readingOf } from './reading.ts'
import type { Run } from './run.ts'
import { flowSource, tellOwner } from './tell.ts'
import { fillIn, type Source, textAt } from './values.ts'

/** A step that was done: what it was given, and what came of it. */
export type Performed = { readonly input: Values; readonly outcome: StepOutcome }

/** A run whose step is done. By `stepId` that is known before it is: its row of the history, under which its notifications stand. */
export type Doing = { readonly run: Run; readonly stepId: string }

type By = Pick<LiveFlow, 'id' | 'name' | 'owner'>

/** Does one step of one run; the same as `performSteps`. */
export async function performStep(
  w: Writing,
  flow: By,
  definition: FlowDefinition,
  run: Run,
  { stepId }: Omit<Doing, 'run'>,
): Promise<Performed> {
  const [performed] = await performSteps(w, flow, definition, [{ run, stepId }])
  return performed!
}

/**
 * Does the step at which these runs are in the transaction at hand, with the rights of the flow's owner. What the step
 * refuses for one of them, or what it may not do, is thrown, and then nothing of it has happened for any.
 */
export async function performSteps(
  w: Writing,
  flow: By,
  definition: FlowDefinition,
  doing: readonly Doing[],
): Promise<readonly Performed[]> {
  const { workspace } = w.session
  const step = spotOf(definition.steps, doing[0]!.run.step ?? '')?.step
  const kind = step && workspace.registry.steps.get(step.kind)
  if (!step || !kind)
    throw refuse('invalid', null, { en: 'This kind of step is gone.', zh: '这种步骤已不存在。' }, 'unknown')
  const place = placeOf(definition, step, workspace.registry)
  const [wrong] = kind.check?.(step, place) ?? []
  const records = await recordsOf(w, step, doing)
  if (kind.record && records.includes(null))
    throw refuse(
      'invalid',
      null,
      { en: 'The record is gone, or out of the owner’s reach.', zh: '记录已删除，或流程负责人无权访问。' },
      'gone',
    )
  if (wrong) throw refuse('invalid', wrong.field, wrong.message, wrong.code)
  const given = step.input ?? {}
  const asked = kind.fields(step, place)
  // Fields of records are filled in as far as they are named; those of a step have what they begin with.
  const named = step.object || kind.key === 'update' ? pick(asked, given) : asked
  const reading = readingOf(w, records)
  const performed = await allEnded(
    doing.map(async ({ run, stepId }, i): Promise<Performed> => {
      const source: Source = { w, record: records[i] ?? null, data: run.data, reading }
      const input = await withoutLeavers(w, flow, named, await fillIn(given, named, source))
      return { input, outcome: await kind.run(step, stepRunOf(w, flow, run, { input, source, stepId })) }
    }),
  )
  return writeAll(w, performed, doing)
}

/**
 * Nothing is given to somebody who works here no more, where nobody would find it: that is refused. Where others are
 * meant as well it is theirs alone, and the owner of the flow hears of it.
 */
async function withoutLeavers(w: Writing, flow: By, fields: Fields, input: Values): Promise<Values> {
  const { workspace } = w.session
  const left: Record<string, unknown> = { ...input }
  let some = false
  for (const [key, field] of Object.entries(fields)) {
    const ids = [input[key]].flat().filter((id): id is string => typeof id === 'string')
    if (!('to' in field) || field.to !== 'user' || ids.length === 0) continue
    const here = (await Promise.all(ids.map((id) => workspace.directory.person(id)))).map((person) => person !== null)
    if (!here.includes(false)) continue
    if (!here.includes(true))
      throw refuse(
        'invalid',
        key,
        { en: 'Whoever it is for works here no more.', zh: '指定的成员已停用，请改为其他人。' },
        'gone',
      )
    left[key] = ids.filter((_, i) => here[i])
    some = true
  }
  if (some) await tellOwner(workspace, flow, 'flowFailed', w.db)
  return left
}

/** Writes what the steps say is to be written, of each object at once; what they made becomes their output. */
async function writeAll(w: Writing, performed: readonly Performed[], doing: readonly Doing[]): Promise<Performed[]> {
  const { workspace, principal } = w.session
  const asked = performed.flatMap(({ outcome }, i) =>
    outcome.go === 'on' && outcome.write ? [{ i, id: outcome.write.id ?? uuid(), write: outcome.write }] : [],
  )
  const causes = new Map(asked.map(({ i, id }) => [id, doing[i]!.run.id]))
  const on = doing.length > 1 ? causedBy(w, causes) : w
  const made = new Map<number, Values>()
  for (const [key, writes] of Map.groupBy(asked, ({ write }) => write.object)) {
    const object = workspace.registry.object(key)
    const ops = writes.map(({ i, id, write: { id: there, values } }): Op => {
      if (there === undefined) made.set(i, { object: key, id })
      return { do: there === undefined ? 'create' : 'update', id, values }
    })
    if (ops.some((op) => op.do === 'create')) mayCreate(principal, object)
    await applyOps(on, object, ops)
  }
  return performed.map(({ input, outcome }, i) => {
    const output = made.get(i)
    return { input, outcome: output ? ({ ...outcome, output } as StepOutcome) : outcome }
  })
}

function mayCreate(principal: Principal, { key, label }: RegisteredObject): void {
  if (principal.rights(key).create) return
  throw refuse('forbidden', null, {
    en: `The flow's owner may not make records of '${label.en}'.`,
    zh: `流程负责人没有新建「${label.zh}」的权限。`,
  })
}

function pick<V>(fields: Readonly<Record<string, V>>, given: Values): Readonly<Record<string, V>> {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => Object.hasOwn(given, key)))
}

/** On which record the step acts for each run, if the owner reaches it still; nobody changes them while it is done. */
async function recordsOf(w: Writing, step: FlowStep, doing: readonly Doing[]): Promise<(About | null)[]> {
  const { registry } = w.session.workspace
  const named = doing.map(({ run }): About | null => {
    if (step.of) return run.data.made?.[step.of] ?? null
    return run.object && run.recordId ? { object: run.object, id: run.recordId } : null
  })
  const query = uncovered(w.query)
  const there = new Set<string>()
  const known = named.filter((one) => one !== null && registry.objects.has(one.object))
  for (const [key, list] of Map.groupBy(known, (one) => one!.object)) {
    const ids = list.map((one) => one!.id)
    const rows = await w.db.rows(
      sql`select r.id from ${query.from(key, 'r')} where ${isOneOf(raw('r.id'), ids)} and ${query.reach(registry.object(key), {})}
        order by r.id for no key update of r`,
    )
    for (const [id] of rows) there.add(`${key} ${String(id)}`)
  }
  return named.map((one) => (one && there.has(`${one.object} ${one.id}`) ? one : null))
}

function stepRunOf(
  w: Writing,
  flow: By,
  run: Run,
  { input, source, stepId }: { input: Values; source: Source; stepId: string },
): StepRun {
  const { record, reading } = source
  const { workspace, principal } = w.session
  const { registry } = workspace
  const idsOf = async (key: string, where: Where, limit: number) => {
    const object = registry.object(key)
    const rows = await w.db.rows(
      sql`select r.id from ${w.query.from(key, 'r')} where ${w.query.reach(object, { where })} order by r.id limit ${limit}::int`,
    )
    return rows.map(([id]) => String(id))
  }
  return {
    tx: w.tx,
    once: `${run.id} ${run.step}`,
    flow: { id: flow.id, name: flow.name, owner: flow.owner ?? '' },
    record,
    input,
    turn: run.turn,
    kept: run.kept,
    fits: async (where) => record !== null && reading.fits(record, where),
    ids: idsOf,
    text: (path) => textAt(path, source),
    async create(key, values) {
      const object = registry.object(key)
      mayCreate(principal, object)
      const [made] = await applyOps(w, object, [{ do: 'create', values }])
      return made!.id
    },
    async act(key, id, action, given) {
      const object = registry.object(key)
      const read = readAction(w.session, object, action, given)
      const [result] = await performAction(w, object, read.action, [id], read.input)
      return result ?? null
    },
    async ask(policyId, reason) {
      if (!record) throw notFound()
      return askWithin(w, {
        object: registry.object(record.object),
        recordId: record.id,
        policyId,
        reason,
        runId: run.id,
      })
    },
    decision: (id) => statusOf(w, id),
    async tell(people, words) {
      if (!record) return
      await deliver(
        workspace,
        people.map((userId) => ({
          userId,
          kind: 'flowTold',
          about: record,
          source: { object: flowSource, id: stepId },
          actorId: null,
          at: w.now,
          once: stepId,
          group: `flowTold ${record.id} ${words.slice(0, 40)}`,
        })),
        w.db,
      )
    },
    async send(webhook) {
      if (!record) throw notFound()
      const [row] = await w.db.rows(
        sql`select id from ${engineTable(workspace, 'webhook')} where lower(name) = lower(${webhook}) and active`,
      )
      if (!row)
        throw refuse('invalid', 'webhook', {
          en: `There is no active webhook '${webhook}' in the settings.`,
          zh: `设置中没有启用的 Webhook「${webhook}」。`,
        })
      await addDelivery(w, String(row[0]), record, flow)
    },
  }
}
