import type { FastifyInstance } from 'fastify'
import { bodyPolicy, readBody } from '../../mail/body.ts'
import { lookAgain, readConnection, testConnection, writeConnection } from '../../mail/servers.ts'
import type { Runtime } from '../../runtime.ts'
import { bodyOf, idOf } from './records.ts'

const signedIn = { config: { access: 'signed-in' as const } }
/** A test calls a server that somebody names. */
const testing = { config: { ...signedIn.config, rateLimit: { max: 20, timeWindow: 60_000 } } }

/** The servers of mailboxes, and mail as its writer laid it out. */
export async function mailRoutes(app: FastifyInstance, { runtime }: { runtime: Runtime }): Promise<void> {
  app.get('/api/v1/mail/connections/:id', signedIn, (request) => readConnection(request.caller, idOf(request)))

  app.patch('/api/v1/mail/connections/:id', signedIn, (request) =>
    writeConnection(request.caller, idOf(request), bodyOf(request)),
  )

  app.post('/api/v1/mail/connections/:id/test', testing, (request) =>
    testConnection(request.caller, runtime.outbound, idOf(request), bodyOf(request)),
  )

  app.post('/api/v1/mail/connections/:id/again', signedIn, async (request, reply) => {
    await lookAgain(request.caller, idOf(request))
    return reply.status(204).send()
  })

  app.get<{ Params: { id: string }; Querystring: { images?: string } }>(
    '/api/v1/mail/:id/body',
    signedIn,
    async (request, reply) => {
      const page = await readBody(request.caller, runtime.files, idOf(request))
      return reply
        .header('content-security-policy', bodyPolicy(request.query.images === '1'))
        .removeHeader('x-frame-options')
        .header('cache-control', 'private, no-store')
        .header('referrer-policy', 'no-referrer')
        .type('text/html; charset=utf-8')
        .send(page)
    },
  )
}
