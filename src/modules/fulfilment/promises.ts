import { follow } from '#kernel/behaviour.ts'
import { letter } from '#modules/letters/letter/letter.ts'
import { enrolment } from '#modules/sequences/enrolment/enrolment.ts'
import { settlePromise, takeBackPromises } from '#modules/sequences/outcome.ts'
import { packet } from './packet/packet.ts'

/* What a sequence has promised on paper is kept once it is posted. */

export const promiseRules = [
  follow(letter, 'a promise knows what became of its letter', async ({ before, after, changes }, tx) => {
    if (before === null || !changes('status')) return
    if (after.status === 'posted') await settlePromise(tx, after.id, 'sent')
    if (after.status === 'cancelled') await settlePromise(tx, after.id, 'skipped')
  }),

  follow(packet, 'a promise knows what became of its packet', async ({ before, after, changes }, tx) => {
    if (before === null || !changes('status')) return
    if (after.status === 'posted') await settlePromise(tx, after.id, 'sent')
    if (after.status === 'received') await settlePromise(tx, after.id, 'done')
    if (after.status === 'cancelled') await settlePromise(tx, after.id, 'skipped')
  }),

  follow(enrolment, 'what was not picked yet stays in stock once nothing more is to go out', async (change, tx) => {
    if (change.before === null || !change.changes('status') || change.after.status !== 'stopped') return
    await takeBackPromises(tx, change.after.id, packet, ['open'], { status: 'cancelled' })
  }),
]
