import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { modules } from '#app'
import type { Session } from '#engine/context.ts'
import type { ApiMailFolder } from '#kernel/mail.ts'
import { shortId } from '#kernel/public-page.ts'
import { startSampan, type TestSampan } from '../../../test/harness.ts'
import { startImap, type TestImap } from '../../../test/mail/dovecot.ts'
import { startSmtp } from '../../../test/mail/smtp.ts'
import { handOf, type Told } from '../../../test/modules/hand.ts'

const key = { user: 'fang', password: 'open sesame' }
let sampan: TestSampan
let imap: TestImap
let smtp: Awaited<ReturnType<typeof startSmtp>>
let admin: ReturnType<typeof handOf>
let fang: ReturnType<typeof handOf>
let fangs: Session
let mei: ReturnType<typeof handOf>
let box: Told
let zeng: Told
let account: Told
beforeAll(async () => {
  imap = await startImap(key)
  smtp = await startSmtp(key)
  sampan = await startSampan({ modules, worker: true, allowNetworks: '127.0.0.0/8' })
  admin = handOf(sampan, sampan.admin)
  fangs = await sampan.person('王芳', 'sales')
  fang = handOf(sampan, fangs)
  mei = handOf(sampan, await sampan.person('李梅', 'sales'))
  account = await fang.make('account', { name: '瑞达机械', website: 'https://ruida.cn' })
  zeng = await fang.make('contact', { name: '曾工', email: 'zeng@ruida.cn', account: account.id })
  box = await connect(fang, { address: 'fang@tongzhou.cn', displayName: '王芳' }, imap)
})
afterAll(async () => {
  await sampan.close()
  await Promise.all([imap.close(), smtp.close()])
})

const at = (port: number) => ({ host: '127.0.0.1', port, security: 'none', user: key.user })

/** A mailbox of somebody, connected to both servers. */
async function connect(who: ReturnType<typeof handOf>, values: object, server: TestImap): Promise<Told> {
  const made = await who.make('mailbox', values)
  const receiving = { ...at(server.port), keepsSent: false, since: '2020-01-01' }
  const { status, body } = await sampan.call(sampan.admin, 'PATCH', `/api/v1/mail/connections/${made.id}`, {
    smtp: at(smtp.port),
    imap: receiving,
    password: key.password,
  })
  if (status !== 200) throw new Error(JSON.stringify(body))
  return made
}

/** Reads until nothing is left to come. */
const receive = () => sampan.runtime.receiveMail()
const folder = async (id = box.id, path = 'INBOX'): Promise<ApiMailFolder> => {
  const { body } = await sampan.call(sampan.admin, 'GET', `/api/v1/mail/connections/${id}`)
  return body.folders.find((one: ApiMailFolder) => one.path === path)
}
const adds = ({ inMailbox, stored, known, skipped, missing }: ApiMailFolder) =>
  inMailbox === stored + known + missing + skipped.reduce((sum, { count }) => sum + count, 0)
let letters = 0
const letter = (from: string, more: Readonly<Record<string, string>> = {}, body = '您好') => {
  const head = {
    from,
    to: 'fang@tongzhou.cn',
    subject: `来信 ${++letters}`,
    date: 'Fri, 20 Nov 2026 10:00:00 +0800',
    'message-id': `<m${letters}@ruida.cn>`,
    'content-type': 'text/plain; charset=utf-8',
    ...more,
  }
  return `${Object.entries(head)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\r\n')}\r\n\r\n${body}\r\n`
}
/** A report of RFC 5965, as a provider writes it. */
const complaint = (type: string, messageId: string, recipient: string | null) =>
  [
    `From: <fbl@provider.example>\r\nTo: <fang@tongzhou.cn>\r\nSubject: FW: ${++letters}\r\nMessage-ID: <arf${letters}@provider.example>`,
    'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=feedback-report; boundary="r"\r\n',
    '--r\r\nContent-Type: text/plain; charset="US-ASCII"\r\n\r\nThis is an email abuse report.\r\n',
    `--r\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: ${type}\r\nUser-Agent: Provider/1.0\r\nVersion: 1`,
    ...(recipient ? [`Original-Rcpt-To: <${recipient}>`] : []),
    '\r\n--r\r\nContent-Type: message/rfc822\r\nContent-Disposition: inline\r\n',
    `From: <fang@tongzhou.cn>\r\nMessage-ID: <${messageId}>\r\nSubject: x\r\n\r\nHello\r\n`,
    '--r--\r\n',
  ].join('\r\n')
