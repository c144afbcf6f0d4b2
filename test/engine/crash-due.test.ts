import { dirname } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tableOf } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import { startDue } from '#engine/due/due.ts'
import { startMailSender } from '#engine/mail/sender.ts'
import { openOutbound } from '#engine/outbound/outbound.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { startSmtp } from '../mail/smtp.ts'
import { handOf } from '../modules/hand.ts'
import { killed } from './step-killed.ts'

/*
 * Workers that are killed while they do what records are due for, and two at once behind them: each step of each enrolment
 * is done once, each mail is posted once. `SAMPAN_ENROLMENTS=10000 SAMPAN_KILLS=50` makes it long, at random places.
 */

const many = Number(process.env.SAMPAN_ENROLMENTS ?? 12)
const kills = Number(process.env.SAMPAN_KILLS ?? 0)
const key = { user: 'fang', password: 'open sesame' }
let sampan: TestSampan
let smtp: Awaited<ReturnType<typeof startSmtp>>
beforeAll(async () => {
  ;[smtp, sampan] = await Promise.all([startSmtp(key), startSampan()])
})
afterAll(async () => {
  await sampan.close()
  await smtp.close()
})

test('killed at each step, two workers side by side go on, and every mail and task has come once', async () => {
  const { workspace, runtime, call, admin } = sampan
  const hand = handOf(sampan, admin)
  const box = await hand.make('mailbox', { address: 'fang@tongzhou.cn' })
  const server = { host: '127.0.0.1', port: smtp.port, security: 'none', user: key.user }
  await call(admin, 'PATCH', `/api/v1/mail/connections/${box.id}`, { smtp: server, imap: null, password: key.password })
  await hand.make('sequencePolicy', { perPerson: 100_000, perDomain: 100_000, perRecipient: 9 })
  const mail = (id: string) => ({ id, kind: 'mail', anytime: true, input: { subject: `${id} {{name}}`, body: '…' } })
  const task = { id: 'task', kind: 'task', anytime: true, input: { subject: '致电 {{name}}' } }
  const into = await hand.make('sequence', { name: '一', draft: [mail('A'), task, mail('B')] })
  await hand.act('sequence', into.id, 'publish')
  for (let from = 0; from < many; from += 500) {
    const create = Array.from({ length: Math.min(500, many - from) }, (_, i) => ({
      name: `人${from + i}`,
      company: `客户 ${from + i}`,
      email: `p${from + i}@d${from + i}.example`,
    }))
    const { body } = await call(admin, 'POST', '/api/v1/lead/batch', { create })
    const ids = body.data.map(({ id }: { id: string }) => id)
    const work = { do: 'action', action: 'enrol', input: { sequence: into.id }, selection: { ids } }
    expect((await call(admin, 'POST', '/api/v1/lead/bulk', work)).body).toMatchObject({ refused: 0 })
  }

  const place = { databaseUrl: sampan.databaseUrl, dataFolder: dirname(runtime.files.folder) }
  const points = ['due.performed:5', 'due.done:9']
  for (let i = 0; i < kills; i++) {
    const point = ['due.performed', 'due.done', 'mail.claimed', 'mail.noted'][i % 4]
    points.push(`${point}:${1 + Math.floor(Math.random() * (many / kills))}`)
  }
  for (const point of points) expect([point, await killed('work', point, place)]).toEqual([point, 'SIGKILL'])
  // As if the time were over in which those who were killed might still have been sending.
  const mails = tableOf(workspace, 'mailMessage')
  await workspace.db.count(sql`update ${mails} set due_at = at where status in ('queued', 'sending')`)

  const { workspaces, files } = runtime
  const log = () => {}
  const two = [1, 2].map(() => startDue({ workspaces, log, sweepMs: 50 }))
  const outbound = openOutbound({ allowNetworks: '127.0.0.0/8' })
  const senders = [1, 2].map(() =>
    startMailSender({ workspaces, files, outbound, log, baseUrl: 'http://127.0.0.1', sweepMs: 100 }),
  )
  const left = async (key: string, status: string) => {
    const table = tableOf(workspace, key)
    const rows = await workspace.db.rows(sql`select count(*) from ${table} where status = any(${status.split(' ')})`)
    return Number(rows[0]?.[0])
  }
  const waiting = { timeout: 60_000 + many * 1_000, interval: 100 }
  await expect.poll(() => left('enrolment', 'active held'), waiting).toBe(0)
  await expect.poll(() => left('mailMessage', 'queued sending held'), waiting).toBe(0)
  await Promise.all([...two, ...senders].map((one) => one.stop()))

  expect(await left('enrolment', 'finished')).toBe(many)
  const subjects = async (key: string) => {
    const rows = await workspace.db.rows(sql`select r.subject from ${tableOf(workspace, key)} r`)
    return rows.map(([subject]) => String(subject)).sort()
  }
  const each = (word: string) => Array.from({ length: many }, (_, i) => `${word} 人${i}`)
  expect(await subjects('mailMessage')).toEqual([...each('A'), ...each('B')].sort())
  expect(await subjects('activity')).toEqual(each('致电').sort())
  const ids = smtp.posted.map(({ raw }) => /^Message-ID: <([^>]+)>/im.exec(raw)![1])
  expect(new Set(ids).size).toBe(ids.length)
  // A mail that nobody knows of is asked about, not sent again.
  expect(ids.length + (await left('mailMessage', 'uncertain'))).toBeGreaterThanOrEqual(2 * many)
  const promises = await workspace.db.rows(
    sql`select status, count(*) from ${tableOf(workspace, 'sequencePromise')} group by 1 order by 1`,
  )
  const counts = Object.fromEntries(promises.map(([status, count]) => [status, Number(count)]))
  expect((counts['sent'] ?? 0) + (counts['underway'] ?? 0)).toBe(3 * many)
}, 7_200_000)
