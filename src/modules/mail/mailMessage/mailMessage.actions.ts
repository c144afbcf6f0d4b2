import { defineAction, type Tx } from '#kernel/behaviour.ts'
import type { RecordOf } from '#kernel/object.ts'
import { mailMessage } from './mailMessage.ts'

export const mailMessageActions = [
  defineAction(mailMessage, 'send', {
    label: { en: 'Send', zh: '发送' },
    icon: 'mail',
    when: { status: { in: ['draft', 'held', 'failed'] } },
    input: {},
    async run(record, _input, tx) {
      await tx.update(mailMessage, record.id, {
        status: 'queued',
        attempts: 0,
        dueAt: tx.now,
        problem: null,
        at: tx.now,
      })
    },
  }),

  defineAction(mailMessage, 'withdraw', {
    label: { en: 'Back to draft', zh: '撤回为草稿' },
    help: { en: 'While it waits for the post.', zh: '仅在尚未发出时可撤回。' },
    icon: 'rotate',
    when: { status: { in: ['queued', 'held'] } },
    input: {},
    async run(record, _input, tx) {
      await tx.update(mailMessage, record.id, { status: 'draft', dueAt: null })
    },
  }),

  defineAction(mailMessage, 'hasGone', {
    label: { en: 'It was sent', zh: '确认已发出' },
    help: {
      en: 'You have seen it in your sent mail, or the recipient has it.',
      zh: '你在已发送邮件中看到了它，或对方已收到。',
    },
    icon: 'circle-check',
    when: { status: 'uncertain' },
    input: {},
    async run(record, _input, tx) {
      await tx.update(mailMessage, record.id, { status: 'sent', problem: null })
    },
  }),

  defineAction(mailMessage, 'sendAgain', {
    label: { en: 'Send once more', zh: '重新发送' },
    help: { en: 'The recipient may get it twice.', zh: '对方可能会收到两封。' },
    icon: 'mail',
    when: { status: 'uncertain' },
    input: {},
    async run(record, _input, tx) {
      await tx.update(mailMessage, record.id, { status: 'queued', attempts: 0, dueAt: tx.now, problem: null })
    },
  }),

  defineAction(mailMessage, 'openToColleagues', {
    label: { en: 'Open the thread to colleagues', zh: '对同事公开会话' },
    help: {
      en: 'Who may work with the customer may read all mails of the thread, and those to come.',
      zh: '可处理该客户的同事都能查看这组往来邮件，包括之后的邮件。',
    },
    icon: 'users-group',
    minor: true,
    when: { openThread: false },
    input: {},
    run: (record, _input, tx) => openThread(record, tx, true),
  }),

  defineAction(mailMessage, 'keepToMyself', {
    label: { en: 'Close the thread to colleagues', zh: '取消公开会话' },
    icon: 'lock',
    minor: true,
    when: { openThread: true },
    input: {},
    run: (record, _input, tx) => openThread(record, tx, false),
  }),
]

/** Of the thread what the one who acts owns; what colleagues have of it is theirs to open. */
async function openThread({ id, thread, owner }: RecordOf<typeof mailMessage>, tx: Tx, open: boolean): Promise<void> {
  const where = { thread: thread ?? '', owner: owner ?? null }
  const mine = thread ? await tx.all.list(mailMessage, { where, limit: 1_000 }) : []
  const ids = new Set([id, ...mine.map((one) => one.id)])
  await tx.updateAll(
    mailMessage,
    [...ids].map((one) => ({ id: one, openThread: open })),
  )
}
