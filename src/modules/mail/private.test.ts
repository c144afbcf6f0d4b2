import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Session } from '#engine/context.ts'
import { startSampan, type TestSampan } from '../../../test/harness.ts'
import { handOf, type Told } from '../../../test/modules/hand.ts'

/* Mail is its owner's alone: nobody who administers reads it, by whatever way she asks, until the owner opens its thread. */

const secret = 'canary-7391'
let sampan: TestSampan
let fangs: Session
let admin: ReturnType<typeof handOf>
let fang: ReturnType<typeof handOf>
let account: Told
let mail: Told
let box: Told
let file: string
beforeAll(async () => {
  sampan = await startSampan({ worker: true })
  fangs = await sampan.person('王芳', 'sales')
  fang = handOf(sampan, fangs)
  admin = handOf(sampan, sampan.admin)
  account = await fang.make('account', { name: '瑞达机械' })
  await fang.make('contact', { name: '曾工', email: 'zeng@ruida.example', account: account.id })
  box = await fang.make('mailbox', { address: 'fang@tongzhou.example' })
  file = await upload()
  const letter = { subject: secret, body: `${secret} body`, to: 'zeng@ruida.example', attachments: [file] }
  mail = await fang.make('mailMessage', letter)
  await fang.act('mailMessage', mail.id, 'send')
  await sampan.runtime.settle()
})
afterAll(() => sampan.close())

async function upload(): Promise<string> {
  const boundary = 'here'
  const payload = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${secret}.txt"\r\nContent-Type: text/plain\r\n\r\n${secret}\r\n--${boundary}--\r\n`
  const type = { 'content-type': `multipart/form-data; boundary=${boundary}` }
  const { status, body } = await sampan.call(fangs, 'POST', '/api/v1/files', payload, type)
  expect(status, JSON.stringify(body)).toBe(201)
  return body.id
}

/** What an answer says of the mail, as one text. */
const asked = async (who: Session, method: 'GET' | 'POST', url: string, body?: unknown, headers = {}) => {
  const answer = await sampan.call(who, method, `/api/v1/${url}`, body, headers)
  return { status: answer.status, says: JSON.stringify(answer.body ?? '') }
}

/** Every way of asking, and whether its owner finds the mail by it. */
const ways = (): [found: boolean, method: 'GET' | 'POST', url: string, body?: object][] => [
  [true, 'GET', 'mailMessage?limit=50'],
  [true, 'GET', `mailMessage/${mail.id}`],
  [true, 'GET', `mailMessage/${mail.id}/page`],
  [true, 'GET', `mailMessage/${mail.id}/timeline`],
  [true, 'GET', `mail/${mail.id}/body`],
  [true, 'GET', `mailMessage/${mail.id}/files/attachments/${file}`],
  [true, 'GET', `files/${file}`],
  [true, 'GET', 'file?limit=50'],
  [true, 'GET', `account/${account.id}/page`],
  [true, 'GET', `account/${account.id}/timeline`],
  [true, 'GET', `search?q=${secret}`],
  [true, 'POST', 'mailMessage/group', { by: ['subject'] }],
  [true, 'GET', `mailMessage?${new URLSearchParams({ where: JSON.stringify({ subject: { startsWith: 'canary' } }) })}`],
  [false, 'GET', `account?${new URLSearchParams({ where: JSON.stringify({ 'mails.subject': secret }) })}`],
]

test('no list, page, search, timeline, count or file tells an administrator, and all of them tell its owner', async () => {
  for (const [found, method, url, body] of ways()) {
    const hers = await asked(fangs, method, url, body)
    if (found) expect(hers.says, `${url} ${hers.status}`).toContain(secret)
    const theirs = await asked(sampan.admin, method, url, body)
    expect(theirs.says, `${url} ${theirs.status}`).not.toContain(secret)
  }
  expect(await admin.refused.change('mailMessage', mail.id, { owner: admin.id })).toEqual(['404', 'missing'])
  expect(await admin.refused.remove('mailMessage', mail.id)).toEqual(['404', 'missing'])
  expect(await admin.refused.act('mailMessage', mail.id, 'openToColleagues')).toEqual(['404', 'missing'])
  const share = { granteeId: admin.id, level: 'read' }
  expect((await asked(sampan.admin, 'POST', `mailMessage/${mail.id}/shares`, share)).status).toBe(404)
})

test('an export, a key, the audit log and what is told of a person carry nothing of it', async () => {
  const csv = await asked(sampan.admin, 'GET', 'mailMessage/export?format=csv&select=subject,body')
  expect([csv.status, csv.says.includes(secret)]).toEqual([200, false])
  const { body: made } = await sampan.call(sampan.admin, 'POST', '/api/v1/api-keys', { name: 'all' })
  const byKey = await sampan.app.inject({
    url: '/api/v1/mailMessage',
    headers: { authorization: `Bearer ${made.key}` },
  })
  expect([byKey.statusCode, byKey.body.includes(secret)]).toEqual([200, false])
  const log = await asked(sampan.admin, 'GET', `audit?record=${mail.id}`)
  expect([log.status, log.says.includes(secret)]).toEqual([200, false])
  expect(log.says).toContain('"subject":[null,"•"]')
})

test('looking through her eyes, standing in for her and taking over her mailbox show none of it', async () => {
  const begun = await sampan.call(sampan.admin, 'POST', '/api/v1/access/seeing', { person: fang.id, reason: '看看' })
  const eyes = { cookie: String(begun.headers['set-cookie']).split(';')[0]! }
  for (const [, method, url, body] of ways()) {
    if (method === 'POST') continue
    expect((await asked(sampan.admin, method, url, body, eyes)).says, url).not.toContain(secret)
  }
  await sampan.call(sampan.admin, 'DELETE', '/api/v1/access/seeing', undefined, eyes)
  const today = new Date().toISOString().slice(0, 10)
  const days = { from: today, until: new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10) }
  const away = await admin.make('absence', { person: fang.id, covers: [admin.id], ...days })
  for (const [, method, url, body] of ways())
    expect((await asked(sampan.admin, method, url, body)).says, url).not.toContain(secret)
  await admin.remove('absence', away.id)
  expect(await admin.refused.change('mailbox', box.id, { shared: true })).toEqual(['422', 'shared: private'])
  expect(await admin.refused.change('mailbox', box.id, { owner: admin.id })).toEqual(['422', 'owner: private'])
})

test('a webhook or a flow of anybody tells of open threads alone', async () => {
  const sample = await asked(fangs, 'GET', 'hooks/samples/mailMessage.created')
  expect(sample.says).not.toContain(secret)
  await fang.act('mailMessage', mail.id, 'openToColleagues')
  expect((await asked(sampan.admin, 'GET', `mailMessage/${mail.id}`)).says).toContain(secret)
  expect((await asked(sampan.admin, 'GET', `account/${account.id}/timeline`)).says).toContain(secret)
  await fang.act('mailMessage', mail.id, 'keepToMyself')
  expect((await asked(sampan.admin, 'GET', `mailMessage/${mail.id}`)).status).toBe(404)
})