const mails = (where: object) => fang.list('mailMessage', where, '-at')

test('a server that nobody can enter is told on the page of the mailbox, and read again once it can be', async () => {
  const other = await startImap({ user: key.user, password: 'something else' })
  const broken = await connect(mei, { address: 'mei@tongzhou.cn' }, other)
  await receive()
  const told = await sampan.call(sampan.admin, 'GET', `/api/v1/mail/connections/${broken.id}`)
  expect(told.body).toMatchObject({ problem: expect.stringContaining('does not accept'), folders: [] })
  await mei.remove('mailbox', broken.id)
  await other.close()
})

describe('what comes in', () => {
  test('stands with whom it is from, is its owner’s alone, and what is with nobody is passed over', async () => {
    imap.deliver(letter('曾工 <Zeng@ruida.cn>'))
    imap.deliver(letter('spam@nobody.example'))
    imap.deliver(letter('王芳 <fang@tongzhou.cn>'))
    imap.deliver(letter('neu@ruida.cn', { subject: 'domain' }))
    await receive()
    expect(await folder()).toMatchObject({
      inMailbox: 4,
      stored: 2,
      known: 0,
      missing: 0,
      skipped: [
        { reason: 'internal', count: 1 },
        { reason: 'stranger', count: 1 },
      ],
    })
    const [mail] = await mails({ fromAddress: 'zeng@ruida.cn' })
    expect(mail).toMatchObject({
      status: 'received',
      body: '您好',
      contacts: [{ id: zeng.id }],
      account: { id: account.id },
      owner: { id: fang.id },
    })
    expect((await mails({ subject: 'domain' }))[0]).toMatchObject({ contacts: [], account: { id: account.id } })
    expect((await fang.page('contact', zeng.id)).timeline.data.map((one: Told) => one.recordId)).toContain(mail.id)
    expect(await mei.refused.see('mailMessage', mail.id)).toEqual(['404', 'missing'])
    await admin.change('account', account.id, { owner: mei.id })
    expect(await mei.refused.see('mailMessage', mail.id)).toEqual(['404', 'missing'])
    await fang.act('mailMessage', mail.id, 'openToColleagues')
    expect((await mei.see('mailMessage', mail.id)).id).toBe(mail.id)
    expect(await mei.refused.act('mailMessage', mail.id, 'keepToMyself')).toEqual(['403', 'forbidden'])
  })

  test('is looked at again when somebody has become known', async () => {
    await fang.make('contact', { name: '新客户', email: 'spam@nobody.example' })
    await receive()
    expect((await folder()).stored).toBe(2)
    await sampan.call(sampan.admin, 'POST', `/api/v1/mail/connections/${box.id}/again`)
    await receive()
    expect(await folder()).toMatchObject({ inMailbox: 4, stored: 3, skipped: [{ reason: 'internal', count: 1 }] })
  })

  test('comes once, though the server counts anew, and the connection is cut again and again', async () => {
    const before = (await mails({})).length
    for (let i = 0; i < 30; i++) imap.deliver(letter('zeng@ruida.cn', {}, '长'.repeat(2_000)))
    for (let bytes = 6_000; bytes < 126_000; bytes += 12_000) {
      imap.cutAfter(bytes)
      await receive()
      expect(adds(await folder())).toBe(true)
    }
    imap.cutAfter(null)
    await receive()
    expect(await folder()).toMatchObject({ inMailbox: 34, stored: 33, missing: 0 })
    expect(await mails({})).toHaveLength(before + 30)
    imap.recount()
    await receive()
    expect(await folder()).toMatchObject({ inMailbox: 34, stored: 0, known: 33, missing: 0 })
    expect(await mails({})).toHaveLength(before + 30)
  })

  test('is read whatever its encoding, and however broken', async () => {
    const coded = (charset: string, bytes: readonly number[]) =>
      Buffer.concat([
        Buffer.from(
          letter('zeng@ruida.cn', { subject: charset, 'content-type': `text/plain; charset=${charset}` }, ''),
        ),
        Buffer.from(bytes),
      ])
    // 你好 as each writes it; 日本 in the last
    imap.deliver(coded('gb2312', [0xc4, 0xe3, 0xba, 0xc3]))
    imap.deliver(coded('gbk', [0xc4, 0xe3, 0xba, 0xc3]))
    imap.deliver(coded('big5', [0xa7, 0x41, 0xa6, 0x6e]))
    imap.deliver(coded('iso-2022-jp', [0x1b, 0x24, 0x42, 0x46, 0x7c, 0x4b, 0x5c, 0x1b, 0x28, 0x42]))
    const gbk = Buffer.from([0xc4, 0xe3, 0xba, 0xc3])
    const head = letter('zeng@ruida.cn', { subject: 'RAW' })
    imap.deliver(Buffer.concat([Buffer.from(head.split('RAW')[0]!), gbk, Buffer.from(head.split('RAW')[1]!)]))
    imap.deliver('From: zeng@ruida.cn\r\nSubject: no end\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n')
    imap.deliver(
      'From: zeng@ruida.cn\r\nSubject: zero\0byte\r\nContent-Type: text/plain; charset=klingon\r\n\r\n\0\ud800',
    )
    imap.deliver('no mail at all')
    imap.deliver('')
    const deep = Array.from(
      { length: 400 },
      (_, i) => `Content-Type: multipart/mixed; boundary="b${i}"\r\n\r\n--b${i}\r\n`,
    )
    imap.deliver(`From: zeng@ruida.cn\r\nSubject: deep\r\n${deep.join('')}`)
    await receive()
    const now = await folder()
    expect(adds(now)).toBe(true)
    expect(now).toMatchObject({ inMailbox: 44, missing: 0 })
    const bodies = async (subject: string) => (await mails({ subject }))[0]?.body
    expect(await Promise.all(['gb2312', 'gbk', 'big5', 'iso-2022-jp'].map(bodies))).toEqual([
      '你好',
      '你好',
      '你好',
      '日本',
    ])
    expect(await bodies('你好')).toBe('您好')
  })

  test('brings its files along, those in a winmail.dat too, and hostile HTML shows nothing and runs nothing', async () => {
    const parts = [
      'From: zeng@ruida.cn\r\nTo: fang@tongzhou.cn\r\nSubject: files\r\nMessage-ID: <files@ruida.cn>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n',
      '--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<style>p{}</style><script>alert(1)</script><p>请看<img src="cid:p1"><img src="https://spy.example/1.png" onerror="alert(2)"></p>',
      `--b\r\nContent-Type: image/png\r\nContent-ID: <p1>\r\nContent-Disposition: inline; filename="p.png"\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from('png').toString('base64')}`,
      `--b\r\nContent-Type: application/ms-tnef; name="winmail.dat"\r\nContent-Transfer-Encoding: base64\r\n\r\n${tnef('报价.xlsx', 'cells').toString('base64')}`,
      '--b--\r\n',
    ]
    imap.deliver(parts.join('\r\n'))
    await receive()
    const [mail] = await mails({ subject: 'files' })
    expect(mail.body).toBe('请看')
    expect(mail.attachments.map(({ name, size }: Told) => [name, size]).sort()).toEqual([
      ['p.png', 3],
      ['报价.xlsx', 5],
    ])
    const path = `/api/v1/mail/${mail.id}/body`
    expect((await sampan.call(sampan.admin, 'GET', path)).status).toBe(404)
    const page = await sampan.call(fangs, 'GET', path)
    expect(page.body).toContain('<img src="data:image/png;base64,cG5n">')
    const policy = String(page.headers['content-security-policy'])
    expect(policy).toMatch(/^sandbox allow-popups[^;]*; default-src 'none'; style-src 'unsafe-inline'; img-src data:;/)
    expect(policy).not.toContain('allow-scripts')
    const open = await sampan.call(fangs, 'GET', `${path}?images=1`)
    expect(String(open.headers['content-security-policy'])).toContain('img-src data: https:')
  })

  test('of 25 MB is taken, and what is larger is left and counted', async () => {
    const film = [
      'From: zeng@ruida.cn\r\nSubject: large\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n',
      `--b\r\nContent-Type: text/plain\r\n\r\n${'长'.repeat(30_000)}`,
      `--b\r\nContent-Type: video/mp4; name="film.mp4"\r\nContent-Transfer-Encoding: base64\r\n\r\n${'QUJD'.repeat(19).concat('\r\n').repeat(336_000)}`,
      '--b--\r\n',
    ]
    imap.deliver(film.join('\r\n'))
    imap.deliver(letter('zeng@ruida.cn', { subject: 'huge' }, 'x'.repeat(78).concat('\r\n').repeat(700_000)))
    await receive()
    const now = await folder()
    expect([adds(now), now.missing]).toEqual([true, 0])
    expect(now.skipped).toContainEqual({ reason: 'large', count: 1 })
    const [large] = await mails({ subject: 'large' })
    expect([large.body.length, large.attachments]).toMatchObject([20_000, [{ name: 'film.mp4', size: 19_152_000 }]])
    expect(await mails({ subject: 'huge' })).toEqual([])
  })
})

