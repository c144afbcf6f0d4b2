import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ApiProvider } from '#kernel/api-security.ts'
import { parseId } from '#kernel/fields/relation.ts'
import { notFound, type Problem, problem, Refusal } from '#kernel/problem.ts'
import type { Provider, ProviderValues } from '../../catalogue/auth-providers.ts'
import type { Runtime } from '../../runtime.ts'
import { SsoRefusal } from '../../security/sso.ts'
import { tellSecurity, tellSetting } from '../../security/tell.ts'
import { bodyOf, idOf } from './records.ts'

const admin = { config: { access: 'admin' as const } }
const seldom = { config: { access: 'admin' as const, rateLimit: { max: 20, timeWindow: 60_000 } } }
const slow = { config: { access: 'public' as const, rateLimit: { max: 30, timeWindow: 60_000 } } }
const cookieName = 'sampan.sso'

/** Single sign-on: the providers of a workspace, and the way to them and back. */
export async function ssoRoutes(app: FastifyInstance, { runtime }: { runtime: Runtime }): Promise<void> {
  const { providers, sso } = runtime
  const secure = runtime.baseUrl.startsWith('https:')

  /** What the sign-in page offers: of an installation with several companies, only that of the address that is typed. */
  app.get('/api/sign-in', slow, async (request) => {
    const domain =
      String((request.query as Record<string, unknown>)['email'] ?? '')
        .split('@')
        .at(-1)
        ?.toLowerCase() ?? ''
    const [active, workspaces] = await Promise.all([providers.active(), runtime.workspaces.all()])
    const open = new Set(workspaces.map((workspace) => workspace.id))
    const shown = active.filter(
      (provider) => open.has(provider.workspaceId) && (workspaces.length === 1 || provider.domains.includes(domain)),
    )
    const [only] = workspaces
    return {
      providers: shown.map(({ id, name }) => ({ id, name })),
      ssoOnly: workspaces.length === 1 && only ? (await runtime.policies.of(only)).ssoOnly : false,
      passkeys: runtime.auth.passkeys.works ? runtime.auth.passkeys.host : null,
      several: workspaces.length > 1,
    }
  })

  app.get('/api/sign-in/:provider', slow, async (request, reply) => {
    const id = parseId((request.params as { provider: string }).provider)
    const provider = 'wrong' in id || id.value === null ? null : await providers.get(id.value)
    if (!provider?.active || !runtime.workspaces.get(provider.workspaceId)) throw notFound()
    const { to, email } = request.query as Record<string, unknown>
    const browser = randomBytes(24).toString('base64url')
    const address = await sso
      .begin(provider, browser, inside(to), typeof email === 'string' ? email : null)
      .catch((error: unknown) => {
        request.log.warn({ err: error }, 'single sign-on could not begin')
        return '/sign-in?sso=provider'
      })
    reply.header('set-cookie', ssoCookie(browser, 600, secure))
    return reply.redirect(address)
  })

  app.get('/api/sign-in/callback', slow, async (request, reply) => {
    const browser =
      new RegExp(`(?:^|;\\s*)${cookieName.replace('.', '\\.')}=([\\w-]+)`).exec(request.headers.cookie ?? '')?.[1] ??
      null
    reply.header('set-cookie', ssoCookie('', 0, secure))
    reply.header('cache-control', 'no-store')
    try {
      const query = request.url.includes('?') ? request.url.slice(request.url.indexOf('?')) : ''
      const { workspace, provider, loginId, goesTo } = await sso.end(query, browser)
      const method = `sso ${workspace.id}` as const
      const headers = new Headers({
        'user-agent': String(request.headers['user-agent'] ?? ''),
        'x-forwarded-for': request.ip,
      })
      for (const cookie of await runtime.auth.begin(loginId, method, headers)) reply.header('set-cookie', cookie)
      const here = { ip: request.ip, device: String(request.headers['user-agent'] ?? '').slice(0, 300) }
      await runtime.doorman.tellIn(workspace, loginId, 'signedIn', { ...here, method: 'sso', provider: provider.name })
      return reply.redirect(goesTo ?? '/')
    } catch (error) {
      if (!(error instanceof SsoRefusal)) throw error
      request.log.warn({ why: error.why, err: error.cause }, 'single sign-on refused')
      if (error.about)
        await tellSecurity(error.about.workspace, 'signInFailed', error.about.userId, {
          actorId: null,
          data: { ip: request.ip, by: 'sso', why: error.why },
        })
      return reply.redirect(`/sign-in?sso=${error.why}`)
    }
  })

  app.get('/api/v1/identity-providers', admin, async (request) => ({
    data: (await providers.list(request.caller.workspace.id)).map(present),
    callback: runtime.ssoCallback,
  }))

  app.post('/api/v1/identity-providers', seldom, async (request, reply) => {
    const { values, secret } = read(bodyOf(request), null)
    await sso.test(values, secret ?? null)
    const id = await providers.add(request.caller.workspace.id, values, secret ?? null)
    await tellSetting(request.caller, 'identityProviderAdded', id, changes(null, values))
    return reply.status(201).send(present((await providers.get(id))!))
  })

  app.patch('/api/v1/identity-providers/:id', seldom, async (request) => {
    const before = await ownProvider(request)
    const { values, secret } = read(bodyOf(request), before)
    const kept = secret === undefined ? await providers.secret(before.id) : secret
    if (values.active || values.issuer !== before.issuer) await sso.test(values, kept)
    await providers.update(before, values, secret)
    const changed = {
      ...changes(before, values),
      ...(secret === undefined ? {} : { clientSecret: ['•', '•'] as const }),
    }
    if (Object.keys(changed).length > 0)
      await tellSetting(request.caller, 'identityProviderChanged', before.id, changed)
    return present((await providers.get(before.id))!)
  })

  app.post('/api/v1/identity-providers/:id/test', seldom, async (request, reply) => {
    const provider = await ownProvider(request)
    await sso.test(provider, await providers.secret(provider.id))
    return reply.status(204).send()
  })

  app.delete('/api/v1/identity-providers/:id', admin, async (request, reply) => {
    const before = await ownProvider(request)
    await providers.remove(before.id)
    await tellSetting(request.caller, 'identityProviderRemoved', before.id, { name: [before.name, null] })
    return reply.status(204).send()
  })

  async function ownProvider(request: FastifyRequest): Promise<Provider> {
    const found = await providers.get(idOf(request))
    if (!found || found.workspaceId !== request.caller.workspace.id) throw notFound()
    return found
  }
}

