import type { FastifyInstance } from 'fastify'
import type { ApiAuditChain, ApiAuditEntry } from '#kernel/api-security.ts'
import type { ApiLastChange } from '#kernel/api-settings.ts'
import type { Runtime } from '../../runtime.ts'
import { exportAudit } from '../../security/audit-export.ts'
import { auditLog } from '../../security/audit-log.ts'
import { chainState, verifyNow } from '../../security/audit-state.ts'
import { lastChange } from '../../security/last-change.ts'
import { readLimit, wordOf } from '../parameters.ts'
import { sendFile } from './exports.ts'

const admin = { config: { access: 'admin' as const } }
const seldom = { config: { access: 'admin' as const, rateLimit: { max: 30, timeWindow: 60_000 } } }

/** The audit log of a workspace, for its administrators: what happened, and whether anybody has been at it. */
export async function auditRoutes(app: FastifyInstance, { runtime }: { runtime: Runtime }): Promise<void> {
  app.get('/api/v1/audit', admin, (request): Promise<{ data: ApiAuditEntry[]; next: string | null }> => {
    const query = request.query as Record<string, unknown>
    const limit = readLimit(query['limit'], 200)
    return auditLog(request.caller, { ...query, ...(limit === undefined ? {} : { limit }) })
  })

  app.get('/api/v1/audit/last', admin, async (request): Promise<{ data: ApiLastChange | null }> => {
    const { object, kind } = request.query as Record<string, unknown>
    const list = (given: unknown) => (given ? wordOf(given).split(',').slice(0, 20) : [])
    return { data: await lastChange(request.caller, list(object), list(kind)) }
  })

  app.get('/api/v1/audit/export', seldom, async (request, reply) => {
    const { who, object, record, kind, from, to } = request.query as Record<string, unknown>
    const given = Object.entries({ who, object, record, kind, from, to }).filter(([, value]) => value)
    const exported = await exportAudit(request.caller, Object.fromEntries(given), request.ip)
    exported.done.catch((error: unknown) => request.log.error({ err: error }, 'export ended early'))
    return sendFile(reply, exported)
  })

  app.get('/api/v1/audit/chain', admin, (request): Promise<ApiAuditChain> => chainState(request.caller.workspace))

  app.post(
    '/api/v1/audit/verify',
    seldom,
    (request): Promise<ApiAuditChain> => verifyNow(request.caller.workspace, runtime.dataFolder),
  )
}
