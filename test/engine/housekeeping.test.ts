import { afterAll, beforeAll, expect, test } from 'vitest'
import { keepHouse } from '#engine/housekeeping.ts'
import { startSampan, type TestSampan } from '../harness.ts'

let now = new Date('2026-03-01T08:00:00Z')
let sampan: TestSampan
beforeAll(async () => {
  sampan = await startSampan({ clock: { now: () => now } })
})
afterAll(() => sampan.close())

test('a repeated request is known for a day, and forgotten after it', async () => {
  const { call, admin, workspace } = sampan
  const send = () => call(admin, 'POST', '/api/v1/account', { name: '甲公司' }, { 'idempotency-key': 'once-and-again' })
  const first = await send()
  now = new Date('2026-03-02T07:59:00Z')
  await keepHouse(workspace)
  expect((await send()).body.id).toBe(first.body.id)
  now = new Date('2026-03-02T08:01:00Z')
  await keepHouse(workspace)
  expect((await send()).body.id).not.toBe(first.body.id)
})
