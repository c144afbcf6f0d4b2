import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Session } from '#engine/context.ts'
import type { ApiImport } from '#kernel/api-import.ts'
import { type Answer, startSampan, type TestSampan } from '../harness.ts'

let sampan: TestSampan
beforeAll(async () => {
  sampan = await startSampan()
})
afterAll(() => sampan.close())

/** Uploads a text as a file. */
async function upload(who: Session | null, object: string, text: string | Buffer, name = 'file.csv'): Promise<Answer> {
  const boundary = 'a-boundary-that-no-file-has'
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: text/csv\r\n\r\n`
  const body = Buffer.concat([Buffer.from(head), Buffer.from(text as string), Buffer.from(`\r\n--${boundary}--\r\n`)])
  return sampan.call(who, 'POST', `/api/v1/imports?object=${object}`, body, {
    'content-type': `multipart/form-data; boundary=${boundary}`,
  })
}

/** Runs an uploaded import to its end. */
async function finish(who: Session, id: string, plan: unknown = {}): Promise<ApiImport> {
  const started = await sampan.call(who, 'POST', `/api/v1/imports/${id}/run`, { plan })
  expect(started.status, JSON.stringify(started.body)).toBe(202)
  for (;;) {
    const { body } = await sampan.call(who, 'GET', `/api/v1/imports/${id}`)
    if (body.status !== 'running' && body.status !== 'undoing') return body
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const list = async (object: string, where: object = {}, select = '') =>
  (
    await sampan.call(
      sampan.admin,
      'GET',
      `/api/v1/${object}?where=${encodeURIComponent(JSON.stringify(where))}&limit=1000&count=exact${select ? `&select=${select}` : ''}`,
    )
  ).body

describe('a file is refused', () => {
  test('without signing in, without the right, and where the object is unknown', async () => {
    expect((await upload(null, 'account', 'a')).status).toBe(401)
    const reader = await sampan.person('只读', 'readOnly')
    expect((await upload(reader, 'account', '客户名称\n甲')).status).toBe(403)
    expect((await upload(sampan.admin, 'planet', 'name\nMars')).status).toBe(404)
  })

  test('when it is no table', async () => {
    expect((await upload(sampan.admin, 'account', '')).status).toBe(400)
    expect((await upload(sampan.admin, 'account', '%PDF-1.7 …')).status).toBe(400)
  })
})

test('customers come in from a file: proposed, tried, written, told, and taken back', async () => {
  const { admin, call } = sampan
  const file = [
    '客户名称,电话,行业,员工人数,年营业额,备注',
    '甲公司,021-5888 1234,制造业,"1,200",¥3.2万,第一家',
    '乙公司,,制照业,12,1100.04,',
    '丙公司,x,软件与互联网,abc,,',
    '甲公司,,,,,又来一次',
  ].join('\r\n')
  const uploaded = await upload(admin, 'account', file, '客户.csv')
  expect(uploaded.status, JSON.stringify(uploaded.body)).toBe(201)
  const { id, analysis, plan } = uploaded.body as ApiImport
  expect(analysis.rows).toBe(4)
  expect(analysis.columns.map((c) => c.field)).toEqual([
    'name',
    'phone',
    'industry',
    'employees',
    'annualRevenue',
    'description',
  ])
  expect(analysis.columns[2]!.unknownChoices).toEqual([
    { text: '制照业', count: 1, proposal: { key: 'manufacturing', title: 'Manufacturing', score: expect.any(Number) } },
  ])
  expect(plan.choices).toEqual({})

  const tried = await call(admin, 'POST', `/api/v1/imports/${id}/preview`, {})
  expect(tried.status, JSON.stringify(tried.body)).toBe(200)
  expect(tried.body.preview).toMatchObject({ rows: 4, created: 1, skipped: 1, refused: 2, tried: 4 })
  expect((await list('account')).total.value).toBe(0)

  const done = await finish(admin, id, { choices: { industry: { 制照业: 'manufacturing' } } })
  expect(done.status, String(done.error)).toBe('done')
  expect(done.report).toMatchObject({ rows: 4, created: 2, skipped: 1, refused: 1 })
  for (const c of done.report!.columns) expect(c.read).toBe(c.stored + c.empty + c.refused + c.skipped)
  const { data } = await list('account', {}, 'name,industry,employees,annualRevenue,importId,phone')
  expect(data.map((r: { name: string }) => r.name).sort()).toEqual(['乙公司', '甲公司'])
  expect(data.find((r: { name: string }) => r.name === '甲公司')).toMatchObject({
    employees: 1200,
    annualRevenue: { amount: '32000', currency: 'CNY' },
    importId: id,
  })

  const errors = await call(admin, 'GET', `/api/v1/imports/${id}/errors`)
  expect(errors.body).toContain('丙公司,x')

  const undone = await call(admin, 'POST', `/api/v1/imports/${id}/undo`, {})
  expect(undone.status, JSON.stringify(undone.body)).toBe(202)
  expect(undone.body).toMatchObject({ status: 'undone', undo: { removed: 2, restored: 0, kept: [] } })
  expect((await list('account')).total.value).toBe(0)
})

test('a template has the headers that find their fields by themselves; a finished import is not run again', async () => {
  const { admin, call } = sampan
  const reader = await sampan.person('只读二', 'readOnly')
  expect((await call(reader, 'GET', '/api/v1/imports/template?object=account')).status).toBe(403)
  const template = await call(admin, 'GET', '/api/v1/imports/template?object=account', undefined, {
    'accept-language': 'zh-CN',
  })
  const header = String(template.body)
    .replace(/^\ufeff/, '')
    .trim()
  expect(header.split(',')).toEqual(expect.arrayContaining(['客户名称', '地址 / 城市', '年营业额 / 币种']))
  const { body } = await upload(
    admin,
    'account',
    `${header}\n${header
      .split(',')
      .map((name) => (name === '客户名称' ? '模板客户' : ''))
      .join(',')}\n`,
  )
  expect(body.analysis.columns.filter((c: { field: string | null }) => c.field === null)).toEqual([])
  const done = await finish(admin, body.id)
  expect(done.report).toMatchObject({ created: 1, refused: 0 })
  expect((await call(admin, 'POST', `/api/v1/imports/${body.id}/run`, {})).status).toBe(409)
  expect((await call(admin, 'POST', `/api/v1/imports/${body.id}/preview`, {})).status).toBe(409)
  expect((await call(admin, 'GET', '/api/v1/imports')).body.data[0]).toMatchObject({ id: body.id, status: 'done' })
  expect((await call(reader, 'GET', `/api/v1/imports/${body.id}`)).status).toBe(404)
  expect((await call(reader, 'POST', `/api/v1/imports/${body.id}/undo`, {})).status).toBe(404)
})
