import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Session } from '#engine/context.ts'
import { isUnusual } from '#engine/export/log.ts'
import { openTable } from '#engine/import/readers/table.ts'
import type { ApiExportEntry } from '#kernel/api-access.ts'
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

test('every export stands in the log with who, what, how much and where to; what the system takes out too', async () => {
  const { admin, call, workspace } = sampan
  const manager = await sampan.person('林经理', 'salesManager')
  await call(manager, 'POST', '/api/v1/contact', { name: '张三', mobile: '13800138000' })
  const down = await call(manager, 'GET', '/api/v1/contact/export?select=name,mobile&where={"name":"张三"}')
  expect(decodeURIComponent(String(down.headers['content-disposition']))).toMatch(
    /Contact-\d{4}-\d\d-\d\d-林经理-[0-9a-f]{8}\.csv$/,
  )
  const { exportObject } = await import('#engine/export/export.ts')
  const { systemSession } = await import('#engine/workspaces.ts')
  const cut = exportObject(manager, 'contact', { format: 'csv' })
  cut.stream.destroy()
  await cut.done.catch(() => {})
  const own = exportObject(systemSession(workspace, 'cli'), 'contact', { format: 'csv' })
  own.stream.resume()
  await own.done
  expect((await call(manager, 'GET', '/api/v1/exports')).status).toBe(404)
  const read = async () =>
    (await call(admin, 'GET', '/api/v1/exports?limit=3')).body as { data: ApiExportEntry[]; next: string }
  // That an export has ended is noted once its last byte has gone out.
  await expect
    .poll(async () => (await read()).data.map((e) => [e.person?.name ?? null, e.via, e.rows, e.complete]))
    .toEqual([
      [null, 'cli', 1, true],
      ['林经理', 'api', expect.any(Number), false],
      ['林经理', 'api', 1, true],
    ])
  const log = await read()
  expect(log.data[2]).toMatchObject({
    object: 'contact',
    format: 'csv',
    columns: ['name', 'mobile'],
    where: { name: '张三' },
    address: '127.0.0.1',
    unusual: null,
  })
  const rest = (await call(admin, 'GET', `/api/v1/exports?after=${log.next}&limit=200`)).body.data as ApiExportEntry[]
  expect(rest.length).toBeGreaterThan(0)
  expect(rest.some((e) => log.data.some((f) => f.id === e.id))).toBe(false)
})

test('a workbook says of itself who took it out, and its first sheet stays as it was; a mark in each row comes in as nothing', async () => {
  const { admin, runtime } = sampan
  const { exportObject } = await import('#engine/export/export.ts')
  const { writeFile } = await import('node:fs/promises')
  const { readXlsx } = await import('hucre/xlsx')
  const bytesFrom = async (format: 'csv' | 'xlsx') => {
    const { stream, done } = exportObject(admin, 'contact', { format, mark: true })
    const chunks: Buffer[] = []
    for await (const chunk of stream) chunks.push(Buffer.from(chunk))
    await done
    return Buffer.concat(chunks)
  }
  const book = await bytesFrom('xlsx')
  const workbook = await readXlsx(book)
  expect(workbook.sheets.map((sheet) => sheet.name)).toEqual(['联系人', '导出说明'])
  expect(workbook.properties).toMatchObject({
    creator: '管理员',
    description: expect.stringMatching(/^由管理员.*共 1 行，标记 [0-9a-f]{8}$/),
  })
  expect(workbook.sheets[1]!.rows.flat()).toContain('管理员 (admin@example.com)')
  for (const [format, bytes] of [
    ['xlsx', book],
    ['csv', await bytesFrom('csv')],
  ] as const) {
    const path = `${runtime.files.folder}/marked.${format}`
    await writeFile(path, bytes)
    const table = await openTable(path)
    expect(table.header.columns.at(-1)?.name).toBe('导出标记')
    const { importFile } = await import('#engine/import/import.ts')
    const back: ApiImport = await importFile(runtime, admin, { object: 'contact', path })
    expect(back.report, JSON.stringify(back.report)).toMatchObject({ created: 0, updated: 0, refused: 0, unchanged: 1 })
  }
})

test('an export is unusual when it is far beyond what she took before', () => {
  expect([isUnusual(4_999, null), isUnusual(5_000, null)]).toEqual([false, true])
  expect([isUnusual(499, 10), isUnusual(500, 10), isUnusual(30_000, 10_000), isUnusual(30_001, 10_000)]).toEqual([
    false,
    true,
    false,
    true,
  ])
})
