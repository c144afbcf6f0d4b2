import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { modules } from '#app'
import { engineTable } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import { startSampan, type TestSampan } from '../../../test/harness.ts'
import { startSmtp } from '../../../test/mail/smtp.ts'
import { handOf, type Told } from '../../../test/modules/hand.ts'

const key = { user: 'fang', password: 'open sesame' }
const now = { at: Date.parse('2026-11-27T02:00:00.000Z') }
let sampan: TestSampan
let smtp: Awaited<ReturnType<typeof startSmtp>>
let admin: ReturnType<typeof handOf>
let fang: ReturnType<typeof handOf>
let mei: ReturnType<typeof handOf>
let box: Told
let zeng: Told
let account: Told
beforeAll(async () => {
  smtp = await startSmtp(key)
  const clock = { now: () => new Date(now.at) }
  sampan = await startSampan({ modules, clock, worker: true, allowNetworks: '127.0.0.0/8' })
  admin = handOf(sampan, sampan.admin)
  fang = handOf(sampan, await sampan.person('王芳', 'sales'))
  mei = handOf(sampan, await sampan.person('李梅', 'sales'))
  account = await fang.make('account', { name: '瑞达机械' })
  zeng = await fang.make('contact', { name: '曾工', email: 'zeng@ruida.cn', account: account.id })
  box = await fang.make('mailbox', { address: 'fang@tongzhou.cn', displayName: '王芳', signature: '王芳\n同舟科技' })
})
afterAll(async () => {
  await sampan.close()
  await smtp.close()
})
beforeEach(() => {
  smtp.state.mood = 'takes'
  smtp.posted.length = 0
})

const server = () => ({ host: '127.0.0.1', port: smtp.port, security: 'none', user: key.user })
const connection = (who: ReturnType<typeof handOf>, id: string, body: object, more = '') =>
  sampan.call(
    who.id === fang.id ? fangSession() : who.id === mei.id ? meiSession() : sampan.admin,
    more ? 'POST' : 'PATCH',
    `/api/v1/mail/connections/${id}${more}`,
    body,
  )
let sessions: Record<string, Parameters<TestSampan['call']>[0]> = {}
const fangSession = () => sessions[fang.id]!
const meiSession = () => sessions[mei.id]!
beforeAll(async () => {
  for (const { id } of [fang, mei])
    sessions = {
      ...sessions,
      [id]: {
        workspace: sampan.workspace,
        principal: (await sampan.workspace.directory.person(id))!,
        origin: { via: 'api' },
        language: 'zh-CN',
      },
    }
})
const letter = { subject: '报价单', body: '曾工：\n\n附上报价，见 https://tongzhou.cn/q', to: '曾工 <zeng@ruida.cn>' }
const write = async (values: object = {}) => {
  const mail = await fang.make('mailMessage', { ...letter, ...values })
  return (await fang.act('mailMessage', mail.id, 'send')).record
}
const errorsOf = ({ body }: { body: Told }) => (body.errors ?? []).map((one: Told) => `${one.field}: ${one.code}`)

describe('a mailbox', () => {
  test('is set up by whoever it belongs to, and shared by an administrator alone', async () => {
    expect((await connection(mei, box.id, { smtp: server() })).status).toBe(404)
    expect(await mei.refused.make('mailbox', { address: 'sales@tongzhou.cn', shared: true })).toEqual([
      '422',
      'shared: admin',
    ])
    expect(await fang.refused.change('mailbox', box.id, { intake: true })).toEqual(['422', 'intake: not-shared'])
    expect(await mei.refused.see('mailbox', box.id)).toEqual(['404', 'missing'])
  })

  test('says at its field what is wrong with a server', async () => {
    const bad = { smtp: { host: 'a b', port: 0, security: 'no', user: '' }, dkimKey: 'none' }
    const answer = await connection(fang, box.id, bad)
    expect(errorsOf(answer)).toEqual([
      'smtp.host: invalid',
      'smtp.port: invalid',
      'smtp.security: invalid',
      'dkimKey: invalid',
    ])
  })

  test('is tried: a wrong password, a wrong way to encrypt, nobody there, and a network that is kept from users', async () => {
    const tried = async (more: object, password = key.password) =>
      errorsOf(await connection(fang, box.id, { smtp: { ...server(), ...more }, password }, '/test'))
    expect(await tried({}, 'guess')).toEqual(['smtp: auth'])
    expect(await tried({ security: 'tls' })).toEqual(['smtp: certificate'])
    expect(await tried({ port: 1 })).toEqual(['smtp: unreachable'])
    expect(await tried({ host: '10.0.0.1' })).toEqual(['smtp: address-not-allowed'])
    expect(await tried({})).toEqual([])
  })

  test('keeps its password sealed, tells it to nobody, and sends it to no other server', async () => {
    expect((await connection(fang, box.id, { smtp: server(), password: key.password })).body).toMatchObject({
      hasPassword: true,
      smtp: server(),
    })
    const other = { smtp: { ...server(), host: 'evil.example' } }
    expect(errorsOf(await connection(fang, box.id, other))).toEqual(['password: required'])
    expect(errorsOf(await connection(fang, box.id, other, '/test'))).toEqual(['password: required'])
    const table = engineTable(sampan.workspace, 'mail_connection')
    const [row] = await sampan.workspace.db.rows(sql`select secret from ${table}`)
    expect(String(row![0])).toMatch(/^sealed1\./)
  })
})

