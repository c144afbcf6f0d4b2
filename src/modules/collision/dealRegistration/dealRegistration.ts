import { autonumber } from '#kernel/fields/autonumber.ts'
import { date } from '#kernel/fields/date.ts'
import { longText } from '#kernel/fields/longText.ts'
import { number } from '#kernel/fields/number.ts'
import { relation } from '#kernel/fields/relation.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/** A seller or partner registers a customer and a product as hers for some days. */
export const dealRegistration = defineObject('dealRegistration', {
  label: { en: 'Registration', zh: '报备' },
  plural: 'Registrations',
  title: 'customer',
  icon: 'file-certificate',
  traits: ['owned', 'shared', 'timeline'],
  pending: { status: { in: ['active', 'disputed'] } },
  emits: {
    disputed: { label: { en: 'Disputed', zh: '发生争议' } },
    overruled: { label: { en: 'Overruled', zh: '裁决失效' } },
    ended: { label: { en: 'Ended', zh: '到期' } },
    withdrawn: { label: { en: 'Withdrawn', zh: '撤回' } },
  },
  fields: {
    number: autonumber({ label: { en: 'Number', zh: '编号' }, prefix: 'BB-', digits: 6 }),
    customer: text({
      label: { en: 'Customer', zh: '客户名称' },
      required: true,
      search: 'name',
      max: 200,
      nameOf: 'company',
      help: { en: 'The name of the account where one is chosen.', zh: '选择了客户时，默认为客户名称。' },
    }),
    account: relation('account', { label: { en: 'Account', zh: '关联客户' }, inverse: 'registrations' }),
    product: relation('product', {
      label: { en: 'Product', zh: '产品' },
      help: { en: 'All products where left empty.', zh: '留空表示全部产品。' },
    }),
    uscc: text({ label: { en: 'Unified social credit code', zh: '统一社会信用代码' }, max: 30 }),
    from: date({ label: { en: 'From', zh: '开始日期' }, fixed: true }),
    days: number({
      label: { en: 'Days', zh: '天数' },
      required: true,
      integer: true,
      min: 1,
      max: 365,
      default: 90,
      fixed: true,
    }),
    until: date({ label: { en: 'Until', zh: '有效期至' }, system: true, index: true }),
    status: select({
      label: { en: 'Status', zh: '状态' },
      system: true,
      default: 'active',
      index: true,
      options: [
        { key: 'active', label: { en: 'Active', zh: '有效' }, color: 'green' },
        { key: 'disputed', label: { en: 'Disputed', zh: '争议中' }, color: 'orange' },
        { key: 'overruled', label: { en: 'Overruled', zh: '裁决失效' }, color: 'red' },
        { key: 'ended', label: { en: 'Ended', zh: '已到期' }, color: 'gray' },
        { key: 'withdrawn', label: { en: 'Withdrawn', zh: '已撤回' }, color: 'gray' },
      ],
    }),
    note: longText({ label: { en: 'What has been done', zh: '跟进情况' } }),
  },
  views: {
    list: ['customer', 'product', 'status', 'owner', 'from', 'until', 'account'],
    sort: ['-createdAt'],
    board: { by: 'status', card: ['customer', 'product', 'owner', 'until'] },
    create: ['customer', 'account', 'product', 'days'],
    header: ['status', 'product', 'owner', 'until'],
    page: [
      {
        label: { en: 'Registered', zh: '报备内容' },
        fields: ['number', 'customer', 'account', 'uscc', 'product', 'note'],
      },
      { label: { en: 'Term', zh: '有效期' }, fields: ['owner', 'from', 'days', 'until', 'status'] },
    ],
  },
  matching: { organisation: { company: ['customer'], taxNumber: ['uscc'] } },
  indexes: [['createdAt'], ['status', 'until']],
})