/** Lax: the provider's page leads here from another site, and the cookie must come along. */
function ssoCookie(value: string, seconds: number, secure: boolean): string {
  return `${cookieName}=${value}; Path=/api/sign-in; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
}

/** A path of our own, never another site. */
function inside(to: unknown): string | null {
  return typeof to === 'string' && /^\/(?![/\\])[\x21-\x7e]*$/.test(to) ? to : null
}

function present({ workspaceId: _, updatedAt: __, ...provider }: Provider): ApiProvider {
  return provider
}

function changes(before: Provider | null, after: ProviderValues) {
  const keys = ['name', 'issuer', 'clientId', 'domains', 'roleId', 'active'] as const
  const differing = keys.filter((key) => JSON.stringify(before?.[key] ?? null) !== JSON.stringify(after[key]))
  return Object.fromEntries(differing.map((key) => [key, [before?.[key] ?? null, after[key]] as const]))
}

/** What is not said stays as it was. All problems at once. */
function read(body: Readonly<Record<string, unknown>>, before: Provider | null) {
  const problems: Problem[] = []
  const text = (key: 'name' | 'issuer' | 'clientId', most: number): string => {
    const value = body[key] === undefined ? (before?.[key] ?? '') : String(body[key] ?? '').trim()
    if (value === '' || [...value].length > most)
      problems.push(problem(key, { en: 'This is required.', zh: '请填写此项。' }, 'required'))
    return value
  }
  const given = body['domains'] === undefined ? (before?.domains ?? []) : body['domains']
  const domains = (Array.isArray(given) ? given : String(given).split(/[\s,;，；]+/))
    .map((domain) => String(domain).trim().toLowerCase().replace(/^@/, ''))
    .filter((domain) => domain !== '')
  if (domains.length === 0 || domains.length > 50 || domains.some((d) => !/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(d)))
    problems.push(
      problem('domains', {
        en: 'Name the mail domains that this provider vouches for, such as example.com.',
        zh: '请填写该服务可担保的邮箱域名，如 example.com。',
      }),
    )
  const role = body['roleId'] === undefined ? (before?.roleId ?? null) : body['roleId']
  const roleId = role === null || role === '' ? { value: null } : parseId(role)
  if ('wrong' in roleId) problems.push(problem('roleId', { en: 'There is no such role.', zh: '没有该角色。' }))
  const secret = body['clientSecret']
  if (secret !== undefined && secret !== null && (typeof secret !== 'string' || secret.length > 2_000))
    problems.push(problem('clientSecret', { en: 'This is too long.', zh: '内容过长。' }))
  const active = body['active'] === undefined ? (before?.active ?? true) : body['active'] === true
  const values: ProviderValues = {
    name: text('name', 80),
    issuer: text('issuer', 500),
    clientId: text('clientId', 500),
    domains: [...new Set(domains)],
    roleId: 'wrong' in roleId ? null : roleId.value,
    active,
  }
  if (problems.length > 0) throw new Refusal('invalid', problems)
  return { values, secret: secret === undefined || secret === '' ? undefined : (secret as string | null) }
}
