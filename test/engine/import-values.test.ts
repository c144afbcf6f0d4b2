import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeXlsx } from 'hucre/xlsx'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { importFile } from '#engine/import/import.ts'
import type { ApiImport, ImportPlan } from '#kernel/api-import.ts'
import { startSampan, type TestSampan } from '../harness.ts'

/* What stands in cells, and how people write it. */

let sampan: TestSampan
const folder = mkdtempSync(join(tmpdir(), 'sampan-values-'))
beforeAll(async () => {
  sampan = await startSampan()
})
afterAll(async () => {
  await sampan.close()
  rmSync(folder, { recursive: true })
})

let files = 0
async function bring(object: string, content: string | Buffer, plan: Partial<ImportPlan> = {}): Promise<ApiImport> {
  const path = join(folder, `file-${files++}.csv`)
  writeFileSync(path, content)
  const done = await importFile(sampan.runtime, sampan.admin, { object, path, plan })
  expect(done.status, String(done.error)).toBe('done')
  for (const c of done.report!.columns) expect(c.read, c.field).toBe(c.stored + c.empty + c.refused + c.skipped)
  return done
}

async function found(object: string, where: object, select = ''): Promise<Record<string, unknown>[]> {
  const { body } = await sampan.call(
    sampan.admin,
    'GET',
    `/api/v1/${object}?where=${encodeURIComponent(JSON.stringify(where))}&limit=100${select ? `&select=${select}` : ''}`,
  )
  return body.data
}

test('titles, notes, an example, totals and remarks are told and are no records', async () => {
  const done = await bring(
    'account',
    '客户一览表,,,\n说明：请勿修改表头,,,\n*客户名称,员工人数（必填）,年营业额,备注\n示例,100,10000,（示例）请删除本行\n一号客户,12,1000,\n二号客户,8,2000,\n合计,20,"3,000",\n共 2 条记录,,,\n',
  )
  expect(done.report).toMatchObject({ rows: 2, created: 2, refused: 0 })
  expect(done.analysis.leftOut).toEqual([
    { line: 1, text: '客户一览表', why: 'above' },
    { line: 2, text: '说明：请勿修改表头', why: 'above' },
    { line: 4, text: '示例 100 10000 （示例）请删除本行', why: 'example' },
    { line: 7, text: '合计 20 3,000', why: 'total' },
    { line: 8, text: '共 2 条记录', why: 'remark' },
  ])
  expect(done.analysis.columns.map((c) => c.name)).toEqual(['客户名称', '员工人数', '年营业额', '备注'])
  const named = await bring('account', '客户名称,备注,员工人数\n合计公司,合计,3\n示例科技有限公司,x,4\n')
  expect(named.report).toMatchObject({ created: 2 })
})

describe('dates', () => {
  test('day or month first is decided by the column, and asked where nothing decides', async () => {
    const sure = await bring('contact', 'Name,Birthday\nD One,25/12/1990\nD Two,03/05/1991\n')
    expect(sure.analysis.columns[1]!.dateOrder).toEqual({ order: 'dmy', ambiguous: false })
    expect(await found('contact', { name: 'D Two' })).toMatchObject([{ birthday: '1991-05-03' }])
    const open = await bring('contact', 'Name,Birthday\nM One,03/05/1991\n')
    expect(open.analysis.columns[1]!.dateOrder).toEqual({ order: 'mdy', ambiguous: true })
    const told = await bring('contact', 'Name,Birthday\nT One,03/05/1991\n', {
      columns: [
        { column: 0, field: 'name' },
        { column: 1, field: 'birthday', dateOrder: 'dmy' },
      ],
    })
    expect(told.report).toMatchObject({ created: 1 })
    expect(await found('contact', { name: 'T One' })).toMatchObject([{ birthday: '1991-05-03' }])
  })

  test('as people, Excel and programs write them', async () => {
    const days = [
      '2026-03-05',
      '2026/3/5',
      '2026.3.5',
      '2026年3月5日',
      '民國115/3/5',
      '115/3/5',
      '46086',
      '20260305',
      '２０２６/３/５',
    ]
    await bring('contact', `姓名,生日\n${days.map((day, i) => `日${i},${day}`).join('\n')}\n`)
    const rows = await found('contact', { name: { startsWith: '日' } }, 'name,birthday')
    expect(rows.map((r) => r['birthday'])).toEqual(days.map(() => '2026-03-05'))
    await bring('account', '客户名称,下次跟进\n毫秒,1772668800000\n序列,46086.5\n')
    expect(await found('account', { name: '毫秒' })).toMatchObject([{ nextFollowUpAt: '2026-03-05T00:00:00.000Z' }])
    expect(await found('account', { name: '序列' })).toMatchObject([{ nextFollowUpAt: '2026-03-05T04:00:00.000Z' }])
    const wrong = await bring('contact', '姓名,生日\n错,2026-02-30\n空,-\n')
    expect(wrong.report).toMatchObject({ created: 1, refused: 1 })
  })
})

