import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addPerson } from '#engine/access/people.ts'
import { sql } from '#engine/db/sql.ts'
import { systemSession } from '#engine/workspaces.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { sky } from '../planets.ts'

/* Single sign-on against a real OpenID Connect provider, which runs beside the test and believes whatever it is told. */

type Account = { readonly sub: string; readonly email: string; readonly verified?: boolean; readonly name?: string }

let sampan: TestSampan
let server: Server
let issuer = ''
let providerId = ''
/** Who is sitting at the provider. */
let who: Account = { sub: 'none', email: 'none@example.com' }

beforeAll(async () => {
  sampan = await startSampan({ modules: sky(), language: 'en', allowNetworks: '127.0.0.0/8' })
  issuer = await startProvider()
  const { status, body } = await admin('POST', '/api/v1/identity-providers', {
    name: 'Company',
    issuer,
    clientId: 'sampan',
    clientSecret: 'a secret of the client',
    domains: ['corp.test'],
  })
  expect(status, JSON.stringify(body)).toBe(201)
  providerId = body.id
})
afterAll(async () => {
  await sampan.close()
  server.close()
})

const admin = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, body?: object) =>
  sampan.call(sampan.admin, method, url, body)

async function startProvider(): Promise<string> {
  server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(url, {
    clients: [
      {
        client_id: 'sampan',
        client_secret: 'a secret of the client',
        redirect_uris: ['http://127.0.0.1:7717/api/sign-in/callback'],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    pkce: { required: () => true },
    scopes: ['openid', 'email', 'profile'],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    conformIdTokenClaims: false,
    cookies: { keys: ['test'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, interaction) => `/at/${interaction.uid}` },
    findAccount: (_, sub) => ({
      accountId: sub,
      claims: async () => ({
        sub,
        email: who.email,
        email_verified: who.verified ?? true,
        name: who.name ?? 'Somebody',
      }),
    }),
  })
  server.on('request', async (request, response) => {
    if (!request.url?.startsWith('/at/')) return provider.callback()(request, response)
    const { prompt, params, session, grantId } = await provider.interactionDetails(request, response)
    if (prompt.name === 'login')
      return provider.interactionFinished(request, response, { login: { accountId: who.sub } })
    const grant = grantId
      ? (await provider.Grant.find(grantId))!
      : new provider.Grant({ accountId: session!.accountId, clientId: String(params['client_id']) })
    grant.addOIDCScope('openid email profile')
    return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } })
  })
  return url
}

/** A browser that walks from the sign-in page to the provider; answers where it is sent back to. */
async function goThere(account: Account, to = '/planet'): Promise<{ back: URL; cookie: string }> {
  who = account
  const begun = await sampan.app.inject({ url: `/api/sign-in/${providerId}?to=${encodeURIComponent(to)}` })
  expect(begun.statusCode).toBe(302)
  const cookie = `sampan.sso=${begun.cookies.find(({ name }) => name === 'sampan.sso')!.value}`
  const jar = new Map<string, string>()
  let url = String(begun.headers.location)
  for (let hop = 0; hop < 10 && url.startsWith(issuer); hop++) {
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
    })
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      jar.set(name, value)
    }
    url = new URL(answer.headers.get('location') ?? '', url).href
  }
  return { back: new URL(url), cookie }
}

async function comeBack(back: URL, cookie: string) {
  const answer = await sampan.app.inject({ url: `${back.pathname}${back.search}`, headers: { cookie } })
  const session = answer.cookies.find(({ name }) => name === 'sampan.session_token')
  return {
    location: String(answer.headers.location),
    cookie: session ? `sampan.session_token=${encodeURIComponent(session.value)}` : null,
  }
}

const signIn = async (account: Account, to?: string) => {
  const { back, cookie } = await goThere(account, to)
  return comeBack(back, cookie)
}
const meta = async (cookie: string | null) =>
  (await sampan.app.inject({ url: '/api/v1/meta', headers: { cookie: cookie ?? '' } })).statusCode

let people = 0
async function person(role = 'readOnly', password?: string) {
  people += 1
  const email = `p${people}@corp.test`
  const id = await addPerson(sampan.runtime, systemSession(sampan.workspace), {
    name: `Person ${people}`,
    email,
    role,
    ...(password ? { password } : {}),
  })
  return { id, email, sub: `sub-${people}` }
}

test('a provider is set up by administrators, tried before it is kept, and its secret never comes back', async () => {
  const values = { name: 'X', issuer, clientId: 'sampan', clientSecret: 'hush', domains: ['corp.test'] }
  for (const [wrong, field] of [
    [{ issuer: `${issuer}/other` }, 'issuer'],
    [{ issuer: 'http://169.254.169.254/' }, 'issuer'],
    [{ issuer: 'file:///etc/passwd' }, 'issuer'],
    [{ domains: [] }, 'domains'],
    [{ domains: ['not a domain'] }, 'domains'],
    [{ name: '' }, 'name'],
    [{ roleId: 'x' }, 'roleId'],
  ] as const) {
    const { status, body } = await admin('POST', '/api/v1/identity-providers', { ...values, ...wrong })
    expect([status, body.errors[0].field], JSON.stringify(wrong)).toEqual([422, field])
  }
  const { body } = await admin('GET', '/api/v1/identity-providers')
  expect(body.data).toMatchObject([{ name: 'Company', hasSecret: true }])
  const stored = await sampan.runtime.db.rows(sql`select client_secret from sampan.identity_provider`)
  expect(JSON.stringify([body, stored])).not.toContain('a secret of the client')
  const { body: log } = await admin('GET', '/api/v1/audit?kind=identityProviderAdded')
  expect(JSON.stringify(log)).not.toContain('a secret of the client')
  expect(log.data.length).toBe(1)
})

