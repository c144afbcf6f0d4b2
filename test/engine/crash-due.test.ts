import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tableOf } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import { startDue } from '#engine/due/due.ts'
import { startMailSender } from '#engine/mail/sender.ts'
import { startMessageSender } from '#engine/messages/sender.ts'
import { openOutbound } from '#engine/outbound/outbound.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { startSmtp } from '../mail/smtp.ts'
import { startGateway } from '../messages/gateway.ts'
import { handOf, type Told } from '../modules/hand.ts'
import { careless, type OwnServer, startOwn } from '../servers/own.ts'
import { killed } from './step-killed.ts'

/*
 * Workers that are killed while they do what records are due for, and two at once behind them: each step of each enrolment
 * is done once, each mail is posted once. `SAMPAN_ENROLMENTS=10000 SAMPAN_KILLS=50` makes it long: two workers at a time
 * die at random places, the clock of one may be hours ahead, and the database dies under both and comes back.
 */

const many = Number(process.env.SAMPAN_ENROLMENTS ?? 12)
const kills = Number(process.env.SAMPAN_KILLS ?? 0)
const hours = 3_600_000
const key = { user: 'fang', password: 'open sesame' }
let aheadMs = 0
let own: OwnServer | null = null
let sampan: TestSampan
let smtp: Awaited<ReturnType<typeof startSmtp>>
let gateway: Awaited<ReturnType<typeof startGateway>>
beforeAll(async () => {
  ;[smtp, gateway] = await Promise.all([startSmtp(key), startGateway()])
  // What is committed has to outlive the death of the server.
  own = kills > 0 ? await startOwn({ settings: { ...careless, synchronous_commit: 'on' } }) : null
  const clock = { now: () => new Date(Date.now() + aheadMs) }
  sampan = await startSampan({ allowNetworks: '127.0.0.0/8', ...(own ? { on: { url: own.url }, clock } : {}) })
})
afterAll(async () => {
  await sampan.close()
  await own?.close()
  await Promise.all([smtp.close(), gateway.close()])
})

test('killed at each step, two workers side by side go on, and every mail, message, letter and task has come once', async () => {
  const { workspace, runtime, call, admin } = sampan
  const hand = handOf(sampan, admin)
  const owners = await ownersOf(kills > 0 ? 4 : 1)
  await hand.make('sequencePolicy', { perPerson: 100_000, perDomain: 100_000, perRecipient: 9 })
  const words = (id: string) => ({ subject: `${id} {{name}}`, body: '…' })
  const mail = (id: string) => ({ id, kind: 'mail', anytime: true, input: words(id) })
  const task = { id: 'task', kind: 'task', anytime: true, input: { subject: '致电 {{name}}' } }
  const letter = { id: 'letter', kind: 'letter', anytime: true, input: words('信') }
  const message = { id: 'sms', kind: 'message', anytime: true, input: { text: '{{name}}，资料已寄出' } }
  const sms = await hand.make('messageGateway', { channel: 'sms', signature: '同舟' })
  const { body: kept } = await call(admin, 'PATCH', `/api/v1/messages/gateways/${sms.id}`, { url: gateway.url })
  gateway.state.secret = kept.secret
  const draft = [mail('A'), message, task, letter, mail('B')]
  const into = await hand.make('sequence', { name: '一', draft })
  await hand.act('sequence', into.id, 'publish')
  for (let from = 0; from < many; from += 500) {
    const create = Array.from({ length: Math.min(500, many - from) }, (_, i) => ({
      name: `人${from + i}`,
      company: `客户 ${from + i}`,
      email: `p${from + i}@d${from + i}.example`,
      mobile: `1${3_900_000_000 + from + i}`,
      owner: owners[i % owners.length],
      address: { city: '上海市', street: `人民路 ${from + i} 号` },
    }))
    const { body } = await call(admin, 'POST', '/api/v1/lead/batch', { create })
    const ids = body.data.map(({ id }: { id: string }) => id)
    const work = { do: 'action', action: 'enrol', input: { sequence: into.id }, selection: { ids } }
    expect((await call(admin, 'POST', '/api/v1/lead/bulk', work)).body).toMatchObject({ refused: 0 })
  }

  const place = { databaseUrl: sampan.databaseUrl, dataFolder: dirname(runtime.files.folder) }
  for (const point of ['due.performed:5', 'due.done:9', 'message.sent:2'])
    expect([point, await killed('work', point, place)]).toEqual([point, 'SIGKILL'])
  const points = ['due.performed', 'due.done', 'mail.claimed', 'mail.noted', 'message.sent']
  const anywhere = () => `${points[Math.floor(Math.random() * points.length)]}:${1 + Math.floor(Math.random() * 60)}`
  for (let round = 0; round < kills / 2; round++) {
    if (round % 5 === 4) {
      const stop = work()
      await goesOn()
      await own!.kill()
      await pause(Math.random() * 2_000)
      await own!.start()
      await goesOn()
      await stop()
      continue
    }
    const ends = await Promise.all([
      killed('work', anywhere(), place),
      killed('work', anywhere(), { ...place, aheadMs: (round % 3) * hours }),
    ])
    // Near the end there may be too little left to come to that place.
    expect(
      ends.every((end) => end === 'SIGKILL' || end.startsWith('0: ')),
      ends.join(' '),
    ).toBe(true)
  }
  // As if the time were over in which those who were killed might still have been sending.
  aheadMs = 8 * hours
  const mails = tableOf(workspace, 'mailMessage')
  if (kills === 0) {
    const texts = tableOf(workspace, 'textMessage')
    await workspace.db.count(sql`update ${texts} set due_at = at where status = 'sending'`)
    await workspace.db.count(sql`update ${mails} set due_at = at where status in ('queued', 'sending')`)
  }

  const stop = work()
  const left = async (key: string, status: string) => {
    const table = tableOf(workspace, key)
    const rows = await workspace.db.rows(sql`select count(*) from ${table} where status = any(${status.split(' ')})`)
    return Number(rows[0]?.[0])
  }
  const waiting = { timeout: 60_000 + many * 1_000, interval: kills > 0 ? 2_000 : 100 }
  await expect.poll(() => left('enrolment', 'active held'), waiting).toBe(0)
  await expect.poll(() => left('mailMessage', 'queued sending held'), waiting).toBe(0)
  await expect.poll(() => left('textMessage', 'queued sending held'), waiting).toBe(0)
  await stop()

  expect(await left('enrolment', 'finished')).toBe(many)
  const subjects = async (key: string) => {
    const rows = await workspace.db.rows(sql`select r.subject from ${tableOf(workspace, key)} r`)
    return rows.map(([subject]) => String(subject)).sort()
  }
  const each = (word: string) => Array.from({ length: many }, (_, i) => `${word} 人${i}`)
  expect(await subjects('mailMessage')).toEqual([...each('A'), ...each('B')].sort())
  expect(await subjects('activity')).toEqual(each('致电').sort())
  expect(await subjects('letter')).toEqual(each('信').sort())
  const ids = smtp.posted.map(({ raw }) => /^Message-ID: <([^>]+)>/im.exec(raw)![1])
  expect(new Set(ids).size).toBe(ids.length)
  // A mail that nobody knows of is asked about, not sent again.
  const uncertain = await left('mailMessage', 'uncertain')
  expect(ids.length + uncertain).toBeGreaterThanOrEqual(2 * many)
  expect((await left('mailMessage', 'sent')) + uncertain).toBe(2 * many)
  const signed = Array.from({ length: many }, (_, i) => `【同舟】人${i}，资料已寄出 拒收请回复R`)
  expect(
    gateway
      .taken()
      .map(({ text }) => text)
      .sort(),
  ).toEqual(signed.sort())
  expect(await left('textMessage', 'sent')).toBe(many)
  const promises = await workspace.db.rows(
    sql`select status, count(*) from ${tableOf(workspace, 'sequencePromise')} group by 1 order by 1`,
  )
  const counts = Object.fromEntries(promises.map(([status, count]) => [status, Number(count)]))
  expect((counts['sent'] ?? 0) + (counts['underway'] ?? 0)).toBe(5 * many)
}, 7_200_000)

