import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { notFound, refuse } from '#kernel/problem.ts'
import type { Runtime } from '../../runtime.ts'
import type { SecurityKind } from '../../security/tell.ts'
import { type Callers, languageOf } from '../caller.ts'

const slow = { config: { access: 'public' as const, rateLimit: { max: 30, timeWindow: 60_000 } } }

/** What an attempt tells the audit log when it succeeds and when it fails. */
type Step = {
  readonly told?: SecurityKind
  readonly failed?: SecurityKind
  /** Changes how the login is entered: only a session that may do so. */
  readonly manages?: true
}

/** The endpoints of better-auth that may be called. All others of it are not there. */
const steps: Readonly<Record<string, Step>> = {
  'POST /sign-in/email': { told: 'signedIn', failed: 'signInFailed' },
  'POST /two-factor/verify-totp': { told: 'signedIn', failed: 'secondFactorFailed' },
  'POST /two-factor/verify-backup-code': { told: 'signedIn', failed: 'secondFactorFailed' },
  'GET /passkey/generate-authenticate-options': {},
  'POST /passkey/verify-authentication': { told: 'signedIn', failed: 'signInFailed' },
  'POST /sign-out': { told: 'signedOut' },
  'POST /two-factor/enable': { manages: true, failed: 'secondFactorFailed' },
  'POST /two-factor/disable': { manages: true, told: 'secondFactorRemoved', failed: 'secondFactorFailed' },
  'POST /two-factor/generate-backup-codes': { manages: true, told: 'recoveryCodesMade', failed: 'secondFactorFailed' },
  'GET /passkey/generate-register-options': { manages: true },
  'POST /passkey/verify-registration': { manages: true, told: 'passkeyAdded' },
  'POST /passkey/update-passkey': { manages: true },
  'POST /passkey/delete-passkey': { manages: true, told: 'passkeyRemoved' },
}

/** Signing in and out, second factors and passkeys, by better-auth; who tried what is told to the audit log. */
export async function authRoutes(
  app: FastifyInstance,
  { runtime, callers }: { runtime: Runtime; callers: Callers },
): Promise<void> {
  const { doorman } = runtime
  app.route({
    method: ['GET', 'POST'],
    url: '/api/auth/*',
    ...slow,
    async handler(request, reply) {
      const path = `/${(request.params as { '*': string })['*']}`
      const step = steps[`${request.method} ${path}`]
      if (!step) throw notFound()
      const headers = headersOf(request)
      const here = { ip: request.ip, device: String(request.headers['user-agent'] ?? '').slice(0, 300) }
      const before = await runtime.auth.login(headers)
      if (step.manages) await doorman.mayManage(before)
      if (path === '/sign-in/email') await doorman.refuseTooMany(emailOf(request), here)
      const challenged = before ? null : await doorman.challenged(request.headers.cookie)
      const { response, text } = await pass(runtime, request, headers)
      if (request.method === 'POST') callers.forget()
      // Other processes remember her too; a stranger's attempts are no news to them.
      if (request.method === 'POST' && before && response.ok) runtime.announce('forget')
      const who = { before, challenged, answer: text, body: request.body, email: emailOf(request) }
      await doorman.tell(path, step, response.status, who, here)
      if (response.status >= 400) throw refusalOf(path, response.status, text)
      reply.status(response.status)
      copyHeaders(response, reply)
      return reply.send(withoutToken(text))
    },
  })
}

async function pass(runtime: Runtime, request: FastifyRequest, headers: Headers) {
  // The address that better-auth believes in is ours, not the one the caller claims.
  const url = new URL(request.url, runtime.baseUrl)
  const body = request.method === 'POST' ? JSON.stringify(request.body ?? {}) : undefined
  const response = await runtime.auth.handler(
    new Request(url, { method: request.method, headers, ...(body === undefined ? {} : { body }) }),
  )
  return { response, text: await response.text() }
}

/** The headers of a request as the Fetch API has them; the caller's address is the one that we see. */
export function headersOf(request: FastifyRequest): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) if (value !== undefined) headers.set(name, String(value))
  headers.set('x-forwarded-for', request.ip)
  headers.delete('content-length')
  headers.delete('transfer-encoding')
  if (request.method === 'POST') headers.set('content-type', 'application/json')
  headers.set('accept-language', languageOf(request))
  return headers
}

function copyHeaders(response: Response, reply: FastifyReply): void {
  for (const [name, value] of response.headers)
    if (name !== 'set-cookie' && name !== 'content-length') reply.header(name, value)
  for (const cookie of response.headers.getSetCookie()) reply.header('set-cookie', cookie)
}

function emailOf(request: FastifyRequest): string | null {
  const email = (request.body as { email?: unknown } | null | undefined)?.email
  return typeof email === 'string' ? email.trim().toLowerCase() : null
}

/** The session lives in its cookie, where no script reaches it; the answer does not repeat it. */
function withoutToken(text: string): string {
  if (!text.startsWith('{')) return text
  const { token: _, session: __, ...rest } = JSON.parse(text) as Record<string, unknown>
  return JSON.stringify(rest)
}

function refusalOf(path: string, status: number, text: string) {
  const { code } = (/^\{/.test(text) ? JSON.parse(text) : {}) as { code?: string }
  if (status === 429 || code === 'ACCOUNT_TEMPORARILY_LOCKED' || code === 'TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE')
    return refuse('throttled', null, {
      en: 'Too many attempts; wait a while and sign in again.',
      zh: '尝试次数过多，请稍后重新登录。',
    })
  if (status >= 500)
    return refuse('unavailable', null, { en: 'Signing in is not possible just now.', zh: '暂时无法登录，请稍后再试。' })
  if (code === 'SESSION_NOT_FRESH')
    return refuse(
      'forbidden',
      null,
      { en: 'Sign in again first: this session is older than a day.', zh: '登录已超过一天，请重新登录后再操作。' },
      'signInAgain',
    )
  if (code === 'INVALID_TWO_FACTOR_COOKIE')
    return refuse(
      'unauthenticated',
      null,
      { en: 'This took too long. Sign in again.', zh: '等待时间过长，请重新登录。' },
      'startAgain',
    )
  if (/verify-(totp|backup-code)$/.test(path))
    return refuse(
      'unauthenticated',
      'code',
      { en: 'The code is wrong or was used already.', zh: '验证码不正确或已使用。' },
      'wrongCode',
    )
  if (path.startsWith('/passkey/'))
    return refuse(
      'unauthenticated',
      null,
      { en: 'This passkey was not accepted.', zh: '通行密钥未通过验证。' },
      'passkey',
    )
  if (path.startsWith('/two-factor/'))
    return refuse('invalid', 'password', { en: 'The password is wrong.', zh: '密码不正确。' })
  if (path === '/sign-in/email')
    return refuse('unauthenticated', null, { en: 'The address or the password is wrong.', zh: '邮箱或密码不正确。' })
  return refuse('malformed', null, { en: 'The request could not be read.', zh: '无法识别请求内容。' })
}
