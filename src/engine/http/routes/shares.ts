import type { FastifyInstance } from 'fastify'
import { datetimeType } from '#kernel/fields/datetime.ts'
import { refuse } from '#kernel/problem.ts'
import { shareRecord, sharesOf, unshareRecord } from '../../access/share.ts'
import { bodyOf, idOf, objectOf, readId } from './records.ts'

const signedIn = { config: { access: 'signed-in' as const } }

/** Opening single records to people and teams. */
export async function shareRoutes(app: FastifyInstance): Promise<void> {
  app.get('/api/v1/:object/:id/shares', signedIn, (request) =>
    sharesOf(request.caller, objectOf(request), idOf(request)),
  )

  app.post('/api/v1/:object/:id/shares', signedIn, async (request, reply) => {
    const { granteeId, level = 'read', until } = bodyOf(request)
    if (level !== 'read' && level !== 'update')
      throw refuse('invalid', 'level', {
        en: "The level is 'read' or 'update'.",
        zh: '共享级别只能是 read 或 update。',
      })
    await shareRecord(request.caller, objectOf(request), idOf(request), {
      granteeId: readId(granteeId),
      level,
      ...(until === undefined ? {} : { until: readUntil(until) }),
    })
    return reply.status(204).send()
  })

  app.delete('/api/v1/:object/:id/shares/:grantee', signedIn, async (request, reply) => {
    await unshareRecord(
      request.caller,
      objectOf(request),
      idOf(request),
      readId((request.params as { grantee: string }).grantee),
    )
    return reply.status(204).send()
  })
}

function readUntil(until: unknown): string | null {
  if (until === null || until === '') return null
  const parsed = datetimeType.parse(until, { type: 'datetime', label: { en: 'Until', zh: '截止时间' } })
  if ('wrong' in parsed) throw refuse('invalid', 'until', parsed.wrong)
  return parsed.value
}
