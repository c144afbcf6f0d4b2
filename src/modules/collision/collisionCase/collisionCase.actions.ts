import { defineAction, type Tx } from '#kernel/behaviour.ts'
import { date } from '#kernel/fields/date.ts'
import { longText } from '#kernel/fields/longText.ts'
import { select } from '#kernel/fields/select.ts'
import type { ObjectDef, RecordOf, Values } from '#kernel/object.ts'
import { refuse } from '#kernel/problem.ts'
import { addDays, startOfDay } from '#kernel/time.ts'
import { account } from '#modules/customers/account/account.ts'
import { contact } from '#modules/customers/contact/contact.ts'
import { asPooled } from '#modules/pools/pooled.ts'
import { lead } from '#modules/sales/lead/lead.ts'
import { collisionCase } from './collisionCase.ts'

type Case = RecordOf<typeof collisionCase>
const byKey: Readonly<Record<string, ObjectDef>> = { account, contact, lead }

export const collisionCaseActions = [
  defineAction(collisionCase, 'requestShare', {
    label: { en: 'Ask to share', zh: '申请共享' },
    help: { en: 'The owner of the record gets a notification.', zh: '对方负责人会收到通知。' },
    icon: 'users-group',
    when: { shareStatus: { in: ['none', 'declined'] }, keeper: { empty: false }, owner: { is: 'me' } },
    input: { reason: longText({ label: { en: 'Why', zh: '理由' } }) },
    async run(record, { reason }, tx) {
      await tx.update(collisionCase, record.id, { shareStatus: 'asked', shareReason: reason, answer: null })
      await tx.emit(collisionCase, record.id, 'shareAsked', { reason })
    },
  }),

  defineAction(collisionCase, 'acceptShare', {
    label: { en: 'Share', zh: '同意共享' },
    icon: 'circle-check',
    when: { shareStatus: 'asked', keeper: { is: 'me' } },
    input: {
      level: select({
        label: { en: 'May', zh: '权限' },
        required: true,
        default: 'read',
        options: [
          { key: 'read', label: { en: 'Read', zh: '查看' } },
          { key: 'update', label: { en: 'Change', zh: '修改' } },
        ],
      }),
      until: date({
        label: { en: 'Until', zh: '共享至' },
        help: { en: '30 days where left empty.', zh: '留空为 30 天。' },
      }),
    },
    async run(record, { level, until }, tx) {
      const last = until ?? addDays(tx.today, 30)
      if (last < tx.today) throw refuse('invalid', 'until', { en: 'This day is past.', zh: '日期已经过去。' }, 'past')
      const there = found(record)
      if (!(await tx.get(there.object, there.id)))
        throw refuse('conflict', null, { en: 'The record is no longer yours.', zh: '这条记录已不在你名下。' }, 'gone')
      await tx.share(there.object, there.id, {
        granteeId: record.owner!,
        level,
        until: startOfDay(addDays(last, 1), tx.actor.timeZone),
      })
      await tx.update(collisionCase, record.id, { shareStatus: 'accepted', shareUntil: last })
      await tx.emit(collisionCase, record.id, 'shareAccepted', { until: last })
    },
  }),

  defineAction(collisionCase, 'declineShare', {
    label: { en: 'Decline', zh: '拒绝' },
    icon: 'circle-x',
    when: { shareStatus: 'asked', keeper: { is: 'me' } },
    input: { note: longText({ label: { en: 'Answer', zh: '答复' } }) },
    async run(record, { note }, tx) {
      await tx.update(collisionCase, record.id, { shareStatus: 'declined', answer: note })
      await tx.emit(collisionCase, record.id, 'shareDeclined', { note })
    },
  }),

  defineAction(collisionCase, 'letIn', {
    label: { en: 'Let in', zh: '准予录入' },
    help: {
      en: 'What was entered is made for the one who entered it; a change or a claim goes through as she asked for it.',
      zh: '按原录入内容新建，归录入人负责；修改或拾取则按原申请生效。',
    },
    icon: 'circle-check',
    when: { ending: 'judge', not: { owner: { is: 'me' } } },
    input: {},
    async run(record, _input, tx) {
      const object = byKey[record.object ?? '']
      if (!object) return
      const { id: there, ...values } = record.draft as Readonly<Record<string, unknown>>
      const id =
        typeof there === 'string'
          ? await carryOut(record, object, there, values, tx)
          : await tx.create(object, { ...values, owner: record.owner } as never, { ruled: true })
      for (const { id } of await attempt(record, tx))
        await tx.update(collisionCase, id, { ending: 'letIn', draft: null })
      await tx.emit(collisionCase, record.id, 'letIn')
      return { id }
    },
  }),

  defineAction(collisionCase, 'turnDown', {
    label: { en: 'Turn down', zh: '不予录入' },
    icon: 'circle-x',
    when: { ending: 'judge' },
    input: { note: longText({ label: { en: 'Why', zh: '理由' }, required: true }) },
    async run(record, { note }, tx) {
      for (const { id } of await attempt(record, tx))
        await tx.update(collisionCase, id, { ending: 'turnedDown', answer: note, draft: null })
      await tx.emit(collisionCase, record.id, 'turnedDown', { note })
    },
  }),
]

/** The cases of one attempt: what was entered may be like several records, and is ruled on, and told, once. */
async function attempt(record: Case, tx: Tx): Promise<readonly Case[]> {
  const { owner, object, at, entered } = record
  return tx.all.list(collisionCase, { where: { ending: 'judge', owner, object, at, entered }, limit: 100 })
}

/** Changes a record that is there, or gives it to the one who wanted to take it over, in whose stead nobody has come meanwhile. */
async function carryOut(record: Case, object: ObjectDef, id: string, values: Values, tx: Tx): Promise<string> {
  const pooled = asPooled(object)
  const there = await tx.lock(pooled, id)
  if (!there) throw refuse('conflict', null, { en: 'The record is gone.', zh: '记录已不存在。' }, 'gone')
  if (record.entry !== 'claim') await tx.update(object, id, values as never, { ruled: true })
  else if (there.owner)
    throw refuse('conflict', null, { en: 'It has an owner by now.', zh: '这条记录已有负责人。' }, 'taken')
  else {
    const heldNote = record.policy
    await tx.update(pooled, id, { owner: record.owner, pool: null, heldReason: 'judged', heldNote }, { ruled: true })
  }
  return id
}

function found(record: Case): { object: ObjectDef; id: string } {
  const [key, id] = (['account', 'contact', 'lead'] as const)
    .map((one) => [one, record[one]] as const)
    .find(([, value]) => value !== null) ?? [null, null]
  if (!key || !id) throw refuse('conflict', null, { en: 'The record is gone.', zh: '记录已不存在。' }, 'gone')
  return { object: byKey[key]!, id }
}