describe('what may not be sent', () => {
  test('a mail that is not whole, at its field', async () => {
    const draft = await fang.make('mailMessage', { subject: '您好 {{name}}', to: '曾工 <zeng@ruida>, x' })
    expect(await fang.refused.act('mailMessage', draft.id, 'send')).toEqual([
      '422',
      'to: address',
      'body: required',
      'subject: not-filled',
    ])
  })

  test('a mail from the mailbox of somebody else', async () => {
    expect(await mei.refused.make('mailMessage', { ...letter, mailbox: box.id })).toEqual([
      '422',
      'mailbox: no-such-record',
    ])
    expect(await admin.refused.make('mailMessage', { ...letter, mailbox: box.id })).toEqual([
      '422',
      'mailbox: not-yours',
    ])
  })

  test('a mail to an address that is on the list, or to who wants none', async () => {
    await admin.make('suppression', { address: 'dead@ruida.cn', reason: 'bounced' })
    await fang.make('contact', { name: '冯总', email: 'feng@ruida.cn', doNotEmail: true })
    const dead = await fang.make('mailMessage', { ...letter, to: 'dead@ruida.cn' })
    expect(await fang.refused.act('mailMessage', dead.id, 'send')).toEqual(['422', 'to: suppressed'])
    const offer = await fang.make('mailMessage', { ...letter, to: 'feng@ruida.cn', marketing: true })
    expect(await fang.refused.act('mailMessage', offer.id, 'send')).toEqual(['422', 'to: suppressed'])
    await fang.change('mailMessage', offer.id, { marketing: false })
    await fang.act('mailMessage', offer.id, 'send')
  })

  test('what a colleague has written is hers', async () => {
    const mail = await fang.make('mailMessage', letter)
    expect(await mei.refused.see('mailMessage', mail.id)).toEqual(['404', 'missing'])
    expect(await mei.refused.act('mailMessage', mail.id, 'send')).toEqual(['404', 'missing'])
    expect((await sampan.call(meiSession(), 'GET', `/api/v1/mail/${mail.id}/body`)).status).toBe(404)
  })
})

