import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { modules } from '#app'
import { tableOf } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import { startSampan, type TestSampan } from '../../../test/harness.ts'
import { startGateway } from '../../../test/messages/gateway.ts'
import { handOf, type Told } from '../../../test/modules/hand.ts'

/* Short messages by a real gateway over HTTP, by a clock of their own. */

const start = Date.parse('2026-09-22T02:00:00.000Z')
let at = start
let sampan: TestSampan
let gateway: Awaited<ReturnType<typeof startGateway>>
let admin: ReturnType<typeof handOf>
let fang: ReturnType<typeof handOf>
let min: ReturnType<typeof handOf>
let sms: Told

beforeAll(async () => {
  gateway = await startGateway()
  sampan = await startSampan({
    modules,
    clock: { now: () => new Date(at) },
    worker: true,
    allowNetworks: '127.0.0.0/8',
  })
  admin = handOf(sampan, sampan.admin)
  const person = async (name: string, role: string) => {
    const [found] = await admin.list('role', { key: role })
    return handOf(sampan, await sampan.person(name, found.id))
  }
  fang = await person('王芳', 'sales')
  min = await person('周敏', 'marketing')
})
afterAll(async () => {
  await sampan.close()
  await gateway.close()
})

const pass = async (ms: number) => {
  at += ms
  await sampan.runtime.settle()
}
const minutes = (n: number) => n * 60_000
let count = 0
const newLead = (more: object = {}) =>
  fang.make('lead', { name: `人${++count}`, company: `公司${count}`, mobile: `1380013${1000 + count}`, ...more })
const messagesOf = (lead: Told): Promise<Told[]> => admin.list('textMessage', { lead: lead.id }, 'createdAt')
const anyday = { working: false, windows: Array.from({ length: 7 }, () => ['00:00', '24:00']) }
const text = (more: object = {}) => ({
  id: 'm',
  kind: 'message',
  anytime: true,
  input: { channel: 'sms', text: '{{name}}，资料已寄出', marketing: true, ...more },
})
const call = { id: 'call', kind: 'task', anytime: true, input: { subject: '致电 {{name}}', kind: 'call' } }
const wait = { id: 'w', kind: 'wait', input: { amount: 1, unit: 'day' } }
const live = async (draft: object[]) => {
  const made = await min.make('sequence', { name: `序列 ${++count}`, draft, ...anyday })
  await min.act('sequence', made.id, 'publish')
  return made
}
const enrolled = async (draft: object[], more: object = {}) => {
  const into = await live(draft)
  const lead = await newLead(more)
  await fang.act('lead', lead.id, 'enrol', { sequence: into.id })
  await pass(minutes(1))
  return { into, lead }
}
const stands = async (lead: Told) =>
  (await admin.list('sequencePromise', { lead: lead.id }, 'position')).map(({ status }) => status)
const tell = async (type: string, data: object, more: object = {}) => {
  const { body, headers } = gateway.news(type, data)
  const url = new URL((await settings()).newsUrl).pathname
  return (await sampan.app.inject({ method: 'POST', url, payload: body, headers: { ...headers, ...more } })).statusCode
}
const settings = async () => (await sampan.call(sampan.admin, 'GET', `/api/v1/messages/gateways/${sms.id}`)).body
const wrong = ({ status, body }: { status: number; body: { errors?: { field: string; code: string }[] } }) => [
  status,
  ...(body.errors ?? []).map(({ field, code }) => `${field}: ${code}`),
]

test('without a gateway a message stays what would be sent', async () => {
  const { lead } = await enrolled([text()])
  expect(await messagesOf(lead)).toMatchObject([
    { status: 'held', text: `${lead.name}，资料已寄出`, composed: `${lead.name}，资料已寄出 拒收请回复R` },
  ])
  expect(await stands(lead)).toEqual(['underway'])
})

