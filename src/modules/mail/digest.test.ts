import { afterAll, beforeAll, expect, test } from 'vitest'
import { modules } from '#app'
import type { Session } from '#engine/context.ts'
import { sendDigests } from '#engine/digest/digest.ts'
import { startSampan, type TestSampan } from '../../../test/harness.ts'
import { handOf, type Told } from '../../../test/modules/hand.ts'

/* People get their day by mail: in their own morning, on working days, once, and nothing where there is nothing. */

// Monday, half past eight in Shanghai.
const monday = Date.parse('2026-11-30T00:30:00Z')
const hour = 3_600_000
const now = { at: monday }
let sampan: TestSampan
let fangs: Session
let fang: ReturnType<typeof handOf>
let mei: ReturnType<typeof handOf>
let admin: ReturnType<typeof handOf>
beforeAll(async () => {
  sampan = await startSampan({ modules, worker: true, clock: { now: () => new Date(now.at) } })
  admin = handOf(sampan, sampan.admin)
  fangs = await sampan.person('王芳', 'sales')
  fang = handOf(sampan, fangs)
  mei = handOf(sampan, await sampan.person('李梅', 'sales'))
})
afterAll(() => sampan.close())

const wish = async (who: Session, value: string | null) => {
  const answer = await sampan.call(who, 'PATCH', '/api/v1/me/preferences/digest', { value })
  expect(answer.status).toBe(204)
}
const morning = async (at: number): Promise<Told[]> => {
  now.at = at
  await sendDigests(sampan.workspace, 'https://crm.example')
  return fang.list('mailMessage', { nature: 'digest' }, '-at')
}
const task = (subject: string, dueAt: number) =>
  fang.make('activity', { kind: 'task', subject, dueAt: new Date(dueAt).toISOString() })

test('nothing comes to who wants none, or to whom there is nothing to say', async () => {
  await task('给曾工打电话', monday + 8 * hour)
  expect(await morning(monday + hour)).toEqual([])
  const answer = await sampan.call(sampan.admin, 'POST', '/api/v1/me/digest')
  expect(answer.body).toEqual({ written: false })
})

test('it comes in the morning, once, whoever asks and however often, with what is due and what became hers', async () => {
  const lead = await admin.make('lead', { name: '周敏', company: '新客户', owner: fang.id })
  await sampan.runtime.settle()
  await wish(fangs, 'daily')
  expect(await morning(monday)).toEqual([])
  now.at = monday + 0.7 * hour
  await Promise.all([1, 2, 3].map(() => sendDigests(sampan.workspace, 'https://crm.example')))
  const [digest, ...others] = await morning(monday + hour)
  expect(others).toEqual([])
  expect(digest).toMatchObject({ to: fangs.principal.email, owner: { id: fang.id }, openThread: false, contacts: [] })
  expect(digest.subject).toBe('今日待办 2026-11-30：共 2 项')
  expect(digest.body).toContain('今天到期 (1)\n· 给曾工打电话')
  expect(digest.body).toContain(`新分配给你 (1)\n· 线索 · ${lead.name}`)
  expect(digest.body).toContain('https://crm.example/settings/notifications')
  // It waits in the outbox where nobody has connected a mailbox, and nobody else reads it.
  await sampan.runtime.settle()
  expect((await fang.see('mailMessage', digest.id)).status).toBe('held')
  for (const other of [mei, admin])
    expect(await other.refused.see('mailMessage', digest.id)).toEqual(['404', 'missing'])
})

test('it does not come at noon, on a day off, while she is away, or in the night of where she lives', async () => {
  const day = 24 * hour
  expect(await morning(monday + day + 6 * hour)).toHaveLength(1)
  await fang.make('absence', { person: fang.id, covers: [mei.id], from: '2026-12-02', until: '2026-12-02' })
  expect(await morning(monday + 2 * day + hour)).toHaveLength(1)
  expect(await morning(monday + 5 * day + hour)).toHaveLength(1)
  await sampan.call(fangs, 'PATCH', '/api/v1/me', { timeZone: 'America/Los_Angeles' })
  expect(await morning(monday + 7 * day + hour)).toHaveLength(1)
  // Nine on Monday in Los Angeles is one on Tuesday in Shanghai.
  expect(await morning(Date.parse('2026-12-07T17:00:00Z'))).toHaveLength(2)
  await sampan.call(fangs, 'PATCH', '/api/v1/me', { timeZone: 'Asia/Shanghai' })
})

test('once a week it comes on the first working day alone', async () => {
  await wish(fangs, 'weekly')
  expect(await morning(Date.parse('2026-12-09T01:30:00Z'))).toHaveLength(2)
  const [last, ...others] = await morning(Date.parse('2026-12-14T01:30:00Z'))
  expect([others.length, last.subject]).toEqual([2, expect.stringContaining('本周待办 2026-12-14')])
  expect(await morning(Date.parse('2026-12-15T01:30:00Z'))).toHaveLength(3)
  await wish(fangs, null)
  expect(await morning(Date.parse('2026-12-21T01:30:00Z'))).toHaveLength(3)
})

test('somebody writes herself one whenever she likes', async () => {
  for (let i = 0; i < 2; i++) {
    expect((await sampan.call(fangs, 'POST', '/api/v1/me/digest')).body).toEqual({ written: true })
    await sampan.runtime.settle()
  }
  const [last, ...before] = await fang.list('mailMessage', { nature: 'digest' }, '-at')
  expect(before).toHaveLength(4)
  // Nobody is told of a digest, not by the next one either.
  expect(last.body).not.toContain('邮件 · ')
})
