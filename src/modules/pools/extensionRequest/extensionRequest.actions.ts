import { defineAction, type Tx } from '#kernel/behaviour.ts'
import { longText } from '#kernel/fields/longText.ts'
import { defineNotice } from '#kernel/notice.ts'
import type { RecordOf } from '#kernel/object.ts'
import { refuse } from '#kernel/problem.ts'
import { asPooled } from '../pooled.ts'
import { pooledOf } from '../pooledObjects.ts'
import { extensionRequest } from './extensionRequest.ts'

const answer = longText({ label: { en: 'Answer', zh: '答复' } })
const pending = { status: 'pending' } as const

export const extensionActions = [
  defineAction(extensionRequest, 'approve', {
    label: { en: 'Approve', zh: '同意延期' },
    help: { en: 'The record is protected until that day.', zh: '记录将保护至所申请的日期。' },
    icon: 'circle-check',
    needs: 'read',
    when: pending,
    input: { answer },
    async run(request, input, tx) {
      mayDecide(tx, request)
      const object = asPooled(pooledOf(request.object).object)
      const record = await tx.lock(object, request.record)
      if (!record || record.owner !== request.owner)
        throw refuse(
          'conflict',
          null,
          { en: 'The record has another owner by now; decline it.', zh: '记录已不在申请人名下，请拒绝该申请。' },
          'not-now',
        )
      if ((record.protectedUntil ?? '') < request.until)
        await tx.update(object, record.id, { protectedUntil: request.until })
      await decide(tx, request, 'approved', input.answer)
    },
  }),

  defineAction(extensionRequest, 'decline', {
    label: { en: 'Decline', zh: '拒绝' },
    icon: 'circle-x',
    needs: 'read',
    when: pending,
    input: { answer },
    async run(request, input, tx) {
      mayDecide(tx, request)
      await decide(tx, request, 'declined', input.answer)
    },
  }),
]

export const extensionNotices = [
  defineNotice('extensionAsked', {
    label: { en: 'Somebody asks you for more time', zh: '有人向你申请延期' },
    offers: [{ action: 'approve' }, { action: 'decline' }],
    says: { one: { en: '{who} asks for more time for {record}', zh: '{who} 为 {record} 申请延期' } },
    events: ['extensionRequest.asked'],
    async to(event, all) {
      return [(await all.get(extensionRequest, event.recordId))?.decider]
    },
  }),
  defineNotice('extensionDecided', {
    label: { en: 'Your request for more time is decided', zh: '你的延期申请有结果' },
    says: { one: { en: '{who} decided on more time for {record}', zh: '{who} 处理了 {record} 的延期申请' } },
    events: ['extensionRequest.decided'],
    async to(event, all) {
      return [(await all.get(extensionRequest, event.recordId))?.owner]
    },
  }),
]

async function decide(
  tx: Tx,
  request: RecordOf<typeof extensionRequest>,
  status: 'approved' | 'declined',
  answer: string | null,
): Promise<void> {
  await tx.update(extensionRequest, request.id, { status, answer, decidedBy: tx.actor.id, decidedAt: tx.now })
  await tx.emit(extensionRequest, request.id, 'decided', { status })
}

function mayDecide(tx: Tx, { decider }: Pick<RecordOf<typeof extensionRequest>, 'decider'>): void {
  if (tx.actor.admin || (tx.actor.id !== null && decider === tx.actor.id)) return
  throw refuse('forbidden', null, { en: 'Others decide on this.', zh: '你不是审批人。' }, 'not-decider')
}
