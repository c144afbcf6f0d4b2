import { defineAction, type Tx } from '#kernel/behaviour.ts'
import type { RecordOf } from '#kernel/object.ts'
import { refuse } from '#kernel/problem.ts'
import { goOn } from '../due.ts'
import { later } from '../plan.ts'
import { sequence } from '../sequence/sequence.ts'
import { sequencePromise } from '../sequencePromise/sequencePromise.ts'
import { stop } from '../stop.ts'
import { planOf } from './enrolment.rules.ts'
import { enrolment } from './enrolment.ts'

type Enrolment = RecordOf<typeof enrolment>

export const enrolmentActions = [
  defineAction(enrolment, 'stop', {
    label: { en: 'Stop', zh: '停止' },
    help: { en: 'Nothing more goes out.', zh: '不再发出后续步骤。' },
    icon: 'circle-x',
    when: { status: { in: ['active', 'paused', 'held'] } },
    input: {},
    run: (record, _, tx) => stop(tx, [record], 'byHand'),
  }),

  defineAction(enrolment, 'pause', {
    label: { en: 'Pause', zh: '暂停' },
    icon: 'calendar-time',
    when: { status: 'active' },
    input: {},
    async run(record, _, tx) {
      const next = await nextOf(tx, record)
      if (next) await tx.update(sequencePromise, next.id, { status: 'paused', dueAt: null })
      await tx.update(enrolment, record.id, { status: 'paused', nextAt: null })
    },
  }),

  defineAction(enrolment, 'resume', {
    label: { en: 'Go on', zh: '继续' },
    help: {
      en: 'With the steps as they are live now; what is overdue is done next.',
      zh: '按当前运行版本继续；已到期的步骤随即执行。',
    },
    icon: 'rotate',
    when: { status: { in: ['paused', 'held'] } },
    input: {},
    run: (record, _, tx) => goOnAgain(tx, record),
  }),

  defineAction(enrolment, 'skip', {
    label: { en: 'Skip the next step', zh: '跳过下一步' },
    icon: 'arrow-right',
    when: { status: { in: ['active', 'held'] } },
    input: {},
    async run(record, _, tx) {
      const next = await nextOf(tx, record)
      if (!next) throw refuse('conflict', null, { en: 'There is no next step.', zh: '没有下一步了。' }, 'none')
      if (record.status === 'held') await tx.update(enrolment, record.id, { status: 'active', problem: null })
      await goOn(tx, { ...record, status: 'active' }, next, { status: 'skipped' })
    },
  }),
]

/** The promise that is the next to be kept. */
async function nextOf(tx: Tx, { id }: Enrolment) {
  const [next] = await tx.all.list(sequencePromise, {
    where: { enrolment: id, status: { in: ['planned', 'paused', 'held'] } },
    sort: ['position'],
    limit: 1,
  })
  return next ?? null
}

/**
 * An enrolment that rested goes on with the steps that are live now: those that were done stay done, the next one keeps its
 * time or is due at once, and what follows is planned anew where the steps are others.
 */
export async function goOnAgain(tx: Tx, record: Enrolment): Promise<void> {
  const next = await nextOf(tx, record)
  const into = await tx.all.get(sequence, record.sequence)
  if (!next || !into?.live) return
  const renewed = into.live !== record.edition
  const active = { ...record, edition: into.live, status: 'active' as const }
  await tx.update(enrolment, record.id, { status: 'active', edition: into.live, problem: null })
  const first = renewed ? await replan(tx, active, next) : next
  if (!first) return goOn(tx, active, next, { status: 'skipped' })
  const dueAt = later(first.promisedFor, tx.now)
  await tx.update(sequencePromise, first.id, { status: 'planned', dueAt, problem: null })
  await tx.update(enrolment, record.id, { nextAt: dueAt, position: first.position })
}

/** Puts the promises that are open into the order of other steps; answers the one that comes next. */
async function replan(tx: Tx, one: Enrolment, next: RecordOf<typeof sequencePromise>) {
  const open = await tx.all.list(sequencePromise, {
    where: { enrolment: one.id, status: { in: ['planned', 'paused', 'held'] } },
    sort: ['position'],
    limit: 200,
  })
  const whole = await planOf(tx, one, tx.now)
  const at = whole.findIndex(({ step }) => step === next.step)
  const from = at >= 0 ? at + 1 : next.position
  const planned = await planOf(tx, one, later(next.promisedFor, tx.now), from)
  const byStep = new Map(open.map((promise) => [promise.step, promise]))
  const steps = new Set(planned.map(({ step }) => step))
  const gone = open.filter(({ step }) => !steps.has(step))
  await tx.updateAll(sequencePromise, [
    ...planned.flatMap(({ step, position, name, kind, counted }) => {
      const there = byStep.get(step)
      return there ? [{ id: there.id, position, name, kind, counted, status: 'planned' as const, dueAt: null }] : []
    }),
    ...gone.map(({ id }) => ({ id, status: 'skipped' as const, dueAt: null })),
  ])
  await tx.createAll(
    sequencePromise,
    planned.filter(({ step }) => !byStep.has(step)),
  )
  return nextOf(tx, one)
}
