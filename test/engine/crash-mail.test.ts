import { dirname } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { engineTable, tableOf } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import { startMailReceiver } from '#engine/mail/receiver.ts'
import { startMailSender } from '#engine/mail/sender.ts'
import { openOutbound } from '#engine/outbound/outbound.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { startImap, type TestImap } from '../mail/dovecot.ts'
import { startSmtp } from '../mail/smtp.ts'
import { handOf, type Told } from '../modules/hand.ts'
import { killed } from './step-killed.ts'

/* Workers that are killed while they send and read mail, and two at once behind them: no mail goes twice, none is lost without a word. */

const many = 24
const key = { user: 'fang', password: 'open sesame' }
let sampan: TestSampan
let imap: TestImap
let smtp: Awaited<ReturnType<typeof startSmtp>>
beforeAll(async () => {
  ;[imap, smtp, sampan] = await Promise.all([startImap(key), startSmtp(key), startSampan()])
})
afterAll(async () => {
  await sampan.close()
  await Promise.all([imap.close(), smtp.close()])
})

test('killed at each step, two workers side by side go on: each mail went once, and what nobody knows of is asked', async () => {
  const { workspace, runtime } = sampan
  const hand = handOf(sampan, sampan.admin)
  const box = await hand.make('mailbox', { address: 'fang@tongzhou.cn' })
  const at = (port: number) => ({ host: '127.0.0.1', port, security: 'none', user: key.user })
  const servers = {
    smtp: at(smtp.port),
    imap: { ...at(imap.port), keepsSent: false, since: '2020-01-01' },
    password: key.password,
  }
  const answer = await sampan.call(sampan.admin, 'PATCH', `/api/v1/mail/connections/${box.id}`, servers)
  expect(answer.status).toBe(200)
  await hand.make('contact', { name: '曾工', email: 'zeng@ruida.cn' })
  for (let i = 0; i < many; i++) {
    const mail = await hand.make('mailMessage', { subject: `第 ${i} 封`, body: '…', to: `to${i}@d${i}.example` })
    await hand.act('mailMessage', mail.id, 'send')
  }

  const place = { databaseUrl: sampan.databaseUrl, dataFolder: dirname(runtime.files.folder) }
  // As if the time were over in which a worker that was killed might still have had the mailbox.
  const endTurns = () =>
    workspace.db.count(sql`update ${engineTable(workspace, 'mail_connection')} set lease_until = null`)
  for (const point of ['mail.claimed:3', 'mail.sent:4', 'mail.noted:5'])
    expect([point, await killed('mail', point, place)]).toEqual([point, 'SIGKILL'])
  for (let i = 0; i < many; i++)
    imap.deliver(`From: zeng@ruida.cn\r\nMessage-ID: <in${i}@ruida.cn>\r\nSubject: in\r\n\r\n…\r\n`)
  await endTurns()
  expect(await killed('mail', 'mail.fetched:6', place)).toBe('SIGKILL')
  await endTurns()
  // The same of the mails that it was sending.
  const table = tableOf(workspace, 'mailMessage')
  const doubtful = await workspace.db.count(sql`update ${table} set due_at = at where status = 'sending'`)
  await workspace.db.count(sql`update ${table} set due_at = at where status = 'queued'`)

  const { workspaces, files } = runtime
  const parts = { workspaces, files, outbound: openOutbound({ allowNetworks: '127.0.0.0/8' }), log: () => {} }
  const senders = [1, 2].map(() => startMailSender({ ...parts, baseUrl: 'http://127.0.0.1', secret: 'test' }))
  const receivers = [1, 2].map(() => startMailReceiver(parts))
  await expect
    .poll(async () => (await hand.list('mailMessage', { status: { in: ['queued', 'sending'] } })).length)
    .toBe(0)
  await expect.poll(async () => (await hand.list('mailMessage', { status: 'received' })).length).toBe(many)
  await Promise.all([...senders, ...receivers].map((one) => one.stop()))

  const mails: Told[] = await hand.list('mailMessage', { status: { ne: 'received' } })
  const ids = smtp.posted.map(({ raw }) => /^Message-ID: <([^>]+)>/im.exec(raw)![1])
  expect(new Set(ids).size).toBe(ids.length)
  const asked = mails.filter(({ status }) => status === 'uncertain')
  expect(asked.length).toBeLessThanOrEqual(doubtful)
  expect(mails.filter(({ status }) => status === 'sent').every(({ messageId }) => ids.includes(messageId))).toBe(true)
  expect(mails.map(({ status }) => status).filter((one) => one !== 'sent' && one !== 'uncertain')).toEqual([])
  expect(mails).toHaveLength(many)
})
