import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addPerson } from '#engine/access/people.ts'
import { sql } from '#engine/db/sql.ts'
import { systemSession } from '#engine/workspaces.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { sky } from '../planets.ts'
import { codeOf } from '../totp.ts'

/* The door: who comes in with what, what the policy asks, and what the audit log says of it. */

let sampan: TestSampan
let address = 0
beforeAll(async () => {
  sampan = await startSampan({ modules: sky(), language: 'en' })
})
afterAll(() => sampan.close())

/** A browser: keeps its cookies, and comes from an address of its own, so that nobody is throttled for others. */
function browser() {
  const cookies = new Map<string, string>()
  address += 1
  const remoteAddress = `203.0.113.${address % 250}`
  return {
    cookies,
    remoteAddress,
    async send(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object) {
      const answer = await sampan.app.inject({
        method,
        url,
        remoteAddress,
        headers: {
          origin: 'http://127.0.0.1:7717',
          'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0',
          'accept-language': 'en',
          ...(cookies.size > 0 ? { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') } : {}),
          ...(method === 'GET' || payload === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(payload === undefined ? {} : { payload }),
      })
      for (const { name, value, maxAge } of answer.cookies)
        if (value === '' || maxAge === 0) cookies.delete(name)
        else cookies.set(name, encodeURIComponent(value))
      const json = String(answer.headers['content-type'] ?? '').includes('json')
      return { status: answer.statusCode, body: json && answer.body ? answer.json() : null, cookies: answer.cookies }
    },
    signIn(email: string, password = 'password-1234') {
      return this.send('POST', '/api/auth/sign-in/email', { email, password })
    },
  }
}

let people = 0
async function person(role = 'readOnly') {
  people += 1
  const email = `sign${people}@example.com`
  const { runtime, workspace } = sampan
  const id = await addPerson(runtime, systemSession(workspace), {
    name: `Person ${people}`,
    email,
    role,
    password: 'password-1234',
  })
  return { id, email }
}

async function enrol(one: ReturnType<typeof browser>) {
  const { status, body } = await one.send('POST', '/api/auth/two-factor/enable', { password: 'password-1234' })
  expect(status, JSON.stringify(body)).toBe(200)
  expect((await one.send('POST', '/api/auth/two-factor/verify-totp', { code: codeOf(body.totpURI) })).status).toBe(200)
  return body as { totpURI: string; backupCodes: string[] }
}

const told = async (personId: string) =>
  (await sampan.call(sampan.admin, 'GET', `/api/v1/audit?who=${personId}&object=sampan.security`)).body.data as {
    kind: string
    actor: object | null
    data: Record<string, unknown> | null
  }[]
const policy = async (wanted: object) =>
  expect((await sampan.call(sampan.admin, 'PATCH', '/api/v1/sign-in-policy', wanted)).status).toBe(200)

describe('the way in', () => {
  test('of better-auth, only what is used is there', async () => {
    const { email } = await person()
    const one = browser()
    await one.signIn(email)
    for (const path of [
      'update-user',
      'delete-user',
      'change-email',
      'sign-up/email',
      'revoke-sessions',
      'link-social',
      'request-password-reset',
      'begin-session',
      'two-factor/send-otp',
      'ok',
    ])
      for (const method of ['GET', 'POST'] as const)
        expect((await one.send(method, `/api/auth/${path}`, method === 'POST' ? {} : undefined)).status, path).toBe(404)
  })

  test('gives a cookie that no script reads and no other site sends, and never says the token', async () => {
    const { email } = await person()
    const { body, cookies } = await browser().signIn(email)
    const cookie = cookies.find(({ name }) => name === 'sampan.session_token')!
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' })
    expect(JSON.stringify(body)).not.toContain(decodeURIComponent(cookie.value).split('.')[0])
  })

  test('tells the audit log who came in, who did not, and who went', async () => {
    const { id, email } = await person()
    const one = browser()
    expect((await one.signIn(email, 'wrong-password')).status).toBe(401)
    expect((await one.signIn('nobody@example.com', 'wrong-password')).body.detail).toBe(
      (await one.signIn(email, 'wrong-password')).body.detail,
    )
    await one.signIn(email)
    await one.send('POST', '/api/auth/sign-out', {})
    const events = await told(id)
    expect(events.map(({ kind }) => kind)).toEqual(['signedOut', 'signedIn', 'signInFailed', 'signInFailed'])
    expect(events[1]).toMatchObject({ data: { method: 'password', ip: one.remoteAddress }, actor: { id } })
    expect(events[2]!.actor).toBeNull()
  })

  test('is closed for a while after too many wrong passwords, wherever they come from, and the log says so once', async () => {
    const { id, email } = await person()
    await Promise.all(Array.from({ length: 20 }, () => browser().signIn(email, 'wrong-password')))
    expect((await browser().signIn(email)).status).toBe(429)
    expect((await browser().signIn(email)).status).toBe(429)
    expect((await told(id)).filter(({ kind }) => kind === 'signInThrottled').length).toBe(1)
    const one = browser()
    const answers = []
    for (let i = 0; i < 11; i++) answers.push((await one.signIn('nobody@example.com')).status)
    expect(answers.at(-1)).toBe(429)
  })

  test('is shut for whoever is disabled, in the words of a wrong password', async () => {
    const { id, email } = await person()
    const one = browser()
    await one.signIn(email)
    await sampan.call(sampan.admin, 'POST', `/api/v1/user/${id}/disable`)
    expect((await one.send('GET', '/api/v1/meta')).status).toBe(401)
    const refused = await browser().signIn(email)
    expect([refused.status, refused.body.detail]).toEqual([401, 'The address or the password is wrong.'])
  })
})

describe('a second factor', () => {
  test('is asked for after the password, once it is set up; wrong and old codes do not open', async () => {
    const { id, email } = await person()
    const one = browser()
    await one.signIn(email)
    expect((await one.send('POST', '/api/auth/two-factor/enable', { password: 'wrong-password' })).status).toBe(422)
    const { totpURI, backupCodes } = await enrol(one)
    expect(backupCodes.length).toBe(10)
    expect((await one.send('GET', '/api/v1/security')).body).toMatchObject({ totp: true, owes: 'nothing' })
    const stored = await sampan.runtime.db.rows(sql`select "secret", "backupCodes" from sampan."twoFactor"`)
    expect(JSON.stringify(stored)).not.toContain(new URL(totpURI).searchParams.get('secret'))
    expect(JSON.stringify(stored)).not.toContain(backupCodes[0])
    const two = browser()
    const first = await two.signIn(email)
    expect(first.body).toMatchObject({ twoFactorRedirect: true })
    expect((await two.send('GET', '/api/v1/meta')).status).toBe(401)
    for (const code of ['000000', codeOf(totpURI, 20), ''])
      expect((await two.send('POST', '/api/auth/two-factor/verify-totp', { code })).status).toBeGreaterThanOrEqual(400)
    expect((await two.send('POST', '/api/auth/two-factor/verify-totp', { code: codeOf(totpURI) })).status).toBe(200)
    expect((await two.send('GET', '/api/v1/meta')).status).toBe(200)
    const kinds = (await told(id)).map(({ kind }) => kind)
    expect(kinds.slice(0, 2)).toEqual(['signedIn', 'secondFactorFailed'])
    expect(kinds).toContain('secondFactorAdded')
  })

  test('that is lost is replaced by a recovery code, which works once', async () => {
    const { email } = await person()
    const one = browser()
    await one.signIn(email)
    const { backupCodes } = await enrol(one)
    for (const status of [200, 401]) {
      const two = browser()
      await two.signIn(email)
      expect((await two.send('POST', '/api/auth/two-factor/verify-backup-code', { code: backupCodes[0] })).status).toBe(
        status,
      )
    }
  })

  test('ends guessing after a few codes', async () => {
    const { email } = await person()
    const one = browser()
    await one.signIn(email)
    await enrol(one)
    const two = browser()
    await two.signIn(email)
    const answers = []
    for (let i = 0; i < 7; i++)
      answers.push((await two.send('POST', '/api/auth/two-factor/verify-totp', { code: `00000${i}` })).status)
    expect(answers.at(-1)).not.toBe(200)
    expect(answers).toContain(429)
  })

  test('that the policy asks for comes before everything else, and for whom it asks', async () => {
    const { email } = await person()
    const boss = await person('administrator')
    const [one, two] = [browser(), browser()]
    await one.signIn(email)
    await two.signIn(boss.email)
    await policy({ secondFactor: 'administrators' })
    expect((await one.send('GET', '/api/v1/meta')).status).toBe(200)
    for (const [method, url] of [
      ['GET', '/api/v1/meta'],
      ['GET', '/api/v1/planet'],
      ['POST', '/api/v1/planet'],
      ['POST', '/api/v1/security/password'],
      ['GET', '/api/v1/audit'],
    ] as const) {
      const refused = await two.send(method, url, method === 'POST' ? {} : undefined)
      expect([refused.status, refused.body.errors[0].code], url).toEqual([403, 'secondFactorRequired'])
    }
    expect((await two.send('GET', '/api/v1/security')).body).toMatchObject({ owes: 'secondFactor' })
    await enrol(two)
    expect((await two.send('GET', '/api/v1/meta')).status).toBe(200)
    // taking it away again leads back to where she was
    expect((await two.send('POST', '/api/auth/two-factor/disable', { password: 'password-1234' })).status).toBe(200)
    expect((await two.send('GET', '/api/v1/meta')).status).toBe(403)
    await policy({ secondFactor: 'optional' })
    expect((await two.send('GET', '/api/v1/meta')).status).toBe(200)
  })

  test('that is a passkey is not passed by setting up another one with the password alone', async () => {
    const { email } = await person()
    const one = browser()
    await one.signIn(email)
    const login = await sampan.runtime.catalogue.loginOf(email)
    await sampan.runtime.db.count(
      sql`insert into sampan.passkey ("id", "publicKey", "userId", "credentialID", "counter", "deviceType", "backedUp")
        values (${`pk-${email}`}, ${'x'}, ${login}, ${`cred-${email}`}, 0, ${'singleDevice'}, false)`,
    )
    await policy({ secondFactor: 'everyone' })
    expect((await one.send('GET', '/api/v1/security')).body).toMatchObject({ owes: 'usePasskey' })
    for (const [method, url] of [
      ['POST', '/api/auth/two-factor/enable'],
      ['GET', '/api/auth/passkey/generate-register-options'],
      ['POST', '/api/auth/passkey/delete-passkey'],
    ] as const) {
      const refused = await one.send(
        method,
        url,
        method === 'POST' ? { password: 'password-1234', id: `pk-${email}` } : undefined,
      )
      expect([refused.status, refused.body.errors[0].code], url).toEqual([403, 'usePasskey'])
    }
    await policy({ secondFactor: 'optional' })
  })

  test('is taken away by an administrator for whoever has lost it; her sessions end', async () => {
    const { id, email } = await person()
    const one = browser()
    await one.signIn(email)
    await enrol(one)
    expect((await sampan.call(sampan.admin, 'DELETE', `/api/v1/people/${id}/second-factor`)).status).toBe(204)
    expect((await one.send('GET', '/api/v1/meta')).status).toBe(401)
    expect((await browser().signIn(email)).body).not.toHaveProperty('twoFactorRedirect')
  })
})

describe('sessions', () => {
  test('are listed for their owner, ended one by one or all but this', async () => {
    const { id, email } = await person()
    const [one, two, three] = [browser(), browser(), browser()]
    for (const b of [one, two, three]) await b.signIn(email)
    for (const b of [one, two, three]) expect((await b.send('GET', '/api/v1/meta')).status).toBe(200)
    const { body } = await one.send('GET', '/api/v1/security')
    expect(body.sessions.length).toBe(3)
    expect(body.sessions.filter((s: { current: boolean }) => s.current).length).toBe(1)
    expect(body.sessions[0]).toMatchObject({
      method: 'password',
      place: 'local',
      device: expect.stringContaining('Firefox'),
    })
    const other = body.sessions.find((s: { ip: string }) => s.ip === two.remoteAddress)
    const stranger = await person()
    const four = browser()
    await four.signIn(stranger.email)
    expect((await four.send('DELETE', `/api/v1/security/sessions/${other.id}`)).status).toBe(404)
    expect((await one.send('DELETE', `/api/v1/security/sessions/${other.id}`)).status).toBe(204)
    expect((await two.send('GET', '/api/v1/meta')).status).toBe(401)
    expect((await one.send('DELETE', '/api/v1/security/sessions')).status).toBe(204)
    expect([(await one.send('GET', '/api/v1/meta')).status, (await three.send('GET', '/api/v1/meta')).status]).toEqual([
      200, 401,
    ])
    expect((await sampan.call(sampan.admin, 'DELETE', `/api/v1/people/${id}/sessions`)).status).toBe(204)
    expect((await one.send('GET', '/api/v1/meta')).status).toBe(401)
  })

  test('end with a new password, save the one that changed it', async () => {
    const { id, email } = await person()
    const [one, two] = [browser(), browser()]
    await one.signIn(email)
    await two.signIn(email)
    const change = (current: string, password: string) =>
      one.send('POST', '/api/v1/security/password', { current, password })
    expect((await change('wrong-password', 'new-password-1')).body.errors[0].field).toBe('current')
    expect((await change('password-1234', 'short')).body.errors[0].field).toBe('password')
    expect((await change('password-1234', 'new-password-1')).status).toBe(204)
    expect([(await one.send('GET', '/api/v1/meta')).status, (await two.send('GET', '/api/v1/meta')).status]).toEqual([
      200, 401,
    ])
    expect((await browser().signIn(email)).status).toBe(401)
    expect((await browser().signIn(email, 'new-password-1')).status).toBe(200)
    expect((await told(id)).map(({ kind }) => kind)).toContain('passwordChanged')
  })
})

describe('a one-time link', () => {
  test('gives a password once, to the person it was made for, and stops working', async () => {
    const { runtime, workspace, call, admin } = sampan
    const id = await addPerson(runtime, systemSession(workspace), {
      name: 'Invited',
      email: 'invited@example.com',
      role: 'readOnly',
    })
    const first = (await call(admin, 'POST', `/api/v1/people/${id}/link`)).body
    const { body, status } = await call(admin, 'POST', `/api/v1/people/${id}/link`)
    expect([status, body.kind]).toEqual([201, 'invite'])
    const [old, token] = [first, body].map(({ link }) => new URL(link).searchParams.get('token')!)
    const stored = await runtime.db.rows(sql`select hash from sampan.entry_link`)
    expect(JSON.stringify(stored)).not.toContain(token)
    const one = browser()
    for (const wrong of [old, 'x', ''])
      expect((await one.send('POST', '/api/entry-link', { token: wrong, password: 'password-1234' })).status).toBe(404)
    expect((await one.send('GET', `/api/entry-link?token=${token}`)).body).toMatchObject({
      kind: 'invite',
      email: 'invited@example.com',
    })
    expect((await one.send('POST', '/api/entry-link', { token, password: 'short' })).status).toBe(422)
    expect((await one.send('POST', '/api/entry-link', { token, password: 'password-1234' })).status).toBe(201)
    expect((await one.send('POST', '/api/entry-link', { token, password: 'password-5678' })).status).toBe(404)
    expect((await one.signIn('invited@example.com')).status).toBe(200)
    expect((await call(admin, 'POST', `/api/v1/people/${id}/link`)).body.kind).toBe('reset')
    expect((await told(id)).map(({ kind }) => kind)).toEqual([
      'linkMade',
      'signedIn',
      'passwordSet',
      'linkMade',
      'linkMade',
    ])
  })

  test('is of no use once it is old, or its person disabled', async () => {
    const { id } = await person()
    const { body } = await sampan.call(sampan.admin, 'POST', `/api/v1/people/${id}/link`)
    const token = new URL(body.link).searchParams.get('token')!
    const use = () => browser().send('POST', '/api/entry-link', { token, password: 'password-5678' })
    await sampan.runtime.db.count(sql`update sampan.entry_link set expires_at = created_at`)
    expect((await use()).status).toBe(404)
    await sampan.runtime.db.count(sql`update sampan.entry_link set expires_at = created_at + interval '1 day'`)
    await sampan.call(sampan.admin, 'POST', `/api/v1/user/${id}/disable`)
    expect((await use()).status).toBe(404)
  })
})

describe('the audit log', () => {
  test('tells of roles, settings, exports and sign-ins, filters, pages, and verifies itself', async () => {
    const { call, admin } = sampan
    const { body: role } = await call(admin, 'POST', '/api/v1/role', { name: 'Seen', key: 'seen', grants: {} })
    await call(admin, 'PATCH', `/api/v1/role/${role.id}`, { grants: { planet: { read: 'all' } } })
    await call(admin, 'GET', '/api/v1/planet/export?format=csv')
    await policy({ secondFactor: 'administrators' })
    await policy({ secondFactor: 'optional' })
    const kinds = async (query: string) =>
      (await call(admin, 'GET', `/api/v1/audit?${query}`)).body.data.map((e: { kind: string }) => e.kind)
    expect(await kinds('object=role')).toEqual(expect.arrayContaining(['updated', 'created']))
    expect(await kinds('kind=exportStarted')).toEqual(['exportStarted'])
    expect((await kinds('kind=signInPolicyChanged')).length).toBeGreaterThanOrEqual(2)
    const page = (await call(admin, 'GET', '/api/v1/audit?limit=5')).body
    const next = (await call(admin, 'GET', `/api/v1/audit?limit=5&after=${page.next}`)).body
    expect(new Set([...page.data, ...next.data].map((e: { id: string }) => e.id)).size).toBe(10)
    const [one] = (await call(admin, 'GET', `/api/v1/audit?object=role&kind=created&record=${role.id}`)).body.data
    expect(one).toMatchObject({ kind: 'created', recordId: role.id, title: 'Seen' })
    expect(await kinds(`record=${role.id}&to=${one.at}`)).toEqual([])
    await call(admin, 'DELETE', `/api/v1/role/${role.id}`)
    const [gone] = (await call(admin, 'GET', `/api/v1/audit?record=${role.id}&kind=deleted`)).body.data
    expect(gone).toMatchObject({ title: 'Seen' })
    for (const wrong of ['after=x', 'from=soon', 'who=x', 'record=x', 'limit=0'])
      expect([400, 422], wrong).toContain((await call(admin, 'GET', `/api/v1/audit?${wrong}`)).status)
    const { status, body } = await call(admin, 'POST', '/api/v1/audit/verify')
    expect([status, body.verified.wrong]).toEqual([200, []])
    expect((await call(admin, 'GET', '/api/v1/audit/chain')).body.verified.at).toBe(body.verified.at)
  })

  test('goes out as a table, to administrators alone, and says itself who took it', async () => {
    const { email } = await person()
    const one = browser()
    await one.signIn(email)
    for (const url of ['/api/v1/audit', '/api/v1/audit/export', '/api/v1/audit/chain'])
      expect((await one.send('GET', url)).status, url).toBe(404)
    const { call, admin } = sampan
    expect((await call(admin, 'GET', '/api/v1/audit/export?from=soon')).status).toBe(422)
    const answer = await call(admin, 'GET', '/api/v1/audit/export?kind=signedIn')
    expect(answer.headers).toMatchObject({ 'content-type': 'text/csv; charset=utf-8', 'cache-control': 'no-store' })
    const [head, ...lines] = String(answer.body).trim().split('\r\n')
    expect(head).toContain('at,actor,kind,object,title,recordId,via,ip')
    expect(lines.length).toBeGreaterThan(5)
    expect(lines.every((line) => line.includes(',signedIn,'))).toBe(true)
    const [told] = (await call(admin, 'GET', '/api/v1/audit?kind=exportStarted&limit=1')).body.data
    expect(told.data).toMatchObject({ object: 'sampan.audit', where: { kind: 'signedIn' } })
  })
})
