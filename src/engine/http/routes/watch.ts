import type { FastifyInstance } from 'fastify'
import type { ApiWatch } from '#kernel/watch.ts'
import type { Runtime } from '../../runtime.ts'
import { mostDays, readWatch } from '../../watch/read.ts'
import { readLimit } from '../parameters.ts'
import { readId } from './records.ts'

/** Who reads how much of whose records: for administrators, and for whoever leads people, of those. */
export async function watchRoutes(app: FastifyInstance, { runtime }: { runtime: Runtime }): Promise<void> {
  app.get('/api/v1/watch', { config: { access: 'signed-in' } }, async (request): Promise<ApiWatch> => {
    const { days, person } = request.query as Record<string, unknown>
    // What this process has counted a moment ago is among it.
    await runtime.watch.settle()
    return readWatch(request.caller, {
      days: readLimit(days, mostDays) ?? 30,
      ...(person === undefined ? {} : { personId: readId(person) }),
    })
  })
}
