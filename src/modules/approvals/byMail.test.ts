import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { modules } from '#app'
import { linkOf, readLink } from '#engine/approvals/link.ts'
import { engineTable, type Session } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import { startSampan, type TestSampan } from '../../../test/harness.ts'
import { startSmtp } from '../../../test/mail/smtp.ts'
import { handOf, type Told } from '../../../test/modules/hand.ts'

/* Deciding from a mail, without signing in: what goes out, what the page shows, and when a link does not hold. */

const key = { user: 'notices', password: 'open sesame' }
const day = 86_400_000
const start = Date.parse('2026-11-30T02:00:00.000Z')
const now = { at: start }
let sampan: TestSampan
let smtp: Awaited<ReturnType<typeof startSmtp>>
let admin: ReturnType<typeof handOf>
let fang: Session
let chief: Session
let deputy: Session
let role: string
let policy: Told
const addresses = new Map<string, string>()

beforeAll(async () => {
  smtp = await startSmtp(key)
  sampan = await startSampan({
    modules,
    clock: { now: () => new Date(now.at) },
    worker: true,
    allowNetworks: '127.0.0.0/8',
  })
  admin = handOf(sampan, sampan.admin)
  role = (await admin.make('role', { name: '审批员', key: 'judge', grants: { product: { read: 'all' } } })).id
  fang = await sampan.person('王芳', 'sales')
  chief = await sampan.person('陈总', role)
  deputy = await sampan.person('赵副总', role)
  await admin.change('user', chief.principal.id!, { language: 'zh-CN' })
  await admin.change('user', deputy.principal.id!, { language: 'en' })
  for (const { principal } of [fang, chief, deputy])
    addresses.set(principal.id!, (await admin.see('user', principal.id!)).email)
  policy = await admin.make('approvalPolicy', {
    name: '大客户改名',
    about: 'account',
    definition: {
      of: { do: 'update', fields: ['name'] },
      steps: [{ by: [{ by: 'person', ids: [chief.principal.id] }], mode: 'any' }],
      hold: 'record',
      mail: true,
    },
  })
})
afterAll(async () => {
  await sampan.close()
  await smtp.close()
})
beforeEach(() => {
  now.at = start
  smtp.state.mood = 'takes'
  smtp.posted.length = 0
})

let count = 0
async function asked(definition?: object) {
  if (definition) {
    const { definition: whole } = await admin.see('approvalPolicy', policy.id)
    await admin.change('approvalPolicy', policy.id, { definition: { ...whole, ...definition } })
  }
  const account = await handOf(sampan, fang).make('account', { name: `瑞达 ${++count}` })
  const change = { do: 'update', values: { name: `宏图 <b>${count}</b>` } }
  const { body } = await sampan.call(fang, 'POST', '/api/v1/approvals', {
    object: 'account',
    recordId: account.id,
    change,
    reason: '公司更名',
  })
  await sampan.runtime.settle()
  return { account: account.id as string, id: body.id as string, name: change.values.name }
}
const nameOf = async (id: string) => (await admin.see('account', id)).name
const story = async (id: string) => (await sampan.call(sampan.admin, 'GET', `/api/v1/approvals/${id}`)).body

