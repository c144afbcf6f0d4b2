import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { modules } from '#app'
import { publicAddress } from '#kernel/public-page.ts'
import { startSampan, type TestSampan } from '../../../test/harness.ts'
import { startImap, type TestImap } from '../../../test/mail/dovecot.ts'
import { startSmtp } from '../../../test/mail/smtp.ts'
import { handOf, type Told } from '../../../test/modules/hand.ts'

/* The system does the follow-up, by a clock of its own, with real servers of mail. */

const key = { user: 'fang', password: 'open sesame' }
/** A Tuesday, ten in the morning in Shanghai. Mid-autumn is from the 25th to the 27th. */
const start = Date.parse('2026-09-22T02:00:00.000Z')
let at = start
let sampan: TestSampan
let smtp: Awaited<ReturnType<typeof startSmtp>>
let imap: TestImap
let admin: ReturnType<typeof handOf>
let fang: ReturnType<typeof handOf>
let mei: ReturnType<typeof handOf>
let min: ReturnType<typeof handOf>
let box: Told

beforeAll(async () => {
  ;[smtp, imap] = await Promise.all([startSmtp(key), startImap(key)])
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
  mei = await person('李梅', 'sales')
  min = await person('周敏', 'marketing')
  box = await fang.make('mailbox', { address: 'fang@tongzhou.cn', displayName: '王芳', signature: '王芳\n同舟科技' })
  const server = (port: number) => ({ host: '127.0.0.1', port, security: 'none', user: key.user })
  const { status } = await sampan.call(sampan.admin, 'PATCH', `/api/v1/mail/connections/${box.id}`, {
    smtp: server(smtp.port),
    imap: { ...server(imap.port), keepsSent: true, since: '2020-01-01' },
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

const days = (n: number) => n * 86_400_000
/** The clock goes on, and everything that is due by then is done. */
const pass = async (ms: number) => {
  at += ms
  await sampan.runtime.settle()
}
/** On to an hour in Shanghai. */
const until = (local: string) => pass(Date.parse(`${local}+08:00`) - at)
const local = (instant: string) => new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(0, 16)

const thanks = {
  id: 'thanks',
  kind: 'mail',
  anytime: true,
  input: { subject: '{{name}}，感谢登记', body: '{{name|您好}}：\n\n感谢关注，资料明天寄出。', marketing: true },
}
const packet = { id: 'packet', kind: 'task', input: { subject: '寄资料给 {{name}}', days: 0 } }
const letter = {
  id: 'letter',
  kind: 'letter',
  input: { subject: '产品资料', body: '{{name|您好}}：\n\n随信附上产品资料。' },
}
const asks = {
  id: 'asks',
  kind: 'mail',
  input: { subject: '资料收到了吗', body: '{{name}}：\n\n我们明天给您打电话。', marketing: true },
}
const call = { id: 'call', kind: 'task', input: { subject: '致电 {{name}}', kind: 'call' } }
const wait = (id: string, amount: number, unit = 'day') => ({ id, kind: 'wait', input: { amount, unit } })
const story = [thanks, wait('w1', 1), letter, packet, wait('w2', 3), asks, wait('w3', 1, 'workingDay'), call]

let count = 0
const live = async (draft: object[], more: object = {}, hand = min): Promise<Told> => {
  const made = await hand.make('sequence', { name: `序列 ${++count}`, draft, ...more })
  await hand.act('sequence', made.id, 'publish')
  return made
}
const newLead = (name: string, more: object = {}) =>
  fang.make('lead', { name, company: `${name}公司`, email: `p${++count}@d${count}.example`, ...more })
const enrolmentOf = async (lead: Told) => (await admin.list('enrolment', { lead: lead.id }))[0]
const promisesOf = async (lead: Told): Promise<Told[]> => admin.list('sequencePromise', { lead: lead.id }, 'position')
const stands = async (lead: Told) => (await promisesOf(lead)).map(({ status }) => status)
const mailsTo = (lead: Told) => smtp.posted.filter(({ to }) => to.includes(lead.email))
const tasksOf = (lead: Told) => admin.list('activity', { lead: lead.id, kind: { in: ['task', 'call'] } }, 'createdAt')
const reply = (lead: Told, text = '收到') =>
  imap.deliver(
    `From: ${lead.email}\r\nTo: fang@tongzhou.cn\r\nMessage-ID: <r${++count}@x.example>\r\nSubject: re\r\n\r\n${text}\r\n`,
  )

/** A report of RFC 3464 about a mail that nobody took. */
const undelivered = (to: string, messageId: string) =>
  [
    `From: MAILER-DAEMON@tongzhou.cn\r\nTo: fang@tongzhou.cn\r\nSubject: Undelivered\r\nMessage-ID: <dsn${++count}@tongzhou.cn>`,
    'Auto-Submitted: auto-replied\r\nMIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="d"\r\n',
    '--d\r\nContent-Type: text/plain\r\n\r\nIt did not arrive.',
    `--d\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.tongzhou.cn\r\n\r\nFinal-Recipient: rfc822; ${to}`,
    'Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 No such user\r\n',
    `--d\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <${messageId}>\r\nSubject: x\r\n`,
    '--d--\r\n',
  ].join('\r\n')

describe('a sequence', () => {
  test('is written by whoever may, and does not go live while something is wrong with it', async () => {
    expect((await fang.refused.make('sequence', { name: 'x' }))[0]).toBe('403')
    const draft = await min.make('sequence', { name: '草稿' })
    const refused = async (steps: unknown) => {
      await min.change('sequence', draft.id, { draft: steps })
      return min.refused.act('sequence', draft.id, 'publish')
    }
    expect(await min.refused.change('sequence', draft.id, { draft: [{ id: 'a b', kind: 1 }] })).toEqual([
      '422',
      'draft: shape',
    ])
    expect(await min.refused.change('sequence', draft.id, { windows: [['18:00', '09:00']] })).toEqual([
      '422',
      'windows: hours',
    ])
    expect(await refused([])).toEqual(['422', 'steps: required'])
    expect(await refused([wait('w', 1)])).toEqual(['422', 'steps: required'])
    expect(await refused([{ id: 'u', kind: 'update', input: { company: 'x' } }])).toEqual(['422', 'steps.u: kind'])
    expect(await refused([{ id: 'm', kind: 'mail', input: { subject: 'x' } }])).toEqual([
      '422',
      'steps.m.input.body: required',
    ])
    expect(await refused([{ id: 'm', kind: 'mail', input: { subject: '{{planet}}', body: 'x' } }])).toEqual([
      '422',
      'steps.m.input.subject: unknown',
    ])
    expect(await mei.refused.act('sequence', draft.id, 'publish')).toEqual(['403', 'forbidden'])
  })

  test('takes nobody twice, nobody who has opted out, and nobody by a hand that may not', async () => {
    const into = await live([call])
    const lead = await newLead('甲')
    expect((await mei.refused.act('lead', lead.id, 'enrol', { sequence: into.id }))[0]).toBe('404')
    await fang.act('lead', lead.id, 'enrol', { sequence: into.id })
    expect(await fang.refused.act('lead', lead.id, 'enrol', { sequence: into.id })).toEqual(['409', 'already'])
    const quiet = await newLead('乙', { doNotEmail: true })
    expect(await fang.refused.act('lead', quiet.id, 'enrol', { sequence: into.id })).toEqual(['409', 'opted-out'])
    const paused = await live([call])
    await min.act('sequence', paused.id, 'pause')
    const other = await newLead('丙')
    expect(await fang.refused.act('lead', other.id, 'enrol', { sequence: paused.id })).toEqual([
      '422',
      'sequence: no-such-record',
    ])
    expect(await fang.refused.make('enrolment', { name: 'x' })).not.toEqual(['201'])
  })
})

describe('the follow-up', () => {
  test('somebody fills in a form; thanks leave at once, a packet next day, a mail after the feast, then a call is on the list', async () => {
    const into = await live(story)
    const form = await min.make('webForm', {
      name: '样品申请',
      heading: '申请样品',
      inputs: [
        { field: 'name', required: true },
        { field: 'email', required: true },
      ],
      assignTo: fang.id,
    })
    const flow = await admin.make('flow', {
      name: '登记即培育',
      draft: {
        trigger: { on: 'created', object: 'lead', form: form.key },
        steps: [{ id: 'e', kind: 'action', action: 'enrol', input: { sequence: into.id } }],
      },
    })
    await admin.act('flow', flow.id, 'publish')
    const url = publicAddress(sampan.workspace.id, 'form', form.key)
    const page = await sampan.app.inject({ method: 'GET', url })
    at += 10_000
    const stamp = /name="stamp" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
    const sent = await sampan.app.inject({
      method: 'POST',
      url,
      payload: new URLSearchParams({ stamp, name: '曾工', email: 'zeng@ruida.cn' }).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    expect(sent.statusCode).toBeLessThan(400)
    await pass(0)
    const [lead] = await admin.list('lead', { email: 'zeng@ruida.cn' })
    expect(lead.owner.id).toBe(fang.id)
    expect(mailsTo(lead)).toHaveLength(1)
    const [first] = await fang.list('mailMessage', { lead: lead.id })
    expect(first).toMatchObject({ subject: '曾工，感谢登记', owner: { id: fang.id }, fromAddress: 'fang@tongzhou.cn' })
    expect(smtp.posted[0]!.raw).toContain('List-Unsubscribe')
    expect((await promisesOf(lead)).map(({ promisedFor }) => local(promisedFor))).toEqual([
      '2026-09-22T10:00',
      '2026-09-23T10:00',
      '2026-09-23T10:00',
      // Three days on is within the feast.
      '2026-09-28T09:00',
      '2026-09-29T09:00',
    ])
    expect(await stands(lead)).toEqual(['sent', 'planned', 'planned', 'planned', 'planned'])

    await fang.change('lead', lead.id, { address: { province: '上海市', city: '上海市', street: '人民路 1 号' } })
    await until('2026-09-23T09:59')
    expect(await tasksOf(lead)).toEqual([])
    await until('2026-09-23T10:01')
    expect(await tasksOf(lead)).toMatchObject([{ subject: '寄资料给 曾工', owner: { id: fang.id } }])
    const [paper] = await admin.list('letter', { lead: lead.id })
    expect(paper).toMatchObject({ subject: '产品资料', status: 'waiting', owner: { id: fang.id } })
    await until('2026-09-27T23:00')
    expect(mailsTo(lead)).toHaveLength(1)
    await until('2026-09-28T09:01')
    expect(mailsTo(lead)).toHaveLength(2)
    await until('2026-09-29T09:01')
    expect(await tasksOf(lead)).toMatchObject([{}, { kind: 'call', subject: '致电 曾工' }])
    expect(await enrolmentOf(lead)).toMatchObject({ status: 'finished', nextAt: null })
    expect(await stands(lead)).toEqual(['sent', 'underway', 'underway', 'sent', 'underway'])
    for (const task of await tasksOf(lead)) await fang.change('activity', task.id, { status: 'done' })
    expect(await stands(lead)).toEqual(['sent', 'underway', 'done', 'sent', 'done'])
    await pass(days(30))
    expect(mailsTo(lead)).toHaveLength(2)
  })

  test.each([
    [
      'a reply',
      'reply',
      async (lead: Told) => {
        reply(lead)
        await sampan.runtime.receiveMail()
      },
    ],
    [
      'a meeting',
      'meeting',
      (lead: Told) =>
        fang.make('activity', { kind: 'meeting', subject: '会面', lead: lead.id, startAt: new Date(at).toISOString() }),
    ],
    ['conversion', 'conversion', (lead: Told) => fang.act('lead', lead.id, 'convert', {})],
    ['a lead that is none', 'closed', (lead: Told) => fang.act('lead', lead.id, 'disqualify', { reason: 'noNeed' })],
    [
      'an opt-out',
      'optOut',
      async (lead: Told) => {
        const [mail] = await fang.list('mailMessage', { lead: lead.id })
        const url = publicAddress(sampan.workspace.id, 'unsubscribe', mail.id)
        const body = 'List-Unsubscribe=One-Click'
        const headers = { 'content-type': 'application/x-www-form-urlencoded' }
        const { statusCode } = await sampan.app.inject({ method: 'POST', url, payload: body, headers })
        expect(statusCode).toBe(200)
      },
    ],
    [
      'a bounce, as the server of the recipient reports it',
      'bounce',
      async (lead: Told) => {
        const [mail] = await fang.list('mailMessage', { lead: lead.id })
        imap.deliver(undelivered(lead.email, mail.messageId))
        await sampan.runtime.receiveMail()
        expect((await admin.list('suppression', { address: lead.email }))[0].reason).toBe('bounced')
      },
    ],
    [
      'a complaint',
      'complaint',
      (lead: Told) => admin.make('suppression', { address: lead.email, reason: 'complained' }),
    ],
    ['a hand', 'byHand', async (lead: Told) => fang.act('enrolment', (await enrolmentOf(lead)).id, 'stop')],
    ['a lead that is gone', 'gone', (lead: Told) => admin.remove('lead', lead.id)],
  ])('%s ends it, and nothing follows', async (_, reason, happens) => {
    await until(`${new Date(at + days(7)).toISOString().slice(0, 10)}T10:00`)
    const into = await live([thanks, wait('w', 1), call])
    const lead = await newLead(`人${++count}`)
    await fang.act('lead', lead.id, 'enrol', { sequence: into.id })
    await pass(60_000)
    expect(mailsTo(lead)).toHaveLength(1)
    await happens(lead)
    await pass(days(10))
    const [ended] = await admin.list('enrolment', { sequence: into.id })
    expect([ended.status, ended.stopReason, ended.nextAt]).toEqual(['stopped', reason, null])
    const [first, second] = await admin.list('sequencePromise', { sequence: into.id }, 'position')
    const went = reason === 'bounce' ? 'bounced' : 'sent'
    expect([first.status, second.status, first.replied]).toEqual([went, 'stopped', reason === 'reply'])
    expect(await admin.list('activity', { subject: `致电 ${lead.name}` })).toEqual([])
  })
})

describe('what happens on the way', () => {
  const begin = async (draft: object[], more: object = {}) => {
    await until(`${new Date(at + days(14)).toISOString().slice(0, 10)}T10:00`)
    const into = await live(draft, more)
    const lead = await newLead(`人${++count}`)
    await fang.act('lead', lead.id, 'enrol', { sequence: into.id })
    await pass(60_000)
    return { into, lead, one: await enrolmentOf(lead) }
  }
  const anyday = { working: false, windows: Array.from({ length: 7 }, () => ['00:00', '24:00']) }

  test('with another owner it goes on in her name, or ends where the sequence says so', async () => {
    const { lead } = await begin([thanks, wait('w', 1), call], anyday)
    await admin.change('lead', lead.id, { owner: mei.id })
    const ends = await begin([thanks, wait('w', 1), call], { ...anyday, stopOn: ['ownerChange'] })
    await admin.change('lead', ends.lead.id, { owner: mei.id })
    await pass(days(2))
    expect(await tasksOf(lead)).toMatchObject([{ owner: { id: mei.id } }])
    expect(await enrolmentOf(ends.lead)).toMatchObject({ status: 'stopped', stopReason: 'ownerChange' })
    expect(await tasksOf(ends.lead)).toEqual([])
  })

  test('a broken template holds the enrolment and is told; mended, it goes on, and has sent once', async () => {
    const words = { about: 'lead', subject: '{{name}}', body: '…', shared: true }
    const template = await min.make('mailTemplate', { name: `模板 ${++count}`, ...words })
    const later = { id: 'later', kind: 'mail', anytime: true, input: { template: template.id } }
    const { lead, one } = await begin([thanks, wait('w', 1), later], anyday)
    await min.change('mailTemplate', template.id, { about: 'contact' })
    await pass(days(1))
    expect(await enrolmentOf(lead)).toMatchObject({ status: 'held', nextAt: null })
    expect((await enrolmentOf(lead)).problem).toContain('适用于其他对象')
    expect(await stands(lead)).toEqual(['sent', 'held'])
    const told = await admin.list('enrolment', { id: one.id, status: 'held' })
    expect(told).toHaveLength(1)
    await min.change('mailTemplate', template.id, { about: 'lead' })
    await fang.act('enrolment', one.id, 'resume')
    await pass(60_000)
    expect(await stands(lead)).toEqual(['sent', 'sent'])
    expect(mailsTo(lead)).toHaveLength(2)
  })

  test('where nobody answers for the lead it waits; given to somebody it goes on', async () => {
    const { lead } = await begin([thanks, wait('w', 1), call], anyday)
    const leaver = await sampan.person('赵离', (await admin.list('role', { key: 'sales' }))[0].id)
    await admin.change('lead', lead.id, { owner: leaver.principal.id })
    await admin.change('user', leaver.principal.id as string, { active: false })
    await pass(days(1))
    expect(await stands(lead)).toEqual(['sent', 'held'])
    await admin.change('lead', lead.id, { owner: mei.id })
    const one = await enrolmentOf(lead)
    await admin.act('enrolment', one.id, 'resume')
    await pass(60_000)
    expect(await tasksOf(lead)).toMatchObject([{ owner: { id: mei.id } }])
  })

  test('a sequence that rests lets nothing out; what waited goes on with it, a new version with whoever goes on', async () => {
    const { into, lead } = await begin([thanks, wait('w', 1), asks], anyday)
    await min.act('sequence', into.id, 'pause')
    await pass(days(3))
    expect(await stands(lead)).toEqual(['sent', 'paused'])
    await min.act('sequence', into.id, 'resume')
    await pass(60_000)
    await pass(0)
    expect(await stands(lead)).toEqual(['sent', 'sent'])

    const other = await begin([thanks, wait('w', 1), asks], anyday)
    await fang.act('enrolment', other.one.id, 'pause')
    await min.change('sequence', other.into.id, { draft: [thanks, wait('w', 1), asks, call] })
    await min.act('sequence', other.into.id, 'publish')
    await fang.act('enrolment', other.one.id, 'resume')
    expect(await stands(other.lead)).toEqual(['sent', 'planned', 'planned'])
    await fang.act('enrolment', other.one.id, 'skip')
    await pass(days(2))
    expect(await stands(other.lead)).toEqual(['sent', 'skipped', 'underway'])
  })

  test('limits hold over all sequences: what is more waits, and goes', async () => {
    const policy = await admin.make('sequencePolicy', {
      perPerson: 500,
      perDomain: 500,
      perRecipient: 1,
      recipientDays: 7,
    })
    const { lead } = await begin([thanks, wait('w', 1), asks], anyday)
    const second = await live([asks], anyday)
    await fang.act('lead', lead.id, 'enrol', { sequence: second.id })
    await pass(days(1))
    expect(mailsTo(lead)).toHaveLength(1)
    expect((await promisesOf(lead)).filter(({ waits }) => waits === 'recipient')).toHaveLength(2)
    await pass(days(6) + 60_000)
    expect(mailsTo(lead)).toHaveLength(2)
    await pass(days(8))
    expect(mailsTo(lead)).toHaveLength(3)

    await admin.change('sequencePolicy', policy.id, { perPerson: 2, perRecipient: 50 })
    await until(`${new Date(at + days(1)).toISOString().slice(0, 10)}T10:00`)
    const many = await Promise.all([1, 2, 3, 4, 5].map((n) => newLead(`多${n}`)))
    smtp.posted.length = 0
    for (const one of many) await fang.act('lead', one.id, 'enrol', { sequence: second.id })
    await pass(60_000)
    expect(smtp.posted).toHaveLength(2)
    await pass(days(1))
    expect(smtp.posted).toHaveLength(4)
    await pass(days(1))
    expect(smtp.posted).toHaveLength(5)

    await admin.change('sequencePolicy', policy.id, { perPerson: 500, perDomain: 2 })
    const hands = [fang, mei]
    const one = await Promise.all(
      [0, 1, 2, 3, 4, 5].map((n) =>
        hands[n % 2]!.make('lead', { name: `同域${n}`, company: `同域${n}`, email: `p${n}@same.example` }),
      ),
    )
    const written = async () =>
      (
        await Promise.all(hands.map((hand) => hand.list('mailMessage', { owner: hand.id, domain: 'same.example' })))
      ).flat().length
    for (const [n, each] of one.entries()) await hands[n % 2]!.act('lead', each.id, 'enrol', { sequence: second.id })
    await pass(60_000)
    // Several at once in the name of two people, and still no more than the domain takes.
    expect(await written()).toBe(2)
    await pass(days(1))
    expect(await written()).toBe(4)
  })

  test('a bounce is no end where the sequence does not say so: mails are left out, the rest is done', async () => {
    const { lead } = await begin([thanks, asks, call], { ...anyday, stopOn: [] })
    const other = await begin([thanks, wait('w', 1), asks, call], { ...anyday, stopOn: [] })
    const [mail] = await fang.list('mailMessage', { lead: other.lead.id })
    imap.deliver(undelivered(other.lead.email, mail.messageId))
    await sampan.runtime.receiveMail()
    await pass(days(2))
    expect(await stands(other.lead)).toEqual(['bounced', 'skipped', 'underway'])
    expect(await enrolmentOf(other.lead)).toMatchObject({ status: 'finished' })
    expect(mailsTo(lead)).toHaveLength(2)
  })

  test('a packet is put on the list in the name of the owner, is posted, and stays in stock once somebody has replied', async () => {
    const book = await admin.make('stockItem', { name: '产品目录', kind: 'catalogue' })
    await admin.act('stockItem', book.id, 'receive', { quantity: 9 })
    const parcel = { id: 'parcel', kind: 'packet', input: { items: [book.id], quantity: 2 } }
    const refused = await min.make('sequence', { name: '空包裹', draft: [{ ...parcel, input: {} }] })
    expect(await min.refused.act('sequence', refused.id, 'publish')).toEqual([
      '422',
      'steps.parcel.input.items: required',
    ])

    const { lead } = await begin([parcel, wait('w', 1), call], anyday)
    const [packet] = await admin.list('packet', { lead: lead.id })
    expect(packet).toMatchObject({ status: 'open', owner: { id: fang.id }, recipient: lead.name })
    expect(await admin.list('packetItem', { packet: packet.id })).toMatchObject([
      { item: { id: book.id }, quantity: 2 },
    ])
    await pass(0)
    expect(await admin.list('packet', { lead: lead.id })).toHaveLength(1)
    await admin.change('packet', packet.id, { address: { city: '上海市', street: '人民路 1 号' } })
    await admin.act('packet', packet.id, 'pick')
    await admin.act('packet', packet.id, 'post', { carrier: 'sf', tracking: 'SF1' })
    expect((await stands(lead))[0]).toBe('sent')
    await admin.act('packet', packet.id, 'arrive')
    expect((await stands(lead))[0]).toBe('done')
    await pass(days(2))
    expect(await stands(lead)).toEqual(['done', 'underway'])

    const replies = await begin([thanks, parcel, wait('w', 1), call], anyday)
    expect(await stands(replies.lead)).toEqual(['sent', 'underway', 'planned'])
    reply(replies.lead)
    await sampan.runtime.receiveMail()
    expect(await stands(replies.lead)).toEqual(['sent', 'stopped', 'stopped'])
    expect(await admin.list('packet', { lead: replies.lead.id })).toMatchObject([{ status: 'cancelled' }])
    expect((await admin.see('stockItem', book.id)).onHand).toBe(7)
  })
})
