import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Session } from '#engine/context.ts'
import { publicAddress } from '#kernel/public-page.ts'
import { startSampan, type TestSampan } from '../../../test/harness.ts'
import { handOf } from '../../../test/modules/hand.ts'

/* Strangers fill in a form of the company's website. */

const start = Date.parse('2026-03-02T02:00:00Z')
let at = start
let sampan: TestSampan
let marketer: Session
let seller: Session
let formId: string
let address: string

const asked = [
  { field: 'name', required: true },
  { field: 'company' },
  { field: 'mobile', label: '您的手机', required: true },
  { field: 'email' },
  { field: 'industry' },
  { field: 'need' },
]

beforeAll(async () => {
  sampan = await startSampan({ clock: { now: () => new Date(at) } })
  const role = async (key: string) =>
    (await sampan.call(sampan.admin, 'GET', `/api/v1/role?where=${JSON.stringify({ key })}`)).body.data[0].id as string
  marketer = await sampan.person('周敏', await role('marketing'))
  seller = await sampan.person('陈刚', await role('sales'))
  const made = await sampan.call(marketer, 'POST', '/api/v1/webForm', {
    name: '官网咨询',
    heading: '预约演示 <免费>',
    inputs: asked,
    consent: '我同意贵公司按《隐私政策》联系我。',
    assignTo: seller.principal.id,
    source: 'website',
  })
  expect(made.status).toBe(201)
  formId = made.body.id
  address = publicAddress(sampan.workspace.id, 'form', made.body.key)
})
afterAll(() => sampan.close())

type Fields = Record<string, string | readonly string[]>

const open = async (url = address, headers: Record<string, string> = {}) => {
  const answer = await sampan.app.inject({ method: 'GET', url, headers: { 'accept-language': 'zh-CN', ...headers } })
  return {
    status: answer.statusCode,
    headers: answer.headers,
    text: answer.body,
    stamp: /name="stamp" value="([^"]+)"/.exec(answer.body)?.[1] ?? '',
  }
}
/** Everybody comes from an address of her own, unless it is said from which. */
let visitor = 0
const send = async (fields: Fields, url = address, remoteAddress = `10.0.0.${++visitor}`) => {
  const body = new URLSearchParams(
    Object.entries(fields).flatMap(([key, value]) => [value].flat().map((one) => [key, one] as [string, string])),
  )
  const answer = await sampan.app.inject({
    method: 'POST',
    url,
    remoteAddress,
    payload: body.toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'accept-language': 'zh-CN' },
  })
  return { status: answer.statusCode, headers: answer.headers, text: answer.body }
}
/** A page that was open for ten seconds, filled in by a person. */
const filled = async (fields: Fields, seconds = 10, from = address) => {
  const { stamp } = await open(from)
  at += seconds * 1_000
  return { stamp, i_agree: 'yes', ...fields }
}
const leads = async (where: object) =>
  (await sampan.call(sampan.admin, 'GET', `/api/v1/lead?where=${encodeURIComponent(JSON.stringify(where))}`)).body.data
const answers = async (where: object) =>
  (await sampan.call(sampan.admin, 'GET', `/api/v1/formSubmission?where=${encodeURIComponent(JSON.stringify(where))}`))
    .body.data

describe('who makes forms', () => {
  test('a salesperson may not, and does not even see them', async () => {
    const answer = await sampan.call(seller, 'POST', '/api/v1/webForm', { name: 'x', heading: 'x', inputs: asked })
    expect(answer.status).toBe(404)
    expect((await sampan.call(seller, 'GET', `/api/v1/webForm/${formId}`)).status).toBe(404)
  })

  test.each([
    ['nothing at all', []],
    ['what the system writes', [{ field: 'name' }, { field: 'score' }]],
    ['what people decide', [{ field: 'name' }, { field: 'status' }]],
    ['whose it is', [{ field: 'name' }, { field: 'owner' }]],
    ['what a lead is not', [{ field: 'name' }, { field: 'constructor' }]],
    ['the same twice', [{ field: 'name' }, { field: 'name' }]],
    ['too little for a lead', [{ field: 'mobile' }]],
    ['no list', { name: true }],
  ])('a form does not ask for %s', async (_what, inputs) => {
    const answer = await sampan.call(marketer, 'PATCH', `/api/v1/webForm/${formId}`, { inputs })
    expect(answer.status).toBe(422)
    expect(answer.body.errors[0].field).toBe('inputs')
  })

  test('it is embedded by websites, not by whatever', async () => {
    const answer = await sampan.call(marketer, 'PATCH', `/api/v1/webForm/${formId}`, {
      sites: "https://a.com 'self'; *",
    })
    expect(answer.status).toBe(422)
    expect(answer.body.errors[0].field).toBe('sites')
  })
})

