import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Session } from '#engine/context.ts'
import type { ApiImport, ApiImportMapping, ApiImportRow } from '#kernel/api-import.ts'
import { type Answer, startSampan, type TestSampan } from '../harness.ts'

/* Rows are mended where they are, and what was decided about a header is not asked again. */

let sampan: TestSampan
beforeAll(async () => {
  sampan = await startSampan()
})
afterAll(() => sampan.close())

async function upload(who: Session, object: string, text: string, name = 'file.csv'): Promise<ApiImport> {
  const boundary = 'a-boundary-that-no-file-has'
  const body = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: text/csv\r\n\r\n${text}\r\n--${boundary}--\r\n`
  const { status, body: made } = await sampan.call(who, 'POST', `/api/v1/imports?object=${object}`, Buffer.from(body), {
    'content-type': `multipart/form-data; boundary=${boundary}`,
  })
  expect(status, JSON.stringify(made)).toBe(201)
  return made
}

async function finish(who: Session, id: string, plan: unknown = {}): Promise<ApiImport> {
  const started = await sampan.call(who, 'POST', `/api/v1/imports/${id}/run`, { plan })
  expect(started.status, JSON.stringify(started.body)).toBe(202)
  for (;;) {
    const { body } = await sampan.call(who, 'GET', `/api/v1/imports/${id}`)
    if (body.status !== 'running' && body.status !== 'undoing') return body
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const rowsOf = async (id: string): Promise<ApiImportRow[]> =>
  (await sampan.call(sampan.admin, 'GET', `/api/v1/imports/${id}/rows`)).body.data
const mend = (id: string, rows: unknown, who: Session = sampan.admin): Promise<Answer> =>
  sampan.call(who, 'POST', `/api/v1/imports/${id}/rows`, { rows })
const found = async (object: string, where: object): Promise<Record<string, unknown>[]> =>
  (await sampan.call(sampan.admin, 'GET', `/api/v1/${object}?where=${encodeURIComponent(JSON.stringify(where))}`)).body
    .data

test('what is no mended row is refused, and so is a stranger', async () => {
  const { id } = await upload(sampan.admin, 'account', '客户名称,员工人数\n甲,x\n')
  expect((await mend(id, 'no')).status).toBe(400)
  expect((await mend(id, [])).status).toBe(400)
  expect((await mend(id, [{ line: 2, cells: { name: 'x' } }])).status).toBe(400)
  expect((await mend(id, [{ line: 2, cells: { 1: 7 } }])).status).toBe(400)
  expect((await mend(id, [{ line: 2, cells: { 1: '7' } }])).status).toBe(409)
  const stranger = await sampan.person('外人', 'sales')
  expect((await mend(id, [{ line: 2, cells: { 1: '7' } }], stranger)).status).toBe(404)
  expect((await sampan.call(stranger, 'GET', `/api/v1/imports/${id}/rows`)).status).toBe(404)
})

test('before the run: rows are mended until the preview has nothing against them', async () => {
  const { id } = await upload(
    sampan.admin,
    'account',
    '客户名称,员工人数,行业\n修一,十二个,制造业\n修二,8,不知道\n修三,9,\n',
  )
  await sampan.call(sampan.admin, 'POST', `/api/v1/imports/${id}/preview`, {})
  const rows = await rowsOf(id)
  expect(rows.map((r) => [r.line, r.cells, r.problems.map((p) => p.column)])).toEqual([
    [2, ['修一', '十二个', '制造业'], [1]],
    [3, ['修二', '8', '不知道'], [2]],
  ])
  const once = await mend(id, [
    { line: 2, cells: { 1: '12' } },
    { line: 3, cells: { 2: '还是不知道' } },
  ])
  expect(once.body.preview).toMatchObject({ created: 2, refused: 1 })
  expect((await rowsOf(id)).map((r) => r.cells)).toEqual([['修二', '8', '还是不知道']])
  expect((await mend(id, [{ line: 3, cells: { 2: '金融' } }])).body.preview).toMatchObject({ created: 3, refused: 0 })
  const done = await finish(sampan.admin, id)
  expect(done.report).toMatchObject({ created: 3, refused: 0 })
  expect(await found('account', { name: '修一' })).toMatchObject([{ employees: 12 }])
})

test('after the run: mended rows come in where it stood, the counts follow, and the undo takes them back too', async () => {
  const { id } = await upload(
    sampan.admin,
    'account',
    '客户名称,员工人数,上级客户\n续一,1,\n续二,两个,续一\n续三,三个,\n续四,,没有的客户\n',
  )
  const ran = await finish(sampan.admin, id)
  expect(ran.report).toMatchObject({ rows: 4, created: 1, refused: 3 })
  const mended = await mend(id, [
    { line: 3, cells: { 1: '2' } },
    { line: 4, cells: { 1: '' } },
    { line: 5, cells: { 2: '还是没有' } },
  ])
  expect(mended.status, JSON.stringify(mended.body)).toBe(200)
  expect(mended.body.report).toMatchObject({ rows: 4, created: 3, refused: 1 })
  for (const c of mended.body.report.columns) expect(c.read).toBe(c.stored + c.empty + c.refused + c.skipped)
  expect(await found('account', { name: '续二' })).toMatchObject([
    { employees: 2, parent: expect.objectContaining({ title: '续一' }), importId: id },
  ])
  expect((await rowsOf(id)).map((r) => [r.line, r.cells[2]])).toEqual([[5, '还是没有']])
  expect((await mend(id, [{ line: 3, cells: { 1: '5' } }])).status).toBe(409)
  const undone = await sampan.call(sampan.admin, 'POST', `/api/v1/imports/${id}/undo`, {})
  expect(undone.body).toMatchObject({ status: 'undone', undo: { removed: 3 } })
  expect((await mend(id, [{ line: 5, cells: { 2: '' } }])).status).toBe(409)
})

test('a mapping is remembered by the header, shown with who used it, and forgotten when asked', async () => {
  const file = (name: string) => `公司大名,何方神圣,人头\n${name},转介绍,12\n`
  const first = await upload(sampan.admin, 'account', file('记一'))
  const columns = [
    { column: 0, field: 'name' },
    { column: 1, field: 'source' },
    { column: 2, field: 'employees' },
  ]
  await finish(sampan.admin, first.id, { columns })
  const second = await upload(sampan.admin, 'account', file('记二'), '第二份.csv')
  expect(second.analysis.remembered).toBe(true)
  expect(second.plan.columns).toEqual(columns)
  expect((await finish(sampan.admin, second.id)).report).toMatchObject({ created: 1, refused: 0 })
  expect(await found('account', { name: '记二' })).toMatchObject([{ employees: 12, source: 'referral' }])

  const reader = await sampan.person('只读', 'readOnly')
  expect((await sampan.call(reader, 'GET', '/api/v1/imports/mappings?object=account')).status).toBe(403)
  const list = async (): Promise<ApiImportMapping[]> =>
    (await sampan.call(sampan.admin, 'GET', '/api/v1/imports/mappings?object=account')).body.data
  const [mapping] = await list()
  expect(mapping).toMatchObject({
    fileName: '第二份.csv',
    used: 2,
    usedBy: { title: '管理员' },
    columns: [
      { name: '公司大名', field: 'name' },
      { name: '何方神圣', field: 'source' },
      { name: '人头', field: 'employees' },
    ],
  })
  const gone = await sampan.call(sampan.admin, 'DELETE', `/api/v1/imports/mappings/account/${mapping!.header}`)
  expect(gone.status).toBe(204)
  const third = await upload(sampan.admin, 'account', file('记三'))
  expect(third.analysis.remembered).toBe(false)
  expect((await list()).some((m) => m.header === mapping!.header)).toBe(false)
})

test('a file of a known system that was dropped on the wrong page is read again as what it is', async () => {
  const text =
    '姓名,客户名称,手机,电话,邮箱,职务,是否关键决策人,地址,下次联系时间,备注,性别\n孙权,东吴公司,13800138999,,,主公,是,,,,男\n'
  const wrong = await upload(sampan.admin, 'account', text)
  expect(wrong.analysis.profile).toMatchObject({ key: 'wukong', object: 'contact' })
  const right = await sampan.call(sampan.admin, 'PATCH', `/api/v1/imports/${wrong.id}`, { object: 'contact' })
  expect(right.body).toMatchObject({ object: 'contact', analysis: { profile: { object: 'contact' } } })
  expect((await finish(sampan.admin, wrong.id)).report).toMatchObject({ created: 1 })
})
