import type { Tx } from '#kernel/behaviour.ts'
import { defineDue } from '#kernel/due.ts'
import { type Label, say } from '#kernel/label.ts'
import type { RecordOf } from '#kernel/object.ts'
import { refuse } from '#kernel/problem.ts'
import { declined, hoursFor, type Subject, subjectOf } from './enrol.ts'
import { planOf } from './enrolment/enrolment.rules.ts'
import { enrolment } from './enrolment/enrolment.ts'
import { whenFree } from './pace.ts'
import { later, type SequenceStep } from './plan.ts'
import { sequence } from './sequence/sequence.ts'
import { sequencePromise } from './sequencePromise/sequencePromise.ts'
import { sequenceVersion } from './sequenceVersion/sequenceVersion.ts'
import { stop } from './stop.ts'
import { languageOf } from './words.ts'

type Promised = RecordOf<typeof sequencePromise>
type Enrolment = RecordOf<typeof enrolment>

/** The next promise of an enrolment is kept when its time has come: once, in the name of whoever answers for the record. */
export const sequenceDue = defineDue(sequencePromise, {
  at: 'dueAt',
  actor: 'owner',
  within: ['lead', 'contact', 'enrolment'],

  async run(promise, { tx, perform }) {
    const one = await tx.all.get(enrolment, promise.enrolment)
    const into = one && (await tx.all.get(sequence, one.sequence))
    if (!one || !into || one.status !== 'active' || promise.status !== 'planned')
      return tx.update(sequencePromise, promise.id, { dueAt: null })
    if (into.status !== 'live') return tx.update(sequencePromise, promise.id, { status: 'paused', dueAt: null })
    const subject = await subjectOf(tx, one)
    if (!subject) return stop(tx, [one], 'gone')
    const refusal = subject.optedOut ? 'optOut' : await declined(tx, subject.email)
    if (refusal === 'optOut' || refusal === 'complaint') return stop(tx, [one], refusal)
    const step = await stepOf(tx, one, promise)
    // Who goes on although her address is dead gets what is no mail.
    if (refusal === 'bounce' && step.kind === 'mail') return goOn(tx, one, promise, { status: 'skipped' })
    const later = await whenFree(tx, promise, step, hoursFor(into, subject, tx.calendar))
    if (later) {
      await tx.update(sequencePromise, promise.id, { dueAt: later.at, waits: later.waits })
      return tx.update(enrolment, one.id, { nextAt: later.at })
    }
    const made = await perform(step, recordOf(subject), { id: promise.id, name: into.name })
    if (made === 'skipped') return goOn(tx, one, promise, { status: 'skipped', waits: null })
    await goOn(tx, one, promise, {
      status: made ? 'underway' : 'done',
      at: tx.now,
      waits: null,
      ...(made ? { madeObject: made.object, made: made.id } : {}),
    })
  },

  async refused(promise, why, tx) {
    const one = await tx.all.get(enrolment, promise.enrolment)
    const into = one && (await tx.all.get(sequence, one.sequence))
    const problem = say(why, await languageOf(tx, into?.owner ?? null)).slice(0, 1_000)
    await tx.update(sequencePromise, promise.id, { status: 'held', dueAt: null, problem })
    if (one?.status !== 'active') return
    await tx.update(enrolment, one.id, { status: 'held', problem, nextAt: null })
    await tx.emit(enrolment, one.id, 'held')
  },
})

function recordOf({ about, id }: Subject) {
  return { object: about, id }
}

async function stepOf(tx: Tx, one: Enrolment, { step: id }: Promised): Promise<SequenceStep> {
  const version = await tx.all.get(sequenceVersion, one.edition)
  const found = ((version?.steps ?? []) as unknown as readonly SequenceStep[]).find((step) => step.id === id)
  if (!found) throw refuse('invalid', null, stepGone, 'gone')
  return found
}

const stepGone: Label = { en: 'The step is gone.', zh: '步骤已不存在。' }

const finished = { status: 'finished', nextAt: null, once: null, problem: null } as const

/** Notes what became of a promise, and says when the next one is due; what was late moves what follows. */
export async function goOn(
  tx: Tx,
  one: Enrolment,
  promise: Promised,
  became: Partial<Pick<Promised, 'status' | 'at' | 'waits' | 'madeObject' | 'made'>>,
): Promise<void> {
  await tx.update(sequencePromise, promise.id, { dueAt: null, problem: null, ...became })
  const [next] = await tx.all.list(sequencePromise, {
    where: { enrolment: one.id, status: { in: ['planned', 'paused'] }, position: { gt: promise.position } },
    sort: ['position'],
    limit: 1,
  })
  if (!next) return tx.update(enrolment, one.id, { ...finished, endedAt: tx.now })
  const dueAt = await afterThat(tx, one, promise, next)
  await tx.update(sequencePromise, next.id, { dueAt, status: 'planned' })
  await tx.update(enrolment, one.id, { position: next.position, nextAt: dueAt })
}

const onTimeMs = 3_600_000

/** When the next one is due: when it was promised for, or as much later as this one was. */
async function afterThat(tx: Tx, one: Enrolment, promise: Promised, next: Promised): Promise<string> {
  if (Date.parse(tx.now) - Date.parse(promise.promisedFor) < onTimeMs) return next.promisedFor
  const [, planned] = await planOf(tx, one, tx.now, promise.position)
  return planned ? later(planned.promisedFor, next.promisedFor) : next.promisedFor
}