describe('an answer', () => {
  let sent: Told
  beforeAll(async () => {
    const draft = await fang.make('mailMessage', { subject: '报价', body: '请看附件', to: 'zeng@ruida.cn' })
    await fang.act('mailMessage', draft.id, 'send')
    await sampan.runtime.settle()
    sent = await fang.see('mailMessage', draft.id)
  })

  test('is in the thread of what it answers; what was sent lies in the folder of sent mail and is known', async () => {
    expect([sent.status, imap.count('Sent')]).toEqual(['sent', 1])
    imap.deliver(letter('zeng@ruida.cn', { subject: 'Re: 报价', 'in-reply-to': `<${sent.messageId}>` }))
    imap.deliver(
      letter('zeng@ruida.cn', {
        subject: '休假',
        'in-reply-to': `<${sent.messageId}>`,
        'auto-submitted': 'auto-replied',
      }),
    )
    await receive()
    expect(await folder(box.id, 'Sent')).toMatchObject({ inMailbox: 1, known: 1, missing: 0 })
    expect((await mails({ subject: 'Re: 报价' }))[0]).toMatchObject({
      thread: sent.thread,
      replyTo: { id: sent.id },
      nature: 'mail',
    })
    expect((await mails({ subject: '休假' }))[0].nature).toBe('autoReply')
  })

  test('that it came back marks the mail, tells its sender, and nothing more goes to that address', async () => {
    const report = [
      'From: MAILER-DAEMON@tongzhou.cn\r\nTo: fang@tongzhou.cn\r\nSubject: Undelivered\r\nMessage-ID: <dsn1@tongzhou.cn>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="d"\r\n',
      '--d\r\nContent-Type: text/plain\r\n\r\nIt did not arrive.',
      '--d\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.tongzhou.cn\r\n\r\nFinal-Recipient: rfc822; zeng@ruida.cn\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 No such user\r\n',
      `--d\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <${sent.messageId}>\r\nSubject: x\r\n`,
      '--d--\r\n',
    ]
    imap.deliver(report.join('\r\n'))
    await receive()
    expect(await fang.see('mailMessage', sent.id)).toMatchObject({
      status: 'bounced',
      problem: '邮件被退回。 550 5.1.1 No such user',
    })
    expect(await admin.list('suppression', {})).toMatchObject([{ address: 'zeng@ruida.cn', reason: 'bounced' }])
    const again = await fang.make('mailMessage', { subject: '再发', body: '…', to: 'zeng@ruida.cn' })
    expect(await fang.refused.act('mailMessage', again.id, 'send')).toEqual(['422', 'to: suppressed'])
  })

  test('that she complains is believed of mail that went from here, to her alone, and takes her off all mail', async () => {
    const stopped = () => admin.list('suppression', { reason: 'complained' })
    const post = async (values: object) => {
      const draft = await fang.make('mailMessage', { subject: '活动', body: '…', ...values })
      await fang.act('mailMessage', draft.id, 'send')
      await sampan.runtime.settle()
      return fang.see('mailMessage', draft.id)
    }
    imap.deliver(complaint('abuse', 'nobody.knows@tongzhou.cn', 'min@ruida.cn'))
    const several = await post({ to: 'min@ruida.cn, lin@ruida.cn' })
    imap.deliver(complaint('abuse', several.messageId, null))
    imap.deliver(complaint('abuse', several.messageId, 'victim@elsewhere.cn'))
    const one = await post({ to: 'min@ruida.cn', marketing: true })
    imap.deliver(complaint('not-spam', one.messageId, 'min@ruida.cn'))
    await receive()
    expect(await stopped()).toEqual([])
    expect((await fang.see('mailMessage', several.id)).problem).toBe('收件人举报为垃圾邮件。')
    expect((await fang.see('mailMessage', one.id)).problem).toBeNull()

    const way = `/p/${shortId(sampan.workspace.id)}/unsubscribe/${one.id}`
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    await sampan.app.inject({ method: 'POST', url: way, headers, payload: 'List-Unsubscribe=One-Click' })
    imap.deliver(complaint('abuse', one.messageId, null))
    await receive()
    expect((await stopped()).map(({ address }) => address)).toEqual(['min@ruida.cn'])
    expect((await mails({ nature: 'complaint' }))[0]).toMatchObject({ status: 'received', replyTo: { id: one.id } })
    const again = await fang.make('mailMessage', { subject: '再发', body: '…', to: 'min@ruida.cn' })
    expect(await fang.refused.act('mailMessage', again.id, 'send')).toEqual(['422', 'to: suppressed'])
  })

  test('of which nobody knows whether it went is found in the folder of sent mail', async () => {
    const draft = await fang.make('mailMessage', { subject: '丢失', body: '…', to: 'other@example.cn' })
    const { messageId } = draft
    smtp.state.mood = 'vanishes'
    smtp.state.taken = () => imap.deliver(letter('fang@tongzhou.cn', { 'message-id': `<${messageId}>` }), 'Sent')
    await fang.act('mailMessage', draft.id, 'send')
    await sampan.runtime.settle()
    smtp.state.mood = 'takes'
    smtp.state.taken = () => {}
    expect((await fang.see('mailMessage', draft.id)).status).toBe('sent')
  })
})

