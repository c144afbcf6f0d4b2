import { score } from '#kernel/fields/score.ts'
import { defineLearning } from '#kernel/learn/learning.ts'
import { extendObject } from '#kernel/object.ts'
import { opportunity } from '#modules/sales/opportunity/opportunity.ts'

/** How likely an open sale is to be won, of a hundred, as the sales of the past say. */
export const chance = extendObject(opportunity, {
  fields: {
    chance: score({
      label: { en: 'Foretold chance', zh: '赢单预测' },
      help: {
        en: 'Of a hundred; learnt from your own won and lost sales by what was known of them after two weeks.',
        zh: '满分 100，根据本公司过往赢单、输单商机在前两周的情况学习得出。',
      },
      learnt: true,
      index: true,
      where: { status: 'open' },
      grades: [
        { key: 'A', from: 60, color: 'green' },
        { key: 'B', from: 40, color: 'teal' },
        { key: 'C', from: 20, color: 'orange' },
        { key: 'D', from: 0, color: 'gray' },
      ],
    }),
  },
  views: {
    list: ['chance'],
    header: ['chance'],
    page: [{ label: { en: 'Foretold', zh: '预测' }, fields: ['chance'] }],
  },
})

const contacts = { over: 'activity', through: 'opportunity', at: 'at', where: { status: 'done' } } as const

export const chanceLearning = defineLearning(opportunity, {
  score: 'chance',
  won: { status: 'won' },
  lost: { status: 'lost' },
  closedAt: 'closedAt',
  horizonDays: 14,
  features: [
    { key: 'source', label: { en: 'Source', zh: '来源' }, is: 'choice', field: 'source' },
    { key: 'type', label: { en: 'Type', zh: '类型' }, is: 'choice', field: 'type' },
    { key: 'amount', label: { en: 'Amount', zh: '金额' }, is: 'size', field: 'amount' },
    { key: 'competitor', label: { en: 'Competitor known', zh: '有竞争对手' }, is: 'filled', field: 'competitor' },
    {
      key: 'level',
      label: { en: 'Level of the account', zh: '客户级别' },
      is: 'choice',
      of: 'account',
      field: 'level',
    },
    { key: 'industry', label: { en: 'Industry', zh: '行业' }, is: 'choice', of: 'account', field: 'industry' },
    { key: 'contacts', label: { en: 'Contacts in two weeks', zh: '前两周跟进次数' }, is: 'count', ...contacts },
    { key: 'wait', label: { en: 'Days until the first contact', zh: '首次跟进用时（天）' }, is: 'wait', ...contacts },
  ],
  saying: {
    source: { referral: 20, partner: 15, visit: 10, coldCall: -10, purchasedList: -20 },
    type: { renewal: 20, more: 10 },
    level: { A: 20, B: 10, D: -10 },
    contacts: { '+': 15 },
    wait: { '+': -15 },
    competitor: { true: -10 },
  },
})
