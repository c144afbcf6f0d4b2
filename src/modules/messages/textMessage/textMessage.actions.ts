import { defineAction, type Tx } from '#kernel/behaviour.ts'
import { textMessage } from './textMessage.ts'

export const textMessageActions = [
  defineAction(textMessage, 'send', {
    label: { en: 'Send', zh: '发送' },
    icon: 'message',
    when: { status: { in: ['draft', 'held', 'failed'] } },
    input: {},
    run: (record, _input, tx) => queue(tx, record.id),
  }),

  defineAction(textMessage, 'withdraw', {
    label: { en: 'Back to draft', zh: '撤回为草稿' },
    help: { en: 'While it waits.', zh: '仅在尚未发出时可撤回。' },
    icon: 'rotate',
    when: { status: { in: ['queued', 'held'] } },
    input: {},
    run: (record, _input, tx) => tx.update(textMessage, record.id, { status: 'draft', dueAt: null }),
  }),
]

/** Puts a message on its way. */
export function queue(tx: Tx, id: string): Promise<void> {
  return tx.update(textMessage, id, { status: 'queued', attempts: 0, dueAt: tx.now, problem: null, at: tx.now })
}
