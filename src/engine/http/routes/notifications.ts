import type { FastifyInstance } from 'fastify'
import { refuse } from '#kernel/problem.ts'
import {
  countUnread,
  markNotifications,
  type NotificationFilter,
  readKinds,
  readNotifications,
} from '../../notifications/read.ts'
import { readLimit } from '../parameters.ts'
import { bodyOf } from './records.ts'

const signedIn = { config: { access: 'signed-in' as const } }
const filters: readonly NotificationFilter[] = ['all', 'unread', 'mentions']

/** What is new for the caller; hers alone. */
export async function notificationRoutes(app: FastifyInstance): Promise<void> {
  app.get('/api/v1/notifications', signedIn, (request) => {
    const { filter = 'all', after, limit } = request.query as Record<string, string | undefined>
    const known = filters.find((one) => one === filter)
    if (!known)
      throw refuse('invalid', 'filter', {
        en: "The filter is 'all', 'unread' or 'mentions'.",
        zh: '筛选只能是 all、unread 或 mentions。',
      })
    const most = readLimit(limit, 100)
    return readNotifications(request.caller, {
      filter: known,
      ...(after ? { after } : {}),
      ...(most ? { limit: most } : {}),
    })
  })

  app.get('/api/v1/notifications/unread', signedIn, async (request) => ({ unread: await countUnread(request.caller) }))

  app.get('/api/v1/notifications/kinds', signedIn, async (request) => ({ data: await readKinds(request.caller) }))

  app.post('/api/v1/notifications/read', signedIn, async (request, reply) => {
    const { keys, all, state = 'read' } = bodyOf(request)
    if (state !== 'read' && state !== 'unread')
      throw refuse('invalid', 'state', { en: "The state is 'read' or 'unread'.", zh: '状态只能是 read 或 unread。' })
    const named = Array.isArray(keys) && keys.length <= 500 && keys.every((key) => typeof key === 'string')
    if (all !== true && !named)
      throw refuse('invalid', 'keys', { en: 'Name at most 500 groups, or all.', zh: '请指定最多 500 组通知，或全部。' })
    await markNotifications(request.caller, all === true ? null : (keys as string[]), state)
    return reply.status(204).send()
  })
}
