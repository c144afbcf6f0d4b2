import type { FastifyInstance } from 'fastify'
import { raw } from '../../db/sql.ts'
import type { Runtime } from '../../runtime.ts'

const open = { config: { access: 'public' as const }, logLevel: 'warn' as const }

/** What operators ask: does it live, is it ready, how does it do. */
export async function healthRoutes(
  app: FastifyInstance,
  { runtime, metricsToken: token }: { runtime: Runtime; metricsToken?: string },
): Promise<void> {
  const live = async () => ({ status: 'ok' })
  app.get('/livez', open, live)
  app.get('/healthz', open, live)
  app.get('/readyz', open, async (_request, reply) => {
    const ready = await runtime.db.rows(raw('select 1')).then(
      () => true,
      () => false,
    )
    return reply.status(ready ? 200 : 503).send({ status: ready ? 'ok' : 'database unreachable' })
  })
  app.get('/metrics', open, async (request, reply) => {
    // Figures of the machine are for the machine's own network, unless a token is agreed on.
    const local = ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(request.ip)
    if (token ? request.headers.authorization !== `Bearer ${token}` : !local) return reply.status(404).send()
    return reply.type(runtime.metrics.contentType).send(await runtime.metrics.text())
  })
}