describe('a shared mailbox', () => {
  test('makes leads of those whom nobody knows, once, and everybody who writes mail reads it', async () => {
    const desk = await startImap(key)
    const shared = await connect(admin, { address: 'sales@tongzhou.cn', shared: true, intake: true }, desk)
    const two = letter('"周敏" <zhou@neu.example>', {
      to: 'sales@tongzhou.cn, fang@tongzhou.cn',
      subject: '想了解产品',
    })
    desk.deliver(two)
    imap.deliver(two)
    await receive()
    await receive()
    const leads = await admin.list('lead', { email: 'zhou@neu.example' })
    expect(leads).toMatchObject([{ name: '周敏', source: 'email', campaignText: '想了解产品' }])
    const [mail, ...others] = await admin.list('mailMessage', { subject: '想了解产品' })
    expect(others).toEqual([])
    expect(mail).toMatchObject({ lead: { id: leads[0].id }, openThread: true })
    expect((await mei.see('mailMessage', mail.id)).id).toBe(mail.id)
    desk.deliver(letter('zhou@neu.example', { 'auto-submitted': 'auto-generated', to: 'sales@tongzhou.cn' }))
    await receive()
    expect(await admin.list('lead', {})).toHaveLength(1)
    expect(adds(await folder(shared.id))).toBe(true)
    await desk.close()
    await admin.remove('mailbox', shared.id)
  })
})

