import { follow } from '#kernel/behaviour.ts'
import { declinesSms } from '#kernel/text/sms.ts'
import { enrolment } from '#modules/sequences/enrolment/enrolment.ts'
import { noteReply, settlePromise, takeBackPromises } from '#modules/sequences/outcome.ts'
import { stopWhere } from '#modules/sequences/stop.ts'
import { textMessage } from './textMessage/textMessage.ts'

/* What a sequence has promised by a message is kept once it is sent; an answer ends what waits for one. */

export const promiseRules = [
  follow(textMessage, 'a promise knows what became of its message', async ({ before, after, changes }, tx) => {
    if (before === null || !changes('status')) return
    if (after.status === 'sent' || after.status === 'delivered') await settlePromise(tx, after.id, 'sent')
    if (after.status === 'failed') await settlePromise(tx, after.id, 'failed')
  }),

  follow(textMessage, 'an answer ends what waits for one, unless it declines the channel alone', async (change, tx) => {
    const { before, after } = change
    if (before !== null || after.status !== 'received' || declinesSms(after.text)) return
    const from = [...(after.lead ? [{ lead: after.lead }] : []), ...(after.contact ? [{ contact: after.contact }] : [])]
    if (from.length === 0) return
    await noteReply(tx, null, from)
    await stopWhere(tx, { or: from }, 'reply')
  }),

  follow(
    enrolment,
    'a message that has not gone is a draft again once nothing more is to go out',
    async (change, tx) => {
      if (change.before === null || !change.changes('status') || change.after.status !== 'stopped') return
      await takeBackPromises(tx, change.after.id, textMessage, ['queued', 'held'], { status: 'draft', dueAt: null })
    },
  ),
]
