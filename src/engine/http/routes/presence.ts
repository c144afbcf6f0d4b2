import type { FastifyInstance } from 'fastify'
import { refuse } from '#kernel/problem.ts'
import { type Look, lookAt } from '../../events/live/presence.ts'
import { bodyOf, readId } from './records.ts'

const mostLooks = 20
const clientShape = /^[\w-]{8,64}$/

/** What the caller has before her eyes: others who look at the same record see that she is there. */
export async function presenceRoutes(app: FastifyInstance): Promise<void> {
  app.post('/api/v1/presence', { config: { access: 'signed-in' } }, async (request, reply) => {
    const { client, looking } = bodyOf(request)
    if (typeof client !== 'string' || !clientShape.test(client))
      throw refuse('invalid', 'client', {
        en: 'Name the client by 8 to 64 letters, digits, - and _.',
        zh: '客户端标识为 8 到 64 个字母、数字、- 或 _。',
      })
    if (!Array.isArray(looking) || looking.length > mostLooks)
      throw refuse('invalid', 'looking', {
        en: `A list of at most ${mostLooks} records.`,
        zh: `应为不超过 ${mostLooks} 条记录的列表。`,
      })
    await lookAt(request.caller, client, looking.map(readLook))
    return reply.status(204).send()
  })
}

/** The name by which a stream of events belongs to what its browser shows; null where it names none. */
export function readClient(given: unknown): string | null {
  return typeof given === 'string' && clientShape.test(given) ? given : null
}

function readLook(given: unknown): Look {
  const { object, record, field } = (typeof given === 'object' && given !== null ? given : {}) as Record<
    string,
    unknown
  >
  return {
    object: String(object),
    record: readId(record),
    field: typeof field === 'string' ? field.slice(0, 60) : null,
  }
}
