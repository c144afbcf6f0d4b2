import { defineAction, type Tx } from '#kernel/behaviour.ts'
import type { WorkingCalendar } from '#kernel/calendar.ts'
import type { Address } from '#kernel/fields/address.ts'
import { datetime } from '#kernel/fields/datetime.ts'
import { relation } from '#kernel/fields/relation.ts'
import type { RecordOf } from '#kernel/object.ts'
import { refuse } from '#kernel/problem.ts'
import { contact } from '#modules/customers/contact/contact.ts'
import { suppression } from '#modules/mail/suppression/suppression.ts'
import { lead } from '#modules/sales/lead/lead.ts'
import { enrolment } from './enrolment/enrolment.ts'
import { calendarThere, type Hours, windowsOf } from './plan.ts'
import { sequence } from './sequence/sequence.ts'

export type About = 'lead' | 'contact'

/** Whom a sequence is about, as far as it concerns sequences. */
export type Subject = {
  readonly about: About
  readonly id: string
  readonly name: string
  readonly email: string | null
  readonly owner: string | null
  readonly account: string | null
  readonly country: string | null
  readonly optedOut: boolean
  /** Converted or unqualified: nothing follows any more. */
  readonly over: boolean
}

/** The lead or contact of an enrolment, past rights; null where she is gone. */
export async function subjectOf(
  tx: Tx,
  ids: { readonly lead?: string | null; readonly contact?: string | null },
): Promise<Subject | null> {
  const found = ids.lead ? await tx.all.get(lead, ids.lead) : null
  if (found) return subjectFrom('lead', found)
  const person = ids.contact ? await tx.all.get(contact, ids.contact) : null
  return person && subjectFrom('contact', person)
}

function subjectFrom(about: 'lead', record: RecordOf<typeof lead>): Subject
function subjectFrom(about: 'contact', record: RecordOf<typeof contact>): Subject
function subjectFrom(about: About, record: RecordOf<typeof lead> | RecordOf<typeof contact>): Subject {
  return {
    about,
    id: record.id,
    name: record.name,
    email: record.email,
    owner: record.owner ?? null,
    account: 'account' in record ? record.account : null,
    country: (record.address as Address | null)?.country ?? null,
    optedOut: record.doNotContact === true || record.doNotEmail === true,
    over: 'status' in record && (record.status === 'converted' || record.status === 'unqualified'),
  }
}

/** When something of this sequence may go out to her. */
export function hoursFor(
  { windows, working }: Pick<RecordOf<typeof sequence>, 'windows' | 'working'>,
  subject: Subject | null,
  here: WorkingCalendar,
): Hours {
  return { windows: windowsOf(windows), working: working !== false, there: calendarThere(subject?.country, here) }
}

/** Has her address said that nothing more is to come, or complained? */
export async function declined(tx: Tx, address: string | null): Promise<'optOut' | 'complaint' | 'bounce' | null> {
  if (!address) return null
  const [found] = await tx.all.list(suppression, { where: { address }, limit: 1 })
  if (!found || found.reason === 'manual') return found ? 'optOut' : null
  return found.reason === 'bounced' ? 'bounce' : found.reason === 'complained' ? 'complaint' : 'optOut'
}

/** Open enrolments. */
export const going = { status: { in: ['active', 'paused', 'held'] } }

/** Puts somebody into a live sequence; refuses who is in it already, has opted out, or is beyond it. */
async function enrol(tx: Tx, sequenceId: string, subject: Subject, startAt: string | null): Promise<string> {
  const into = await tx.all.get(sequence, sequenceId)
  if (into?.status !== 'live' || !into.live)
    throw refuse('invalid', 'sequence', { en: 'This sequence is not live.', zh: '这个序列没有在运行。' }, 'not-live')
  if (into.about !== subject.about)
    throw refuse('invalid', 'sequence', { en: 'This sequence is for others.', zh: '这个序列适用于其他对象。' }, 'about')
  if (subject.over)
    throw refuse('conflict', null, { en: 'The lead is converted or unqualified.', zh: '线索已转化或无效。' }, 'over')
  if (subject.optedOut || ['optOut', 'complaint'].includes((await declined(tx, subject.email)) ?? ''))
    throw refuse(
      'conflict',
      null,
      { en: `${subject.name} does not want to be contacted.`, zh: `${subject.name} 不希望被联系。` },
      'opted-out',
    )
  const once = `${into.id} ${subject.id}`
  const [there] = await tx.all.list(enrolment, { where: { once }, limit: 1 })
  if (there)
    throw refuse(
      'conflict',
      null,
      { en: `${subject.name} is in this sequence already.`, zh: `${subject.name} 已在这个序列中。` },
      'already',
    )
  return tx.create(enrolment, {
    name: `${subject.name} · ${into.name}`,
    sequence: into.id,
    edition: into.live,
    [subject.about]: subject.id,
    account: subject.account,
    address: subject.email,
    owner: subject.owner,
    nextAt: startAt && startAt > tx.now ? startAt : tx.now,
    once,
  })
}

const words = {
  label: { en: 'Enrol in a sequence', zh: '加入培育序列' },
  help: {
    en: 'Mails, letters and tasks follow by themselves, in the name of its owner, until somebody replies.',
    zh: '系统按步骤以负责人名义发出邮件、信函和任务，收到回复即停止。',
  },
  icon: 'mail',
  minor: true,
} as const

const begins = datetime({
  label: { en: 'Begins', zh: '开始时间' },
  help: { en: 'At once where empty.', zh: '不填则立即开始。' },
})

const into = (about: About) =>
  relation(sequence.key, { label: sequence.label, required: true, where: { status: 'live', about } })

export const enrolActions = [
  defineAction(lead, 'enrol', {
    ...words,
    when: { status: { notIn: ['converted', 'unqualified'] }, doNotContact: false },
    input: { sequence: into('lead'), startAt: begins },
    run: async (record, input, tx) => ({
      enrolment: await enrol(tx, input.sequence, subjectFrom('lead', record), input.startAt),
    }),
  }),
  defineAction(contact, 'enrol', {
    ...words,
    when: { doNotContact: false },
    input: { sequence: into('contact'), startAt: begins },
    run: async (record, input, tx) => ({
      enrolment: await enrol(tx, input.sequence, subjectFrom('contact', record), input.startAt),
    }),
  }),
]
