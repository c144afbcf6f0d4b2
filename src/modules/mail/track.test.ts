import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { modules } from '#app'
import type { Session } from '#engine/context.ts'
import { startSampan, type TestSampan } from '../../../test/harness.ts'
import { startImap, type TestImap } from '../../../test/mail/dovecot.ts'
import { startSmtp } from '../../../test/mail/smtp.ts'
import { handOf, type Told } from '../../../test/modules/hand.ts'

const key = { user: 'fang', password: 'open sesame' }
const browser = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36'
const place = 'https://ruida.cn/q?a=1&b=2'
const now = { at: Date.parse('2026-11-27T02:00:00.000Z') }
let sampan: TestSampan
let smtp: Awaited<ReturnType<typeof startSmtp>>
let imap: TestImap
let admin: ReturnType<typeof handOf>
let fang: ReturnType<typeof handOf>
let fangs: Session
let second: Session
let box: Told
let zeng: Told
beforeAll(async () => {
  ;[smtp, imap] = await Promise.all([startSmtp(key), startImap(key)])
  const clock = { now: () => new Date(now.at) }
  sampan = await startSampan({ modules, clock, worker: true, allowNetworks: '127.0.0.0/8' })
  admin = handOf(sampan, sampan.admin)
  fangs = await sampan.person('王芳', 'sales')
  fang = handOf(sampan, fangs)
  second = await sampan.person('周敏', 'administrator')
  zeng = await fang.make('contact', { name: '曾工', email: 'zeng@ruida.cn' })
  box = await fang.make('mailbox', { address: 'fang@tongzhou.cn', displayName: '王芳' })
  const server = (port: number) => ({ host: '127.0.0.1', port, security: 'none', user: key.user })
  const { status } = await sampan.call(sampan.admin, 'PATCH', `/api/v1/mail/connections/${box.id}`, {
    smtp: server(smtp.port),
    imap: { ...server(imap.port), keepsSent: false, since: '2020-01-01' },
    password: key.password,
  })
  expect(status).toBe(200)
})
afterAll(async () => {
  await sampan.close()
  await Promise.all([smtp.close(), imap.close()])
})
beforeEach(() => {
  smtp.posted.length = 0
})

/** A mail that has gone, and its markup. */
const send = async (values: object = {}) => {
  const draft = { subject: '报价', body: `见 ${place} 。`, to: 'zeng@ruida.cn', ...values }
  const { id } = await fang.make('mailMessage', draft)
  await fang.act('mailMessage', id, 'send')
  await sampan.runtime.settle()
  return { id, html: markupIn(smtp.posted.at(-1)!.raw) }
}
/** The HTML part, decoded from quoted-printable or base64. */
const markupIn = (raw: string) => {
  const at = raw.indexOf('text/html')
  const part = raw.slice(at).split(/\r?\n\r?\n/)[1]!
  return /base64/i.test(raw.slice(at, at + 200))
    ? Buffer.from(part, 'base64').toString('utf8')
    : Buffer.from(
        part
          .replace(/=\r?\n/g, '')
          .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
        'latin1',
      ).toString('utf8')
}
const addresses = (html: string) =>
  [...html.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, url]) => url!.replaceAll('&amp;', '&'))
const open = (url: string, method: 'GET' | 'HEAD' = 'GET', headers: object = {}) =>
  sampan.app.inject({
    method,
    url: url.replace(/^https?:\/\/[^/]+/, ''),
    headers: { 'user-agent': browser, ...headers },
  })
const seen = async (id: string) => {
  const { opens, clicks, clickedLinks } = await fang.see('mailMessage', id)
  return [opens, clicks, clickedLinks]
}
const pass = (ms: number) => {
  now.at += ms
}

