import { type FlowDefinition, type FlowStep, spotOf } from '#kernel/flow.ts'
import { placeOf } from '#kernel/flow-read.ts'
import type { StepOutcome, StepRun } from '#kernel/flow-step.ts'
import type { Values, Where } from '#kernel/object.ts'
import { notFound, refuse } from '#kernel/problem.ts'
import { askWithin, statusOf } from '../approvals/ask.ts'
import { engineTable } from '../context.ts'
import { isOneOf, raw, sql } from '../db/sql.ts'
import { deliver } from '../notifications/notify.ts'
import { uncovered } from '../query/query.ts'
import type { Writing } from '../records/op.ts'
import { perform as performAction, readAction } from '../records/records.ts'
import { applyOps } from '../records/write.ts'
import { addDelivery } from '../webhooks/outbox.ts'
import type { LiveFlow } from './live.ts'
import type { Run } from './run.ts'
import { flowSource } from './tell.ts'
import { fillIn, type Source, textAt } from './values.ts'

/** A step that was done: what it was given, and what came of it. */
export type Performed = { readonly input: Values; readonly outcome: StepOutcome }

/** What a step is known by before it is done: its row of the history, under which its notifications stand. */
export type StepId = { readonly stepId: string }

/**
 * Does one step in the transaction at hand, with the rights of the flow's owner. What the step refuses, or what it may
 * not do, is thrown, and then nothing of it has happened.
 */
export async function performStep(
  w: Writing,
  flow: Pick<LiveFlow, 'id' | 'name' | 'owner'>,
  definition: FlowDefinition,
  run: Run,
  { stepId }: StepId,
): Promise<Performed> {
  const { workspace } = w.session
  const step = spotOf(definition.steps, run.step ?? '')?.step
  const kind = step && workspace.registry.steps.get(step.kind)
  if (!step || !kind)
    throw refuse('invalid', null, { en: 'This kind of step is gone.', zh: '这种步骤已不存在。' }, 'unknown')
  const record = await recordOf(w, step, run)
  if (kind.record && !record)
    throw refuse(
      'invalid',
      null,
      { en: 'The record is gone, or out of the owner’s reach.', zh: '记录已删除，或流程负责人无权访问。' },
      'gone',
    )
  const source: Source = { w, record, data: run.data }
  const place = placeOf(definition, step, workspace.registry)
  const [wrong] = kind.check?.(step, place) ?? []
  if (wrong) throw refuse('invalid', wrong.field, wrong.message, wrong.code)
  const given = step.input ?? {}
  const asked = kind.fields(step, place)
  // Fields of records are filled in as far as they are named; those of a step have what they begin with.
  const named = step.object || kind.key === 'update' ? pick(asked, given) : asked
  const input = await fillIn(given, named, source)
  const outcome = await kind.run(step, stepRunOf(w, flow, run, { record, input, source, stepId }))
  return { input, outcome }
}

function pick<V>(fields: Readonly<Record<string, V>>, given: Values): Readonly<Record<string, V>> {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => Object.hasOwn(given, key)))
}

/** On which record a step acts, if the owner reaches it still; nobody changes it while the step is done. */
async function recordOf(w: Writing, step: FlowStep, run: Run): Promise<Source['record']> {
  const made = step.of ? run.data.made?.[step.of] : undefined
  const named = step.of ? made : run.object && run.recordId ? { object: run.object, id: run.recordId } : undefined
  const object = named && w.session.workspace.registry.objects.get(named.object)
  if (!named || !object) return null
  const query = uncovered(w.query)
  const [there] = await w.db.rows(
    sql`select r.id from ${query.from(object.key, 'r')} where ${isOneOf(raw('r.id'), [named.id])} and ${query.reach(object, {})}
      for no key update of r`,
  )
  return there ? named : null
}

function stepRunOf(
  w: Writing,
  flow: Pick<LiveFlow, 'id' | 'name' | 'owner'>,
  run: Run,
  { record, input, source, stepId }: { input: Values; source: Source; stepId: string } & Pick<Source, 'record'>,
): StepRun {
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
    fits: async (where) =>
      record !== null && (await idsOf(record.object, { id: record.id, and: [where] }, 1)).length > 0,
    ids: idsOf,
    text: (path) => textAt(path, source),
    async create(key, values) {
      const object = registry.object(key)
      if (!principal.rights(key).create)
        throw refuse('forbidden', null, {
          en: `The flow's owner may not make records of '${object.label.en}'.`,
          zh: `流程负责人没有新建「${object.label.zh}」的权限。`,
        })
      const [made] = await applyOps(w, object, [{ do: 'create', values }])
      return made!.id
    },
    async update(key, id, values) {
      await applyOps(w, registry.object(key), [{ do: 'update', id, values }])
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
