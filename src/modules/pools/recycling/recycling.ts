import { date } from '#kernel/fields/date.ts'
import { datetime } from '#kernel/fields/datetime.ts'
import { number } from '#kernel/fields/number.ts'
import { relation, user } from '#kernel/fields/relation.ts'
import { select } from '#kernel/fields/select.ts'
import { defineObject } from '#kernel/object.ts'
import { pooledOptions } from '../pooledObjects.ts'

/** What one rule recycled on one day; for three days it can be taken back as a whole. */
export const recycling = defineObject('recycling', {
  label: { en: 'Recycling', zh: '回落批次' },
  plural: 'Recyclings',
  title: 'day',
  icon: 'rotate',
  nested: true,
  byRules: true,
  fields: {
    day: date({ label: { en: 'Day', zh: '日期' }, required: true, system: true }),
    rule: relation('recyclingRule', { label: { en: 'Rule', zh: '规则' }, required: true, system: true }),
    object: select({ label: { en: 'Of', zh: '对象' }, required: true, system: true, options: pooledOptions }),
    pool: relation('pool', { label: { en: 'Into', zh: '回落到' }, required: true, system: true }),
    count: number({ label: { en: 'Records', zh: '记录数' }, integer: true, system: true }),
    status: select({
      label: { en: 'Status', zh: '状态' },
      required: true,
      system: true,
      options: [
        { key: 'done', label: { en: 'Recycled', zh: '已回落' }, color: 'blue' },
        { key: 'undone', label: { en: 'Taken back', zh: '已撤销' }, color: 'gray' },
      ],
    }),
    lastAt: datetime({ label: { en: 'Last at', zh: '执行时间' }, system: true }),
    undoneBy: user({ label: { en: 'Taken back by', zh: '撤销人' }, system: true }),
    kept: number({ label: { en: 'Kept as they were', zh: '未撤销的记录' }, integer: true, system: true }),
  },
  views: { list: ['day', 'rule', 'object', 'pool', 'count', 'status', 'undoneBy'], sort: ['-day'] },
  indexes: [
    ['rule', 'day'],
    ['day', 'rule'],
  ],
})