/** Two workers of each kind side by side, in this process. Answers how to stop them. */
function work(): () => Promise<unknown> {
  const { workspaces, files } = sampan.runtime
  const log = () => {}
  const outbound = openOutbound({ allowNetworks: '127.0.0.0/8' })
  const all = [1, 2].flatMap(() => [
    startDue({ workspaces, log, sweepMs: 50 }),
    startMessageSender({ workspaces, outbound, log, sweepMs: 100 }),
    startMailSender({ workspaces, files, outbound, log, baseUrl: 'http://127.0.0.1', secret: 'test', sweepMs: 100 }),
  ])
  return () => Promise.all(all.map((one) => one.stop()))
}

/** Waits until some more promises are kept. */
async function goesOn(): Promise<void> {
  const { db } = sampan.workspace
  const open = sql`select count(*) from ${tableOf(sampan.workspace, 'sequencePromise')} where status = 'planned'`
  // The database may be away.
  const count = () =>
    db.rows(open).then(
      ([row]) => Number(row?.[0]),
      () => Number.NaN,
    )
  let first = Number.NaN
  await expect
    .poll(
      async () => {
        const now = await count()
        if (Number.isNaN(first)) first = now
        return first === 0 || first - now >= 20 || now === 0
      },
      { timeout: 120_000, interval: 300 },
    )
    .toBe(true)
}

/** People who answer for leads, each with a mailbox: the administrator, or others so that two workers have somebody each. */
async function ownersOf(count: number): Promise<readonly string[]> {
  const { admin, call, person } = sampan
  const hand = handOf(sampan, admin)
  const [role] = await hand.list('role', { key: 'sales' })
  const ids: string[] = []
  for (let i = 0; i < count; i++) {
    const session = count === 1 ? admin : await person(`王芳${i}`, (role as Told).id)
    const box = await handOf(sampan, session).make('mailbox', { address: `fang${i}@tongzhou.cn` })
    const server = { host: '127.0.0.1', port: smtp.port, security: 'none', user: key.user }
    const access = { smtp: server, imap: null, password: key.password }
    await call(admin, 'PATCH', `/api/v1/mail/connections/${box.id}`, access)
    ids.push(session.principal.id as string)
  }
  return ids
}
