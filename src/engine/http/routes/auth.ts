import type { FastifyInstance } from 'fastify'
import { languages } from '#kernel/label.ts'
import { notFound, type Problem, problem, Refusal, refuse } from '#kernel/problem.ts'
import { cleanText } from '#kernel/text/fold.ts'
import { isTimeZone } from '#kernel/time.ts'
import type { Runtime } from '../../runtime.ts'
import type { Setup } from '../../setup.ts'
import type { Callers } from '../caller.ts'
import { bodyOf } from './records.ts'

const slow = { config: { access: 'public' as const, rateLimit: { max: 30, timeWindow: 60_000 } } }

/** Signing in and out (better-auth) and the one-time set-up of an empty installation. */
export async function authRoutes(
  app: FastifyInstance,
  { runtime, callers }: { runtime: Runtime; callers: Callers },
): Promise<void> {
  app.route({
    method: ['GET', 'POST'],
    url: '/api/auth/*',
    ...slow,
    async handler(request, reply) {
      const headers = new Headers()
      for (const [name, value] of Object.entries(request.headers))
        if (value !== undefined) headers.set(name, String(value))
      headers.set('x-forwarded-for', request.ip)
      // The address that better-auth believes in is ours, not the one the caller claims.
      const url = new URL(request.url, runtime.baseUrl)
      const body = request.method === 'POST' ? JSON.stringify(request.body ?? {}) : undefined
      headers.delete('content-length')
      headers.delete('transfer-encoding')
      if (body !== undefined) headers.set('content-type', 'application/json')
      const response = await runtime.auth.handler(
        new Request(url, { method: request.method, headers, ...(body === undefined ? {} : { body }) }),
      )
      if (request.method === 'POST') callers.forget()
      if (response.status === 401 || response.status === 403)
        throw refuse('unauthenticated', null, { en: 'The address or the password is wrong.', zh: '邮箱或密码不正确。' })
      if (response.status === 429)
        throw refuse('throttled', null, {
          en: 'Too many attempts; wait a minute.',
          zh: '尝试次数过多，请一分钟后再试。',
        })
      reply.status(response.status)
      for (const [name, value] of response.headers) if (name !== 'set-cookie') reply.header(name, value)
      for (const cookie of response.headers.getSetCookie()) reply.header('set-cookie', cookie)
      return reply.send(response.status === 404 ? '' : await response.text())
    },
  })

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
