import { follow, type Tx } from '#kernel/behaviour.ts'
import type { ObjectDef, Patch, RecordOf, Where } from '#kernel/object.ts'
import { activity } from '#modules/activities/activity/activity.ts'
import { mailMessage } from '#modules/mail/mailMessage/mailMessage.ts'
import { enrolment } from './enrolment/enrolment.ts'
import { sequencePromise } from './sequencePromise/sequencePromise.ts'

type Status = RecordOf<typeof sequencePromise>['status']

/** Notes what became of what a step made, such as a mail that was sent or a task that is done. What is over stays. */
export async function settlePromise(tx: Tx, made: string, status: Status): Promise<void> {
  const found = await tx.all.list(sequencePromise, { where: { made }, limit: 10 })
  const open = found.filter((one) => one.status === 'underway' || (one.status === 'sent' && status !== 'sent'))
  await tx.updateAll(
    sequencePromise,
    open.map(({ id, at }) => ({ id, status, at: status === 'sent' || status === 'done' ? tx.now : at })),
  )
}

/** Takes back what steps of an enrolment made and what stands still in one of these statuses: its promises are stopped. */
export async function takeBackPromises<O extends ObjectDef>(
  tx: Tx,
  enrolmentId: string,
  object: O,
  statuses: readonly string[],
  patch: Patch<O>,
): Promise<void> {
  const where = { enrolment: enrolmentId, status: 'underway', madeObject: object.key }
  const promises = await tx.all.list(sequencePromise, { where, limit: 200 })
  if (promises.length === 0) return
  const ids = promises.map(({ made }) => made as string)
  const held = await tx.lockAll(object, { where: { id: { in: ids }, status: { in: [...statuses] } }, limit: 200 })
  const back = new Set(held.map(({ id }) => id))
  await tx.updateAll(
    sequencePromise,
    promises
      .filter(({ made }) => back.has(made as string))
      .map(({ id }) => ({ id, status: 'stopped' as const, at: null })),
  )
  await tx.updateAll(
    object,
    [...back].map((id) => ({ ...patch, id })),
  )
}

/** The step that was answered: the one whose mail it was, else the last that went to her while she was in a sequence. */
export async function noteReply(tx: Tx, replyTo: string | null, from: readonly Where[]): Promise<void> {
  const its = replyTo ? await tx.all.list(sequencePromise, { where: { made: replyTo }, limit: 1 }) : []
  const [answered] = its.length > 0 ? its : await lastSent(tx, from)
  if (answered && !answered.replied) await tx.update(sequencePromise, answered.id, { replied: true })
}

async function lastSent(tx: Tx, from: readonly Where[]) {
  const open = await tx.all.list(enrolment, { where: { status: 'active', or: from }, limit: 10 })
  if (open.length === 0) return []
  const where = { enrolment: { in: open.map(({ id }) => id) }, counted: true, at: { lte: tx.now } }
  return tx.all.list(sequencePromise, { where, sort: ['-at'], limit: 1 })
}

const ofMail: Readonly<Record<string, Status>> = { sent: 'sent', bounced: 'bounced', failed: 'failed' }
const ofTask: Readonly<Record<string, Status>> = { done: 'done', cancelled: 'skipped' }

export const outcomeRules = [
  follow(mailMessage, 'a promise knows what became of its mail', async ({ before, after, changes }, tx) => {
    const status = before !== null && changes('status') ? ofMail[after.status] : undefined
    if (status) await settlePromise(tx, after.id, status)
  }),

  follow(mailMessage, 'a promise knows what its reader did with its mail', async ({ before, after, changes }, tx) => {
    if (before === null || !(changes('tracked') || changes('openedAt') || changes('clickedAt'))) return
    const [promise] = await tx.all.list(sequencePromise, { where: { made: after.id }, limit: 1 })
    if (!promise) return
    const [measured, opened, clicked] = [after.tracked === true, after.openedAt !== null, after.clickedAt !== null]
    await tx.update(sequencePromise, promise.id, { measured, opened, clicked })
  }),

  follow(activity, 'a promise knows what became of its task', async ({ before, after, changes }, tx) => {
    const status = before !== null && changes('status') ? ofTask[after.status] : undefined
    if (status) await settlePromise(tx, after.id, status)
  }),
]
