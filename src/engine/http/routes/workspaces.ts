import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ApiWorkspaces } from '#kernel/api.ts'
import { notFound } from '#kernel/problem.ts'
import type { Membership } from '../../catalogue/catalogue.ts'
import type { Runtime } from '../../runtime.ts'
import type { Callers } from '../caller.ts'
import { idOf } from './records.ts'

const login = { config: { access: 'login' as const } }

/** The workspaces of a login, and the way from one to another. They answer also whose workspace is suspended. */
export async function workspaceRoutes(
  app: FastifyInstance,
  { runtime, callers }: { runtime: Runtime; callers: Callers },
): Promise<void> {
  app.get('/api/v1/workspaces', login, async (request): Promise<ApiWorkspaces> => {
    const mine = await membershipsOf(request)
    return {
      data: mine.map(({ workspaceId, name, status, chosen }) => ({
        id: workspaceId,
        name,
        suspended: status === 'suspended',
        current: chosen,
      })),
    }
  })

  app.post('/api/v1/workspaces/:id/enter', login, async (request, reply) => {
    const id = idOf(request)
    const one = (await membershipsOf(request)).find((m) => m.workspaceId === id)
    if (one?.status !== 'live') throw notFound()
    // A key belongs to one workspace and is there already.
    if (!('key' in request.login)) {
      await runtime.catalogue.choose(request.login.id, request.login.sessionId, one.workspaceId)
      callers.forget()
      runtime.announce('forget')
    }
    return reply.status(204).send()
  })

  async function membershipsOf({ login }: FastifyRequest): Promise<readonly Membership[]> {
    if (!('key' in login)) return runtime.catalogue.memberships(login.id, login.sessionId)
    const { workspaceId, userId } = login.key
    const workspace = runtime.workspaces.get(workspaceId)
    return workspace ? [{ workspaceId, userId, name: workspace.name, status: 'live', chosen: true }] : []
  }
}
