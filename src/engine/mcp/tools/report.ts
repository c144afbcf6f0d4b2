import type { Where } from '#kernel/where.ts'
import { groupRecords } from '../../query/group.ts'
import { onReplica, queryOf } from '../../query/query.ts'
import { fitting } from '../compact.ts'
import { countOf, namesOf, objectOf, objectProperty, type Tool, valuesOf } from '../tool.ts'
import { whereProperty } from './list.ts'

/** Figures over many records. */
export const report: Tool = {
  name: 'report',
  title: 'Count and sum 统计',
  description: () =>
    'Counts and adds up records by fields or parts of dates. Answers rows of `by` and `measures` in the order asked; money is summed per currency. 按字段或日期分组统计数量和金额。',
  does: 'read',
  input: (session) => ({
    properties: {
      object: objectProperty(session),
      by: {
        type: 'array',
        maxItems: 4,
        items: { type: 'string' },
        description:
          'Fields, or parts of dates: "closeDate:month" (day, week, month, quarter, year). Empty: one total.',
      },
      measures: {
        type: 'array',
        maxItems: 20,
        items: { type: 'string' },
        description: '"count", "sum:amount", "avg:amount", "min:closeDate", "max:closeDate".',
      },
      where: whereProperty,
      limit: { type: 'integer', minimum: 1, maximum: 500, default: 100 },
    },
    required: ['object'],
  }),
  run: async (session, input) => {
    const object = objectOf(session, input)
    const options = {
      by: namesOf(input, 'by') ?? [],
      measures: namesOf(input, 'measures') ?? ['count'],
      where: valuesOf(input, 'where') as Where,
    }
    return fitting(countOf(input, 'limit', 500, 100), async (limit) => {
      const { data } = await groupRecords(onReplica(queryOf(session)), object, { ...options, limit })
      return { ...options, rows: data }
    })
  },
}
