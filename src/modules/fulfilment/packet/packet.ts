import { address } from '#kernel/fields/address.ts'
import { autonumber } from '#kernel/fields/autonumber.ts'
import { datetime } from '#kernel/fields/datetime.ts'
import { longText } from '#kernel/fields/longText.ts'
import { money } from '#kernel/fields/money.ts'
import { phone } from '#kernel/fields/phone.ts'
import { relation } from '#kernel/fields/relation.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

export const carriers = [
  { key: 'sf', label: { en: 'SF Express', zh: '顺丰' } },
  { key: 'zto', label: { en: 'ZTO', zh: '中通' } },
  { key: 'ems', label: { en: 'EMS', zh: 'EMS' } },
  { key: 'post', label: { en: 'China Post', zh: '中国邮政' } },
  { key: 'yto', label: { en: 'YTO', zh: '圆通' } },
  { key: 'yunda', label: { en: 'Yunda', zh: '韵达' } },
  { key: 'jd', label: { en: 'JD Logistics', zh: '京东物流' } },
  { key: 'dhl', label: { en: 'DHL', zh: 'DHL' } },
  { key: 'ups', label: { en: 'UPS', zh: 'UPS' } },
  { key: 'fedex', label: { en: 'FedEx', zh: 'FedEx' } },
  { key: 'other', label: { en: 'Other', zh: '其他' } },
] as const

/** A letter and items from stock that are packed, posted and received. */
export const packet = defineObject('packet', {
  label: { en: 'Packet', zh: '包裹' },
  plural: 'Packets',
  title: 'number',
  icon: 'truck',
  traits: ['owned', 'shared', 'timeline'],
  happensAt: 'at',
  pending: { status: { in: ['open', 'picked', 'posted'] } },
  fields: {
    number: autonumber({ label: { en: 'Number', zh: '编号' }, prefix: 'BG-', digits: 5, search: 'code' }),
    status: select({
      label: { en: 'Status', zh: '状态' },
      required: true,
      system: true,
      default: 'open',
      options: [
        { key: 'open', label: { en: 'To be picked', zh: '待拣货' }, color: 'orange' },
        { key: 'picked', label: { en: 'Picked', zh: '已拣货' }, color: 'blue' },
        { key: 'posted', label: { en: 'Posted', zh: '已寄出' }, color: 'violet' },
        { key: 'received', label: { en: 'Received', zh: '已签收' }, color: 'green' },
        { key: 'cancelled', label: { en: 'Cancelled', zh: '已取消' }, color: 'gray' },
      ],
    }),
    recipient: text({ label: { en: 'Recipient', zh: '收件人' }, max: 100, personal: true, search: 'text' }),
    company: text({ label: { en: 'Company', zh: '收件单位' }, max: 200 }),
    phone: phone({ label: { en: 'Phone', zh: '收件电话' }, personal: true }),
    address: address({ label: { en: 'Address', zh: '寄送地址' }, personal: true }),
    contact: relation('contact', { label: { en: 'Contact', zh: '联系人' }, inverse: 'packets', timeline: true }),
    account: relation('account', { label: { en: 'Account', zh: '客户' }, inverse: 'packets', timeline: true }),
    lead: relation('lead', { label: { en: 'Lead', zh: '线索' }, inverse: 'packets', timeline: true }),
    letter: relation('letter', { label: { en: 'Letter in it', zh: '随附信函' }, inverse: 'packets' }),
    value: money({ label: { en: 'Value', zh: '总价值' }, system: true }),
    carrier: select({ label: { en: 'Carrier', zh: '承运商' }, options: carriers }),
    tracking: text({ label: { en: 'Tracking number', zh: '运单号' }, search: 'code', max: 60, index: true }),
    pickedAt: datetime({ label: { en: 'Picked at', zh: '拣货时间' }, system: true }),
    postedAt: datetime({ label: { en: 'Posted at', zh: '寄出时间' }, system: true }),
    receivedAt: datetime({ label: { en: 'Received at', zh: '签收时间' }, system: true }),
    at: datetime({ label: { en: 'When', zh: '时间' }, system: true }),
    note: longText({ label: { en: 'Note', zh: '备注' }, max: 2_000 }),
  },
  views: {
    list: ['number', 'status', 'recipient', 'company', 'carrier', 'tracking', 'postedAt', 'receivedAt', 'owner'],
    sort: ['-at'],
    board: { by: 'status', sum: 'value', card: ['number', 'recipient', 'company', 'tracking'] },
    create: ['contact', 'account', 'letter', 'note'],
    header: ['status', 'recipient', 'company', 'carrier', 'tracking', 'value', 'owner'],
    page: [
      { label: { en: 'To', zh: '收件' }, fields: ['recipient', 'company', 'phone', 'address'] },
      { label: { en: 'About', zh: '关联' }, fields: ['contact', 'account', 'lead', 'letter', 'owner'] },
      {
        label: { en: 'On its way', zh: '寄送' },
        fields: ['status', 'carrier', 'tracking', 'pickedAt', 'postedAt', 'receivedAt', 'value', 'note'],
      },
    ],
  },
  indexes: [['at'], ['status', 'createdAt'], ['contact', 'at'], ['account', 'at'], ['lead', 'at'], ['owner', 'at']],
})
