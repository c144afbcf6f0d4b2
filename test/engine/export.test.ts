import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Session } from '#engine/context.ts'
import type { ApiImport } from '#kernel/api-import.ts'
import { startSampan, type TestSampan } from '../harness.ts'

let sampan: TestSampan
beforeAll(async () => {
  sampan = await startSampan()
})
afterAll(() => sampan.close())

const bytesOf = async (who: Session, url: string) => {
  const { status, body } = await sampan.call(who, 'GET', url)
  expect(status, JSON.stringify(body)).toBe(200)
  return body as string
}

test('nobody takes out what she may not: not without the right, no hidden field, no other records', async () => {
  const { call } = sampan
  const seller = await sampan.person('销售一', 'sales')
  const manager = await sampan.person('经理', 'salesManager')
  await call(sampan.admin, 'POST', '/api/v1/account', { name: '管理员的客户', bankAccount: '622200001111' })
  await call(manager, 'POST', '/api/v1/account', { name: '经理的客户' })
  expect((await call(null, 'GET', '/api/v1/account/export')).status).toBe(401)
  expect((await call(seller, 'GET', '/api/v1/account/export')).status).toBe(403)
  expect((await call(manager, 'GET', '/api/v1/planet/export')).status).toBe(404)
  expect((await call(manager, 'GET', '/api/v1/account/export?select=nmae')).status).toBe(422)
  expect((await call(manager, 'GET', '/api/v1/account/export?where=x')).status).toBe(400)
  expect((await call(manager, 'GET', '/api/v1/account/export?format=pdf')).status).toBe(422)
  const text = await bytesOf(manager, '/api/v1/account/export')
  expect(text).toContain('经理的客户')
  expect(text).not.toContain('管理员的客户')
})

test('a formula in a name is no formula in the file', async () => {
  await sampan.call(sampan.admin, 'POST', '/api/v1/account', { name: '=HYPERLINK("http://x")', description: '@a' })
  const text = await bytesOf(sampan.admin, '/api/v1/account/export?select=name,description&where={"description":"@a"}')
  expect(text).toBe('\ufeffName,Description\r\n"\'=HYPERLINK(""http://x"")",\'@a\r\n')
})

test.each(['csv', 'xlsx'] as const)('what is exported as %s and comes in again changes nothing', async (format) => {
  const { admin, call, workspace, runtime } = sampan
  // two of the same name: only the record itself says which one is meant
  await call(admin, 'POST', '/api/v1/account', { name: `上级集团 ${format}` })
  const parent = await call(admin, 'POST', '/api/v1/account', { name: `上级集团 ${format}` })
  const made = await call(admin, 'POST', '/api/v1/account', {
    name: `往返 ${format}`,
    parent: parent.body.id,
    phone: '+86 21 5888 1234 转 12',
    email: 'a@example.com',
    website: 'https://example.com/a?b=c',
    annualRevenue: { amount: '1100.0401', currency: 'USD' },
    employees: 12,
    level: 'A',
    address: { country: 'CN', province: '上海市', city: '上海市', street: '世纪大道 1 号, "甲"', postcode: '200120' },
    nextFollowUpAt: '2026-03-05T06:30:00.000Z',
    description: '第一行\n第二行，=1+1',
    uscc: '91310000MA1FL0000X',
  })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  const { exportObject } = await import('#engine/export/export.ts')
  const { importFile } = await import('#engine/import/import.ts')
  const { writeFile } = await import('node:fs/promises')
  const path = `${runtime.files.folder}/round.${format}`
  const { stream, done } = exportObject(admin, 'account', { format })
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(Buffer.from(chunk))
  await done
  await writeFile(path, Buffer.concat(chunks))
  const back: ApiImport = await importFile(runtime, { ...admin, workspace }, { object: 'account', path })
  expect(back.report?.reasons, JSON.stringify(back.report?.reasons)).toEqual([])
  expect(back.report).toMatchObject({ created: 0, updated: 0, refused: 0, skipped: 0 })
  expect(back.report!.unchanged).toBe(back.report!.rows)
  expect((await call(admin, 'GET', `/api/v1/account/${made.body.id}`)).body.version).toBe(1)
})