/** The mails to somebody, and where their links lead. */
function mailsTo(who: Session): { text: string; link: string | undefined }[] {
  return smtp.posted
    .filter(({ to }) => to.includes(addresses.get(who.principal.id!)!))
    .map(({ raw }) => {
      const text = Buffer.from(
        raw
          .replaceAll('=\r\n', '')
          .replace(/=([\dA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
        'latin1',
      ).toString()
      return { text, link: /\/p\/[\w-]{22}\/decide\/[\w-]+/.exec(text)?.[0] }
    })
}
const linkTo = (who: Session) => mailsTo(who)[0]?.link ?? 'none'

async function look(link: string) {
  const { statusCode, body, headers } = await sampan.app.inject({ method: 'GET', url: link })
  return { status: statusCode, page: body, stamp: /name="stamp" value="([^"]+)"/.exec(body)?.[1] ?? '', headers }
}
async function send(link: string, fields: Record<string, string>) {
  const { statusCode, body } = await sampan.app.inject({
    method: 'POST',
    url: link,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(fields).toString(),
  })
  return { status: statusCode, page: body }
}
async function decide(link: string, act: string, words = '') {
  return send(link, { stamp: (await look(link)).stamp, act, words })
}

test('an administrator says from which shared mailbox the system writes; until then nobody is written to', async () => {
  const hers = handOf(sampan, fang)
  expect(await hers.refused.make('mailbox', { address: 'fang@tongzhou.cn', notices: true })).toEqual([
    '422',
    'notices: not-shared',
  ])
  const { id } = await asked()
  expect(smtp.posted).toEqual([])
  const box = await admin.make('mailbox', {
    address: 'notices@tongzhou.cn',
    displayName: '同舟',
    shared: true,
    notices: true,
  })
  const server = { host: '127.0.0.1', port: smtp.port, security: 'none', user: key.user }
  const at = `/api/v1/mail/connections/${box.id}`
  expect((await sampan.call(sampan.admin, 'PATCH', at, { smtp: server, password: key.password })).status).toBe(200)
  // What waits goes out once there is a way, and once only.
  now.at += 61 * 60_000
  await sampan.runtime.settle()
  await sampan.runtime.settle()
  expect(mailsTo(chief)).toHaveLength(1)
  expect(smtp.posted).toHaveLength(1)
  await sampan.call(fang, 'POST', `/api/v1/approvals/${id}/withdraw`, {})
})

test('the mail says who asks for what, in the language of who gets it, and is kept nowhere', async () => {
  await asked()
  const [mail] = mailsTo(chief)
  expect(mail?.text).toContain('王芳 提交了审批')
  expect(mail?.text).toContain('请勿转发')
  expect(await admin.list('mailMessage', {})).toEqual([])
  const kept = await sampan.workspace.db.rows(sql`select * from ${engineTable(sampan.workspace, 'notice_mail')}`)
  expect(JSON.stringify(kept)).not.toContain(linkTo(chief).split('/').at(-1))
})

test('opening the link decides nothing, however often, and what is not a form of the page neither', async () => {
  const { id, name, account } = await asked()
  const link = linkTo(chief)
  for (let i = 0; i < 3; i++) expect((await look(link)).status).toBe(200)
  await sampan.app.inject({ method: 'HEAD', url: link })
  const { page, headers } = await look(link)
  expect(page).toContain('宏图 &lt;b&gt;')
  expect(page).toContain('公司更名')
  expect(headers['cache-control']).toBe('no-store')
  expect((await send(link, { act: 'approve' })).status).toBe(422)
  expect((await send(link, { act: 'approve', stamp: 'forged' })).status).toBe(422)
  expect((await decide(link, 'delegate')).status).toBe(422)
  const refused = await decide(link, 'reject')
  expect([refused.status, refused.page.includes('请填写原因')]).toEqual([422, true])
  expect([(await story(id)).status, (await nameOf(account)) === name]).toEqual(['waiting', false])
})

test('a link is sealed: of another workspace, person, seat or day it leads nowhere', async () => {
  const { id } = await asked()
  const link = linkTo(chief)
  const [, , place, , token] = link.split('/') as [string, string, string, string, string]
  for (let i = 0; i < token.length; i += 9) {
    const other = token.slice(0, i) + (token[i] === 'A' ? 'B' : 'A') + token.slice(i + 1)
    expect((await look(`/p/${place}/decide/${other}`)).status).toBe(404)
  }
  for (const wrong of ['', 'x', `${token}A`, token.slice(1)])
    expect((await look(`/p/${place}/decide/${wrong}`)).status).toBe(404)
  const read = readLink(sampan.runtime.secret, sampan.workspace.id, token)!
  expect(readLink('another secret', sampan.workspace.id, token)).toBeNull()
  expect(readLink(sampan.runtime.secret, id, token)).toBeNull()
  expect(linkOf(sampan.runtime.secret, sampan.workspace.id, read)).toBe(link)
  // Sealed by the house itself for somebody who is not asked, it does not hold either.
  const forOther = linkOf(sampan.runtime.secret, sampan.workspace.id, { ...read, personId: deputy.principal.id! })
  expect((await look(forOther)).page).toContain('This link does not hold any more')
  expect((await decide(forOther, 'approve')).status).toBe(200)
  expect((await story(id)).status).toBe('waiting')
})

test('with it the one who is asked agrees, once, and history says by which way', async () => {
  const { id, name, account } = await asked()
  const link = linkTo(chief)
  const before = await look(link)
  expect((await send(link, { stamp: before.stamp, act: 'approve', words: '同意更名' })).status).toBe(303)
  expect(await nameOf(account)).toBe(name)
  const told = await story(id)
  expect(told.notes.at(-1)).toMatchObject({ kind: 'approved', actor: { name: '陈总' }, words: '同意更名', via: 'mail' })
  const [event] = await sampan.workspace.db.rows(
    sql`select via, actor_id from ${engineTable(sampan.workspace, 'event')} where record_id = ${account}::uuid and kind = 'approvalApproved'`,
  )
  expect(event).toEqual(['mail', chief.principal.id])
  expect((await look(link)).page).toContain('审批已通过')
  expect((await send(link, { stamp: before.stamp, act: 'reject', words: '后悔' })).page).toContain('审批已通过')
  expect((await story(id)).notes).toHaveLength(2)
})

test('two who decide by their links at once: one has decided', async () => {
  const people = [chief, deputy].map(({ principal }) => principal.id)
  const { id } = await asked({ steps: [{ by: [{ by: 'person', ids: people }], mode: 'any' }] })
  const [one, other] = [linkTo(chief), linkTo(deputy)]
  expect((await look(other)).page).toContain('Approve')
  const stamps = [(await look(one)).stamp, (await look(other)).stamp]
  await Promise.all([
    send(one, { stamp: stamps[0]!, act: 'approve' }),
    send(other, { stamp: stamps[1]!, act: 'reject', words: 'no' }),
  ])
  const { notes } = await story(id)
  expect(notes).toHaveLength(2)
  expect((await look(one)).page).not.toContain('<form')
  expect((await look(other)).page).not.toContain('<form')
})

test('a link is void when its time is over, the step is settled, or it waits for somebody else', async () => {
  const closed = async (link: string, words: string, id: string) => {
    const { page } = await look(link)
    expect([page.includes(words), page.includes('<form')]).toEqual([true, false])
    expect((await send(link, { act: 'approve' })).page).toContain(words)
    expect((await story(id)).status).not.toBe('approved')
  }
  const both = await asked({
    steps: [{ by: [{ by: 'person', ids: [chief, deputy].map(({ principal }) => principal.id) }], mode: 'any' }],
  })
  const theirs = linkTo(deputy)
  await sampan.call(deputy, 'POST', `/api/v1/approvals/${both.id}/return`, { words: 'less' })
  await closed(linkTo(chief), '申请已退回', both.id)
  // Asked again, it is another round, with links of its own.
  smtp.posted.length = 0
  await sampan.call(fang, 'POST', `/api/v1/approvals/${both.id}/resubmit`, {})
  await sampan.runtime.settle()
  await closed(theirs, 'does not wait for you', both.id)
  const fresh = linkTo(chief)
  expect((await look(fresh)).page).toContain('<form')
  now.at += 7 * day + 60_000
  await closed(fresh, '链接已过期', both.id)
  now.at = start
  await sampan.call(fang, 'POST', `/api/v1/approvals/${both.id}/withdraw`, {})
  await closed(fresh, '申请已撤回', both.id)

  smtp.posted.length = 0
  const handed = await asked({ steps: [{ by: [{ by: 'person', ids: [chief.principal.id] }], mode: 'any' }] })
  const old = linkTo(chief)
  await sampan.call(chief, 'POST', `/api/v1/approvals/${handed.id}/delegate`, { personId: deputy.principal.id })
  await sampan.runtime.settle()
  await closed(old, '这项审批已不需要你处理', handed.id)
  expect((await decide(linkTo(deputy), 'approve')).status).toBe(303)
  expect((await story(handed.id)).status).toBe('approved')
})

test('a link is void when its person is disabled, loses the role by which she was asked, or has to sign in', async () => {
  const { id } = await asked({ steps: [{ by: [{ by: 'role', ids: [role] }], mode: 'any' }] })
  const [link, other] = [linkTo(chief), linkTo(deputy)]
  await admin.change('user', deputy.principal.id!, { active: false })
  expect((await look(other)).page).toContain('does not hold')
  await admin.change('user', deputy.principal.id!, { active: true })
  expect((await look(other)).page).toContain('<form')
  const readOnly = (await admin.list('role', { key: 'readOnly' }))[0].id
  await admin.change('user', chief.principal.id!, { roles: [readOnly] })
  expect((await look(link)).page).toContain('链接已失效')
  expect((await decide(link, 'approve')).page).toContain('链接已失效')
  await admin.change('user', chief.principal.id!, { roles: [role] })
  const policyAt = '/api/v1/sign-in-policy'
  expect((await sampan.call(sampan.admin, 'PATCH', policyAt, { secondFactor: 'everyone' })).status).toBe(200)
  expect((await look(link)).page).toContain('公司要求登录')
  expect((await send(link, { act: 'approve' })).page).toContain('公司要求登录')
  smtp.posted.length = 0
  await sampan.call(fang, 'POST', `/api/v1/approvals/${id}/remind`, {})
  await sampan.runtime.settle()
  expect([mailsTo(chief).length, mailsTo(chief)[0]?.link]).toEqual([1, undefined])
  await sampan.call(sampan.admin, 'PATCH', policyAt, { secondFactor: 'optional' })
  expect((await decide(link, 'reject', '不必')).status).toBe(303)
  expect((await story(id)).status).toBe('rejected')
})

test('who stands in has a link of her own, for as long as she does; whoever asked has none', async () => {
  const away = async (by: Session) =>
    admin.make('absence', {
      person: chief.principal.id,
      covers: [by.principal.id],
      from: '2026-11-30',
      until: '2026-12-02',
    })
  const left = await away(deputy)
  const { id } = await asked({ steps: [{ by: [{ by: 'person', ids: [chief.principal.id] }], mode: 'any' }] })
  const link = linkTo(deputy)
  now.at += 3 * day
  expect((await look(link)).page).toContain('does not hold')
  now.at = start
  expect((await decide(link, 'approve')).status).toBe(303)
  expect((await story(id)).notes.at(-1)).toMatchObject({
    actor: { name: '赵副总' },
    other: { name: '陈总' },
    via: 'mail',
  })
  await admin.remove('absence', left.id)
  smtp.posted.length = 0
  const own = await away(fang)
  await asked()
  expect([mailsTo(fang), mailsTo(chief).length]).toEqual([[], 1])
  await admin.remove('absence', own.id)
})

test('what no server takes is tried again, and is not sent once it is decided', async () => {
  smtp.state.mood = 'busy'
  const { id } = await asked()
  expect(smtp.posted).toEqual([])
  smtp.state.mood = 'takes'
  now.at += 2 * 60_000
  await sampan.runtime.settle()
  expect(mailsTo(chief)).toHaveLength(1)
  smtp.posted.length = 0
  smtp.state.mood = 'busy'
  const second = await asked()
  await sampan.call(chief, 'POST', `/api/v1/approvals/${second.id}/reject`, { words: 'no' })
  smtp.state.mood = 'takes'
  now.at += 5 * 60_000
  await sampan.runtime.settle()
  expect(smtp.posted).toEqual([])
  expect((await story(id)).status).toBe('waiting')
})