describe('nothing is counted', () => {
  test('where nobody has switched it on, or somebody who may not', async () => {
    await fang.change('contact', zeng.id, { trackingConsent: true })
    expect(addresses((await send()).html)).toEqual([place])
    expect(await admin.refused.change('mailbox', box.id, { tracks: true })).toEqual(['422', 'tracks: private'])
    const shared = await admin.make('mailbox', { address: 'sales@tongzhou.cn', shared: true })
    expect((await fang.refused.change('mailbox', shared.id, { tracks: true }))[0]).toMatch(/40[34]|422/)
    await admin.change('mailbox', shared.id, { tracks: true })
  })

  test('of whom has not agreed, of whom nobody knows, and of mail to several', async () => {
    await fang.change('mailbox', box.id, { tracks: true })
    await fang.change('contact', zeng.id, { trackingConsent: false })
    expect(addresses((await send()).html)).toEqual([place])
    await fang.change('contact', zeng.id, { trackingConsent: true })
    expect(addresses((await send({ to: 'who@nobody.cn' })).html)).toEqual([place])
    expect(addresses((await send({ cc: 'who@nobody.cn' })).html)).toEqual([place])
    const lead = await fang.make('lead', { name: '曾', company: '瑞达', email: 'zeng@ruida.cn' })
    expect(addresses((await send()).html)).toEqual([place])
    await admin.remove('lead', lead.id)
  })

  test('by an address that nobody here has sealed, and it leads nowhere', async () => {
    const { id, html } = await send()
    const [link, picture] = addresses(html)
    pass(60_000)
    const evil = encodeURIComponent('https://evil.example/')
    const other = (url: string) => url.replace(id, zeng.id)
    for (const url of [
      link!.replace(/to=[^&]+/, `to=${evil}`),
      link!.replace(/&seal=.*/, ''),
      link!.replace(/seal=(.)/, (_, first) => (first === '_' ? 'seal=-' : 'seal=_')),
      other(link!),
      other(picture!),
      picture!.split('?')[0]!,
      picture!.replace('/open/', '/click/'),
    ])
      expect([url, (await open(url)).statusCode]).toEqual([url, 404])
    expect(await seen(id)).toEqual([null, null, null])
    expect((await open(`${link}&to=${evil}`)).headers['location']).toBe(place)
  })

  test('by programs, ahead of a person, or sooner than anybody reads', async () => {
    const { id, html } = await send()
    const [link, picture] = addresses(html)
    expect((await open(link!)).statusCode).toBe(303)
    pass(60_000)
    for (const url of [link!, picture!]) {
      await open(url, 'HEAD')
      await open(url, 'GET', { 'sec-purpose': 'prefetch' })
      await open(url, 'GET', { 'user-agent': 'Mozilla/5.0 (via ggpht.com GoogleImageProxy)' })
    }
    expect(await seen(id)).toEqual([null, null, null])
  })

  test('of whom has taken back that she agrees; her link goes on', async () => {
    const { id, html } = await send()
    const [link, picture] = addresses(html)
    pass(60_000)
    await fang.change('contact', zeng.id, { trackingConsent: false })
    expect((await open(picture!)).statusCode).toBe(200)
    expect((await open(link!)).headers['location']).toBe(place)
    expect(await seen(id)).toEqual([null, null, null])
    await fang.change('contact', zeng.id, { trackingConsent: true })
  })
})

describe('where she has agreed', () => {
  test('openings and clicks stand at the mail, and in no more words than it had', async () => {
    const { id, html } = await send({ marketing: true, body: `见 ${place} 和 https://ruida.cn/二 。` })
    const [link, second, out, picture] = addresses(html)
    expect(out).toContain('/unsubscribe/')
    expect(smtp.posted[0]!.raw.split('text/html')[0]).not.toContain('/click/')
    pass(60_000)
    const shown = await open(picture!)
    expect([shown.statusCode, shown.headers['content-type'], shown.headers['cache-control']]).toEqual([
      200,
      'image/gif',
      'no-store',
    ])
    await open(picture!)
    expect(await seen(id)).toEqual([1, null, null])
    pass(3_600_000)
    await open(picture!)
    const led = await open(link!)
    expect([led.statusCode, led.headers['location']]).toEqual([303, place])
    expect((await open(second!)).headers['location']).toBe('https://ruida.cn/%E4%BA%8C')
    await open(second!)
    expect(await seen(id)).toEqual([2, 2, `${place}\nhttps://ruida.cn/二`])
    expect((await admin.refused.see('mailMessage', id))[0]).toBe('404')
  })

  test('the copy in her own folder tells nothing, and who only clicks has opened', async () => {
    const { id, html } = await send({ subject: '副本' })
    const [link] = addresses(html)
    const copy = imap.last('Sent')
    expect(copy).toContain('Subject:')
    expect(addresses(markupIn(copy))).toEqual([place])
    pass(60_000)
    await open(link!)
    expect(await seen(id)).toEqual([1, 1, place])
    await fang.remove('mailMessage', id)
    expect((await open(link!)).headers['location']).toBe(place)
  })

  test('another owner of the mailbox says anew whether it counts', async () => {
    const mei = await sampan.person('李梅', 'sales')
    const made = await fang.make('mailbox', { address: 'old@tongzhou.cn', tracks: true })
    await fang.change('mailbox', made.id, { owner: mei.principal.id })
    expect((await handOf(sampan, mei).see('mailbox', made.id)).tracks).toBe(false)
  })

  test('it is forgotten with her', async () => {
    const { id, html } = await send()
    pass(60_000)
    for (const url of addresses(html)) await open(url)
    expect((await seen(id))[0]).toBe(1)
    const call = (who: Session, path: string, body: object) =>
      sampan.call(who, 'POST', `/api/v1/persons/requests${path}`, body)
    const asked = await call(sampan.admin, '', { records: [{ object: 'contact', id: zeng.id }] })
    expect((await call(second, `/${asked.body.id}/confirm`, {})).status).toBe(202)
    await expect
      .poll(async () => (await sampan.call(second, 'GET', `/api/v1/persons/requests/${asked.body.id}`)).body.status, {
        timeout: 30_000,
      })
      .toBe('done')
    expect(await seen(id)).toEqual([null, null, null])
    for (const url of addresses(html)) expect((await open(url)).statusCode).toBeLessThan(400)
    expect(await seen(id)).toEqual([null, null, null])
  })
})
