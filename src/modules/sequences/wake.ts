import { subscribe } from '#kernel/behaviour.ts'
import { goOnAgain } from './enrolment/enrolment.actions.ts'
import { enrolment } from './enrolment/enrolment.ts'
import { later } from './plan.ts'
import { sequence } from './sequence/sequence.ts'
import { sequencePromise } from './sequencePromise/sequencePromise.ts'
import { stop } from './stop.ts'

export const sequenceSubscribers = [
  subscribe('who waited for a sequence goes on with it', ['sequence.resumed'], async (event, work) => {
    const where = { sequence: event.recordId, status: 'paused', 'enrolment.status': 'active' }
    await work.sweep(sequencePromise, where, event.id, async (promises, tx) => {
      await tx.updateAll(
        sequencePromise,
        promises.map(({ id, promisedFor }) => ({
          id,
          status: 'planned' as const,
          dueAt: later(promisedFor, tx.now),
        })),
      )
    })
  }),

  subscribe('a retired sequence ends for everybody', ['sequence.retired'], async (event, work) => {
    const where = { sequence: event.recordId, status: { in: ['active', 'paused', 'held'] } }
    await work.sweep(enrolment, where, event.id, (enrolments, tx) => stop(tx, enrolments, 'retired'))
  }),

  subscribe('whoever answers for a sequence hears what holds it up', ['enrolment.held'], async (event, work) => {
    const one = await work.get(enrolment, event.recordId)
    const into = one && (await work.get(sequence, one.sequence))
    const userId = into?.owner ?? one?.owner
    if (one && userId)
      await work.notify('sequenceHeld', [{ userId, object: enrolment.key, recordId: one.id, once: event.id }])
  }),

  subscribe('what had nobody to answer for it goes on with its owner', ['enrolment.updated'], async (event, work) => {
    const [before, owner] = event.changes['owner'] ?? []
    if (before || !owner) return
    await work.write(async (tx) => {
      const one = await tx.lock(enrolment, event.recordId)
      if (one?.status === 'held') await goOnAgain(tx, one)
    })
  }),
]
