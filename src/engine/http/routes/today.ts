import type { FastifyInstance } from 'fastify'
import type { Runtime } from '../../runtime.ts'
import { readToday } from '../../today/today.ts'

/** The page that opens first, in one request. */
export async function todayRoutes(app: FastifyInstance, { runtime }: { runtime: Runtime }): Promise<void> {
  app.get('/api/v1/today', { config: { access: 'signed-in' } }, (request) => readToday(runtime, request.caller))
}
