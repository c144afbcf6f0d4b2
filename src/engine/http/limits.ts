import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { refuse } from '#kernel/problem.ts'
import type { Session } from '../context.ts'
import type { Runtime } from '../runtime.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** How often one address may call this route, `timeWindow` in milliseconds; beside the limit of everything. */
    rateLimit?: { readonly max: number; readonly timeWindow: number }
    /** Counted once what was sent has been read, so that a refusal can give it back to a person. */
    countedRead?: true
    /** How often all callers together may call one address of this route. */
    together?: { readonly max: number; readonly timeWindow: number }
  }
  interface FastifyRequest {
    /** What this request was counted against; the answer tells of it. */
    counted: Counted[]
  }
}

type Counted = {
  readonly policy: string
  readonly quota: number
  readonly window: number
  left: number
  resets: number
}

const minute = 60
const most = 100_000

/**
 * Counts requests in windows of a minute, in the memory of this process: two processes allow twice as much, and no
 * request asks the database. A person and all keys of hers together have twice what one key has.
 * @param perMinute requests of one address, or of one key
 */
export function openLimits(app: FastifyInstance, perMinute: number) {
  const windows = new Map<string, { count: number; ends: number }>()
  app.decorateRequest('counted')

  function count(request: FastifyRequest, policy: string, whom: string, quota: number, seconds = minute): void {
    const now = performance.now()
    const name = `${policy} ${whom}`
    let window = windows.get(name)
    if (!window || window.ends <= now) {
      if (windows.size >= most) forgetPast(now)
      window = { count: 0, ends: now + seconds * 1_000 }
      windows.set(name, window)
    }
    window.count++
    const left = quota - window.count
    const resets = Math.ceil((window.ends - now) / 1_000)
    request.counted ??= []
    request.counted.push({ policy, quota, window: seconds, left: Math.max(left, 0), resets })
    if (left < 0)
      throw refuse('throttled', null, {
        en: `Too many requests; try again in ${resets} s.`,
        zh: `请求过于频繁，请 ${resets} 秒后再试。`,
      })
  }

  function forgetPast(now: number): void {
    for (const [name, { ends }] of windows) if (ends <= now) windows.delete(name)
    // All of them of this minute: somebody calls from very many addresses. Counting begins anew.
    if (windows.size >= most) windows.clear()
  }

  return {
    /** Counts a request of which nothing is known but where it comes from. */
    stranger(request: FastifyRequest): void {
      count(request, 'address', request.ip, perMinute)
    },
    /** Counts a request of a route that has a limit of its own, by who asks: an address, and the person where one must be known. */
    route(request: FastifyRequest, caller?: Session): void {
      const { url, config } = request.routeOptions
      if (config.together) {
        const { max, timeWindow } = config.together
        count(request, 'together', `${request.method} ${request.url.split('?')[0]}`, max, timeWindow / 1_000)
      }
      if (!config.rateLimit) return
      const { max, timeWindow } = config.rateLimit
      const whom = caller ? `${request.ip} ${caller.workspace.id} ${caller.principal.id}` : request.ip
      count(request, 'route', `${whom} ${request.method} ${url}`, max, timeWindow / 1_000)
    },
    /** Counts a request of somebody who is known. */
    known(request: FastifyRequest, { principal, workspace, key }: Session): void {
      if (key) count(request, 'key', key.id, perMinute)
      count(request, 'person', `${workspace.id} ${principal.id}`, 2 * perMinute)
    },
  }
}

/**
 * Tells what is left, as draft-ietf-httpapi-ratelimit-headers-11 has it: two lists of structured fields (RFC 9651),
 * `RateLimit-Policy: "key";q=6000;w=60` and `RateLimit: "key";r=5999;t=60`; with 429 also `Retry-After` (RFC 9110).
 */
export function tellLimits(request: FastifyRequest, reply: FastifyReply): void {
  const { counted } = request
  if (!counted?.length) return
  reply.header(
    'ratelimit-policy',
    counted.map(({ policy, quota, window }) => `"${policy}";q=${quota};w=${window}`).join(', '),
  )
  reply.header('ratelimit', counted.map(({ policy, left, resets }) => `"${policy}";r=${left};t=${resets}`).join(', '))
  if (reply.statusCode === 429)
    reply.header('retry-after', String(Math.max(...counted.map((c) => (c.left === 0 ? c.resets : 1)))))
}

/** How many requests may wait for a connection to the database before more are sent away. */
const mostWaiting = 500

/** Sends a request away at once where so many wait already that it would be answered too late. */
export function refuseOverload({ db }: Pick<Runtime, 'db'>): void {
  if (db.pool.waitingCount > mostWaiting)
    throw refuse('unavailable', null, {
      en: 'Too much to do right now; try again in a moment.',
      zh: '系统繁忙，请稍后再试。',
    })
}

/** Refuses a form that says of itself that it is larger than what it may bring, before a byte of it is read. */
export function refuseLargeForm(request: FastifyRequest, bytes: number): void {
  const around = 1024 * 1024
  if (Number(request.headers['content-length'] ?? 0) <= bytes + around) return
  const most = Math.round(bytes / around)
  throw refuse('malformed', 'file', { en: `At most ${most} MB.`, zh: `文件不能超过 ${most} MB。` }, 'too-large')
}
