import { autonumber } from '#kernel/fields/autonumber.ts'
import { datetime } from '#kernel/fields/datetime.ts'
import { longText } from '#kernel/fields/longText.ts'
import { number } from '#kernel/fields/number.ts'
import { relation, user } from '#kernel/fields/relation.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/** Two people registered the same customer; a judge says whose it is. */
export const ownershipDispute = defineObject('ownershipDispute', {
  label: { en: 'Dispute', zh: '归属争议' },
  plural: 'Disputes',
  title: 'customer',
  icon: 'list-details',
  nested: true,
  byRules: true,
  emits: {
    ruled: {
      label: { en: 'Ruled', zh: '裁决' },
      tells: { verdict: 'verdict', reason: 'reason', share: 'firstShare' },
    },
  },
  fields: {
    number: autonumber({ label: { en: 'Number', zh: '编号' }, prefix: 'ZY-', digits: 5 }),
    customer: text({ label: { en: 'Customer', zh: '客户名称' }, system: true, search: 'name', max: 200 }),
    account: relation('account', { label: { en: 'Account', zh: '关联客户' }, system: true }),
    product: relation('product', { label: { en: 'Product', zh: '产品' }, system: true }),
    first: relation('dealRegistration', {
      label: { en: 'First registration', zh: '先报备' },
      system: true,
      inverse: 'disputesAsFirst',
    }),
    second: relation('dealRegistration', {
      label: { en: 'Second registration', zh: '后报备' },
      system: true,
      inverse: 'disputesAsSecond',
    }),
    firstOwner: user({ label: { en: 'First claimant', zh: '先报备人' }, system: true }),
    secondOwner: user({ label: { en: 'Second claimant', zh: '后报备人' }, system: true }),
    openedAt: datetime({ label: { en: 'Opened', zh: '发起时间' }, system: true }),
    status: select({
      label: { en: 'Status', zh: '状态' },
      system: true,
      default: 'open',
      index: true,
      options: [
        { key: 'open', label: { en: 'Open', zh: '待裁决' }, color: 'orange' },
        { key: 'ruled', label: { en: 'Ruled', zh: '已裁决' }, color: 'green' },
      ],
    }),
    verdict: select({
      label: { en: 'Verdict', zh: '裁决结果' },
      system: true,
      options: [
        { key: 'keep', label: { en: 'Stays with the first', zh: '归先报备人' }, color: 'blue' },
        { key: 'move', label: { en: 'Goes to the second', zh: '归后报备人' }, color: 'violet' },
        { key: 'split', label: { en: 'Credit is split', zh: '业绩分成' }, color: 'teal' },
      ],
    }),
    firstShare: number({
      label: { en: 'Share of the first (%)', zh: '先报备人业绩（%）' },
      system: true,
      min: 0,
      max: 100,
    }),
    secondShare: number({
      label: { en: 'Share of the second (%)', zh: '后报备人业绩（%）' },
      system: true,
      min: 0,
      max: 100,
    }),
    reason: longText({ label: { en: 'Reason', zh: '裁决理由' }, system: true }),
    judge: user({ label: { en: 'Judge', zh: '裁决人' }, system: true }),
    ruledAt: datetime({ label: { en: 'Ruled', zh: '裁决时间' }, system: true }),
  },
  views: {
    list: ['customer', 'product', 'status', 'firstOwner', 'secondOwner', 'verdict', 'judge', 'openedAt', 'ruledAt'],
    sort: ['-openedAt'],
    board: { by: 'verdict', card: ['customer', 'firstOwner', 'secondOwner', 'judge'] },
    header: ['status', 'firstOwner', 'secondOwner', 'verdict'],
    page: [
      {
        label: { en: 'In dispute', zh: '争议' },
        fields: [
          'number',
          'customer',
          'account',
          'product',
          'first',
          'firstOwner',
          'second',
          'secondOwner',
          'openedAt',
        ],
      },
      {
        label: { en: 'Ruling', zh: '裁决' },
        fields: ['status', 'verdict', 'firstShare', 'secondShare', 'reason', 'judge', 'ruledAt'],
      },
    ],
  },
  indexes: [['openedAt']],
})
