import { datetime } from '#kernel/fields/datetime.ts'
import { number } from '#kernel/fields/number.ts'
import { relation, user } from '#kernel/fields/relation.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'
import { pooledRecord } from '#modules/pools/pooledRecord.ts'

/** The ledger of what rules gave to whom: turns, shares and capacities are reckoned from it, and how soon somebody answered. */
export const assignment = defineObject('assignment', {
  label: { en: 'Assignment', zh: '分配记录' },
  plural: 'Assignments',
  title: 'recordName',
  icon: 'list-details',
  nested: true,
  byRules: true,
  fields: {
    rule: relation('assignmentRule', { label: { en: 'Rule', zh: '规则' }, required: true, system: true }),
    ...pooledRecord,
    recordName: text({ label: { en: 'Name', zh: '记录名称' }, system: true, max: 200 }),
    person: user({ label: { en: 'To', zh: '分配给' }, system: true, inverse: 'assignments' }),
    pool: relation('pool', { label: { en: 'Pool', zh: '公海池' }, system: true }),
    turn: number({
      label: { en: 'Turn', zh: '序号' },
      system: true,
      integer: true,
      help: { en: 'Of its rule, one after the other.', zh: '本规则的第几次分配。' },
    }),
    among: number({
      label: { en: 'Among', zh: '候选人数' },
      system: true,
      integer: true,
      help: { en: 'How many could have had it.', zh: '当时有多少人可以接收。' },
    }),
    at: datetime({ label: { en: 'When', zh: '时间' }, required: true, system: true }),
    respondBy: datetime({ label: { en: 'Response due', zh: '响应截止' }, system: true }),
    respondedAt: datetime({ label: { en: 'Responded', zh: '首次响应' }, system: true }),
    missed: number({ label: { en: 'Times missed', zh: '超时次数' }, system: true, integer: true }),
  },
  views: {
    list: ['recordName', 'rule', 'person', 'pool', 'at', 'respondBy', 'respondedAt', 'missed'],
    sort: ['-at'],
  },
  indexes: [
    ['rule', 'turn'],
    ['rule', 'person', 'turn'],
    ['person', 'object', 'at'],
    ['record', 'at'],
  ],
})