describe('a gateway', () => {
  test('is set up by an administrator, signs each SMS, and is called where the company may call', async () => {
    expect(await admin.refused.make('messageGateway', { channel: 'sms' })).toEqual(['422', 'signature: required'])
    expect((await fang.refused.make('messageGateway', { channel: 'sms', signature: '同舟' }))[0]).toBe('403')
    sms = await admin.make('messageGateway', { channel: 'sms', signature: '【同舟科技】' })
    expect(sms.signature).toBe('同舟科技')
    expect((await admin.refused.make('messageGateway', { channel: 'sms', signature: '二' }))[0]).toMatch(/409|422/)
    const url = `/api/v1/messages/gateways/${sms.id}`
    const stranger = await sampan.person('他人', (await admin.list('role', { key: 'marketing' }))[0].id)
    expect((await sampan.call(stranger, 'PATCH', url, { url: gateway.url })).status).toBe(404)
    const change = (to: unknown) => sampan.call(sampan.admin, 'PATCH', url, { url: to })
    expect(wrong(await change('ftp://x.example'))[0]).toBe(422)
    expect(wrong(await change('http://10.1.2.3/'))[0]).toBe(422)
    expect(wrong(await sampan.call(sampan.admin, 'POST', `${url}/test`, {}))).toEqual([422, 'url: required'])
    const { body } = await change(gateway.url)
    expect(body).toMatchObject({ url: gateway.url, hasSecret: true, secret: expect.stringMatching(/^whsec_/) })
    gateway.state.secret = body.secret
    expect((await settings()).secret).toBeUndefined()
    expect((await sampan.call(sampan.admin, 'POST', `${url}/test`, {})).status).toBe(204)
    const renewed = await sampan.call(sampan.admin, 'PATCH', url, { renew: true })
    expect(wrong(await sampan.call(sampan.admin, 'POST', `${url}/test`, {}))).toEqual([422, 'url: gateway'])
    gateway.state.secret = renewed.body.secret
  })

  test('takes each message once, signed, under its key, however often it is tried', async () => {
    gateway.state.status = 503
    const { lead } = await enrolled([text(), wait, call])
    expect(await messagesOf(lead)).toMatchObject([{ status: 'sending', problem: '接口返回 503：busy', attempts: 1 }])
    expect((await settings()).problem).toContain('503')
    gateway.state.status = 200
    await pass(minutes(2))
    const [message] = await messagesOf(lead)
    expect(message).toMatchObject({ status: 'sent', segments: 1, reference: 'G-1', owner: { id: fang.id } })
    expect((await settings()).problem).toBeNull()
    // As if the worker had died before noting that it went.
    const { calls } = gateway.state
    const { workspace } = sampan
    await workspace.db.count(
      sql`update ${tableOf(workspace, 'textMessage')} set status = 'sending', due_at = at where id = ${message.id}::uuid`,
    )
    await pass(minutes(20))
    expect(gateway.state.calls).toBe(calls + 1)
    expect(gateway.taken()).toEqual([
      { id: message.id, channel: 'sms', to: message.number, text: `【同舟科技】${lead.name}，资料已寄出 拒收请回复R` },
    ])
    expect(await stands(lead)).toEqual(['sent', 'planned'])
    expect(await tell('message.delivered', { id: message.id })).toBe(204)
    expect((await messagesOf(lead))[0].status).toBe('delivered')
    const { timeline } = await fang.page('lead', lead.id)
    expect(JSON.stringify(timeline.data)).toContain('资料已寄出')
  })

  test('that refuses for good, or says that it did not arrive, is told to the owner', async () => {
    gateway.state.status = 422
    const refused = await enrolled([text()])
    expect(await messagesOf(refused.lead)).toMatchObject([{ status: 'failed', problem: '接口返回 422：busy' }])
    expect(await stands(refused.lead)).toEqual(['failed'])
    gateway.state.status = 200
    const lost = await enrolled([text()])
    const [message] = await messagesOf(lost.lead)
    expect(await tell('message.failed', { id: message.id, said: '空号' })).toBe(204)
    expect(await messagesOf(lost.lead)).toMatchObject([{ status: 'failed', problem: '空号' }])
    expect(await stands(lost.lead)).toEqual(['failed'])
  })
})