describe('what a stranger gets', () => {
  test('what does not exist is not found, whatever part of the address is wrong', async () => {
    for (const url of [
      `${address}x`,
      address.replace('/form/', '/forms/'),
      '/p/AAAA/form/x',
      '/p/%00/form/%00',
      `/p/${'A'.repeat(22)}/form/x`,
    ])
      expect((await open(url)).status).toBe(404)
    expect((await send({}, `${address}x`)).status).toBe(404)
  })

  test('a page without scripts of others, that says nothing of the company but what the form says', async () => {
    const page = await open()
    expect(page.status).toBe(200)
    expect(page.text).toContain('预约演示 &lt;免费&gt;')
    expect(page.text).toContain('您的手机')
    expect(page.text).not.toContain('陈刚')
    expect(String(page.headers['content-security-policy'])).toContain("default-src 'none'")
    expect(page.headers['set-cookie']).toBeUndefined()
  })

  test('another website frames it only where the form allows it', async () => {
    expect(String((await open()).headers['content-security-policy'])).toContain("frame-ancestors 'self' *")
    await sampan.call(marketer, 'PATCH', `/api/v1/webForm/${formId}`, {
      sites: 'www.example.com\nhttps://shop.example.com/a',
    })
    const page = await open()
    expect(String(page.headers['content-security-policy'])).toContain(
      "frame-ancestors 'self' https://www.example.com https://shop.example.com",
    )
    expect(page.headers['x-frame-options']).toBeUndefined()
    await sampan.call(marketer, 'PATCH', `/api/v1/webForm/${formId}`, { sites: null })
  })

  test('what is wrong is said at its field, all at once, and nothing typed is lost', async () => {
    const answer = await send(
      await filled({ name: '"><script>alert(1)</script>', mobile: '123', industry: 'nonsense', i_agree: [] }),
    )
    expect(answer.status).toBe(422)
    expect(answer.text).toContain('id="mobile-wrong"')
    expect(answer.text).toContain('id="industry-wrong"')
    expect(answer.text).toContain('请先勾选同意')
    expect(answer.text).toContain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"')
    expect(answer.text).not.toContain('<script>alert')
    expect(await leads({ name: { contains: 'script' } })).toEqual([])
  })

  test('what the form does not ask for is not taken', async () => {
    await send(
      await filled({
        name: '吴越',
        mobile: '13711110001',
        owner: sampan.admin.principal.id!,
        status: 'qualified',
        score: '100',
      }),
    )
    const [made] = await leads({ name: '吴越' })
    expect(made).toMatchObject({ status: 'new', score: { points: 10 }, owner: { id: seller.principal.id } })
  })

  test('where it names nobody, its leads go by the rules of assignment or into the pool that it names', async () => {
    const admin = handOf(sampan, sampan.admin)
    const other = await admin.make('pool', { name: '客户池', object: 'account' })
    expect(await admin.refused.change('webForm', formId, { assignTo: null, pool: other.id })).toEqual([
      '422',
      'pool: object',
    ])
    await admin.change('webForm', formId, { assignTo: null })
    const rule = await admin.make('assignmentRule', { name: '官网线索', object: 'lead', people: [seller.principal.id], active: true }) // biome-ignore format: one line
    await send(await filled({ name: '谢一', mobile: '13711110031' }))
    expect((await leads({ name: '谢一' }))[0]).toMatchObject({
      owner: { id: seller.principal.id },
      heldNote: '官网线索',
    })
    await admin.remove('assignmentRule', rule.id)
    await send(await filled({ name: '谢二', mobile: '13711110032' }))
    expect((await leads({ name: '谢二' }))[0].owner.id).toBe(marketer.principal.id)
    const pool = await admin.make('pool', { name: '线索池', object: 'lead' })
    await admin.change('webForm', formId, { pool: pool.id })
    await send(await filled({ name: '谢三', mobile: '13711110033' }))
    expect((await leads({ name: '谢三' }))[0]).toMatchObject({ owner: null, pool: { id: pool.id } })
    await admin.change('webForm', formId, { pool: null, assignTo: seller.principal.id })
  })

  test('in English and in Traditional Chinese too', async () => {
    const english = await open(address, { 'accept-language': 'en' })
    expect(english.text).toContain('>Send<')
    expect(english.text).toContain('lang="en"')
    const taiwan = await open(address, { 'accept-language': 'zh-TW' })
    expect(taiwan.text).toContain('lang="zh-Hant-TW"')
    expect(taiwan.text).toContain('公司')
  })
})

