import type { FastifyInstance } from 'fastify'
import { readKeyScope } from '#kernel/api-key.ts'
import { parseId } from '#kernel/fields/relation.ts'
import { notFound, type Problem, problem, Refusal, refuse } from '#kernel/problem.ts'
import { addPerson, givePassword } from '../../access/people.ts'
import type { Session } from '../../context.ts'
import type { Runtime } from '../../runtime.ts'
import { settingChanges, tellSetting } from '../../security/tell.ts'
import type { Callers } from '../caller.ts'
import { wordOf } from '../parameters.ts'
import { bodyOf, idOf } from './records.ts'

const signedIn = { config: { access: 'signed-in' as const } }
const admin = { config: { access: 'admin' as const } }

/** People who may sign in, and keys for programs. People as records are an object like any other. */
export async function adminRoutes(
  app: FastifyInstance,
  { runtime, callers }: { runtime: Runtime; callers: Callers },
): Promise<void> {
  app.post('/api/v1/people', admin, async (request, reply) => {
    const body = bodyOf(request)
    const id = await addPerson(runtime, request.caller, {
      name: wordOf(body['name']),
      email: String(body['email'] ?? ''),
      role: String(body['role'] ?? ''),
      ...(typeof body['password'] === 'string' ? { password: body['password'] } : {}),
      ...(typeof body['team'] === 'string' ? { teamId: body['team'] } : {}),
    })
    return reply.status(201).send({ id })
  })

  app.post('/api/v1/people/:id/password', admin, async (request, reply) => {
    const { password } = bodyOf(request)
    if (typeof password !== 'string' || [...password].length < 8 || password.length > 128)
      throw refuse('invalid', 'password', {
        en: 'A password has 8 to 128 characters.',
        zh: '密码长度应为 8 到 128 个字符。',
      })
    const userId = idOf(request)
    await givePassword(runtime, request.caller.workspace, userId, password)
    await runtime.catalogue.endSessions({ workspaceId: request.caller.workspace.id, userId })
    callers.forget()
    runtime.announce('forget')
    return reply.status(204).send()
  })

  // Each person's own keys; an administrator sees and revokes everyone's.
  app.get('/api/v1/api-keys', signedIn, async (request) => {
    const { workspace, principal } = request.caller
    return { data: await runtime.catalogue.apiKeys(workspace.id, principal.admin ? null : principal.id) }
  })

  app.post('/api/v1/api-keys', signedIn, async (request, reply) => {
    const { workspace, principal, key } = request.caller
    if (key?.scope)
      throw refuse('forbidden', null, {
        en: 'A key with a scope makes no keys.',
        zh: '限定了权限范围的密钥不能创建密钥。',
      })
    const { name, ...more } = readKey(bodyOf(request), request.caller)
    const entry = { workspaceId: workspace.id, userId: principal.id! }
    const made = await runtime.catalogue.createApiKey(entry, name, more)
    await tellSetting(request.caller, 'apiKeyMade', made.id, settingChanges({}, { name, ...more }, keyTold))
    return reply.status(201).send(made)
  })

  app.delete('/api/v1/api-keys/:id', signedIn, async (request, reply) => {
    const { workspace, principal } = request.caller
    const id = parseId((request.params as { id: string }).id)
    if (
      'wrong' in id ||
      !(await runtime.catalogue.revokeApiKey(workspace.id, id.value, principal.admin ? null : principal.id))
    )
      throw notFound()
    await tellSetting(request.caller, 'apiKeyRevoked', id.value!, {})
    callers.forget()
    runtime.announce('forget')
    return reply.status(204).send()
  })
}

/** What the audit log tells of a new key. */
const keyTold: readonly ('name' | 'scope' | 'expiresAt')[] = ['name', 'scope', 'expiresAt']

/** Reads what a new key is to be: `{ name, scope?, expiresAt? }`; all problems at once. */
function readKey(body: Readonly<Record<string, unknown>>, { workspace, principal }: Session) {
  const problems: Problem[] = []
  const name = wordOf(body['name']).trim()
  if (name === '' || [...name].length > 80)
    problems.push(problem('name', { en: 'Name the key.', zh: '请填写密钥名称。' }))
  const known = (key: string) =>
    workspace.registry.objects.has(key) &&
    (principal.rights(key).scopes.read.length > 0 || principal.rights(key).create)
  const { scope, problems: wrong } = readKeyScope(body['scope'], known)
  const end = readEnd(body['expiresAt'], workspace.clock.now())
  if (end === undefined)
    problems.push(
      problem('expiresAt', { en: 'A key ends at an instant within ten years.', zh: '到期时间应在十年之内。' }),
    )
  if (problems.length + wrong.length > 0) throw new Refusal('invalid', [...problems, ...wrong])
  return { name, scope, expiresAt: end ?? null }
}

/** An instant to come, ISO 8601; null where the key does not end, undefined where it is none. */
function readEnd(given: unknown, now: Date): string | null | undefined {
  if (given === undefined || given === null || given === '') return null
  const at = typeof given === 'string' ? Date.parse(given) : Number.NaN
  return at > now.getTime() && at < now.getTime() + 3_660 * 86_400_000 ? new Date(at).toISOString() : undefined
}
