import type { FastifyInstance } from 'fastify'
import { readGateway, writeGateway } from '../../messages/gateway.ts'
import { takeNews } from '../../messages/news.ts'
import { testGateway } from '../../messages/try.ts'
import type { Runtime } from '../../runtime.ts'
import { refuseOverload } from '../limits.ts'
import { bodyOf, idOf, readId } from './records.ts'

const signedIn = { config: { access: 'signed-in' as const } }
/** A test calls a server that somebody names. */
const testing = { config: { ...signedIn.config, rateLimit: { max: 20, timeWindow: 60_000 } } }
/** A gateway tells of many messages at once. */
const telling = { config: { access: 'public' as const, rateLimit: { max: 1_200, timeWindow: 60_000 } } }

/** Gateways of short messages, and what they tell. */
export async function messageRoutes(app: FastifyInstance, { runtime }: { runtime: Runtime }): Promise<void> {
  const { outbound, baseUrl, workspaces } = runtime

  app.get('/api/v1/messages/gateways/:id', signedIn, (request) => readGateway(request.caller, baseUrl, idOf(request)))

  app.patch('/api/v1/messages/gateways/:id', signedIn, (request) =>
    writeGateway(request.caller, { outbound, baseUrl }, idOf(request), bodyOf(request)),
  )

  app.post('/api/v1/messages/gateways/:id/test', testing, async (request, reply) => {
    await testGateway(request.caller, outbound, idOf(request))
    return reply.status(204).send()
  })

  await app.register(async (signed) => {
    // What is signed is the body as it came.
    signed.addContentTypeParser(
      'application/json',
      { parseAs: 'string', bodyLimit: 64 * 1024 },
      (_request, body, done) => done(null, body),
    )
    signed.post<{ Params: { workspace: string; id: string } }>(
      '/api/v1/messages/news/:workspace/:id',
      telling,
      async (request, reply) => {
        refuseOverload(runtime)
        const at = { workspace: readId(request.params.workspace), id: readId(request.params.id) }
        await takeNews(workspaces, at, request.headers, typeof request.body === 'string' ? request.body : '')
        return reply.status(204).send()
      },
    )
  })
}
