import type { FastifyInstance } from 'fastify'
import type { ApiHealth } from '#kernel/api-health.ts'
import { refuse } from '#kernel/problem.ts'
import { healthOf } from '../../doctor/health.ts'
import type { Runtime } from '../../runtime.ts'

const admin = { config: { access: 'admin' as const } }
const seldom = { config: { access: 'admin' as const, rateLimit: { max: 6, timeWindow: 60_000 } } }

/** How the installation does, for administrators: what `sampan doctor` sees, the backups, what waits. */
export async function installationRoutes(app: FastifyInstance, { runtime }: { runtime: Runtime }): Promise<void> {
  app.get('/api/v1/health', admin, (request): Promise<ApiHealth> => healthOf(runtime, request.caller))

  app.post('/api/v1/health/backup', seldom, async (_request, reply) => {
    if (!runtime.backups.start())
      throw refuse('conflict', null, {
        en: 'Backups are off in this installation, or one is being made.',
        zh: '本系统已关闭自动备份，或正在备份。',
      })
    return reply.status(202).send({})
  })
}
