import { wordOf } from '../../http/parameters.ts'
import { queryOf } from '../../query/query.ts'
import { searchRecords } from '../../search/search.ts'
import { noteFound } from '../../watch/found.ts'
import { fitting } from '../compact.ts'
import { countOf, namesOf, readableObjects, type Tool } from '../tool.ts'

/** Finds records by what people type. */
export const search: Tool = {
  name: 'search',
  title: 'Search 搜索',
  description: () =>
    'Finds records of all objects by name, number, phone or pinyin, best first. Use it to get the id of a record that somebody names. 按名称、编号、电话或拼音搜索记录。',
  does: 'read',
  input: (session) => ({
    properties: {
      q: { type: 'string', minLength: 1, maxLength: 200, description: 'What to look for.' },
      objects: {
        type: 'array',
        items: { type: 'string', enum: readableObjects(session).map(({ key }) => key) },
        description: 'Only these objects.',
      },
      limit: { type: 'integer', minimum: 1, maximum: 50, default: 10 },
    },
    required: ['q'],
  }),
  run: async (session, input) => {
    const objects = namesOf(input, 'objects')
    const found = await fitting(countOf(input, 'limit', 50, 10), (limit) =>
      searchRecords(queryOf(session), wordOf(input['q']), { limit, ...(objects ? { objects } : {}) }),
    )
    noteFound(session, found.data)
    return found
  },
}