test('a provider that is kept is asked again whether it answers', async () => {
  const at = (id: string) => `/api/v1/identity-providers/${id}/test`
  const { cookie } = await signIn(await person())
  const stranger = await sampan.app.inject({ method: 'POST', url: at(providerId), headers: { cookie: cookie! } })
  expect(stranger.statusCode).toBe(404)
  expect((await admin('POST', at('01990000-0000-7000-8000-000000000000'), {})).status).toBe(404)
  expect((await admin('POST', at(providerId), {})).status).toBe(204)
  await sampan.runtime.db.count(sql`update sampan.identity_provider set issuer = issuer || '/moved'`)
  const { status, body } = await admin('POST', at(providerId), {})
  expect([status, body.errors[0].field]).toEqual([422, 'issuer'])
  await sampan.runtime.db.count(sql`update sampan.identity_provider set issuer = ${issuer}`)
})

test('somebody who is here comes in, lands where she wanted, and is known again whatever her address says', async () => {
  const { email, sub, id } = await person()
  const first = await signIn({ sub, email }, '/planet?x=1')
  expect(first.location).toBe('/planet?x=1')
  expect(await meta(first.cookie)).toBe(200)
  const again = await signIn({ sub, email: 'renamed@corp.test' })
  expect(await meta(again.cookie)).toBe(200)
  const { body } = await admin('GET', `/api/v1/audit?who=${id}&kind=signedIn`)
  expect(body.data[0].data).toMatchObject({ method: 'sso', provider: 'Company' })
})

test('nothing but the browser that began it ends a sign-in, once, and only with the answer that belongs to it', async () => {
  const { email, sub } = await person()
  const refused = async (change: (back: URL, cookie: string) => [URL, string]) => {
    const { back, cookie } = await goThere({ sub, email })
    const answer = await comeBack(...change(back, cookie))
    expect(answer.cookie).toBeNull()
    return answer.location
  }
  const other = await goThere({ sub, email })
  expect(await refused((back) => [back, ''])).toBe('/sign-in?sso=state')
  expect(await refused((back) => [back, other.cookie])).toBe('/sign-in?sso=state')
  expect(await refused((back, cookie) => [edited(back, 'state', 'x'), cookie])).toBe('/sign-in?sso=state')
  expect(await refused((back, cookie) => [edited(back, 'state', other.back.searchParams.get('state')!), cookie])).toBe(
    '/sign-in?sso=state',
  )
  expect(await refused((back, cookie) => [edited(back, 'iss', 'http://evil.test'), cookie])).toBe(
    '/sign-in?sso=provider',
  )
  expect(await refused((back, cookie) => [edited(back, 'code', 'x'), cookie])).toBe('/sign-in?sso=provider')
  // a code of somebody else's sign-in, injected: its verifier and nonce are others
  expect(await refused((back, cookie) => [edited(back, 'code', other.back.searchParams.get('code')!), cookie])).toBe(
    '/sign-in?sso=provider',
  )
  const twice = await goThere({ sub, email })
  expect((await comeBack(twice.back, twice.cookie)).location).toBe('/planet')
  expect((await comeBack(twice.back, twice.cookie)).location).toBe('/sign-in?sso=state')
  const late = await goThere({ sub, email })
  await sampan.runtime.db.count(sql`update sampan.sso_attempt set created_at = created_at - interval '11 minutes'`)
  expect((await comeBack(late.back, late.cookie)).location).toBe('/sign-in?sso=state')
})

test('a wrong nonce, and a token of another issuer, are refused', async () => {
  const { email, sub } = await person()
  const { back, cookie } = await goThere({ sub, email })
  await sampan.runtime.db.count(sql`update sampan.sso_attempt set nonce = ${'another'}`)
  expect((await comeBack(back, cookie)).location).toBe('/sign-in?sso=provider')
  const next = await goThere({ sub, email })
  await sampan.runtime.db.count(
    sql`update sampan.sso_attempt set verifier = ${'another-verifier-that-is-long-enough-for-it'}`,
  )
  expect((await comeBack(next.back, next.cookie)).location).toBe('/sign-in?sso=provider')
})

