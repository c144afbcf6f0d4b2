import type { FastifyRequest } from 'fastify'
import type { Origin } from '#kernel/behaviour.ts'
import { type Language, negotiate } from '#kernel/label.ts'
import { refuse } from '#kernel/problem.ts'
import { narrow } from '../access/narrow.ts'
import type { FoundKey } from '../catalogue/api-keys.ts'
import type { Auth } from '../catalogue/auth.ts'
import type { Doors } from '../catalogue/auth-doors.ts'
import type { Catalogue, Entry } from '../catalogue/catalogue.ts'
import type { SignedIn } from '../catalogue/sign-in-methods.ts'
import type { Session } from '../context.ts'
import { mayComeIn, needsSecondFactor, type Policies, secondFactorFirst } from '../security/policy.ts'
import { atRest } from '../workspace/place.ts'
import type { Workspaces } from '../workspaces.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls; set before every route that is not public. */
    caller: Session
    /** The login behind the cookie, on routes of `login`: whatever has become of its workspace. */
    login: Login
    /** The login behind the cookie of `caller`; null where a key calls. */
    signedIn: SignedIn | null
  }
  interface FastifyContextConfig {
    /** Open also to whoever has yet to set up the second factor that the policy asks for. */
    enrolling?: boolean
  }
}

/** Who may call a route. Every route says so; one that does not stops the start. */
export type Access = 'public' | 'login' | 'signed-in' | 'admin'

/** Somebody who has signed in, in whichever workspace; a key is not a login, but leads to its one workspace. */
export type Login = { readonly id: string; readonly sessionId: string } | { readonly key: Entry }

/** What a cookie or a key leads to. */
type Found = {
  readonly entry: Entry
  readonly origin: Origin
  readonly key?: FoundKey
  readonly signedIn?: SignedIn
}

/** Finds out who calls. What a cookie or key leads to is remembered for a moment, so that no request asks the database. */
export type Callers = ReturnType<typeof knowCallers>

const memoryMs = 60_000
const most = 50_000

export function knowCallers(parts: {
  auth: Auth
  catalogue: Catalogue
  doors: Doors
  policies: Policies
  workspaces: Workspaces
}) {
  const known = new Map<string, Found & { until: number }>()
  let forgotten = 0

  async function find(request: FastifyRequest): Promise<Found | null> {
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
    const key = /^Bearer +(smp_[\w-]{20,80})$/i.exec(authorization)?.[1]
    const entry = key ? await parts.catalogue.apiKey(key) : null
    return entry ? { entry, key: entry, origin: { via: 'api' as const, id: entry.id }, until: entry.expiresAt } : null
  }

  async function byCookie(cookie: string) {
    const login = await parts.auth.login(new Headers({ cookie }))
    const entries = login ? await parts.catalogue.memberships(login.id, login.sessionId) : []
    // Single sign-on leads to the workspace of its provider, whichever she was in before.
    const entry = entries.find((one) => !login?.method.startsWith('sso ') || login.method === `sso ${one.workspaceId}`)
    if (!login || !entry) return null
    await parts.doors.seen(login.sessionId)
    // The session stays where it is now: else, were that one closed, her next record would land elsewhere.
    if (!entry.chosen) await parts.catalogue.choose(login.id, login.sessionId, entry.workspaceId)
    return { entry, origin: { via: 'screen' as const }, signedIn: login, until: login.expiresAt.getTime() }
  }

  /** A screen says which workspace it shows: it may be an old tab, and the session elsewhere by now. */
  async function sameAsShown(request: FastifyRequest, found: { entry: Entry }): Promise<void> {
    const shown = request.headers['x-sampan-workspace']
    if (!shown || shown === found.entry.workspaceId) return
    known.delete(request.headers.authorization ?? sessionCookie(request.headers.cookie) ?? '')
    if ((await find(request))?.entry.workspaceId === shown) return
    throw refuse(
      'conflict',
      null,
      {
        en: 'You have changed to another workspace in the meantime. Reload this page.',
        zh: '你已切换到其他工作区，请刷新页面。',
      },
      'otherWorkspace',
    )
  }

  async function session(request: FastifyRequest): Promise<Session> {
    let found = await find(request)
    if (found && request.headers['x-sampan-workspace']) {
      await sameAsShown(request, found)
      found = await find(request)
    }
    if (found && parts.workspaces.statusOf(found.entry.workspaceId) === 'suspended') throw atRest('suspended')
    const workspace = found && parts.workspaces.get(found.entry.workspaceId)
    const principal = workspace && (await workspace.directory.person(found!.entry.userId))
    if (!found || !workspace || !principal) throw unknown()
    const session = { workspace, principal, origin: found.origin, language: languageOf(request) }
    request.signedIn = found.signedIn ?? null
    if (found.signedIn) {
      const policy = await parts.policies.of(workspace)
      if (!mayComeIn(policy, workspace, principal, found.signedIn.method)) throw unknown()
      const owes = found.signedIn.weak && needsSecondFactor(policy, principal)
      if (owes && !request.routeOptions.config.enrolling) throw secondFactorFirst()
    }
    if (!found.key) return session
    const { scope } = found.key
    return { ...session, principal: narrow(principal, scope), key: { id: found.key.id, scope } }
  }

  return {
    /** Whether what the request brings has led to somebody a moment ago. */
    remember(request: FastifyRequest): boolean {
      const secret = request.headers.authorization ?? sessionCookie(request.headers.cookie)
      return (known.get(secret ?? '')?.until ?? 0) > Date.now()
    },
    /** The caller's session, or a refusal: unknown, disabled, or of a workspace that is closed. */
    require: session,
    /** The login, or where the key leads; refuses who is neither. */
    async requireLogin(request: FastifyRequest): Promise<Login> {
      const { authorization, cookie } = request.headers
      const key = authorization ? await byKey(authorization) : null
      if (key) {
        await session(request)
        return { key: key.entry }
      }
      const login = authorization ? null : await parts.auth.login(new Headers({ cookie: cookie ?? '' }))
      if (!login) throw unknown()
      return { id: login.id, sessionId: login.sessionId }
    },
    /** Forgets what cookies and keys led to: somebody signed out, or a key was revoked, perhaps in another process. */
    forget() {
      forgotten++
      known.clear()
    },
  }
}

function unknown() {
  return refuse('unauthenticated', null, { en: 'Sign in first.', zh: '请先登录。' })
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
