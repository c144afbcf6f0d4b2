import { address } from '#kernel/fields/address.ts'
import { date } from '#kernel/fields/date.ts'
import { datetime } from '#kernel/fields/datetime.ts'
import { email } from '#kernel/fields/email.ts'
import { longText } from '#kernel/fields/longText.ts'
import { phone } from '#kernel/fields/phone.ts'
import { relation } from '#kernel/fields/relation.ts'
import { relations } from '#kernel/fields/relations.ts'
import { score } from '#kernel/fields/score.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { url } from '#kernel/fields/url.ts'
import { defineObject } from '#kernel/object.ts'
import { industries, ratings, sources } from '#modules/customers/choices.ts'
import { consent } from '#modules/customers/consent.ts'
import { leadScore } from './lead.score.ts'

/** Somebody who may become a customer, before anybody knows. */
export const lead = defineObject('lead', {
  label: { en: 'Lead', zh: '线索' },
  plural: 'Leads',
  title: 'name',
  icon: 'target',
  emits: {
    converted: {
      label: { en: 'Converted', zh: '已转换' },
      tells: { account: 'convertedAccount', contact: 'convertedContact', opportunity: 'convertedOpportunity' },
    },
  },
  traits: ['owned', 'shared', 'importable', 'timeline', 'tagged'],
  fields: {
    name: text({
      label: { en: 'Name', zh: '姓名' },
      required: true,
      search: 'name',
      max: 100,
      nameOf: 'person',
      personal: true,
    }),
    company: text({ label: { en: 'Company', zh: '公司' }, search: 'name', max: 200, nameOf: 'company' }),
    jobTitle: text({ label: { en: 'Job title', zh: '职务' }, max: 100, personal: true }),
    mobile: phone({ label: { en: 'Mobile', zh: '手机' }, search: 'code', index: true, personal: true }),
    phone: phone({ label: { en: 'Phone', zh: '座机' }, search: 'code', personal: true }),
    email: email({ label: { en: 'E-mail', zh: '邮箱' }, search: 'code', index: true, personal: true }),
    wechat: text({ label: { en: 'WeChat', zh: '微信' }, search: 'code', max: 60, personal: true }),
    website: url({ label: { en: 'Website', zh: '网站' } }),
    address: address({ label: { en: 'Address', zh: '地址' }, personal: true }),
    uscc: text({ label: { en: 'Unified social credit code', zh: '统一社会信用代码' }, search: 'code', max: 30 }),
    industry: select({ label: { en: 'Industry', zh: '行业' }, options: industries }),
    source: select({ label: { en: 'Source', zh: '线索来源' }, options: sources, index: true, internal: true }),
    campaignText: text({
      internal: true,
      label: { en: 'Campaign as told', zh: '来源活动' },
      help: { en: 'As the form or the file named it.', zh: '表单或导入文件中写明的活动名称。' },
    }),
    status: select({
      internal: true,
      label: { en: 'Status', zh: '线索状态' },
      required: true,
      default: 'new',
      options: [
        { key: 'new', label: { en: 'New', zh: '新线索' }, color: 'blue' },
        { key: 'working', label: { en: 'Working', zh: '跟进中' }, color: 'orange' },
        { key: 'parked', label: { en: 'Parked', zh: '搁置' }, color: 'violet' },
        { key: 'qualified', label: { en: 'Qualified', zh: '已确认' }, color: 'teal' },
        { key: 'converted', label: { en: 'Converted', zh: '已转化' }, color: 'green', merges: 'first' },
        { key: 'unqualified', label: { en: 'Unqualified', zh: '无效' }, color: 'gray', merges: 'last' },
      ],
    }),
    unqualifiedReason: select({
      internal: true,
      label: { en: 'Why unqualified', zh: '无效原因' },
      options: [
        { key: 'unreachable', label: { en: 'Cannot be reached', zh: '无法联系' } },
        { key: 'noNeed', label: { en: 'No need', zh: '没有需求' } },
        { key: 'noBudget', label: { en: 'No budget', zh: '没有预算' } },
        { key: 'notOurs', label: { en: 'Not our kind of customer', zh: '不是目标客户' } },
        { key: 'duplicate', label: { en: 'Duplicate', zh: '重复' } },
        { key: 'wrongData', label: { en: 'Wrong data', zh: '信息有误' } },
        { key: 'other', label: { en: 'Other', zh: '其他' } },
      ],
    }),
    criteria: relations('qualificationCriterion', {
      label: { en: 'Criteria met', zh: '已满足的确认条件' },
      internal: true,
      where: { active: true },
    }),
    parkedUntil: date({
      label: { en: 'Parked until', zh: '搁置到' },
      internal: true,
      index: true,
      help: { en: 'On that day it comes back by itself.', zh: '到期自动重新跟进。' },
    }),
    parkedReason: text({ label: { en: 'What to do then', zh: '届时要做什么' }, internal: true, max: 200 }),
    rating: select({ label: { en: 'Interest', zh: '意向度' }, options: ratings, internal: true }),
    score: score({ label: { en: 'Score', zh: '评分' }, index: true, ...leadScore }),
    ...consent,
    need: longText({ label: { en: 'Need', zh: '需求' }, search: 'text', personal: true }),
    lastFollowUpAt: datetime({ label: { en: 'Last follow-up', zh: '最近跟进' }, system: true }),
    nextFollowUpAt: datetime({ label: { en: 'Next follow-up', zh: '下次跟进' } }),
    convertedAt: datetime({ label: { en: 'Converted', zh: '转化时间' }, system: true }),
    convertedAccount: relation('account', {
      label: { en: 'Became account', zh: '转化的客户' },
      system: true,
      inverse: 'convertedLeads',
    }),
    convertedContact: relation('contact', {
      label: { en: 'Became contact', zh: '转化的联系人' },
      system: true,
      inverse: 'convertedLeads',
    }),
    convertedOpportunity: relation('opportunity', {
      label: { en: 'Became opportunity', zh: '转化的商机' },
      system: true,
      inverse: 'convertedLeads',
    }),
  },
  views: {
    list: ['name', 'company', 'status', 'source', 'mobile', 'score', 'owner', 'lastFollowUpAt', 'createdAt'],
    sort: ['-createdAt'],
    board: { by: 'status', card: ['name', 'company', 'source', 'owner', 'lastFollowUpAt'] },
    create: ['name', 'company', 'mobile', 'source'],
    header: ['status', 'company', 'mobile', 'source', 'score', 'owner'],
    page: [
      {
        label: { en: 'Basics', zh: '基本信息' },
        fields: [
          'name',
          'company',
          'jobTitle',
          'industry',
          'status',
          'criteria',
          'parkedUntil',
          'parkedReason',
          'unqualifiedReason',
          'rating',
          'owner',
        ],
      },
      {
        label: { en: 'Reach', zh: '联系方式' },
        fields: ['mobile', 'phone', 'email', 'wechat', 'website', 'address', 'uscc'],
      },
      {
        label: { en: 'Consent', zh: '联系意愿' },
        fields: ['doNotContact', 'doNotCall', 'doNotEmail', 'trackingConsent'],
      },
      { label: { en: 'Origin', zh: '来源' }, fields: ['source', 'campaignText', 'score'] },
      { label: { en: 'Need', zh: '需求与跟进' }, fields: ['need', 'nextFollowUpAt', 'lastFollowUpAt'] },
      {
        label: { en: 'Conversion', zh: '转化' },
        fields: ['convertedAt', 'convertedAccount', 'convertedContact', 'convertedOpportunity'],
      },
    ],
  },
  identity: [['email'], ['mobile'], ['uscc'], ['name', 'company']],
  together: [['status', 'unqualifiedReason', 'parkedUntil', 'parkedReason']],
  matching: {
    organisation: { company: ['company'], taxNumber: ['uscc'], domain: ['website', 'email'], address: ['address'] },
    person: {
      person: ['name'],
      email: ['email'],
      phone: ['mobile', 'phone'],
      employer: ['company'],
      address: ['address'],
    },
  },
  indexes: [
    ['createdAt'],
    ['status', 'createdAt'],
    ['owner', 'createdAt'],
    ['owner', 'status', 'createdAt'],
    ['owner', 'nextFollowUpAt'],
  ],
})
