import type { FastifyInstance } from 'fastify'
import { sendOwnDigest } from '../../digest/digest.ts'
import { keepPreference, readPreferences } from '../../preferences.ts'
import type { Runtime } from '../../runtime.ts'
import { bodyOf } from './records.ts'

const signedIn = { config: { access: 'signed-in' as const } }

/** What the caller likes on the screen; hers alone. */
export async function preferenceRoutes(app: FastifyInstance, { runtime }: { runtime: Runtime }): Promise<void> {
  app.get('/api/v1/me/preferences', signedIn, (request) => readPreferences(request.caller))

  app.patch('/api/v1/me/preferences/:key', signedIn, async (request, reply) => {
    await keepPreference(request.caller, (request.params as { key: string }).key, bodyOf(request)['value'])
    return reply.status(204).send()
  })

  app.post('/api/v1/me/digest', signedIn, async (request) => ({
    written: await sendOwnDigest(request.caller, runtime.baseUrl),
  }))
}
