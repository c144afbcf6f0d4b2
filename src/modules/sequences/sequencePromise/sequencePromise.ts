import { boolean } from '#kernel/fields/boolean.ts'
import { datetime } from '#kernel/fields/datetime.ts'
import { email } from '#kernel/fields/email.ts'
import { number } from '#kernel/fields/number.ts'
import { relation } from '#kernel/fields/relation.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/** While a promise has one of these, it is still to be kept. */
export const openStatuses = ['planned', 'paused', 'held', 'underway'] as const

/** What a step of a sequence has promised to somebody: by when, whether it went, what became of it. `dueAt` stands at the next one alone. */
export const sequencePromise = defineObject('sequencePromise', {
  label: { en: 'Promise', zh: '承诺' },
  plural: 'Promises',
  title: 'name',
  icon: 'list-details',
  traits: ['owned'],
  nested: true,
  byRules: true,
  pending: { status: { in: [...openStatuses] } },
  fields: {
    name: text({ label: { en: 'Promise', zh: '承诺事项' }, required: true, system: true, max: 300 }),
    enrolment: relation('enrolment', {
      label: { en: 'Enrolment', zh: '培育记录' },
      required: true,
      system: true,
      inverse: 'promises',
      onDelete: 'cascade',
    }),
    sequence: relation('sequence', {
      label: { en: 'Sequence', zh: '培育序列' },
      required: true,
      system: true,
      inverse: 'promises',
      onDelete: 'cascade',
    }),
    status: select({
      label: { en: 'Status', zh: '状态' },
      required: true,
      system: true,
      default: 'planned',
      options: [
        { key: 'planned', label: { en: 'Planned', zh: '计划中' }, color: 'gray' },
        { key: 'paused', label: { en: 'Paused', zh: '已暂停' }, color: 'orange' },
        { key: 'held', label: { en: 'Needs attention', zh: '待处理' }, color: 'red' },
        { key: 'underway', label: { en: 'On its way', zh: '办理中' }, color: 'blue' },
        { key: 'sent', label: { en: 'Sent', zh: '已发出' }, color: 'green' },
        { key: 'done', label: { en: 'Done', zh: '已完成' }, color: 'green' },
        { key: 'bounced', label: { en: 'Bounced', zh: '被退回' }, color: 'red' },
        { key: 'failed', label: { en: 'Failed', zh: '未兑现' }, color: 'red' },
        { key: 'skipped', label: { en: 'Skipped', zh: '已跳过' }, color: 'gray' },
        { key: 'stopped', label: { en: 'Stopped', zh: '已停止' }, color: 'gray' },
      ],
    }),
    kind: text({ label: { en: 'Kind', zh: '方式' }, required: true, system: true, max: 40 }),
    step: text({ label: { en: 'Step', zh: '步骤编号' }, required: true, system: true, max: 40 }),
    position: number({ label: { en: 'Step', zh: '步骤' }, integer: true, required: true, system: true }),
    lead: relation('lead', {
      label: { en: 'Lead', zh: '线索' },
      system: true,
      onDelete: 'cascade',
    }),
    contact: relation('contact', {
      label: { en: 'Contact', zh: '联系人' },
      system: true,
      onDelete: 'cascade',
    }),
    account: relation('account', { label: { en: 'Account', zh: '客户' }, system: true }),
    address: email({ label: { en: 'E-mail', zh: '邮箱' }, system: true, personal: true }),
    domain: text({ label: { en: 'Domain', zh: '邮箱域名' }, system: true, max: 254 }),
    promisedFor: datetime({ label: { en: 'Promised for', zh: '承诺时间' }, required: true, system: true }),
    dueAt: datetime({ label: { en: 'Due', zh: '到期时间' }, system: true, index: true }),
    at: datetime({ label: { en: 'Kept', zh: '兑现时间' }, system: true }),
    counted: boolean({ label: { en: 'Counts towards limits', zh: '计入发送上限' }, system: true, default: false }),
    replied: boolean({ label: { en: 'Answered', zh: '已回复' }, system: true, default: false }),
    measured: boolean({ label: { en: 'Openings are counted', zh: '统计打开' }, system: true, personal: true }),
    opened: boolean({ label: { en: 'Opened', zh: '已打开' }, system: true, personal: true }),
    clicked: boolean({ label: { en: 'Clicked', zh: '已点击' }, system: true, personal: true }),
    waits: select({
      label: { en: 'Waits for', zh: '顺延原因' },
      system: true,
      options: [
        { key: 'hours', label: { en: 'the hours of sending', zh: '等待发送时段' } },
        { key: 'person', label: { en: 'the daily limit of its owner', zh: '负责人当日已达上限' } },
        { key: 'domain', label: { en: 'the daily limit of the domain', zh: '该域名当日已达上限' } },
        { key: 'recipient', label: { en: 'the limit of the recipient', zh: '对方近期已达上限' } },
      ],
    }),
    problem: text({ label: { en: 'Problem', zh: '问题' }, system: true, max: 1_000 }),
    madeObject: text({ label: { en: 'What came of it', zh: '产生的记录类型' }, system: true, max: 60 }),
    made: text({ label: { en: 'Its record', zh: '产生的记录' }, system: true, max: 36, index: true }),
  },
  views: {
    list: ['promisedFor', 'name', 'lead', 'contact', 'kind', 'status', 'at', 'owner', 'sequence'],
    sort: ['promisedFor'],
    header: ['status', 'promisedFor', 'at', 'owner'],
    page: [
      {
        label: { en: 'Promise', zh: '承诺' },
        fields: ['name', 'status', 'promisedFor', 'dueAt', 'at', 'waits', 'problem', 'replied', 'opened', 'clicked'],
      },
      {
        label: { en: 'To whom', zh: '对象' },
        fields: ['lead', 'contact', 'account', 'enrolment', 'sequence', 'owner'],
      },
    ],
  },
  indexes: [
    ['enrolment', 'position'],
    ['status', 'promisedFor'],
    ['owner', 'at'],
    ['domain', 'at'],
    ['address', 'at'],
    ['sequence', 'status', 'promisedFor'],
    ['lead'],
    ['contact'],
  ],
})
