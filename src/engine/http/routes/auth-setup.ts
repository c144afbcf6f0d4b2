import type { FastifyInstance } from 'fastify'
import { languages } from '#kernel/label.ts'
import { notFound, type Problem, problem, Refusal, refuse } from '#kernel/problem.ts'
import { cleanText } from '#kernel/text/fold.ts'
import { isTimeZone } from '#kernel/time.ts'
import { isPasswordLength, wrongLength } from '../../access/password.ts'
import { givePassword } from '../../access/people.ts'
import type { Runtime } from '../../runtime.ts'
import { tellSecurity } from '../../security/tell.ts'
import type { Setup } from '../../setup.ts'
import type { Callers } from '../caller.ts'
import { bodyOf } from './records.ts'

const slow = { config: { access: 'public' as const, rateLimit: { max: 30, timeWindow: 60_000 } } }

/** One-time links: the set-up of an empty installation, an invitation, a forgotten password. */
export async function setupRoutes(
  app: FastifyInstance,
  { runtime, callers }: { runtime: Runtime; callers: Callers },
): Promise<void> {
  app.get('/api/setup', slow, async (request) => {
    const { token = '' } = request.query as Record<string, string>
    if (!(await runtime.catalogue.isSetupToken(token))) throw notFound()
    return { ready: true }
  })

  app.post('/api/setup', slow, async (request, reply) => {
    const wanted = readSetup(bodyOf(request))
    if (!(await runtime.catalogue.useSetupToken(wanted.token)))
      throw refuse('forbidden', 'token', {
        en: 'This set-up link has been used. Ask for a new one where Sampan was started.',
        zh: '该设置链接已失效，请在启动 Sampan 的终端重新获取。',
      })
    await runtime.setUp(wanted)
    return reply.status(201).send({ ok: true })
  })

  app.get('/api/entry-link', slow, async (request) => {
    const { token = '' } = request.query as Record<string, string>
    const { kind, workspace, person } = await behind(runtime, String(token))
    return { kind, workspace: workspace.name, name: person.name, email: person.email }
  })

  app.post('/api/entry-link', slow, async (request, reply) => {
    const { token = '', password } = bodyOf(request)
    const { kind, workspace, person } = await behind(runtime, String(token))
    if (!isPasswordLength(password)) throw wrongLength()
    if (!(await runtime.doors.useLink(String(token)))) throw usedUp()
    await givePassword(runtime, workspace, person.id!, password)
    await runtime.catalogue.endSessions({ workspaceId: workspace.id, userId: person.id! })
    callers.forget()
    runtime.announce('forget')
    await tellSecurity(workspace, 'passwordSet', person.id!, { data: { by: kind, ip: request.ip } })
    return reply.status(201).send({ email: person.email })
  })
}

/** Whom a link is for; refuses one that does not work any more. */
async function behind(runtime: Runtime, token: string) {
  const found = await runtime.doors.link(token)
  const workspace = found && runtime.workspaces.get(found.entry.workspaceId)
  const person = workspace && (await workspace.directory.person(found.entry.userId))
  if (!found || !workspace || !person) throw usedUp()
  return { kind: found.kind, workspace, person }
}

function usedUp() {
  return refuse('missing', null, {
    en: 'This link has been used or is too old. Ask your administrator for a new one.',
    zh: '该链接已使用或已过期，请联系管理员重新获取。',
  })
}

/** Reads what the first person fills in; all problems at once. */
function readSetup(body: Readonly<Record<string, unknown>>): Setup & { readonly token: string } {
  const problems: Problem[] = []
  const text = (key: string, en: string, zh: string): string => {
    const value = typeof body[key] === 'string' ? cleanText(body[key]) : ''
    if (value === '' || [...value].length > 120)
      problems.push(problem(key, { en: `${en} is required.`, zh: `请填写${zh}。` }, 'required'))
    return value
  }
  const setup = {
    token: String(body['token'] ?? ''),
    company: text('company', 'The company', '公司名称'),
    name: text('name', 'Your name', '你的姓名'),
    email: text('email', 'The e-mail address', '邮箱').toLowerCase(),
    password: String(body['password'] ?? ''),
    language: languages.find((l) => l === body['language']) ?? 'zh-CN',
    timeZone: typeof body['timeZone'] === 'string' && isTimeZone(body['timeZone']) ? body['timeZone'] : 'Asia/Shanghai',
    sample: body['sample'] === true,
  }
  if (setup.email && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(setup.email))
    problems.push(problem('email', { en: 'This is not an e-mail address.', zh: '邮箱格式不正确。' }))
  if ([...setup.password].length < 8 || setup.password.length > 128)
    problems.push(
      problem('password', { en: 'A password has 8 to 128 characters.', zh: '密码长度应为 8 到 128 个字符。' }),
    )
  if (problems.length > 0) throw new Refusal('invalid', problems)
  return setup
}
