import { autonumber } from '#kernel/fields/autonumber.ts'
import { datetime } from '#kernel/fields/datetime.ts'
import { number } from '#kernel/fields/number.ts'
import { relation } from '#kernel/fields/relation.ts'
import { select } from '#kernel/fields/select.ts'
import { defineObject } from '#kernel/object.ts'

/** Letters that are printed together. Making one takes what waits. */
export const printBatch = defineObject('printBatch', {
  label: { en: 'Print batch', zh: '打印批次' },
  plural: 'Print batches',
  title: 'number',
  icon: 'layout-list',
  nested: true,
  traits: ['owned'],
  fields: {
    number: autonumber({ label: { en: 'Number', zh: '批次号' }, prefix: 'DY-', digits: 5, search: 'code' }),
    status: select({
      label: { en: 'Status', zh: '状态' },
      required: true,
      system: true,
      default: 'open',
      options: [
        { key: 'open', label: { en: 'To be printed', zh: '待确认' }, color: 'blue' },
        { key: 'printed', label: { en: 'Printed', zh: '已打印' }, color: 'violet' },
        { key: 'posted', label: { en: 'Posted', zh: '已寄出' }, color: 'green' },
        { key: 'released', label: { en: 'Put back', zh: '已退回' }, color: 'gray' },
      ],
    }),
    letterhead: relation('letterhead', {
      label: { en: 'Only on this letterhead', zh: '仅限此信纸' },
      inverse: 'batches',
      help: { en: 'Where papers or envelopes differ.', zh: '纸张或信封不同时分开打印。' },
    }),
    count: number({ label: { en: 'Letters', zh: '封数' }, system: true, integer: true, min: 0 }),
    printedAt: datetime({ label: { en: 'Printed at', zh: '打印时间' }, system: true }),
  },
  views: {
    list: ['number', 'status', 'count', 'createdAt', 'printedAt', 'owner'],
    sort: ['-createdAt'],
    create: ['letterhead'],
    header: ['status', 'count', 'printedAt', 'owner'],
    page: [
      { label: { en: 'Batch', zh: '批次' }, fields: ['number', 'status', 'count', 'letterhead', 'printedAt', 'owner'] },
    ],
  },
  indexes: [['createdAt'], ['status', 'createdAt']],
})