describe('numbers', () => {
  test('with decimal commas where the column has them, units, brackets and percent', async () => {
    const german = await bring('account', 'Name;Annual revenue;Employees\nG One;1.234,56;1.200\nG Two;12,5;12\n')
    expect(german.analysis.columns[1]!.decimal).toEqual({ sign: ',', ambiguous: false })
    expect(await found('account', { name: { startsWith: 'G ' } }, 'name,annualRevenue,employees')).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ annualRevenue: { amount: '1234.56', currency: 'CNY' }, employees: 1200 }),
        expect.objectContaining({ annualRevenue: { amount: '12.5', currency: 'CNY' }, employees: 12 }),
      ]),
    )
    const asked = await bring('account', 'Name;Annual revenue\nA One;1.234\nA Two;2.500\n')
    expect(asked.analysis.columns[1]!.decimal).toEqual({ sign: '.', ambiguous: true })
    await bring('account', '客户名称,年营业额\n单位一,12.5万\n单位二,"￥1,234.50"\n单位三,3亿\n')
    expect(await found('account', { name: { startsWith: '单位' } }, 'name,annualRevenue')).toMatchObject([
      { annualRevenue: { amount: '300000000' } },
      { annualRevenue: { amount: '1234.5' } },
      { annualRevenue: { amount: '125000' } },
    ])
    await bring('product', '产品名称,产品编码,标准价,税率,在售\n折扣,P-1,100,13%,√\n停售,P-2,"(1,200.00)",6,否\n')
    expect(await found('product', {}, 'name,taxRate,active')).toMatchObject([{ taxRate: 13, active: true }])
  })

  test('from which a spreadsheet has lost digits are refused, in a workbook and in text', async () => {
    const rows = [
      ['客户名称', '统一社会信用代码', '电话'],
      ['丢位', 911101080000000000, 13800138000],
      ['完好', '91350100M000100Y43', 13800138001],
    ]
    const book = Buffer.from(await writeXlsx({ sheets: [{ name: '客户', rows }] }))
    const done = await bring('account', book)
    expect(done.analysis.columns[1]!.lost).toEqual({ digits: 1, zeros: 0 })
    expect(done.report).toMatchObject({ created: 1, refused: 1 })
    expect(done.report!.reasons).toMatchObject([{ field: 'uscc', code: 'digits-lost', lines: [2] }])
    const text = await bring(
      'account',
      '客户名称,银行账号,电话\n科学一,6.22202E+18,\n科学二,,1.38001E+10\n前导零,0012345,0912345678\n',
    )
    expect(text.report!.reasons.map((r) => r.field).sort()).toEqual(['bankAccount', 'phone'])
    expect(await found('account', { name: '前导零' })).toMatchObject([{ bankAccount: '0012345' }])
  })
})

