import type { FastifyInstance } from 'fastify'
import { queryOf } from '../../query/query.ts'
import type { Runtime } from '../../runtime.ts'
import { readTeam } from '../../today/team.ts'
import { readToday } from '../../today/today.ts'

const signedIn = { config: { access: 'signed-in' as const } }

/** The page that opens first, in one request; how her team does in another, for who looks at that. */
export async function todayRoutes(app: FastifyInstance, { runtime }: { runtime: Runtime }): Promise<void> {
  app.get('/api/v1/today', signedIn, (request) => readToday(runtime, request.caller))
  app.get('/api/v1/today/team', signedIn, (request) => readTeam(queryOf(request.caller)))
}