describe('a flow that waits for mail', () => {
  const trigger = {
    on: 'event',
    object: 'contact',
    event: 'received',
    of: { object: 'mailMessage', field: 'contacts' },
  }
  const steps = [{ id: 't', kind: 'task', input: { subject: 'Answer {{name}}' } }]

  test('is told what does not fit at its place', async () => {
    const made = await admin.make('flow', { name: 'Wrong', draft: { trigger, steps } })
    for (const [wrong, why] of [
      [{ event: 'sang' }, 'trigger.event: required'],
      [{ of: { object: 'mailMessage', field: 'account' } }, 'trigger.of: invalid'],
      [{ of: { object: 'nothing', field: 'at' } }, 'trigger.event: required'],
    ] as const) {
      await admin.change('flow', made.id, { draft: { trigger: { ...trigger, ...wrong }, steps } })
      expect(await admin.refused.act('flow', made.id, 'publish')).toContain(why)
    }
  })

  test('is set off by what its owner may read, once for each person; by what somebody keeps to herself, never', async () => {
    const desk = await startImap(key)
    const shared = await connect(admin, { address: 'desk@tongzhou.cn', shared: true }, desk)
    const ada = await fang.make('contact', { name: 'Ada', email: 'ada@engines.example' })
    const flow = await admin.make('flow', { name: 'Answer', owner: fang.id, draft: { trigger, steps } })
    await admin.act('flow', flow.id, 'publish')
    imap.deliver(letter('ada@engines.example', { subject: 'for Fang alone' }))
    await receive()
    await sampan.runtime.settle()
    expect(await fang.list('mailMessage', { subject: 'for Fang alone' })).toHaveLength(1)
    expect(await fang.list('activity', { subject: { startsWith: 'Answer' } })).toEqual([])

    const two = letter('ada@engines.example', { subject: 'for all', to: 'desk@tongzhou.cn' })
    desk.deliver(two)
    desk.deliver(two)
    desk.deliver(letter('ada@engines.example', { to: 'desk@tongzhou.cn', 'auto-submitted': 'auto-generated' }))
    await receive()
    await receive()
    await sampan.runtime.settle()
    const open = await fang.list('mailMessage', { subject: 'for all' })
    expect(open).toMatchObject([{ openThread: true, contacts: [{ id: ada.id }] }])
    expect((await sampan.call(sampan.admin, 'GET', `/api/v1/flows/${flow.id}/runs`)).body.data).toMatchObject([
      { status: 'done', reason: null },
    ])
    expect(await fang.list('activity', { subject: { startsWith: 'Answer' } })).toMatchObject([
      { subject: 'Answer Ada', contact: { id: ada.id } },
    ])
    const { runs } = (await fang.page('contact', ada.id)).flows
    expect(runs).toMatchObject([{ flow: { id: flow.id }, status: 'done' }])
    await admin.act('flow', flow.id, 'pause')
    await desk.close()
    await admin.remove('mailbox', shared.id)
  })
})

