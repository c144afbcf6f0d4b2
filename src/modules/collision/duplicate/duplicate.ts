import { date } from '#kernel/fields/date.ts'
import { datetime } from '#kernel/fields/datetime.ts'
import { multiSelect } from '#kernel/fields/multiSelect.ts'
import { number } from '#kernel/fields/number.ts'
import { user } from '#kernel/fields/relation.ts'
import { relations } from '#kernel/fields/relations.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'
import { levelOptions, reasonOptions, watchedOptions } from '../choices.ts'

/** Records that are there and likely the same: somebody says whether they are. Its owner is who is to look at it. */
export const duplicate = defineObject('duplicate', {
  label: { en: 'Likely duplicate', zh: '疑似重复' },
  plural: 'Likely duplicates',
  title: 'name',
  icon: 'list-details',
  byRules: true,
  traits: ['owned'],
  pending: { status: { in: ['open', 'later'] } },
  emits: {
    saidDifferent: { label: { en: 'Not the same', zh: '不是同一个' } },
    putOff: { label: { en: 'Later', zh: '稍后处理' } },
  },
  fields: {
    name: text({ label: { en: 'Name', zh: '名称' }, system: true, search: 'name', max: 200 }),
    object: select({ label: { en: 'Of', zh: '对象' }, system: true, options: watchedOptions }),
    proposal: select({
      label: { en: 'Proposal', zh: '建议' },
      system: true,
      default: 'merge',
      options: [
        { key: 'merge', label: { en: 'Merge', zh: '合并' }, color: 'blue' },
        { key: 'attach', label: { en: 'Convert into what is there', zh: '转化到已有客户' }, color: 'teal' },
      ],
      help: {
        en: 'Records of one kind are merged; a lead is converted and attached to the account or contact that is there.',
        zh: '同类记录合并；线索则转化并关联到已有的客户或联系人。',
      },
    }),
    accounts: relations('account', { label: { en: 'Accounts', zh: '客户' }, system: true }),
    contacts: relations('contact', { label: { en: 'Contacts', zh: '联系人' }, system: true }),
    leads: relations('lead', { label: { en: 'Leads', zh: '线索' }, system: true }),
    count: number({ label: { en: 'Records', zh: '记录数' }, system: true, integer: true }),
    points: number({ label: { en: 'Points', zh: '得分' }, system: true, integer: true }),
    level: select({ label: { en: 'How alike', zh: '相似程度' }, system: true, options: levelOptions }),
    agrees: multiSelect({ label: { en: 'Agrees in', zh: '相同之处' }, system: true, options: reasonOptions }),
    status: select({
      label: { en: 'Status', zh: '状态' },
      system: true,
      default: 'open',
      index: true,
      options: [
        { key: 'open', label: { en: 'To decide', zh: '待处理' }, color: 'orange' },
        { key: 'later', label: { en: 'Later', zh: '稍后处理' }, color: 'gray' },
        { key: 'notSame', label: { en: 'Not the same', zh: '不是同一个' }, color: 'blue' },
        { key: 'merged', label: { en: 'Merged', zh: '已合并' }, color: 'green' },
        { key: 'attached', label: { en: 'Converted', zh: '已转化' }, color: 'green' },
        { key: 'gone', label: { en: 'Settled by itself', zh: '已自行消除' }, color: 'gray' },
      ],
    }),
    until: date({ label: { en: 'Again on', zh: '再次提醒' }, system: true }),
    decidedBy: user({ label: { en: 'Decided by', zh: '处理人' }, system: true }),
    decidedAt: datetime({ label: { en: 'Decided', zh: '处理时间' }, system: true }),
    foundAt: datetime({ label: { en: 'Found', zh: '发现时间' }, system: true }),
  },
  views: {
    list: ['name', 'object', 'proposal', 'level', 'count', 'points', 'agrees', 'status', 'owner', 'foundAt'],
    sort: ['-points', '-foundAt'],
    header: ['status', 'level', 'points', 'owner', 'until'],
    page: [
      {
        label: { en: 'Records', zh: '记录' },
        fields: [
          'object',
          'proposal',
          'accounts',
          'contacts',
          'leads',
          'count',
          'points',
          'level',
          'agrees',
          'foundAt',
        ],
      },
      { label: { en: 'Decision', zh: '处理' }, fields: ['status', 'owner', 'until', 'decidedBy', 'decidedAt'] },
    ],
  },
  indexes: [
    ['points', 'foundAt'],
    ['status', 'points'],
  ],
})
