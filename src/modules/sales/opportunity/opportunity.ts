import { autonumber } from '#kernel/fields/autonumber.ts'
import { date } from '#kernel/fields/date.ts'
import { datetime } from '#kernel/fields/datetime.ts'
import { formula } from '#kernel/fields/formula.ts'
import { longText } from '#kernel/fields/longText.ts'
import { money } from '#kernel/fields/money.ts'
import { percent } from '#kernel/fields/percent.ts'
import { relation } from '#kernel/fields/relation.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'
import { sources } from '#modules/customers/choices.ts'
import { lostReasons } from './lostReasons.ts'

/** A sale that may come. Its stage decides whether it is open, won or lost. */
export const opportunity = defineObject('opportunity', {
  label: { en: 'Opportunity', zh: '商机' },
  plural: 'Opportunities',
  title: 'name',
  icon: 'coin',
  emits: {
    won: { label: { en: 'Won', zh: '赢单' }, tells: { amount: 'amount' } },
    lost: { label: { en: 'Lost', zh: '输单' }, tells: { reason: 'lostReason' } },
    reopened: { label: { en: 'Reopened', zh: '重新打开' }, tells: { amount: 'amount' } },
  },
  traits: ['owned', 'shared', 'importable', 'timeline', 'tagged'],
  keeps: [
    { key: 'won', label: { en: 'Has a won deal', zh: '有成交' }, through: 'account', where: { status: 'won' } },
    {
      key: 'open',
      label: { en: 'Has an open opportunity', zh: '有进行中的商机' },
      through: 'account',
      where: { status: 'open' },
    },
  ],
  fields: {
    number: autonumber({ label: { en: 'Number', zh: '商机编号' }, prefix: 'SJ-', search: 'code' }),
    name: text({ label: { en: 'Name', zh: '商机名称' }, required: true, search: 'name', max: 200 }),
    account: relation('account', {
      label: { en: 'Account', zh: '客户' },
      inverse: 'opportunities',
      index: true,
      counted: true,
    }),
    contact: relation('contact', { label: { en: 'Contact', zh: '联系人' }, inverse: 'opportunities', index: true }),
    amount: money({
      label: { en: 'Amount', zh: '金额' },
      min: 0,
      ratedAt: 'closeDate',
      help: { en: 'The sum of the lines, where there are lines.', zh: '有产品明细时，等于明细合计。' },
    }),
    pipeline: relation('pipeline', {
      label: { en: 'Pipeline', zh: '销售流程' },
      required: true,
      inverse: 'opportunities',
    }),
    stage: relation('stage', { label: { en: 'Stage', zh: '阶段' }, required: true, inverse: 'opportunities' }),
    status: select({
      label: { en: 'Status', zh: '状态' },
      system: true,
      required: true,
      default: 'open',
      options: [
        { key: 'open', label: { en: 'Open', zh: '进行中' }, color: 'blue' },
        { key: 'won', label: { en: 'Won', zh: '赢单' }, color: 'green' },
        { key: 'lost', label: { en: 'Lost', zh: '输单' }, color: 'gray' },
      ],
    }),
    stageSince: datetime({ label: { en: 'In stage since', zh: '进入阶段时间' }, system: true }),
    probability: percent({
      label: { en: 'Probability', zh: '赢率' },
      help: { en: 'The stage gives it, unless you set it.', zh: '默认取阶段的赢率，也可自行修改。' },
    }),
    weighted: formula({
      label: { en: 'Weighted amount', zh: '加权金额' },
      is: 'amount * probability / 100',
      result: 'money',
    }),
    closeDate: date({
      label: { en: 'Close date', zh: '预计成交日期' },
      help: { en: 'Expected; the actual day once closed.', zh: '结束后为实际日期。' },
    }),
    forecast: select({
      label: { en: 'Forecast', zh: '预测类别' },
      options: [
        { key: 'pipeline', label: { en: 'Pipeline', zh: '储备' }, color: 'blue' },
        { key: 'best', label: { en: 'Best case', zh: '有望' }, color: 'orange' },
        { key: 'commit', label: { en: 'Commit', zh: '承诺' }, color: 'teal' },
        { key: 'closed', label: { en: 'Closed', zh: '已成交' }, color: 'green' },
        { key: 'omitted', label: { en: 'Omitted', zh: '不计入' }, color: 'gray' },
      ],
    }),
    type: select({
      label: { en: 'Type', zh: '商机类型' },
      options: [
        { key: 'new', label: { en: 'New business', zh: '新客户' } },
        { key: 'more', label: { en: 'More business', zh: '增购' } },
        { key: 'renewal', label: { en: 'Renewal', zh: '续约' } },
      ],
    }),
    source: select({ label: { en: 'Source', zh: '商机来源' }, options: sources }),
    nextStep: text({ label: { en: 'Next step', zh: '下一步' } }),
    competitor: text({ label: { en: 'Competitor', zh: '竞争对手' } }),
    lostReason: select({ label: { en: 'Why lost', zh: '输单原因' }, options: lostReasons }),
    wonAt: datetime({ label: { en: 'Won at', zh: '赢单时间' }, system: true }),
    lostAt: datetime({ label: { en: 'Lost at', zh: '输单时间' }, system: true }),
    closedAt: datetime({ label: { en: 'Closed at', zh: '结束时间' }, system: true, index: true }),
    lastFollowUpAt: datetime({ label: { en: 'Last follow-up', zh: '最近跟进' }, system: true }),
    nextFollowUpAt: datetime({ label: { en: 'Next follow-up', zh: '下次跟进' } }),
    description: longText({ label: { en: 'Description', zh: '备注' }, search: 'text' }),
  },
  views: {
    list: ['name', 'account', 'stage', 'amount', 'probability', 'closeDate', 'nextStep', 'owner', 'lastFollowUpAt'],
    sort: ['-updatedAt'],
    board: { by: 'stage', sum: 'amount', card: ['name', 'account', 'amount', 'closeDate', 'nextStep', 'owner'] },
    calendar: { at: 'closeDate', tone: 'status' },
    create: ['name', 'account', 'amount', 'closeDate'],
    header: ['stage', 'amount', 'closeDate', 'account', 'owner', 'probability'],
    page: [
      {
        label: { en: 'Basics', zh: '基本信息' },
        fields: ['name', 'number', 'account', 'contact', 'type', 'source', 'owner'],
      },
      {
        label: { en: 'Progress', zh: '进展' },
        fields: ['pipeline', 'stage', 'stageSince', 'closeDate', 'nextStep', 'nextFollowUpAt', 'lastFollowUpAt'],
      },
      { label: { en: 'Money', zh: '金额与预测' }, fields: ['amount', 'probability', 'weighted', 'forecast'] },
      { label: { en: 'Result', zh: '结果' }, fields: ['status', 'lostReason', 'competitor', 'wonAt', 'lostAt'] },
      { label: { en: 'Notes', zh: '备注' }, fields: ['description'] },
    ],
  },
  indexes: [
    ['updatedAt'],
    ['closeDate'],
    ['stage', 'closeDate'],
    ['owner', 'updatedAt'],
    ['status', 'closeDate'],
    ['owner', 'status', 'closeDate'],
  ],
})
