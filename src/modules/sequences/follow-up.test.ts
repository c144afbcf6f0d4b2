import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { modules } from '#app'
import { publicAddress } from '#kernel/public-page.ts'
import { startSampan, type TestSampan } from '../../../test/harness.ts'
import { startImap, type TestImap } from '../../../test/mail/dovecot.ts'
import { noPostfix, startPostfix, type TestPostfix } from '../../../test/mail/postfix.ts'
import { handOf, type Told } from '../../../test/modules/hand.ts'

/*
 * The whole follow-up through a real Postfix and a real Dovecot, by a clock of its own: what leaves here is carried,
 * delivered, answered and reported back by servers that know nothing of us.
 */

const missing = noPostfix()
if (missing) process.stdout.write(`The follow-up was not carried by Postfix: ${missing}.\n`)

const key = { user: 'fang', password: 'open sesame' }
const own = 'fang@tongzhou.cn'
const people = ['zeng', 'lin', 'he', 'guo'].map((one) => `${one}@ruida.cn`)
const browser = {
  'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36',
}
/** A Tuesday, ten in the morning in Shanghai. Mid-autumn is from the 25th to the 27th. */
let at = Date.parse('2026-09-22T02:00:00.000Z')
let sampan: TestSampan
let postfix: TestPostfix
let imap: TestImap
let admin: ReturnType<typeof handOf>
let fang: ReturnType<typeof handOf>
let mei: ReturnType<typeof handOf>
let into: Told
let form: Told

