import { dirname } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { engineTable, tableOf } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import { readFolders } from '#engine/mail/folders.ts'
import { startMailReceiver } from '#engine/mail/receiver.ts'
import { openOutbound } from '#engine/outbound/outbound.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { startImap, type TestImap } from '../mail/dovecot.ts'
import { largeMail, madeMail } from '../mail/mailbox.ts'
import { handOf, type Told } from '../modules/hand.ts'
import { killed } from './step-killed.ts'

/*
 * A mailbox of years is read while connections break and workers die, and counted anew by its server: the sums are those of
 * the mailbox, to the last mail. SAMPAN_IMAP_MAILS=20000 reads one of that many, cut 20 times and killed 50 times.
 */

const many = Number(process.env['SAMPAN_IMAP_MAILS'] ?? 64)
const long = many > 1_000
const [cuts, kills] = long ? [20, 50] : [2, 1]
const key = { user: 'fang', password: 'open sesame' }
const whose = { known: 'zeng@ruida.example', own: 'fang@tongzhou.example' }
let sampan: TestSampan
let imap: TestImap
let box: Told
beforeAll(async () => {
  ;[imap, sampan] = await Promise.all([startImap(key), startSampan()])
  const hand = handOf(sampan, sampan.admin)
  await hand.make('contact', { name: '曾工', email: whose.known })
  box = await hand.make('mailbox', { address: whose.own })
  const server = { host: '127.0.0.1', port: imap.port, security: 'none', user: key.user }
  const servers = { imap: { ...server, keepsSent: false, since: '2020-01-01' }, password: key.password }
  const answer = await sampan.call(sampan.admin, 'PATCH', `/api/v1/mail/connections/${box.id}`, servers)
  expect(answer.status).toBe(200)
})
afterAll(async () => {
  await sampan.close()
  await imap.close()
})

test(`${many} mails are all accounted for, cut ${cuts} times, killed ${kills} times, counted anew`, async () => {
  const { workspace, runtime } = sampan
  const expected: Record<string, number> = { stored: 0, known: 0, stranger: 0, internal: 0, large: 0 }
  for (let n = 0; n < many; n++) {
    const { raw, fate } = madeMail(n, whose)
    imap.deliver(raw)
    expected[fate]!++
  }
  if (long) {
    imap.deliver(largeMail('large', whose.known, 25_000_000))
    imap.deliver(largeMail('huge', whose.known, 55_000_000))
    expected['stored']!++
    expected['large']!++
  }
  const all = Object.values(expected).reduce((sum, n) => sum + n, 0)
  const { workspaces, files } = runtime
  const outbound = openOutbound({ allowNetworks: '127.0.0.0/8' })
  const read = async () => {
    const receiver = startMailReceiver({ workspaces, files, outbound, log: () => {} })
    await receiver.settle()
    await receiver.stop()
  }
  const endTurns = () =>
    workspace.db.count(sql`update ${engineTable(workspace, 'mail_connection')} set lease_until = null`)
  const inbox = async () => (await readFolders(workspace, box.id)).find(({ path }) => path === 'INBOX')!
  const sum = ({ stored, known, skipped, missing }: Awaited<ReturnType<typeof inbox>>) =>
    stored + known + missing + skipped.reduce((total, { count }) => total + count, 0)
  const began = Date.now()

  for (let i = 1; i <= cuts; i++) {
    // never so much that nothing is left for those who are killed
    imap.cutAfter(many * (long ? 8 + i : 90 + 90 * i))
    await read()
    await endTurns()
    const now = await inbox()
    expect([i, now.inMailbox, sum(now)]).toEqual([i, all, all])
  }
  imap.cutAfter(null)
  const place = { databaseUrl: sampan.databaseUrl, dataFolder: dirname(files.folder) }
  for (let i = 1; i <= kills; i++) {
    expect([i, await killed('mail', `mail.fetched:${1 + ((i * 7) % 40)}`, place)]).toEqual([i, 'SIGKILL'])
    await endTurns()
    expect([i, sum(await inbox())]).toEqual([i, all])
  }
  await read()

  const settled = await inbox()
  const counts = (folder: typeof settled) => ({
    stored: folder.stored,
    known: folder.known,
    missing: folder.missing,
    ...Object.fromEntries(folder.skipped.map(({ reason, count }) => [reason, count])),
  })
  const { large, ...others } = expected
  expect(counts(settled)).toEqual({ ...others, ...(large ? { large } : {}), missing: 0 })
  const kept = async () => {
    const [row] = await workspace.db.rows(
      sql`select count(*), count(distinct message_id) from ${tableOf(workspace, 'mailMessage')} where deleted_at is null`,
    )
    return row!.map(Number)
  }
  expect(await kept()).toEqual([expected['stored'], expected['stored']])
  const seconds = (Date.now() - began) / 1_000
  imap.recount()
  await read()
  const recounted = await inbox()
  expect(counts(recounted)).toMatchObject({ stored: 0, known: expected['stored']! + expected['known']!, missing: 0 })
  expect(await kept()).toEqual([expected['stored'], expected['stored']])
  if (long)
    process.stdout.write(
      `${JSON.stringify({ mails: all, ...counts(settled), cuts, kills, seconds, recounted: counts(recounted) })}\n`,
    )
}, 3_600_000)
