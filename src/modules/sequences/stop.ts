import type { Tx } from '#kernel/behaviour.ts'
import type { ObjectDef, RecordOf, Where } from '#kernel/object.ts'
import { letter } from '#modules/letters/letter/letter.ts'
import { mailMessage } from '#modules/mail/mailMessage/mailMessage.ts'
import { going } from './enrol.ts'
import { enrolment } from './enrolment/enrolment.ts'
import { sequence } from './sequence/sequence.ts'
import { openStatuses, sequencePromise } from './sequencePromise/sequencePromise.ts'

type Enrolment = RecordOf<typeof enrolment>
export type StopReason = NonNullable<Enrolment['stopReason']>

/** Reasons by which a sequence ends only where it says so. */
const chosen: ReadonlySet<string> = new Set(['reply', 'meeting', 'conversion', 'bounce', 'ownerChange'])
const many = 1_000

/** Ends open enrolments that match, where their sequences say so; answers those that go on. */
export async function stopWhere(tx: Tx, where: Where, reason: StopReason): Promise<readonly Enrolment[]> {
  const open = await tx.lockAll(enrolment, { where: { ...going, and: [where] }, sort: ['createdAt'], limit: many })
  const ends: Enrolment[] = []
  for (const one of open) {
    const stopOn = chosen.has(reason) ? ((await tx.all.get(sequence, one.sequence))?.stopOn ?? []) : [reason]
    if ((stopOn as readonly string[]).includes(reason)) ends.push(one)
  }
  await stop(tx, ends, reason)
  return open.filter((one) => !ends.includes(one))
}

/** Ends enrolments: nothing more goes out, and what waits for the post is taken back. */
export async function stop(tx: Tx, enrolments: readonly Enrolment[], reason: StopReason): Promise<void> {
  if (enrolments.length === 0) return
  const ids = enrolments.map(({ id }) => id)
  const ended = { nextAt: null, endedAt: tx.now, once: null, problem: null }
  await tx.updateAll(
    enrolment,
    ids.map((id) => ({ id, status: 'stopped' as const, stopReason: reason, ...ended })),
  )
  const open = await tx.all.list(sequencePromise, {
    where: { enrolment: { in: ids }, status: { in: [...openStatuses] } },
    sort: ['position'],
    limit: many * 10,
  })
  const takenBack = await takeBack(tx, open)
  const stopped = open.filter(({ id, status }) => status !== 'underway' || takenBack.has(id))
  await tx.updateAll(
    sequencePromise,
    stopped.map(({ id, status }) => ({
      id,
      status: 'stopped' as const,
      dueAt: null,
      waits: null,
      ...(status === 'underway' ? { at: null } : {}),
    })),
  )
}

/** Mails that have not gone and letters that wait for the printer become drafts again. */
async function takeBack(tx: Tx, open: readonly RecordOf<typeof sequencePromise>[]): Promise<ReadonlySet<string>> {
  const made = (key: string) =>
    open
      .filter(({ status, madeObject }) => status === 'underway' && madeObject === key)
      .map((one) => one.made as string)
  const [mails, letters] = [made(mailMessage.key), made(letter.key)]
  const waitingMails = await held(tx, mailMessage, mails, ['queued', 'held'])
  const waitingLetters = await held(tx, letter, letters, ['waiting'])
  await tx.updateAll(
    mailMessage,
    waitingMails.map((id) => ({ id, status: 'draft' as const, dueAt: null })),
  )
  await tx.updateAll(
    letter,
    waitingLetters.map((id) => ({ id, status: 'draft' as const })),
  )
  const back = new Set([...waitingMails, ...waitingLetters])
  return new Set(open.flatMap((one) => (one.made && back.has(one.made) ? [one.id] : [])))
}

async function held(tx: Tx, object: ObjectDef, ids: readonly string[], statuses: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const where = { id: { in: ids }, status: { in: statuses } }
  return (await tx.lockAll(object, { where, limit: many })).map(({ id }) => id)
}