describe('what comes of it', () => {
  test('a lead of whom the form names, with the way that led there and the consent word for word', async () => {
    const from = `${address}?utm_source=baidu&utm_campaign=${encodeURIComponent('春季 <推广>')}&page=${encodeURIComponent('https://www.example.com/demo')}`
    const page = await open(from, { referer: 'https://www.example.com/' })
    expect(page.text).toContain('value="春季 &lt;推广&gt;"')
    at += 8_000
    const answer = await send({
      stamp: page.stamp,
      i_agree: 'yes',
      name: '欧阳静',
      company: '杭州云启科技有限公司',
      mobile: '１37 1111 0002',
      industry: 'software',
      need: '想了解报价',
      utm_source: 'baidu',
      utm_campaign: '春季 <推广>',
      page: 'https://www.example.com/demo',
      came_from: 'https://www.example.com/',
    })
    expect(answer.status).toBe(200)
    expect(answer.text).toContain('感谢您的提交')
    const [made] = await leads({ name: '欧阳静' })
    expect(made).toMatchObject({
      company: '杭州云启科技有限公司',
      source: 'website',
      campaignText: '春季 <推广>',
      owner: { id: seller.principal.id },
    })
    const [kept] = await answers({ lead: made.id })
    expect(kept).toMatchObject({
      name: '官网咨询 · 欧阳静',
      said: expect.stringContaining('您的手机：'),
      status: 'taken',
      consent: '我同意贵公司按《隐私政策》联系我。',
      utmSource: 'baidu',
      page: 'https://www.example.com/demo',
      cameFrom: 'https://www.example.com/',
    })
    const { body } = await sampan.call(seller, 'GET', `/api/v1/lead/${made.id}/timeline`)
    expect(JSON.stringify(body)).toContain('formSubmission')
    const { changes } = body.data.find((one: { kind: string }) => one.kind === 'created')
    expect([changes.mobile[2], changes.name[2]]).toEqual(['１37 1111 0002', undefined])
  })

  test('sent twice it is one lead, one behind the other or at the same moment', async () => {
    const once = await filled({ name: '双击', mobile: '13711110003' })
    const both = await Promise.all([send(once), send(once), send(once)])
    expect(both.map(({ status }) => status).filter((status) => status === 200).length).toBeGreaterThan(0)
    for (const { text } of both) expect(text).toContain('感谢您的提交')
    expect((await send(once)).text).toContain('感谢您的提交')
    expect(await leads({ name: '双击' })).toHaveLength(1)
    expect(await answers({ name: { contains: '双击' } })).toHaveLength(1)
  })

  test('a page that was left open for days is sent once more, with what was typed', async () => {
    const late = await filled({ name: '迟到', mobile: '13711110004' }, 2 * 24 * 60 * 60)
    const answer = await send(late)
    expect(answer.status).toBe(422)
    expect(answer.text).toContain('请再提交一次')
    expect(answer.text).toContain('value="迟到"')
    const fresh = /name="stamp" value="([^"]+)"/.exec(answer.text)![1]!
    at += 3_000
    expect((await send({ ...late, stamp: fresh })).status).toBe(200)
  })

  test('what a machine seems to have sent is held back with its reason, and a person can release it once', async () => {
    const many = 'https://a.cn http://b.cn https://c.cn http://d.cn'
    await send(await filled({ name: '陷阱', mobile: '13711110005', your_website: 'https://spam.example' }))
    await send(await filled({ name: '飞快', mobile: '13711110006' }, 1))
    await send(await filled({ name: '链接', mobile: '１37 1111 0007', need: many }))
    const held = await answers({ status: 'spam' })
    expect(held.map((one: { heldFor: string }) => one.heldFor).sort()).toEqual(['haste', 'links', 'trap'])
    expect(await leads({ name: { in: ['陷阱', '飞快', '链接'] } })).toEqual([])
    const links = held.find((one: { heldFor: string }) => one.heldFor === 'links')
    expect((await sampan.call(seller, 'POST', `/api/v1/formSubmission/${links.id}/release`)).status).toBe(403)
    const both = await Promise.all(
      [1, 2].map(() => sampan.call(marketer, 'POST', `/api/v1/formSubmission/${links.id}/release`, {})),
    )
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
    const [made, ...more] = await leads({ name: '链接' })
    expect(more).toEqual([])
    // What was typed outlives the waiting.
    const { body } = await sampan.call(seller, 'GET', `/api/v1/lead/${made.id}/timeline`)
    const { changes } = body.data.find((one: { kind: string }) => one.kind === 'created')
    expect(changes.mobile[2]).toBe('１37 1111 0007')
  })

  test('a form that is closed takes nothing, and one that leads on leads on', async () => {
    const early = await filled({ name: '关门', mobile: '13711110008' })
    await sampan.call(marketer, 'PATCH', `/api/v1/webForm/${formId}`, { active: false })
    expect((await open()).text).toContain('已停止填写')
    expect((await send(early)).text).toContain('已停止填写')
    expect(await leads({ name: '关门' })).toEqual([])
    await sampan.call(marketer, 'PATCH', `/api/v1/webForm/${formId}`, {
      active: true,
      thanksPage: 'https://www.example.com/thanks',
    })
    const answer = await send(await filled({ name: '引路', mobile: '13711110009' }))
    expect(answer.status).toBe(303)
    expect(answer.headers['location']).toBe('https://www.example.com/thanks')
    // In a frame of the website the website itself goes there, not the frame: embed.js says which page it stands on.
    const page = 'https://www.example.com/demo'
    const framed = await send(await filled({ name: '嵌入', mobile: '13711110019', page }))
    expect(framed.status).toBe(200)
    expect(framed.text).toContain('sampanGo')
    expect(framed.text).toContain('<a href="https://www.example.com/thanks" target="_top">')
  })

  test('what a stranger sends is small, is a form, and comes not too often', async () => {
    const json = await sampan.app.inject({
      method: 'POST',
      url: address,
      remoteAddress: '10.9.9.8',
      payload: { name: 'x' },
    })
    expect(json.statusCode).toBe(400)
    expect((await send({ name: 'x'.repeat(300_000) })).status).toBe(400)
    const eager = { name: '"><script>', need: '第一行\n第二行' }
    let last = await send(eager, address, '10.9.9.9')
    for (let i = 0; i < 30 && last.status !== 429; i++) last = await send(eager, address, '10.9.9.9')
    expect(last.status).toBe(429)
    // What was filled in is not lost with it, in the frame of a website either.
    expect(last.text).toMatch(/请求过于频繁，请 \d+ 秒后再试。/)
    expect(last.text).toContain('<input type="hidden" name="name" value="&quot;&gt;&lt;script&gt;">')
    expect(last.text).toContain('value="第一行\n第二行"')
    expect(last.text).toContain('再次提交')
    expect(last.headers['x-frame-options']).toBeUndefined()
    expect(last.headers['content-security-policy']).toContain('frame-ancestors *')
  })
})
