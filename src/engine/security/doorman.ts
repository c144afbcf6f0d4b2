import { refuse } from '#kernel/problem.ts'
import type { Doors } from '../catalogue/auth-doors.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { SignedIn } from '../catalogue/sign-in-methods.ts'
import { type SignInMethod, signInMethods } from '../catalogue/sign-in-methods.ts'
import { engineTable, type Workspace } from '../context.ts'
import { sql } from '../db/sql.ts'
import { securityObject } from '../events/no-object.ts'
import type { Workspaces } from '../workspaces.ts'
import { mayComeIn, needsSecondFactor, type Policies } from './policy.ts'
import { type SecurityKind, tellSecurity, type Whereabouts } from './tell.ts'

type Parts = {
  readonly catalogue: Catalogue
  readonly doors: Doors
  readonly workspaces: Workspaces
  readonly policies: Policies
}

/** Who stands at the door: what an attempt says of itself. */
type Attempt = {
  /** The session it came with. */
  readonly before: SignedIn | null
  /** The login whose second factor is awaited. */
  readonly challenged: string | null
  readonly answer: string
  readonly body: unknown
  readonly email: string | null
}

const failuresMost = 20
const failuresMs = 15 * 60_000

/** Lets people in or not, and tells the audit log. */
export function openDoorman({ catalogue, doors, workspaces, policies }: Parts) {
  const throttledTold = new Map<string, number>()

  /** The open workspaces of a login with the person that it is there, disabled ones left out. */
  async function places(loginId: string) {
    const entries = await catalogue.memberships(loginId)
    const found = await Promise.all(
      entries.map(async ({ workspaceId, userId }) => {
        const workspace = workspaces.get(workspaceId)
        const principal = workspace && (await workspace.directory.person(userId))
        return workspace && principal ? { workspace, principal } : null
      }),
    )
    return found.filter((place) => place !== null)
  }

  /** The same, disabled ones too: what is tried in their name is told as well. */
  async function namesOf(loginId: string): Promise<{ workspace: Workspace; userId: string }[]> {
    return (await catalogue.memberships(loginId)).flatMap(({ workspaceId, userId }) => {
      const workspace = workspaces.get(workspaceId)
      return workspace ? [{ workspace, userId }] : []
    })
  }

  async function tellAll(
    loginId: string,
    kind: SecurityKind,
    data: Readonly<Record<string, unknown>>,
    known = true,
  ): Promise<void> {
    for (const { workspace, userId } of await namesOf(loginId))
      await tellSecurity(workspace, kind, userId, { data, ...(known ? {} : { actorId: null }) })
  }

  return {
    /** May a login begin a session in this way? It may where one of its workspaces lets it in. */
    async mayBegin(loginId: string, method: SignInMethod): Promise<boolean> {
      for (const { workspace, principal } of await places(loginId))
        if (mayComeIn(await policies.of(workspace), workspace, principal, method)) return true
      return false
    },
    /**
     * May this session change passwords, codes and passkeys? Not one of single sign-on, where the login leads to other
     * workspaces as well: a provider must not open those. Nor a weak one past a second factor that is there.
     */
    async mayManage(session: SignedIn | null): Promise<void> {
      if (!session) throw refuse('unauthenticated', null, { en: 'Sign in first.', zh: '请先登录。' })
      if (session.method.startsWith('sso ') && (await catalogue.leadsElsewhere(session.id, session.method.slice(4))))
        throw refuse('forbidden', null, {
          en: 'You are signed in by single sign-on. Sign in with your password to change this.',
          zh: '当前通过单点登录进入，请用密码登录后再修改。',
        })
      if (!session.weak || (await doors.factors(session.id)).passkeys.length === 0) return
      for (const { workspace, principal } of await places(session.id))
        if (needsSecondFactor(await policies.of(workspace), principal))
          throw refuse(
            'forbidden',
            null,
            { en: 'Sign in with your passkey to change this.', zh: '请用通行密钥登录后再修改。' },
            'usePasskey',
          )
    },
    /** Refuses an address at which a password has been guessed too often, from wherever. */
    async refuseTooMany(email: string | null, here: Whereabouts): Promise<void> {
      const loginId = email ? await catalogue.loginOf(email) : null
      const named = loginId ? await namesOf(loginId) : []
      // For an unknown address as much is asked: the time that it takes tells nothing.
      const asked =
        named.length > 0
          ? named
          : workspaces
              .opened()
              .slice(0, 1)
              .map((workspace) => ({ workspace, userId: nobody }))
      for (const { workspace, userId } of asked) {
        const since = new Date(workspace.clock.now().getTime() - failuresMs).toISOString()
        const [row] = await workspace.db.rows(
          sql`select count(*) from (select 1 from ${engineTable(workspace, 'event')} where object = ${securityObject}
            and record_id = ${userId}::uuid and at > ${since}::timestamptz and kind = ${'signInFailed'} limit ${failuresMost}::int) f`,
        )
        if (Number(row?.[0]) < failuresMost) continue
        if (loginId) await tellThrottled(loginId, here)
        throw refuse('throttled', null, {
          en: 'Too many attempts with this address; wait a quarter of an hour.',
          zh: '该邮箱尝试次数过多，请 15 分钟后再试。',
        })
      }
    },
    /** The login whose second factor the bearer of these cookies owes. */
    async challenged(cookie: string | undefined): Promise<string | null> {
      const value = /(?:^|;\s*)(?:__Secure-)?sampan\.two_factor=([^;]+)/.exec(cookie ?? '')?.[1]
      const challenge = value && decodeURIComponent(value).split('.')[0]
      return challenge ? doors.waitingFor(challenge) : null
    },
    /** Tells how an attempt ended. */
    async tell(
      path: string,
      step: { readonly told?: SecurityKind; readonly failed?: SecurityKind },
      status: number,
      who: Attempt,
      here: Whereabouts,
    ): Promise<void> {
      const loginId = await loginIn(who)
      if (!loginId) return
      if (status === 429) return tellThrottled(loginId, here)
      if (status >= 500) return
      if (status >= 400) {
        if (step.failed) await tellAll(loginId, step.failed, { ...here, by: path }, who.before !== null)
        return
      }
      if (path === '/passkey/verify-registration' && who.before?.weak)
        await doors.strengthen(who.before.sessionId, 'passkey')
      // A password that still waits for its second factor, and a code that is only tried again, are no news.
      if (!step.told || /"twoFactorRedirect":true/.test(who.answer)) return
      if (step.told === 'signedIn' && who.before) {
        if (path.startsWith('/two-factor/') && who.before.weak) await tellAll(loginId, 'secondFactorAdded', { ...here })
        return
      }
      await tellAll(
        loginId,
        step.told,
        step.told === 'signedIn' ? { ...here, method: signInMethods[path] } : { ...here },
      )
    },
    /** Tells it in one workspace alone. */
    async tellIn(workspace: Workspace, loginId: string, kind: SecurityKind, data: Readonly<Record<string, unknown>>) {
      const mine = (await namesOf(loginId)).find((place) => place.workspace.id === workspace.id)
      if (mine) await tellSecurity(workspace, kind, mine.userId, { data })
    },
    tellAll,
  }

  async function loginIn({ before, challenged, answer, body, email }: Attempt): Promise<string | null> {
    if (before) return before.id
    if (challenged) return challenged
    if (email) return catalogue.loginOf(email)
    const id = (/^\{/.test(answer) ? (JSON.parse(answer) as { user?: { id?: string } }) : {}).user?.id
    if (id) return id
    const credential = (body as { response?: { id?: unknown } } | null)?.response?.id
    return typeof credential === 'string' ? doors.loginOfPasskey(credential) : null
  }

  /** Once a minute and login: whoever knocks on and on shall not fill the log. */
  async function tellThrottled(loginId: string, here: Whereabouts): Promise<void> {
    const now = performance.now()
    if ((throttledTold.get(loginId) ?? Number.NEGATIVE_INFINITY) > now - 60_000) return
    if (throttledTold.size > 10_000) throttledTold.clear()
    throttledTold.set(loginId, now)
    await tellAll(loginId, 'signInThrottled', { ...here }, false)
  }
}

const nobody = '00000000-0000-0000-0000-000000000000'
