import { refuse } from '#kernel/problem.ts'
import type { Where } from '#kernel/where.ts'
import { listRecords } from '../../query/list.ts'
import { queryOf } from '../../query/query.ts'
import { fitting } from '../compact.ts'
import { countOf, namesOf, objectOf, objectProperty, type Tool, valuesOf } from '../tool.ts'

/** How a filter is written, for whoever has never seen one. */
export const whereWords = `A filter as JSON; every condition must hold. {"field": value} is equality, null is empty. Operators: eq, ne, in, notIn, lt, lte, gt, gte, contains, startsWith, empty; has, hasAny, hasAll (several-valued fields); is: "me" | "myTeam" | "myTeamAndBelow" (people); within: "today" | "thisWeek" | "lastMonth" | "thisQuarter" | "nextYear" … or {"last": 7, "unit": "day"} (dates). A dot follows a relation: "parent.level". Combine with "or": [..], "and": [..], "not": {..}. Example: {"parent.active": true, "price": {"gte": 100000}, "owner": {"is": "me"}}`

export const whereProperty = { type: 'object', description: whereWords, additionalProperties: true }

/** Records that match a filter, a page at a time. */
export const list: Tool = {
  name: 'list_records',
  title: 'List records 查询记录',
  description: () =>
    'Lists records of one object by a filter, in an order, with chosen fields; pass `next` of the answer as `after` for the next page. For how many or how much, use `report` instead. 按条件查询记录。',
  does: 'read',
  input: (session) => ({
    properties: {
      object: objectProperty(session),
      where: whereProperty,
      select: {
        type: 'array',
        items: { type: 'string' },
        description: 'Fields; a dot follows a relation: "owner.name". All of its list where not given.',
      },
      sort: { type: 'array', items: { type: 'string' }, description: 'Fields, "-" before one for descending.' },
      limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
      after: { type: 'string', description: 'The `next` of the page before.' },
      count: { type: 'boolean', description: 'Also count all that match.' },
      deleted: { type: 'boolean', description: 'The recycle bin instead.' },
    },
    required: ['object'],
  }),
  run: async (session, input) => {
    const object = objectOf(session, input)
    const query = queryOf(session)
    const rights = session.principal.rights(object.key)
    const usual = [...new Set([object.title, ...(object.views.list ?? [])])].filter((key) => rights.fields.has(key))
    const sort = namesOf(input, 'sort')
    const options = {
      where: valuesOf(input, 'where') as Where,
      select: namesOf(input, 'select') ?? usual,
      ...(sort ? { sort } : {}),
      ...(input['after'] === undefined ? {} : { after: textOf(input['after']) }),
      ...(input['count'] === true ? { count: 'estimate' as const } : {}),
      ...(input['deleted'] === true ? { deleted: true } : {}),
    }
    const found = await fitting(countOf(input, 'limit', 100, 20), (limit) =>
      listRecords(query, object, { ...options, limit }),
    )
    session.workspace.noteReading(
      session,
      object,
      'listed',
      found.data.map(({ id }) => String(id)),
    )
    return found
  },
}

function textOf(given: unknown): string {
  if (typeof given === 'string') return given
  throw refuse('malformed', 'after', { en: "'after' is the `next` of a page.", zh: 'after 应为上一页的 next。' })
}