test('an address that is not verified, of another domain, of nobody or of somebody disabled does not come in', async () => {
  const { email, sub, id } = await person()
  expect(await signIn({ sub, email, verified: false })).toMatchObject({
    location: '/sign-in?sso=unverified',
    cookie: null,
  })
  expect((await signIn({ sub, email: 'admin@example.com' })).location).toBe('/sign-in?sso=domain')
  expect((await signIn({ sub: 'x', email: 'stranger@corp.test' })).location).toBe('/sign-in?sso=unknown')
  await admin('POST', `/api/v1/user/${id}/disable`)
  expect((await signIn({ sub, email })).location).toBe('/sign-in?sso=disabled')
  const { body } = await admin('GET', `/api/v1/audit?who=${id}&kind=signInFailed`)
  expect(body.data[0].data).toMatchObject({ by: 'sso', why: 'disabled' })
})

test('an address that went to somebody else does not open the account of who had it', async () => {
  const { email, sub } = await person()
  expect((await signIn({ sub, email })).location).toBe('/planet')
  expect((await signIn({ sub: 'the-next-one', email })).location).toBe('/sign-in?sso=taken')
})

test('a disabled person is out at once, and a provider that is switched off leads nowhere', async () => {
  const { email, sub, id } = await person()
  const { cookie } = await signIn({ sub, email })
  expect(await meta(cookie)).toBe(200)
  await admin('POST', `/api/v1/user/${id}/disable`)
  expect(await meta(cookie)).toBe(401)
  await admin('PATCH', `/api/v1/identity-providers/${providerId}`, { active: false })
  expect((await sampan.app.inject({ url: `/api/sign-in/${providerId}` })).statusCode).toBe(404)
  expect((await sampan.app.inject({ url: '/api/sign-in' })).json().providers).toEqual([])
  await admin('PATCH', `/api/v1/identity-providers/${providerId}`, { active: true })
  expect((await sampan.app.inject({ url: '/api/sign-in' })).json().providers).toEqual([
    { id: providerId, name: 'Company' },
  ])
})

test('who comes for the first time becomes a person, with the role that is set for that', async () => {
  const { body: role } = await admin('POST', '/api/v1/role', {
    name: 'New',
    key: 'new',
    grants: { planet: { read: 'all' } },
  })
  await admin('PATCH', `/api/v1/identity-providers/${providerId}`, { roleId: role.id })
  const { cookie, location } = await signIn({ sub: 'fresh', email: 'fresh@corp.test', name: '新同事' })
  expect(location).toBe('/planet')
  const { body } = await sampan.app
    .inject({ url: '/api/v1/meta', headers: { cookie: cookie! } })
    .then((a) => ({ body: a.json() }))
  expect(body.user).toMatchObject({ name: '新同事', email: 'fresh@corp.test', admin: false })
  expect(Object.keys(body.objects)).toContain('planet')
  await admin('PATCH', `/api/v1/identity-providers/${providerId}`, { roleId: null })
})

test('where only single sign-on is allowed, passwords open for administrators alone', async () => {
  const plain = await person('readOnly', 'password-1234')
  const boss = await person('administrator', 'password-1234')
  const byPassword = (email: string) =>
    sampan.app.inject({
      method: 'POST',
      url: '/api/auth/sign-in/email',
      headers: { origin: 'http://127.0.0.1:7717' },
      payload: { email, password: 'password-1234' },
    })
  const before = await byPassword(plain.email)
  const old = `sampan.session_token=${encodeURIComponent(before.cookies[0]!.value)}`
  expect(await meta(old)).toBe(200)
  expect((await admin('PATCH', '/api/v1/sign-in-policy', { ssoOnly: true })).status).toBe(200)
  expect(await meta(old)).toBe(401)
  expect((await byPassword(plain.email)).statusCode).toBe(401)
  expect((await byPassword(boss.email)).statusCode).toBe(200)
  expect(await meta((await signIn({ sub: plain.sub, email: plain.email })).cookie)).toBe(200)
  await admin('PATCH', '/api/v1/sign-in-policy', { ssoOnly: false })
})

test('a provider of one workspace opens no other, and changes nothing of a login that leads there too', async () => {
  const { runtime } = sampan
  const { email, sub } = await person('readOnly', 'password-1234')
  const other = await runtime.workspaces.create('Other', 'en')
  await addPerson(runtime, systemSession(other), { name: 'Same', email, role: 'administrator' })
  const { cookie } = await signIn({ sub, email })
  const send = (method: 'GET' | 'POST', url: string) =>
    sampan.app.inject({
      method,
      url,
      headers: { cookie: cookie!, origin: 'http://127.0.0.1:7717' },
      ...(method === 'POST' ? { payload: {} } : {}),
    })
  await send('POST', `/api/v1/workspaces/${other.id}/enter`)
  const { user } = (await send('GET', '/api/v1/meta')).json()
  expect(user.admin).toBe(false)
  for (const [method, url] of [
    ['POST', '/api/v1/security/password'],
    ['POST', '/api/auth/two-factor/enable'],
    ['GET', '/api/auth/passkey/generate-register-options'],
  ] as const)
    expect((await send(method, url)).statusCode, url).toBe(403)
})

function edited(url: URL, name: string, value: string): URL {
  const changed = new URL(url)
  changed.searchParams.set(name, value)
  return changed
}
