import type { FastifyInstance, FastifyRequest } from 'fastify'
import { refuse } from '#kernel/problem.ts'
import { addComment, deleteComment, editComment, listComments, restoreComment } from '../../comments/comments.ts'
import { cannotSee, follow, readFollow } from '../../notifications/follow.ts'
import { readLimit } from '../parameters.ts'
import { bodyOf, identified, idOf, objectOf, readId } from './records.ts'

const signedIn = { config: { access: 'signed-in' as const } }
const reading = { config: { access: 'signed-in' as const, whileSeeing: true } }

/** What people say about single records, and who hears of it. */
export async function commentRoutes(app: FastifyInstance): Promise<void> {
  app.get('/api/v1/:object/:id/comments', signedIn, async (request) => ({
    data: await listComments(
      request.caller,
      objectOf(request),
      idOf(request),
      readLimit((request.query as Record<string, unknown>)['limit'], 200) ?? 50,
    ),
  }))

  app.post('/api/v1/:object/:id/comments', signedIn, async (request, reply) => {
    const { text, replyTo } = bodyOf(request)
    const made = await addComment(identified(request), objectOf(request), idOf(request), {
      text,
      replyTo: replyTo === undefined || replyTo === null ? null : readId(replyTo),
    })
    return reply.status(201).send(made)
  })

  app.patch('/api/v1/:object/:id/comments/:comment', signedIn, (request) =>
    editComment(request.caller, objectOf(request), idOf(request), commentOf(request), bodyOf(request)['text']),
  )

  app.delete('/api/v1/:object/:id/comments/:comment', signedIn, async (request, reply) => {
    await deleteComment(request.caller, objectOf(request), idOf(request), commentOf(request))
    return reply.status(204).send()
  })

  app.post('/api/v1/:object/:id/comments/:comment/restore', signedIn, (request) =>
    restoreComment(request.caller, objectOf(request), idOf(request), commentOf(request)),
  )

  app.get('/api/v1/:object/:id/follow', signedIn, (request) =>
    readFollow(request.caller, objectOf(request), idOf(request)),
  )

  app.post('/api/v1/:object/:id/follow', signedIn, async (request, reply) => {
    const { state } = bodyOf(request)
    if (state !== 'follow' && state !== 'mute' && state !== null)
      throw refuse('invalid', 'state', {
        en: "The state is 'follow', 'mute' or null.",
        zh: '状态只能是 follow、mute 或 null。',
      })
    await follow(request.caller, objectOf(request), idOf(request), state)
    return reply.status(204).send()
  })

  app.post('/api/v1/:object/:id/mentionable', reading, async (request) => {
    const { people } = bodyOf(request)
    if (!Array.isArray(people))
      throw refuse('invalid', 'people', { en: 'Name people by their ids.', zh: '请指定成员编号。' })
    return { cannotSee: await cannotSee(request.caller, objectOf(request), idOf(request), people.map(readId)) }
  })
}

function commentOf(request: FastifyRequest): string {
  return readId((request.params as { comment: string }).comment)
}