describe('texts', () => {
  test('full width, invisible characters, apostrophes', async () => {
    await bring(
      'account',
      "客户名称,简称,银行账号,信用代码\n\u200b宽\u00a0度 公司\ufeff,ＡＢＣ１２３,'0622,９１４４０３００１９２２０３８２１６\n",
    )
    expect(await found('account', { shortName: 'ABC123' })).toMatchObject([
      { name: '宽 度 公司', bankAccount: '0622', uscc: '914403001922038216' },
    ])
  })

  test('several values in a cell: choices by every usual separator, telephones with notes', async () => {
    await bring(
      'contact',
      '姓名,手机,邮箱\n多号,13800138000 张三/021-61234567转8012,a@several.example；b@several.example\n',
    )
    expect(await found('contact', { name: '多号' })).toMatchObject([
      {
        mobile: { raw: '13800138000 张三/021-61234567转8012', e164: '+8613800138000' },
        phone: { e164: '+862161234567', ext: '8012' },
        email: 'a@several.example',
        description: '手机：13800138000 张三/021-61234567转8012\n邮箱：b@several.example',
      },
    ])
  })

  test('what a cell said stays beside what was read of it, where that is something else', async () => {
    await bring('account', '客户名称,省份,详细地址\n原文（Ａ）公司,上海市,张杨路 １ 号\n照旧公司,北京市,长安街 1 号\n')
    const told = async (name: string) => {
      const [made] = await found('account', { name })
      const { body } = await sampan.call(sampan.admin, 'GET', `/api/v1/account/${made!['id']}/timeline`)
      const { changes } = body.data.at(-1) as { changes: Record<string, unknown[]> }
      return [changes['name']![2], changes['address']![2]]
    }
    expect(await told('原文（A）公司')).toEqual(['原文（Ａ）公司', { province: '上海市', street: '张杨路 １ 号' }])
    expect(await told('照旧公司')).toEqual([undefined, undefined])
  })

  test('names of people stay as written, parts are joined, sorted ones turned round', async () => {
    await bring('contact', '姓,名,职务\n司马,懿,太傅\n张,三,\n')
    expect(await found('contact', { name: { in: ['司马懿', '张三'] } })).toHaveLength(2)
    await bring('contact', 'Name,E-mail\n"Lovelace, Ada",ada@turn.example\n王总,wz@turn.example\n')
    expect(await found('contact', { email: 'ada@turn.example' })).toMatchObject([{ name: 'Ada Lovelace' }])
    expect(await found('contact', { email: 'wz@turn.example' })).toMatchObject([{ name: '王总' }])
  })

  test('a company is the same under another spelling, in the workspace and in the file', async () => {
    const first = await bring('account', '客户名称\n庚（北京）科技有限公司\n庚(北京)科技股份有限公司\n庚科技\n')
    expect(first.report).toMatchObject({ created: 2, skipped: 1 })
    const again = await bring('account', '客户名称,备注\n庚(北京) 科技有限责任公司,改过\n', { duplicates: 'update' })
    expect(again.report).toMatchObject({ updated: 1, created: 0 })
    expect(await found('account', { name: '庚（北京）科技有限公司' })).toEqual([])
    expect(await found('account', { description: '改过' })).toHaveLength(1)
  })
})

test('words that are no choice: refused, left empty or kept in the notes, decided once for the column', async () => {
  const file = '客户名称,客户来源,备注\n词一,飞鸽传书,旧\n词二,展会,\n'
  const plan = (otherChoices: ImportPlan['otherChoices']): Partial<ImportPlan> => ({
    ...(otherChoices ? { otherChoices } : {}),
    duplicates: 'create',
  })
  expect((await bring('account', file, plan(undefined))).report).toMatchObject({ created: 1, refused: 1 })
  expect((await bring('account', file, plan({ source: 'empty' }))).report).toMatchObject({ created: 2 })
  await bring('account', file, plan({ source: 'note' }))
  expect(await found('account', { name: '词一', description: { contains: '飞鸽' } })).toMatchObject([
    { source: null, description: '旧\n客户来源：飞鸽传书' },
  ])
  await bring('account', file, { ...plan(undefined), choices: { source: { 飞鸽传书: 'referral' } } })
  expect(await found('account', { name: '词一', source: 'referral' })).toHaveLength(1)
})

test('create, update or both by a chosen key; an empty cell keeps, a clear clears', async () => {
  await bring('account', '客户名称,简称,电话,备注\n更新甲,K-1,13800138010,原来\n更新乙,K-2,13800138011,原来\n')
  const plan: Partial<ImportPlan> = { duplicates: 'update', match: [['shortName']] }
  const done = await bring('account', '简称,客户名称,电话,备注\nK-1,更新甲新名,,【清空】\nK-3,更新丙,,\n', plan)
  expect(done.report).toMatchObject({ updated: 1, created: 1 })
  expect(await found('account', { shortName: 'K-1' })).toMatchObject([
    { name: '更新甲新名', phone: { e164: '+8613800138010' }, description: null },
  ])
})
