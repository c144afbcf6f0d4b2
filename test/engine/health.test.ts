import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '#engine/db/database.ts'
import { healthOf } from '#engine/doctor/health.ts'
import { makeWorkspace } from '#engine/workspace/lifecycle.ts'
import { startSampan, type TestSampan } from '../harness.ts'

let sampan: TestSampan
beforeAll(async () => {
  sampan = await startSampan()
})
afterAll(() => sampan.close())

test('how the installation does is for administrators alone', async () => {
  const { call } = sampan
  const seller = await sampan.person('销售', 'sales')
  expect((await call(null, 'GET', '/api/v1/health')).status).toBe(401)
  expect((await call(seller, 'GET', '/api/v1/health')).status).toBe(404)
  expect((await call(seller, 'POST', '/api/v1/health/backup', {})).status).toBe(404)
})

test('an administrator sees what it stands on, in her language, and no secret', async () => {
  const { admin, call, databaseUrl } = sampan
  const { status, body } = await call(admin, 'GET', '/api/v1/health', undefined, { 'accept-language': 'zh-TW' })
  expect(status, JSON.stringify(body)).toBe(200)
  const checks = body.checks.map((one: { check: string }) => one.check)
  expect(checks).toEqual(expect.arrayContaining(['version', 'database', 'disk', 'clock', 'address', 'migrations']))
  expect(body.checks.find((one: { check: string }) => one.check === 'migrations')).toMatchObject({ state: 'ok' })
  expect(body.outbox).toMatchObject({ waiting: expect.any(Number), seconds: expect.any(Number) })
  expect(body.backups).toMatchObject({ running: false, kept: [], failedAt: null })
  const text = JSON.stringify(body)
  expect(text).not.toContain(databaseUrl)
  expect(text).not.toContain('a secret that only tests know')
  // No worker runs here, so nobody would make the backup.
  expect((await call(admin, 'POST', '/api/v1/health/backup', {})).status).toBe(409)
})

test('a database that answers before it has written is told, with what a crash would cost', async () => {
  const { admin, databaseUrl, runtime } = sampan
  const askedWith = async (setting: string) => {
    const url = new URL(databaseUrl)
    url.searchParams.set('options', `-c synchronous_commit=${setting}`)
    const db = openDatabase({ url: url.href, max: 1 })
    const { checks } = await healthOf({ ...runtime, db }, { ...admin, language: 'zh-CN' })
    await db.end()
    return checks.find(({ check }) => check === 'database')!
  }
  expect(await askedWith('off')).toMatchObject({
    state: 'warn',
    says: expect.stringMatching(/自有.*；synchronous_commit 已关闭，数据库崩溃可能丢失已确认的内容、重复发送邮件$/),
  })
  for (const careful of ['local', 'remote_write', 'on'])
    expect((await askedWith(careful)).says).not.toContain('synchronous_commit')
})

test('where several companies share it, none is told of the machine or of another one', async () => {
  const { admin, call, runtime } = sampan
  const id = await makeWorkspace(runtime, '第二公司', 'zh-CN')
  const { schema } = (await runtime.workspaces.all()).find((one) => one.id === id)!
  const { body } = await call(admin, 'GET', '/api/v1/health')
  const checks = body.checks.map((one: { check: string }) => one.check)
  for (const hidden of ['disk', 'address', 'key', 'secret', 'backups', 'workspace'])
    expect(checks).not.toContain(hidden)
  expect(JSON.stringify(body)).not.toContain(schema)
})
