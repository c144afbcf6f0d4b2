import { defineAction, type Sum } from '#kernel/behaviour.ts'
import { datetime } from '#kernel/fields/datetime.ts'
import { text } from '#kernel/fields/text.ts'
import { flowProblems } from '#kernel/flow-read.ts'
import type { Where } from '#kernel/object.ts'
import { type Problem, problem, Refusal } from '#kernel/problem.ts'
import type { Registry } from '#kernel/registry.ts'
import { type About, hoursFor, subjectOf } from '../enrol.ts'
import { nameOf } from '../enrolment/enrolment.rules.ts'
import { enrolment } from '../enrolment/enrolment.ts'
import { plan, type SequenceStep } from '../plan.ts'
import { sequencePromise } from '../sequencePromise/sequencePromise.ts'
import { sequenceVersion } from '../sequenceVersion/sequenceVersion.ts'
import { sequence } from './sequence.ts'

export const sequenceActions = [
  defineAction(sequence, 'publish', {
    label: { en: 'Go live', zh: '上线' },
    help: { en: 'Who is in it already stays on her version.', zh: '已在序列中的人仍按原版本继续。' },
    icon: 'circle-check',
    unlisted: true,
    input: { note: text({ label: { en: 'What is new', zh: '更新说明' }, max: 300 }) },
    async run(record, { note }, tx) {
      const steps = (record.draft ?? []) as unknown as readonly SequenceStep[]
      const problems = stepsProblems(steps, record.about as About, tx.registry)
      if (problems.length > 0) throw new Refusal('invalid', problems)
      const number = (record.liveNumber ?? 0) + 1
      const live = await tx.create(sequenceVersion, {
        name: `${record.name} ${number}`.slice(0, 100),
        sequence: record.id,
        number,
        steps: record.draft,
        note,
      })
      await tx.update(sequence, record.id, { status: 'live', live, liveNumber: number, liveSince: tx.now })
      await tx.emit(sequence, record.id, 'published', { version: number })
      if (record.status === 'paused') await tx.emit(sequence, record.id, 'resumed')
      return { version: number }
    },
  }),

  defineAction(sequence, 'pause', {
    label: { en: 'Pause', zh: '暂停' },
    help: { en: 'Nothing goes out until it goes on.', zh: '继续运行前不再发出任何内容。' },
    unlisted: true,
    when: { status: 'live' },
    input: {},
    async run(record, _, tx) {
      await tx.update(sequence, record.id, { status: 'paused' })
      await tx.emit(sequence, record.id, 'paused')
    },
  }),

  defineAction(sequence, 'resume', {
    label: { en: 'Go on', zh: '继续运行' },
    unlisted: true,
    when: { status: 'paused' },
    input: {},
    async run(record, _, tx) {
      await tx.update(sequence, record.id, { status: 'live' })
      await tx.emit(sequence, record.id, 'resumed')
    },
  }),

  defineAction(sequence, 'retire', {
    label: { en: 'Retire', zh: '停用' },
    help: { en: 'Ends it for everybody who is in it.', zh: '序列中的所有人都会停止。' },
    unlisted: true,
    when: { status: { in: ['live', 'paused'] } },
    input: {},
    async run(record, _, tx) {
      await tx.update(sequence, record.id, { status: 'retired' })
      await tx.emit(sequence, record.id, 'retired')
    },
  }),

  defineAction(sequence, 'preview', {
    label: { en: 'When what would go out', zh: '预览日期' },
    help: { en: 'Nothing is done.', zh: '不会执行任何操作。' },
    unlisted: true,
    needs: 'read',
    input: {
      record: text({ label: { en: 'Lead or contact', zh: '线索或联系人' }, max: 36 }),
      startAt: datetime({ label: { en: 'Begins', zh: '开始时间' } }),
    },
    async run(record, { record: id, startAt }, tx) {
      const kept = record.live ? await tx.all.get(sequenceVersion, record.live) : null
      const all = (kept?.steps ?? record.draft ?? []) as unknown as readonly SequenceStep[]
      const subject = id ? await subjectOf(tx, { [record.about]: id }) : null
      const from = startAt && startAt > tx.now ? startAt : tx.now
      const planned = plan(all, from, hoursFor(record, subject, tx.calendar), tx.calendar)
      const steps = await Promise.all(
        planned.map(async ({ step, at }) => ({
          step: step.id,
          kind: step.kind,
          name: await nameOf(tx, step, subject),
          at,
        })),
      )
      return { steps }
    },
  }),

  defineAction(sequence, 'results', {
    label: { en: 'What came of its steps', zh: '各步骤效果' },
    help: { en: 'Counts of what the caller may see.', zh: '只统计调用者可见的记录。' },
    unlisted: true,
    needs: 'read',
    input: {},
    async run(record, _, tx) {
      const of = { sequence: record.id }
      const steps = (where: Where) => tx.sums(sequencePromise, { by: 'step', where: { ...of, ...where } })
      const [people, stopped, replied, measured, opened, clicked, ...statuses] = await Promise.all([
        tx.sums(enrolment, { by: 'status', where: of }),
        tx.sums(enrolment, { by: 'stopReason', where: { ...of, status: 'stopped' } }),
        steps({ replied: true }),
        steps({ measured: true }),
        steps({ opened: true }),
        steps({ clicked: true }),
        ...statusKeys.map((status) => steps({ status })),
      ])
      return {
        people: countsOf(people),
        stopped: countsOf(stopped),
        replied: countsOf(replied),
        measured: countsOf(measured),
        opened: countsOf(opened),
        clicked: countsOf(clicked),
        steps: Object.fromEntries(statusKeys.map((status, i) => [status, countsOf(statuses[i] ?? [])])),
      }
    },
  }),
]

const statusKeys = sequencePromise.fields.status.options.map(({ key }) => key)

function countsOf(sums: readonly Sum[]): Readonly<Record<string, number>> {
  return Object.fromEntries(sums.map(({ key, count }) => [key ?? '', count]))
}

/** Everything that keeps a sequence from going live, each at its place: `steps.<id>.input.subject`. */
export function stepsProblems(steps: readonly SequenceStep[], about: About, registry: Registry): readonly Problem[] {
  const trigger = { on: 'call', object: about } as const
  const wrong = flowProblems({ trigger, steps }, registry)
  if (wrong.length > 0) return wrong
  const inner = steps.flatMap(({ id, kind }) =>
    kind === 'wait' || registry.steps.get(kind)?.reaches
      ? []
      : [
          problem(
            `steps.${id}`,
            { en: 'This kind of step belongs in a flow.', zh: '这种步骤只能用在流程里。' },
            'kind',
          ),
        ],
  )
  if (inner.length > 0 || steps.some(({ kind }) => kind !== 'wait')) return inner
  return [problem('steps', { en: 'It reaches nobody yet.', zh: '还没有触达对方的步骤。' }, 'required')]
}
