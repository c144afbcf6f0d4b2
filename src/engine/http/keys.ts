import type { FastifyRequest } from 'fastify'
import { refuse } from '#kernel/problem.ts'
import type { Session } from '../context.ts'

/** Where records and their files are written, and one's own notifications read; everything else that changes something is configuration. */
const recordRoutes = /^\/api\/v1\/(:object|files|imports|import-sets|notifications)(\/|$)/

/**
 * Refuses what the key of a request may not do at all. What it may do with records is narrowed in its principal; this is
 * about routes that change something else. A route that comes later is closed to such a key until it says otherwise.
 */
export function refuseBeyondKey(request: FastifyRequest, { key }: Session): void {
  if (!key?.scope || request.method === 'GET' || request.method === 'HEAD') return
  const { config, url = '' } = request.routeOptions
  if (config.whileSeeing) return
  if (!key.scope.write)
    throw refuse('forbidden', null, {
      en: 'This key may only read.',
      zh: '该密钥只有读取权限。',
    })
  if (!key.scope.configure && !recordRoutes.test(url))
    throw refuse('forbidden', null, {
      en: 'This key may not change settings.',
      zh: '该密钥没有修改设置的权限。',
    })
}
