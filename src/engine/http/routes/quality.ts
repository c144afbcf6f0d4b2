import type { FastifyInstance, FastifyRequest } from 'fastify'
import { notFound } from '#kernel/problem.ts'
import { readQuality, readQualityOf } from '../../quality/read.ts'
import type { Runtime } from '../../runtime.ts'

const signedIn = { config: { access: 'signed-in' as const } }

/** How good the data is, as it was counted in the background. */
export async function qualityRoutes(app: FastifyInstance, { runtime }: { runtime: Runtime }): Promise<void> {
  app.get('/api/v1/quality', signedIn, (request) => readQuality(request.caller))

  app.get('/api/v1/quality/:object', signedIn, (request: FastifyRequest) => {
    const { workspace } = request.caller
    const object = workspace.registry.objects.get((request.params as { object: string }).object)
    if (!object) throw notFound()
    return readQualityOf(request.caller, object, async () => {
      const keys = await runtime.catalogue.apiKeys(workspace.id, null)
      return new Map(keys.map(({ id, name }) => [id, name]))
    })
  })
}
