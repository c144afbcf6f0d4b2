import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ApiPersonSignIn, ApiSignInPolicy } from '#kernel/api-security.ts'
import { notFound, refuse } from '#kernel/problem.ts'
import type { Runtime } from '../../runtime.ts'
import { readPolicy, savePolicy } from '../../security/policy.ts'
import { type SecurityKind, tellSecurity } from '../../security/tell.ts'
import type { Callers } from '../caller.ts'
import { bodyOf, idOf } from './records.ts'

const admin = { config: { access: 'admin' as const } }
const hours = { invite: 7 * 24, reset: 24 }

/** How the people of a workspace come in, for its administrators. */
export async function signInAdminRoutes(
  app: FastifyInstance,
  { runtime, callers }: { runtime: Runtime; callers: Callers },
): Promise<void> {
  const { doors, catalogue } = runtime

  app.get('/api/v1/sign-in-policy', admin, (request): Promise<ApiSignInPolicy> => readPolicy(request.caller.workspace))

  app.patch('/api/v1/sign-in-policy', admin, async (request): Promise<ApiSignInPolicy> => {
    const wanted = { ...(await readPolicy(request.caller.workspace)), ...readWish(bodyOf(request)) }
    if (wanted.ssoOnly && !(await runtime.providers.some(request.caller.workspace.id)))
      throw refuse('invalid', 'ssoOnly', {
        en: 'Add a provider for single sign-on and switch it on first.',
        zh: '请先添加并启用单点登录。',
      })
    const saved = await savePolicy(request.caller, wanted)
    forget()
    return saved
  })

  app.get(
    '/api/v1/people/sign-in',
    admin,
    async (request): Promise<{ data: ApiPersonSignIn[] }> => ({
      data: await doors.overview(request.caller.workspace.id),
    }),
  )

  // A link by which she gives herself a password: nobody else learns it, and nobody sends one by mail.
  app.post('/api/v1/people/:id/link', admin, async (request, reply) => {
    const { entry, loginId, person } = await personOf(request)
    if (loginId && (await catalogue.leadsElsewhere(loginId, entry.workspaceId))) throw hersAlone()
    const kind = loginId && (await doors.factors(loginId)).hasPassword ? 'reset' : 'invite'
    const { token, expiresAt } = await doors.createLink(entry, kind, hours[kind])
    await told(request, 'linkMade', person.id!, { kind })
    return reply.status(201).send({ kind, link: `${runtime.baseUrl}/welcome?token=${token}`, expiresAt })
  })

  app.delete('/api/v1/people/:id/sessions', admin, async (request, reply) => {
    const { entry, person } = await personOf(request)
    await catalogue.endSessions(entry)
    forget()
    await told(request, 'sessionsEnded', person.id!)
    return reply.status(204).send()
  })

  app.delete('/api/v1/people/:id/second-factor', admin, async (request, reply) => {
    const { entry, loginId, person } = await personOf(request)
    if (!loginId) throw notFound()
    if (await catalogue.leadsElsewhere(loginId, entry.workspaceId)) throw hersAlone()
    await doors.removeFactors(loginId)
    await catalogue.endSessions(entry)
    forget()
    await told(request, 'secondFactorRemoved', person.id!)
    return reply.status(204).send()
  })

  async function personOf(request: FastifyRequest) {
    const { workspace } = request.caller
    const person = await workspace.directory.person(idOf(request))
    if (!person) throw notFound()
    const entry = { workspaceId: workspace.id, userId: person.id! }
    return { person, entry, loginId: await doors.loginOfPerson(entry) }
  }

  function told(
    request: FastifyRequest,
    kind: SecurityKind,
    personId: string,
    data?: Readonly<Record<string, unknown>>,
  ) {
    const { workspace, principal, origin } = request.caller
    return tellSecurity(workspace, kind, personId, {
      actorId: principal.id,
      via: origin.via,
      ...(data ? { data } : {}),
    })
  }

  function forget(): void {
    callers.forget()
    runtime.policies.forget()
    runtime.announce('forget')
  }
}

function readWish(body: Readonly<Record<string, unknown>>): Partial<ApiSignInPolicy> {
  const { secondFactor, ssoOnly } = body
  if (
    secondFactor !== undefined &&
    secondFactor !== 'optional' &&
    secondFactor !== 'administrators' &&
    secondFactor !== 'everyone'
  )
    throw refuse('invalid', 'secondFactor', {
      en: 'A second factor is optional, or for administrators, or for everyone.',
      zh: '两步验证只能是 optional、administrators 或 everyone。',
    })
  if (ssoOnly !== undefined && typeof ssoOnly !== 'boolean')
    throw refuse('invalid', 'ssoOnly', { en: 'This is true or false.', zh: '只能是 true 或 false。' })
  return { ...(secondFactor === undefined ? {} : { secondFactor }), ...(ssoOnly === undefined ? {} : { ssoOnly }) }
}

function hersAlone() {
  return refuse('conflict', null, {
    en: 'She signs in to other workspaces too, so she alone changes how.',
    zh: '该成员还使用其他工作区，登录方式只能由本人修改。',
  })
}
