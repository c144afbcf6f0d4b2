import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ApiImport } from '#kernel/api-import.ts'
import { startSampan, type TestSampan } from '../harness.ts'

let sampan: TestSampan
beforeAll(async () => {
  sampan = await startSampan({ language: 'zh-TW' })
})
afterAll(() => sampan.close())

const taiwan = { 'accept-language': 'zh-TW,zh;q=0.9' }

test('a refusal tells in the words of Taiwan what is wrong, at its field; what people wrote stays as they wrote it', async () => {
  const { admin, call } = sampan
  const wrong = await call(admin, 'POST', '/api/v1/account', { industry: '软件园', parent: 'x' }, taiwan)
  expect(wrong.status).toBe(422)
  const messages = wrong.body.errors.map((e: { detail: string }) => e.detail)
  expect(messages).toEqual(['選項中沒有「软件园」。', '這不是有效的記錄編號。'])
  const empty = await call(admin, 'POST', '/api/v1/account', {}, taiwan)
  expect(empty.body.detail).toBe('請填寫客戶名稱。')
  const unknown = await call(admin, 'POST', '/api/v1/account', { name: '甲', nmae: '乙' }, taiwan)
  expect(unknown.body.detail).toContain('「客戶」沒有欄位「nmae」。')
  expect((await call(null, 'GET', '/api/v1/account', undefined, taiwan)).body.detail).toBe('請先登入。')
  const hongKong = await call(null, 'GET', '/api/v1/account', undefined, { 'accept-language': 'zh-HK' })
  expect(hongKong.body.detail).toBe('請先登入。')
})

test('the API document reads as Taiwan does', async () => {
  const { body } = await sampan.call(sampan.admin, 'GET', '/openapi.json', undefined, taiwan)
  expect(body.paths['/api/v1/lead'].get.summary).toBe('查詢潛在客戶')
})

test('a file that was taken out in Traditional Chinese comes in again by itself, its choices too', async () => {
  const { admin, call } = sampan
  await call(admin, 'POST', '/api/v1/account', { name: '台北一號', industry: 'software', level: 'A' })
  const url = '/api/v1/account/export?select=name,industry,level,annualRevenue&where={"name":"台北一號"}'
  const { body: text } = await call(admin, 'GET', url, undefined, taiwan)
  expect(text).toMatch(/客戶名稱,產業,客戶等級,年營業額/)
  expect(text).toContain('軟體與網際網路')
  const head =
    '--edge\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\ncontent-type: text/csv\r\n\r\n'
  const again = await call(
    admin,
    'POST',
    '/api/v1/imports?object=account',
    Buffer.from(`${head}${text}\r\n--edge--\r\n`),
    {
      'content-type': 'multipart/form-data; boundary=edge',
    },
  )
  const { analysis } = again.body as ApiImport
  expect(analysis.columns.map((c) => c.field)).toEqual(expect.arrayContaining(['name', 'industry', 'level']))
  expect(analysis.columns.every((c) => (c.unknownChoices ?? []).length === 0)).toBe(true)
})
