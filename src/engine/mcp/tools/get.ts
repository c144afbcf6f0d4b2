import { parseId } from '#kernel/fields/relation.ts'
import { notFound } from '#kernel/problem.ts'
import { readPage } from '../../query/page.ts'
import { countOpening } from '../../watch/opening.ts'
import { compact } from '../compact.ts'
import { type Input, objectOf, objectProperty, type Tool } from '../tool.ts'

/** One record with all that belongs to it. */
export const get: Tool = {
  name: 'get_record',
  title: 'Read a record 查看记录',
  description: () =>
    'Reads one record in full: its fields and version, the actions that fit it now, records that belong to it, and its timeline (what happened, newest first). 查看一条记录及其关联记录和动态。',
  does: 'read',
  input: (session) => ({
    properties: {
      object: objectProperty(session),
      id: { type: 'string', format: 'uuid' },
      related: { type: 'boolean', default: true, description: 'Also records that belong to it.' },
      timeline: { type: 'boolean', default: true, description: 'Also what happened.' },
    },
    required: ['object', 'id'],
  }),
  run: async (session, input) => {
    const object = objectOf(session, input)
    const id = idOf(input)
    await countOpening(session, object, id)
    const page = await readPage(session, object, id)
    session.workspace.noteReading(session, object, 'opened', [page.record.id])
    const { timeline } = page
    return {
      // The record in full, what stands around it in short.
      record: compact(page.record, 20_000),
      actions: page.actions,
      may: page.rights,
      ...(input['related'] === false
        ? {}
        : {
            related: compact(
              page.related.filter(({ total }) => total > 0).map(({ name: _, ...list }) => list),
              200,
            ),
          }),
      ...(input['timeline'] === false ? {} : { timeline: compact(timeline.data.slice(0, 20), 400) }),
    }
  },
}

/** The id of an input; what cannot be one leads nowhere. */
export function idOf(input: Input): string {
  const parsed = parseId(input['id'])
  if ('wrong' in parsed || parsed.value === null) throw notFound()
  return parsed.value
}
