import { address } from '#kernel/fields/address.ts'
import { datetime } from '#kernel/fields/datetime.ts'
import { longText } from '#kernel/fields/longText.ts'
import { number } from '#kernel/fields/number.ts'
import { relation } from '#kernel/fields/relation.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/**
 * A letter on paper. Its owner signs it. Once it waits, the next print batch takes it, and from then on its words are those that
 * were printed.
 */
export const letter = defineObject('letter', {
  label: { en: 'Letter', zh: '信函' },
  plural: 'Letters',
  title: 'subject',
  icon: 'file-text',
  traits: ['owned', 'shared', 'timeline'],
  happensAt: 'at',
  pending: { status: { in: ['draft', 'waiting', 'inBatch', 'printed'] } },
  fields: {
    subject: text({ label: { en: 'Subject', zh: '主题' }, required: true, search: 'text', max: 200 }),
    status: select({
      label: { en: 'Status', zh: '状态' },
      required: true,
      system: true,
      default: 'draft',
      options: [
        { key: 'draft', label: { en: 'Draft', zh: '草稿' }, color: 'gray' },
        { key: 'waiting', label: { en: 'Waits for the printer', zh: '待打印' }, color: 'orange' },
        { key: 'inBatch', label: { en: 'In a batch', zh: '打印中' }, color: 'blue' },
        { key: 'printed', label: { en: 'Printed', zh: '已打印' }, color: 'violet' },
        { key: 'posted', label: { en: 'Posted', zh: '已寄出' }, color: 'green' },
        { key: 'cancelled', label: { en: 'Cancelled', zh: '已取消' }, color: 'gray' },
      ],
    }),
    body: longText({ label: { en: 'Text', zh: '正文' }, required: true, search: 'text', personal: true, max: 20_000 }),
    recipient: text({ label: { en: 'Recipient', zh: '收件人' }, max: 100, personal: true }),
    company: text({ label: { en: 'Company', zh: '收件单位' }, max: 200 }),
    address: address({ label: { en: 'Address', zh: '寄送地址' }, personal: true }),
    contact: relation('contact', { label: { en: 'Contact', zh: '联系人' }, inverse: 'letters', timeline: true }),
    account: relation('account', { label: { en: 'Account', zh: '客户' }, inverse: 'letters', timeline: true }),
    lead: relation('lead', { label: { en: 'Lead', zh: '线索' }, inverse: 'letters', timeline: true }),
    template: relation('letterTemplate', { label: { en: 'Template', zh: '模板' }, inverse: 'letters' }),
    letterhead: relation('letterhead', {
      label: { en: 'Letterhead', zh: '信纸' },
      inverse: 'letters',
      help: { en: 'The standard one where it is empty.', zh: '不填则用默认信纸。' },
    }),
    batch: relation('printBatch', { label: { en: 'Print batch', zh: '打印批次' }, inverse: 'letters', system: true }),
    place: number({ label: { en: 'Place in the batch', zh: '批次内序号' }, system: true, integer: true, min: 1 }),
    problem: longText({ label: { en: 'To be looked at', zh: '需要检查' }, system: true, max: 1_000 }),
    waitingSince: datetime({ label: { en: 'Waits since', zh: '进入待打印' }, system: true }),
    printedAt: datetime({ label: { en: 'Printed at', zh: '打印时间' }, system: true }),
    postedAt: datetime({ label: { en: 'Posted at', zh: '寄出时间' }, system: true }),
    at: datetime({ label: { en: 'When', zh: '时间' }, system: true }),
  },
  views: {
    list: ['subject', 'status', 'recipient', 'company', 'account', 'owner', 'printedAt', 'postedAt'],
    sort: ['-at'],
    board: { by: 'status', card: ['subject', 'recipient', 'company', 'owner'] },
    create: ['subject', 'body', 'contact', 'account'],
    header: ['status', 'recipient', 'company', 'problem', 'owner'],
    page: [
      { label: { en: 'Letter', zh: '信函' }, fields: ['subject', 'body', 'recipient', 'company', 'address'] },
      { label: { en: 'About', zh: '关联' }, fields: ['contact', 'account', 'lead', 'owner'] },
      {
        label: { en: 'On its way', zh: '打印与寄送' },
        fields: ['status', 'batch', 'place', 'waitingSince', 'printedAt', 'postedAt', 'problem'],
      },
      { label: { en: 'Layout', zh: '版式' }, fields: ['template', 'letterhead'] },
    ],
  },
  indexes: [
    ['at'],
    ['status', 'waitingSince'],
    ['batch', 'place'],
    ['contact', 'at'],
    ['account', 'at'],
    ['lead', 'at'],
    ['owner', 'at'],
  ],
})
