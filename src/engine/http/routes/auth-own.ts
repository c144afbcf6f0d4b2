import type { FastifyInstance, FastifyRequest } from 'fastify'
import ipaddr from 'ipaddr.js'
import type { ApiSecurity, ApiSession } from '#kernel/api-security.ts'
import { notFound, refuse } from '#kernel/problem.ts'
import { isPasswordLength, wrongLength } from '../../access/password.ts'
import type { SignedIn } from '../../catalogue/sign-in-methods.ts'
import type { Runtime } from '../../runtime.ts'
import { needsSecondFactor } from '../../security/policy.ts'
import { tellSecurity } from '../../security/tell.ts'
import type { Callers } from '../caller.ts'
import { bodyOf } from './records.ts'

const enrolling = { config: { access: 'signed-in' as const, enrolling: true } }
const signedIn = { config: { access: 'signed-in' as const } }
const guarded = { config: { access: 'signed-in' as const, rateLimit: { max: 10, timeWindow: 60_000 } } }

/** One's own way in: password, second factors, sessions. A key is nobody's session and gets none of this. */
export async function securityRoutes(
  app: FastifyInstance,
  { runtime, callers }: { runtime: Runtime; callers: Callers },
): Promise<void> {
  const { doors, doorman, auth } = runtime

  app.get('/api/v1/security', enrolling, async (request): Promise<ApiSecurity> => {
    const login = loginOf(request)
    const { workspace, principal } = request.caller
    const [factors, sessions, policy] = await Promise.all([
      doors.factors(login.id),
      doors.sessions(login.id),
      runtime.policies.of(workspace),
    ])
    const owes = login.weak && needsSecondFactor(policy, principal)
    return {
      email: login.email,
      ...factors,
      passkeyHost: auth.passkeys.works ? auth.passkeys.host : null,
      passkeyUrl: auth.passkeys.origins[0] ?? null,
      owes: !owes ? 'nothing' : factors.passkeys.length > 0 ? 'usePasskey' : 'secondFactor',
      managed: login.method.startsWith('sso '),
      sessions: sessions.map((one) => presentSession(one, login.sessionId)),
    }
  })

  app.post('/api/v1/security/password', guarded, async (request, reply) => {
    const login = loginOf(request)
    await doorman.mayManage(login)
    const { current, password } = bodyOf(request)
    if (!isPasswordLength(password)) throw wrongLength()
    const { hasPassword } = await doors.factors(login.id)
    if (hasPassword && !(await auth.isPassword(login.id, String(current ?? '')))) {
      await doorman.tellAll(login.id, 'secondFactorFailed', { ip: request.ip, by: 'password' })
      throw refuse('invalid', 'current', { en: 'This is not your password.', zh: '当前密码不正确。' })
    }
    await auth.setPassword(login.id, password)
    await doors.endOtherSessions(login.id, login.sessionId)
    forget()
    await doorman.tellAll(login.id, 'passwordChanged', { ip: request.ip })
    return reply.status(204).send()
  })

  app.delete('/api/v1/security/sessions/:id', signedIn, async (request, reply) => {
    const login = loginOf(request)
    const { id } = request.params as { id: string }
    if (!(await doors.endSession(login.id, id))) throw notFound()
    await ended(request, 1)
    return reply.status(204).send()
  })

  app.delete('/api/v1/security/sessions', signedIn, async (request, reply) => {
    const login = loginOf(request)
    await ended(request, await doors.endOtherSessions(login.id, login.sessionId))
    return reply.status(204).send()
  })

  async function ended(request: FastifyRequest, count: number): Promise<void> {
    forget()
    const { workspace, principal } = request.caller
    await tellSecurity(workspace, 'sessionsEnded', principal.id!, { data: { count, ip: request.ip } })
  }

  function forget(): void {
    callers.forget()
    runtime.announce('forget')
  }
}

/** Who signed in; a key has no door of its own, and who looks through somebody else's eyes is not she. */
function loginOf(request: FastifyRequest): SignedIn {
  if (request.signedIn && !request.caller.seenBy) return request.signedIn
  throw refuse('forbidden', null, {
    en: 'This is about the session of a person. Sign in on a screen.',
    zh: '此操作仅限本人登录后进行。',
  })
}

function presentSession(one: Omit<ApiSession, 'current' | 'place'>, current: string): ApiSession {
  return { ...one, current: one.id === current, place: placeOf(one.ip) }
}

/** Where an address lies, by its registry alone (RFC 6890): nobody is asked where anybody is. */
function placeOf(ip: string): ApiSession['place'] {
  if (!ipaddr.isValid(ip)) return 'public'
  const range = ipaddr.process(ip).range()
  return range === 'loopback' ? 'here' : range === 'unicast' ? 'public' : 'local'
}
