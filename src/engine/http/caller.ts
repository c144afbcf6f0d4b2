import type { FastifyRequest } from 'fastify'
import type { Origin } from '#kernel/behaviour.ts'
import { type Language, negotiate } from '#kernel/label.ts'
import { refuse } from '#kernel/problem.ts'
import type { Auth } from '../catalogue/auth.ts'
import type { Catalogue, Entry } from '../catalogue/catalogue.ts'
import type { Session } from '../context.ts'
import type { Workspaces } from '../workspaces.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls; set before every route that is not public. */
    caller: Session
  }
}

/** Who may call a route. Every route says so; one that does not stops the start. */
export type Access = 'public' | 'signed-in' | 'admin'

/** Finds out who calls. What a cookie or key leads to is remembered for a moment, so that no request asks the database. */
export type Callers = ReturnType<typeof knowCallers>

const memoryMs = 60_000
const most = 50_000

export function knowCallers(parts: { auth: Auth; catalogue: Catalogue; workspaces: Workspaces }) {
  const known = new Map<string, { entry: Entry; origin: Origin; until: number }>()
  let forgotten = 0

  async function find(request: FastifyRequest): Promise<{ entry: Entry; origin: Origin } | null> {
    const authorization = request.headers.authorization
    const cookie = request.headers.cookie
    const secret = authorization ?? sessionCookie(cookie)
    if (!secret) return null
    const remembered = known.get(secret)
    if (remembered && remembered.until > Date.now()) return remembered
    known.delete(secret)
    const asked = forgotten
    const found = authorization ? await byKey(authorization) : await byCookie(cookie ?? '')
    if (!found) return null
    // What was found may have been revoked while it was on its way here.
    if (asked !== forgotten) return found
    if (known.size >= most) known.clear()
    known.set(secret, { ...found, until: Math.min(Date.now() + memoryMs, found.until) })
    return found
  }

  async function byKey(authorization: string) {
    const key = /^Bearer (smp_[\w-]{20,80})$/.exec(authorization)?.[1]
    const entry = key ? await parts.catalogue.apiKey(key) : null
    return entry ? { entry, origin: { via: 'api' as const, id: entry.id }, until: Number.POSITIVE_INFINITY } : null
  }

  async function byCookie(cookie: string) {
    const login = await parts.auth.login(new Headers({ cookie }))
    const [entry] = login ? await parts.catalogue.memberships(login.id) : []
    return login && entry ? { entry, origin: { via: 'screen' as const }, until: login.expiresAt.getTime() } : null
  }

  return {
    /** The caller's session, or a refusal: unknown, disabled, or of a workspace that is closed. */
    async require(request: FastifyRequest): Promise<Session> {
      const found = await find(request)
      const workspace = found && parts.workspaces.get(found.entry.workspaceId)
      const principal = workspace && (await workspace.directory.person(found.entry.userId))
      if (!workspace || !principal) throw refuse('unauthenticated', null, { en: 'Sign in first.', zh: '请先登录。' })
      return { workspace, principal, origin: found.origin, language: languageOf(request) }
    },
    /** Forgets what cookies and keys led to: somebody signed out, or a key was revoked, perhaps in another process. */
    forget() {
      forgotten++
      known.clear()
    },
  }
}

/** The language of an answer: as the screen says, else as the browser does. */
export function languageOf(request: FastifyRequest): Language {
  return negotiate(request.headers['accept-language'])
}

/** Refuses writes that a page of another origin makes a signed-in browser send. */
export function refuseForeignOrigin(request: FastifyRequest, origins: ReadonlySet<string>): void {
  if (request.method === 'GET' || request.method === 'HEAD' || request.headers.authorization) return
  const origin = request.headers.origin
  // `null` is what a sandboxed frame says, and a page that hides where it comes from.
  if (origin && !origins.has(origin) && (!URL.canParse(origin) || new URL(origin).host !== request.headers.host))
    throw refuse('forbidden', null, { en: 'This page may not do that.', zh: '不允许来自该页面的请求。' })
}

function sessionCookie(cookie: string | undefined): string | null {
  return /(?:^|;\s*)((?:__Secure-)?sampan\.session_token=[^;]+)/.exec(cookie ?? '')?.[1] ?? null
}
