import { address } from '#kernel/fields/address.ts'
import { boolean } from '#kernel/fields/boolean.ts'
import { datetime } from '#kernel/fields/datetime.ts'
import { email } from '#kernel/fields/email.ts'
import { longText } from '#kernel/fields/longText.ts'
import { money } from '#kernel/fields/money.ts'
import { number } from '#kernel/fields/number.ts'
import { phone } from '#kernel/fields/phone.ts'
import { relation } from '#kernel/fields/relation.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { url } from '#kernel/fields/url.ts'
import { defineObject } from '#kernel/object.ts'
import { industries, ratings, sources } from '../choices.ts'

/** A company or organisation that buys, might buy, or matters to those who do. */
export const account = defineObject('account', {
  label: { en: 'Account', zh: '客户' },
  plural: 'Accounts',
  title: 'name',
  icon: 'building',
  traits: ['owned', 'shared', 'importable', 'timeline', 'tagged'],
  fields: {
    name: text({
      label: { en: 'Name', zh: '客户名称' },
      required: true,
      search: 'name',
      index: true,
      max: 200,
      nameOf: 'company',
    }),
    shortName: text({ label: { en: 'Short name', zh: '简称' }, search: 'name', max: 60 }),
    type: select({
      label: { en: 'Type', zh: '客户类型' },
      default: 'prospect',
      options: [
        { key: 'prospect', label: { en: 'Prospect', zh: '潜在客户' }, color: 'blue' },
        { key: 'customer', label: { en: 'Customer', zh: '成交客户' }, color: 'green' },
        { key: 'partner', label: { en: 'Partner', zh: '合作伙伴' }, color: 'violet' },
        { key: 'supplier', label: { en: 'Supplier', zh: '供应商' }, color: 'teal' },
        { key: 'competitor', label: { en: 'Competitor', zh: '竞争对手' }, color: 'red' },
        { key: 'other', label: { en: 'Other', zh: '其他' }, color: 'gray' },
      ],
    }),
    status: select({
      label: { en: 'Status', zh: '客户状态' },
      default: 'active',
      options: [
        { key: 'active', label: { en: 'Active', zh: '正常' }, color: 'green' },
        { key: 'dormant', label: { en: 'Dormant', zh: '沉睡' }, color: 'yellow', merges: 'last' },
        { key: 'lost', label: { en: 'Lost', zh: '流失' }, color: 'gray', merges: 'last' },
        { key: 'blocked', label: { en: 'Blocked', zh: '停止合作' }, color: 'red', merges: 'first' },
      ],
    }),
    level: select({
      label: { en: 'Level', zh: '客户级别' },
      index: true,
      help: { en: 'A for the most valuable.', zh: 'A 级为最重要的客户。' },
      options: [
        { key: 'A', label: { en: 'A', zh: 'A' }, color: 'red' },
        { key: 'B', label: { en: 'B', zh: 'B' }, color: 'orange' },
        { key: 'C', label: { en: 'C', zh: 'C' }, color: 'blue' },
        { key: 'D', label: { en: 'D', zh: 'D' }, color: 'gray' },
      ],
    }),
    rating: select({ label: { en: 'Interest', zh: '意向度' }, options: ratings }),
    industry: select({ label: { en: 'Industry', zh: '行业' }, index: true, options: industries }),
    source: select({ label: { en: 'Source', zh: '客户来源' }, options: sources }),
    employees: number({ label: { en: 'Employees', zh: '员工人数' }, integer: true, min: 0 }),
    annualRevenue: money({ label: { en: 'Annual revenue', zh: '年营业额' }, min: 0 }),
    phone: phone({ label: { en: 'Phone', zh: '电话' }, search: 'code' }),
    email: email({ label: { en: 'E-mail', zh: '邮箱' }, search: 'code' }),
    website: url({ label: { en: 'Website', zh: '网站' } }),
    domain: text({
      label: { en: 'Domain', zh: '域名' },
      system: true,
      derivedFrom: ['website', 'email'],
      search: 'code',
      help: { en: 'Taken from the website, else from the e-mail.', zh: '取自网站，没有网站时取自邮箱。' },
    }),
    wechat: text({ label: { en: 'WeChat', zh: '微信' }, search: 'code', max: 60 }),
    address: address({ label: { en: 'Address', zh: '地址' } }),
    parent: relation('account', {
      label: { en: 'Parent account', zh: '上级客户' },
      inverse: 'subsidiaries',
      index: true,
    }),
    uscc: text({
      label: { en: 'Unified social credit code', zh: '统一社会信用代码' },
      search: 'code',
      max: 30,
      help: { en: '18 digits and letters.', zh: '18 位数字和字母。' },
    }),
    usccValid: boolean({
      label: { en: 'Credit code is right', zh: '信用代码校验' },
      system: true,
      derivedFrom: ['uscc'],
      help: {
        en: 'Whether both check digits of the code are right.',
        zh: '信用代码的两位校验码是否正确。',
      },
    }),
    invoiceTitle: text({ label: { en: 'Invoice title', zh: '发票抬头' }, max: 200 }),
    taxNumber: text({
      label: { en: 'Tax number', zh: '税号' },
      search: 'code',
      max: 30,
      help: { en: 'Where it differs from the credit code.', zh: '与统一社会信用代码不同时填写。' },
    }),
    bankName: text({ label: { en: 'Bank', zh: '开户行' }, max: 200 }),
    bankAccount: text({ label: { en: 'Bank account', zh: '银行账号' }, sensitive: true, max: 40 }),
    lastFollowUpAt: datetime({ label: { en: 'Last follow-up', zh: '最近跟进' }, system: true }),
    nextFollowUpAt: datetime({ label: { en: 'Next follow-up', zh: '下次跟进' } }),
    description: longText({ label: { en: 'Description', zh: '备注' }, search: 'text' }),
  },
  views: {
    list: ['name', 'level', 'type', 'industry', 'owner', 'lastFollowUpAt', 'nextFollowUpAt', 'phone', 'address'],
    sort: ['-updatedAt'],
    board: { by: 'level', card: ['name', 'industry', 'owner', 'lastFollowUpAt'] },
    create: ['name', 'phone', 'source', 'industry'],
    header: ['level', 'type', 'owner', 'phone', 'lastFollowUpAt', 'nextFollowUpAt'],
    page: [
      {
        label: { en: 'Basics', zh: '基本信息' },
        fields: ['name', 'shortName', 'type', 'status', 'level', 'rating', 'industry', 'source', 'parent'],
      },
      { label: { en: 'Reach', zh: '联系方式' }, fields: ['phone', 'email', 'wechat', 'website', 'domain', 'address'] },
      { label: { en: 'Follow-up', zh: '跟进' }, fields: ['owner', 'nextFollowUpAt', 'lastFollowUpAt'] },
      { label: { en: 'Size', zh: '规模' }, fields: ['employees', 'annualRevenue'] },
      {
        label: { en: 'Registration and invoices', zh: '工商与开票' },
        fields: ['uscc', 'usccValid', 'invoiceTitle', 'taxNumber', 'bankName', 'bankAccount'],
      },
      { label: { en: 'Notes', zh: '备注' }, fields: ['description'] },
    ],
  },
  identity: [['uscc'], ['name'], ['domain']],
  matching: {
    organisation: {
      company: ['name', 'shortName', 'invoiceTitle'],
      taxNumber: ['uscc', 'taxNumber'],
      domain: ['website', 'email'],
      email: ['email'],
      phone: ['phone'],
      address: ['address'],
    },
  },
  indexes: [['updatedAt'], ['owner', 'updatedAt'], ['owner', 'nextFollowUpAt'], ['lastFollowUpAt']],
})