describe('whoever wants none', () => {
  test('is not written to by the channel she has declined, and the rest of the sequence goes on', async () => {
    const { lead } = await enrolled([text(), wait, text(), call].map((one, i) => ({ ...one, id: `s${i}` })))
    expect(await stands(lead)).toEqual(['sent', 'planned', 'planned'])
    expect(
      await tell('message.received', { from: lead.mobile.raw, text: ' r ' }, { 'webhook-signature': 'v1,x' }),
    ).toBe(403)
    const { body, headers } = gateway.news('message.received', { from: lead.mobile.raw, text: '退订' })
    const url = new URL((await settings()).newsUrl).pathname
    for (let i = 0; i < 2; i++)
      expect((await sampan.app.inject({ method: 'POST', url, payload: body, headers })).statusCode).toBe(204)
    expect(await admin.list('messageOptOut', { number: lead.mobile.e164 })).toMatchObject([{ reason: 'replied' }])
    expect((await messagesOf(lead)).map(({ status }) => status)).toEqual(['sent', 'received'])
    await pass(minutes(60 * 24))
    expect(await stands(lead)).toEqual(['sent', 'skipped', 'underway'])
  })

  test('is passed over where she declined before, where she has no number, and is refused by hand', async () => {
    const lead = await newLead()
    await admin.make('messageOptOut', { number: lead.mobile.raw })
    expect(await admin.refused.make('messageOptOut', { number: '12' })).toEqual(['422', 'number: number'])
    const into = await live([text(), call])
    await fang.act('lead', lead.id, 'enrol', { sequence: into.id })
    const nobody = await newLead({ mobile: null, email: 'x@y.example' })
    await fang.act('lead', nobody.id, 'enrol', { sequence: into.id })
    await pass(minutes(1))
    for (const one of [lead, nobody]) expect(await stands(one)).toEqual(['skipped', 'underway'])
    const byHand = await fang.make('textMessage', { lead: lead.id, text: '新品', marketing: true })
    expect(await fang.refused.act('textMessage', byHand.id, 'send')).toEqual(['422', 'to: declined'])
    await fang.change('textMessage', byHand.id, { marketing: false })
    await fang.act('textMessage', byHand.id, 'send')
    await pass(0)
    expect(gateway.taken().at(-1)).toMatchObject({ text: '【同舟科技】新品' })
    expect(await fang.refused.change('textMessage', byHand.id, { text: '别的' })).toEqual(['422', 'text: gone'])
  })

  test('who answers ends the sequence, and what waits is not sent', async () => {
    const { lead } = await enrolled([call, wait, text()])
    expect(await tell('message.received', { from: lead.mobile.raw, text: '好的，明天联系' })).toBe(204)
    const [one] = await admin.list('enrolment', { lead: lead.id })
    expect(one).toMatchObject({ status: 'stopped', stopReason: 'reply' })
    await pass(minutes(60 * 30))
    expect((await messagesOf(lead)).map(({ status }) => status)).toEqual(['received'])
  })
})

test('a step is checked before it goes live', async () => {
  const refused = async (step: object) => {
    const made = await min.make('sequence', { name: `草稿 ${++count}`, draft: [step] })
    return min.refused.act('sequence', made.id, 'publish')
  }
  expect(await refused(text({ text: '' }))).toEqual(['422', 'steps.m.input.text: required'])
  expect(await refused(text({ text: '{{planet}}' }))).toEqual(['422', 'steps.m.input.text: unknown'])
  expect((await refused(text({ channel: 'pigeon' })))[0]).toBe('422')
})