describe('a mail', () => {
  test('goes out once, as it was written, and stands with everyone whom it concerns', async () => {
    await sampan.runtime.settle()
    smtp.posted.length = 0
    const mail = await write({ cc: '"许, 总" <xu@ruida.cn>' })
    expect(mail).toMatchObject({ status: 'queued', account: { id: account.id }, contacts: [{ id: zeng.id }] })
    await sampan.runtime.settle()
    expect(await fang.see('mailMessage', mail.id)).toMatchObject({ status: 'sent', attempts: 1, problem: null })
    expect(smtp.posted).toHaveLength(1)
    const [{ from, to, raw }] = smtp.posted as [(typeof smtp.posted)[0]]
    expect([from, to]).toEqual(['fang@tongzhou.cn', ['zeng@ruida.cn', 'xu@ruida.cn']])
    expect(raw).toContain(`Message-ID: <${mail.messageId}>`)
    expect(raw).toMatch(/multipart\/alternative/)
    for (const [object, id] of [
      ['contact', zeng.id],
      ['account', account.id],
    ] as const)
      expect((await fang.page(object, id)).timeline.data.map((one: Told) => one.recordId)).toContain(mail.id)
    expect((await mei.page('account', account.id).catch(() => null))?.timeline.data ?? []).toEqual([])
    expect(await fang.refused.change('mailMessage', mail.id, { body: 'anders' })).toEqual(['422', 'body: gone'])
  })

  test('waits where nobody has said how, and goes when somebody has', async () => {
    const mail = await mei.make('mailMessage', { ...letter, to: 'other@example.cn' })
    await mei.act('mailMessage', mail.id, 'send')
    await sampan.runtime.settle()
    expect((await mei.see('mailMessage', mail.id)).status).toBe('held')
    expect(smtp.posted).toEqual([])
    await mei.act('mailMessage', mail.id, 'withdraw')
    expect((await mei.see('mailMessage', mail.id)).status).toBe('draft')
  })

  test('that is turned away fails, and its sender is told why', async () => {
    smtp.state.mood = 'refuses'
    const mail = await write()
    await sampan.runtime.settle()
    const told = await fang.see('mailMessage', mail.id)
    expect(told.status).toBe('failed')
    expect(told.problem).toContain('No such user here')
    await sampan.runtime.settle()
    const { body } = await sampan.call(fangSession(), 'GET', '/api/v1/notifications')
    expect(JSON.stringify(body)).toContain(mail.id)
  })

  test('that is taken for one recipient and not for another says for whom', async () => {
    const mail = await write({ cc: 'gone@ruida.cn' })
    await sampan.runtime.settle()
    const told = await fang.see('mailMessage', mail.id)
    expect([told.status, told.problem]).toEqual(['sent', '服务器未接受以下收件人：gone@ruida.cn。'])
  })

  test('that the server is too busy for is tried again later, longer each time, and fails at last', async () => {
    smtp.state.mood = 'busy'
    const mail = await write()
    for (const minutes of [1, 5, 30, 120, 300, 600]) {
      await sampan.runtime.settle()
      const told = await fang.see('mailMessage', mail.id)
      expect([told.status, Date.parse(told.dueAt) - now.at]).toEqual(['queued', minutes * 60_000])
      now.at += minutes * 60_000
    }
    await sampan.runtime.settle()
    expect((await fang.see('mailMessage', mail.id)).status).toBe('failed')
    smtp.state.mood = 'takes'
    await fang.act('mailMessage', mail.id, 'send')
    await sampan.runtime.settle()
    expect((await fang.see('mailMessage', mail.id)).status).toBe('sent')
  })

  test('of which nobody knows whether it went is not sent again, and a person is asked', async () => {
    smtp.state.mood = 'vanishes'
    const mail = await write()
    await sampan.runtime.settle()
    expect((await fang.see('mailMessage', mail.id)).status).toBe('uncertain')
    now.at += 86_400_000
    await sampan.runtime.settle()
    expect(smtp.posted).toHaveLength(1)
    smtp.state.mood = 'takes'
    await fang.act('mailMessage', mail.id, 'hasGone')
    expect((await fang.see('mailMessage', mail.id)).status).toBe('sent')
  })

  test('of marketing carries the way out, which one click takes', async () => {
    const mail = await write({ marketing: true })
    await sampan.runtime.settle()
    const raw = smtp.posted[0]!.raw
    expect(raw).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click')
    const path = /List-Unsubscribe: <https?:\/\/[^/]+(\/p\/[^>]+)>/.exec(raw.replace(/\r\n\s+/g, ''))![1]!
    const page = await sampan.app.inject({ method: 'GET', url: path })
    expect([page.statusCode, page.body.includes('z…@ruida.cn')]).toEqual([200, true])
    expect((await fang.see('contact', zeng.id)).doNotEmail).toBe(false)
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    for (let i = 0; i < 2; i++)
      expect(
        (await sampan.app.inject({ method: 'POST', url: path, headers, payload: 'List-Unsubscribe=One-Click' }))
          .statusCode,
      ).toBe(200)
    expect((await fang.see('contact', zeng.id)).doNotEmail).toBe(true)
    const again = await fang.make('mailMessage', { ...letter, marketing: true })
    expect(await fang.refused.act('mailMessage', again.id, 'send')).toEqual(['422', 'to: suppressed'])
    expect((await sampan.app.inject({ method: 'GET', url: path.replace(mail.id, account.id) })).statusCode).toBe(404)
    expect((await write()).status).toBe('queued')
  })
})

describe('a template', () => {
  test('names a place that is none, and belongs to whom it belongs', async () => {
    const wrong = {
      name: '问候',
      about: 'contact',
      subject: '您好 {{nome}}',
      body: '{{account.owner.name}} {{account.x}}',
    }
    expect(await fang.refused.make('mailTemplate', wrong)).toEqual([
      '422',
      'subject: unknown-field',
      'body: unknown-field',
    ])
    const mine = await fang.make('mailTemplate', { name: '问候', about: 'contact', subject: '您好', body: '您好' })
    expect(await mei.refused.see('mailTemplate', mine.id)).toEqual(['404', 'missing'])
  })

  test('is filled with what its reader may see, and tells what is missing', async () => {
    const template = await fang.make('mailTemplate', {
      name: '回访',
      about: 'contact',
      subject: '{{account.name}}的{{name}}',
      body: '{{name|您}}好，{{jobTitle}}。{{wechat|}}{{account.owner.name}} {{owner}}',
    })
    const fill = (who: Parameters<TestSampan['call']>[0], record: string) =>
      sampan.call(who, 'POST', '/api/v1/templates/fill', { object: 'mailTemplate', template: template.id, record })
    const { body } = await fill(fangSession(), zeng.id)
    expect(body).toEqual({
      texts: { subject: '瑞达机械的曾工', body: '曾工好，{{jobTitle}}。王芳 王芳' },
      missing: ['{{jobTitle}}'],
    })
    expect((await fill(meiSession(), zeng.id)).status).toBe(404)
    expect((await fill(fangSession(), account.id)).status).toBe(404)
  })
})
