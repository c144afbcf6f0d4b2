import { date } from '#kernel/fields/date.ts'
import { datetime } from '#kernel/fields/datetime.ts'
import { longText } from '#kernel/fields/longText.ts'
import { user } from '#kernel/fields/relation.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'
import { pooledRecord } from '../pooledRecord.ts'

/** An owner asks for more time before a record is recycled; her manager decides, or who manages the pool. */
export const extensionRequest = defineObject('extensionRequest', {
  label: { en: 'Request for more time', zh: '延期申请' },
  plural: 'Requests for more time',
  title: 'recordName',
  icon: 'calendar-time',
  nested: true,
  traits: ['owned'],
  pending: { status: 'pending' },
  emits: {
    asked: { label: { en: 'Asked', zh: '申请延期' } },
    decided: { label: { en: 'Decided', zh: '已审批' }, tells: { status: 'status' } },
  },
  fields: {
    recordName: text({ label: { en: 'Name', zh: '记录名称' }, system: true, max: 200 }),
    ...pooledRecord,
    until: date({ label: { en: 'Until', zh: '延期至' }, required: true, system: true }),
    reason: longText({ label: { en: 'Why', zh: '申请理由' }, system: true }),
    status: select({
      label: { en: 'Status', zh: '状态' },
      required: true,
      system: true,
      options: [
        { key: 'pending', label: { en: 'Waiting', zh: '待审批' }, color: 'orange' },
        { key: 'approved', label: { en: 'Approved', zh: '已同意' }, color: 'green' },
        { key: 'declined', label: { en: 'Declined', zh: '已拒绝' }, color: 'gray' },
      ],
    }),
    decider: user({ label: { en: 'Who decides', zh: '审批人' }, system: true, handedOver: true }),
    decidedBy: user({ label: { en: 'Decided by', zh: '处理人' }, system: true }),
    decidedAt: datetime({ label: { en: 'Decided', zh: '处理时间' }, system: true }),
    answer: longText({ label: { en: 'Answer', zh: '答复' }, system: true }),
  },
  views: { list: ['recordName', 'until', 'reason', 'owner', 'status', 'decidedBy'], sort: ['-createdAt'] },
  indexes: [['createdAt'], ['record', 'status'], ['decider', 'createdAt']],
})