describe.skipIf(missing !== null)('the follow-up, by Postfix and Dovecot', () => {
  beforeAll(async () => {
    imap = await startImap(key)
    postfix = await startPostfix({ mailboxes: { [own]: imap.folder }, people })
    const clock = { now: () => new Date(at) }
    sampan = await startSampan({ modules, clock, worker: true, allowNetworks: '127.0.0.0/8' })
    admin = handOf(sampan, sampan.admin)
    const roles = await admin.list('role', { key: { in: ['sales', 'marketing'] } })
    const person = async (name: string, role: string) =>
      handOf(sampan, await sampan.person(name, roles.find((one: Told) => one.key === role).id))
    fang = await person('王芳', 'sales')
    mei = await person('李梅', 'sales')
    const min = await person('周敏', 'marketing')
    const box = await fang.make('mailbox', {
      address: own,
      displayName: '王芳',
      signature: '王芳\n同舟科技',
      tracks: true,
    })
    const server = (port: number, user: string) => ({ host: '127.0.0.1', port, security: 'none', user })
    const { status } = await sampan.call(sampan.admin, 'PATCH', `/api/v1/mail/connections/${box.id}`, {
      smtp: server(postfix.port, ''),
      imap: { ...server(imap.port, key.user), keepsSent: true, since: '2020-01-01' },
      imapPassword: key.password,
    })
    expect(status).toBe(200)
    const book = await admin.make('stockItem', { name: '产品目录', kind: 'catalogue' })
    await admin.act('stockItem', book.id, 'receive', { quantity: 99 })
    into = await min.make('sequence', { name: '样品跟进', draft: steps(book.id) })
    await min.act('sequence', into.id, 'publish')
    const inputs = [{ field: 'name', required: true }, { field: 'email', required: true }, { field: 'trackingConsent' }]
    form = await min.make('webForm', { name: '样品申请', heading: '申请样品', inputs, assignTo: fang.id })
    const flow = await admin.make('flow', {
      name: '登记即培育',
      draft: {
        trigger: { on: 'created', object: 'lead', form: form.key },
        steps: [{ id: 'e', kind: 'action', action: 'enrol', input: { sequence: into.id } }],
      },
    })
    await admin.act('flow', flow.id, 'publish')
  })
  afterAll(async () => {
    await sampan?.close()
    await Promise.all([postfix?.close(), imap?.close()])
  })

  test('thanks at once, a packet with its letter next day, a mail after the feast, then a call is on the list', async () => {
    const lead = await registers('曾工', 'zeng@ruida.cn', { trackingConsent: 'true' })
    const [thanks] = await mailsFor('zeng@ruida.cn', 1)
    expect(thanks).toMatch(/^From: .*<fang@tongzhou\.cn>/m)
    expect(wordsOf(thanks!)).toMatch(/感谢关注[\s\S]*王芳\n同舟科技/)
    const [mail] = await fang.list('mailMessage', { lead: lead.id })
    at += 60_000
    const way = linksOf(thanks!).find((one) => one.includes('/click/'))!
    const led = await sampan.app.inject({ method: 'GET', url: pathOf(way), headers: browser })
    expect(led.headers['location']).toBe('https://tongzhou.cn/samples')
    expect(await fang.see('mailMessage', mail.id)).toMatchObject({ opens: 1, clicks: 1 })

    await fang.change('lead', lead.id, { address: { province: '上海市', city: '上海市', street: '人民路 1 号' } })
    await on('2026-09-23T09:59')
    expect(await admin.list('packet', { lead: lead.id })).toEqual([])
    await on('2026-09-23T10:05')
    const [letter] = await admin.list('letter', { lead: lead.id })
    expect(letter).toMatchObject({ status: 'waiting', owner: { id: fang.id } })
    expect(await admin.list('packet', { lead: lead.id })).toMatchObject([
      { status: 'open', owner: { id: fang.id }, letter: { id: letter.id } },
    ])
    await on('2026-09-27T23:00')
    expect(postfix.mailsOf('zeng@ruida.cn')).toHaveLength(1)
    await on('2026-09-28T09:05')
    const [, asks] = await mailsFor('zeng@ruida.cn', 2)
    expect(wordsOf(asks!)).toContain('我们明天给您打电话')
    await on('2026-09-29T09:05')
    expect(await callsTo(lead)).toMatchObject([{ subject: '致电 曾工', owner: { id: fang.id } }])
    expect((await enrolmentOf(lead)).status).toBe('finished')
    const { result } = await admin.act('sequence', into.id, 'results')
    expect([result.measured, result.opened, result.clicked]).toEqual([
      { thanks: 1, asks: 1 },
      { thanks: 1 },
      { thanks: 1 },
    ])
  })

  test('her answer, carried by Postfix and read from Dovecot, stops all of it', async () => {
    const lead = await registers('林工', 'lin@ruida.cn')
    const [thanks] = await mailsFor('lin@ruida.cn', 1)
    const had = imap.count()
    const id = /^Message-ID: (<[^>]+>)/im.exec(thanks!)![1]
    await postfix.post(
      'lin@ruida.cn',
      own,
      `From: lin@ruida.cn\nTo: ${own}\nSubject: Re: thanks\nMessage-ID: <answer@ruida.cn>\nIn-Reply-To: ${id}\n\nPlease call me.\n`,
    )
    await arrives(() => imap.count() === had + 1)
    await sampan.runtime.receiveMail()
    const [answer] = await fang.list('mailMessage', { lead: lead.id, status: 'received' })
    expect(answer).toMatchObject({ subject: 'Re: thanks', replyTo: { title: '林工，感谢登记' } })
    await ended(lead, 'reply')
    expect(postfix.mailsOf('lin@ruida.cn')).toHaveLength(1)
  })

  test('one click in the mail that she got takes her off', async () => {
    const lead = await registers('何工', 'he@ruida.cn')
    const [thanks] = await mailsFor('he@ruida.cn', 1)
    const way = /^List-Unsubscribe: <([^>]+)>/im.exec(thanks!.replace(/\r?\n[ \t]+/g, ''))![1]!
    const { statusCode } = await sampan.app.inject({
      method: 'POST',
      url: pathOf(way),
      payload: 'List-Unsubscribe=One-Click',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    expect(statusCode).toBe(200)
    await ended(lead, 'optOut')
    expect(postfix.mailsOf('he@ruida.cn')).toHaveLength(1)
  })

  test('nobody is there: Postfix reports it back, and nothing more goes out', async () => {
    const had = imap.count()
    const lead = await registers('何总', 'gone@ruida.cn')
    await arrives(() => imap.count() === had + 1)
    await sampan.runtime.receiveMail()
    const [mail] = await fang.list('mailMessage', { lead: lead.id, status: 'bounced' })
    expect(mail.problem).toContain('unknown user')
    expect(await admin.list('suppression', { address: 'gone@ruida.cn' })).toMatchObject([
      { address: 'gone@ruida.cn', reason: 'bounced' },
    ])
    await ended(lead, 'bounce')
  })

  test('given to a colleague it goes on in her name', async () => {
    const lead = await registers('郭工', 'guo@ruida.cn')
    await mailsFor('guo@ruida.cn', 1)
    await fang.change('lead', lead.id, { address: { city: '上海市', street: '人民路 1 号' } })
    await admin.change('lead', lead.id, { owner: mei.id })
    await pass(86_400_000)
    expect(await admin.list('letter', { lead: lead.id })).toMatchObject([{ owner: { id: mei.id } }])
    expect((await enrolmentOf(lead)).status).toBe('active')
  })
})

const steps = (book: string) => [
  {
    id: 'thanks',
    kind: 'mail',
    anytime: true,
    input: {
      subject: '{{name}}，感谢登记',
      body: '{{name}}：\n\n感谢关注，资料明天寄出，见 https://tongzhou.cn/samples 。',
      marketing: true,
    },
  },
  { id: 'w1', kind: 'wait', input: { amount: 1, unit: 'day' } },
  { id: 'letter', kind: 'letter', input: { subject: '产品资料', body: '{{name}}：\n\n随信附上产品资料。' } },
  { id: 'packet', kind: 'packet', input: { items: [book], letter: true } },
  { id: 'w2', kind: 'wait', input: { amount: 3, unit: 'day' } },
  {
    id: 'asks',
    kind: 'mail',
    input: { subject: '资料收到了吗', body: '{{name}}：\n\n我们明天给您打电话。', marketing: true },
  },
  { id: 'w3', kind: 'wait', input: { amount: 1, unit: 'workingDay' } },
  { id: 'call', kind: 'task', input: { subject: '致电 {{name}}', kind: 'call' } },
]

/** The clock goes on, and everything that is due by then is done. */
async function pass(ms: number): Promise<void> {
  at += ms
  await sampan.runtime.settle()
}
/** On to an hour in Shanghai. */
const on = (local: string) => pass(Date.parse(`${local}+08:00`) - at)

/** Somebody fills in the form of the website. */
async function registers(name: string, email: string, more: Readonly<Record<string, string>> = {}): Promise<Told> {
  const url = publicAddress(sampan.workspace.id, 'form', form.key)
  const page = await sampan.app.inject({ method: 'GET', url })
  at += 10_000
  const stamp = /name="stamp" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
  const payload = new URLSearchParams({ stamp, name, email, ...more }).toString()
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  expect((await sampan.app.inject({ method: 'POST', url, payload, headers })).statusCode).toBeLessThan(400)
  await pass(0)
  return (await admin.list('lead', { email }))[0]
}

const enrolmentOf = async (lead: Told) => (await admin.list('enrolment', { lead: lead.id }))[0]
const callsTo = (lead: Told) => admin.list('activity', { lead: lead.id, kind: { in: ['task', 'call'] } })

async function ended(lead: Told, reason: string): Promise<void> {
  await pass(14 * 86_400_000)
  expect(await enrolmentOf(lead)).toMatchObject({ status: 'stopped', stopReason: reason })
  expect([await admin.list('packet', { lead: lead.id }), await callsTo(lead)]).toEqual([[], []])
}

/** Waits until servers that keep their own time have done something. */
async function arrives(holds: () => boolean): Promise<void> {
  await expect.poll(holds, { timeout: 20_000, message: postfix.log() }).toBe(true)
}

/** What lies in somebody's mailbox, once it is so much. */
async function mailsFor(address: string, count: number): Promise<readonly string[]> {
  await arrives(() => postfix.mailsOf(address).length === count)
  return postfix.mailsOf(address)
}

/** The parts of a mail in plain letters. */
function wordsOf(raw: string): string {
  const parts = raw.split(/\r?\n\r?\n/)
  return parts
    .map((part, i) => {
      const head = parts[i - 1] ?? ''
      if (/base64\s*$/im.test(head)) return Buffer.from(part.split('\n--')[0]!, 'base64').toString('utf8')
      const bytes = part
        .replace(/=\r?\n/g, '')
        .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
      return Buffer.from(bytes, 'latin1').toString('utf8')
    })
    .join('\n')
}

function linksOf(raw: string): string[] {
  return [...wordsOf(raw).matchAll(/href="([^"]+)"/g)].map(([, url]) => url!.replaceAll('&amp;', '&'))
}

function pathOf(url: string): string {
  const { pathname, search } = new URL(url)
  return pathname + search
}