test('a mailbox is stayed in: what comes is here without anybody asking', async () => {
  imap.deliver(letter('zeng@ruida.cn', { subject: '马上到' }))
  await expect.poll(async () => (await fang.list('mailMessage', { subject: '马上到' })).length).toBe(1)
})

test('whoever is forgotten is forgotten in mails as they came too, whatever their encoding', async () => {
  const secret = Buffer.from('曾工 zeng@ruida.cn').toString('base64')
  const coded = { 'content-type': 'text/html; charset=utf-8', 'content-transfer-encoding': 'base64' }
  imap.deliver(letter('曾工 <zeng@ruida.cn>', { subject: '编码', ...coded }, secret))
  await receive()
  const [mail] = await mails({ subject: '编码' })
  const page = () => sampan.call(fangs, 'GET', `/api/v1/mail/${mail.id}/body`)
  expect((await page()).body).toContain('zeng@ruida.cn')
  const bytes = `/api/v1/mailMessage/${mail.id}/files/source/${mail.source[0].id}`
  expect((await sampan.call(fangs, 'GET', bytes)).status).toBe(200)
  const second = await sampan.person('第二管理员', 'administrator')
  const records = [{ object: 'contact', id: zeng.id }]
  const asked = await sampan.call(sampan.admin, 'POST', '/api/v1/persons/requests', { records })
  const confirmed = await sampan.call(second, 'POST', `/api/v1/persons/requests/${asked.body.id}/confirm`)
  expect(confirmed.status, JSON.stringify(confirmed.body)).toBeLessThan(300)
  await expect.poll(async () => String((await page()).body), { timeout: 60_000 }).not.toContain('zeng@ruida.cn')
  expect((await fang.see('mailMessage', mail.id)).source ?? []).toEqual([])
  expect((await sampan.call(fangs, 'GET', bytes)).status).toBe(404)
})

/** A `winmail.dat` with one file (MS-OXTNEF). */
function tnef(name: string, content: string): Buffer {
  const attribute = (id: number, bytes: Buffer) => {
    const head = Buffer.alloc(9)
    head.writeUInt8(2, 0)
    head.writeUInt32LE(id, 1)
    head.writeUInt32LE(bytes.length, 5)
    return Buffer.concat([head, bytes, Buffer.alloc(2)])
  }
  const head = Buffer.from([0x78, 0x9f, 0x3e, 0x22, 1, 0])
  const title = Buffer.concat([Buffer.from([0xb1, 0xa8, 0xbc, 0xdb]), Buffer.from('.xlsx\0')])
  if (name !== '报价.xlsx') throw new Error('Only this name is written in GBK here.')
  return Buffer.concat([
    head,
    attribute(0x00069002, Buffer.alloc(14)),
    attribute(0x00018010, title),
    attribute(0x0006800f, Buffer.from(content)),
  ])
}
