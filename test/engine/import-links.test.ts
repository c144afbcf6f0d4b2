import { createReadStream, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Session } from '#engine/context.ts'
import { importFile, preview, run, undoImport, uploadImport } from '#engine/import/import.ts'
import { presentImport } from '#engine/import/present.ts'
import { tableWriter } from '#engine/import/readers/writers.ts'
import { resumeImports } from '#engine/import/resume.ts'
import { changeImport, loadImport } from '#engine/import/store.ts'
import type { ImportPlan } from '#kernel/api-import.ts'
import { Refusal } from '#kernel/problem.ts'
import { startSampan, type TestSampan } from '../harness.ts'

/* A small copy of what a company brings: agents with managers and offices, customers and their parents, products, deals. */

const agents = `sales_agent,manager,regional_office
Anna Snelling,Dustin Brinkmann,Central
Cecily Lampkin,Dustin Brinkmann,Central
Dustin Brinkmann,,Central
Moses Frase,Anna Snelling,West
`
const companies = `account,sector,year_established,revenue,employees,office_location,subsidiary_of
Isdom,medical,2002,3178.24,4540,United States,
Cancity,retail,2001,718.62,2448,United States,Umbrella
Umbrella,finance,1998,2022.14,5108,Kenya,
Betasoloin,technolgy,1999,251.41,495,,
`
const products = `product,series,sales_price
GTX Plus Basic,GTX,1096
GTX Pro,GTX,4821
MG Special,MG,55
`
const deals = `opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value
1C1I7A6R,Moses Frase,GTX Plus Basic,Cancity,Won,10/20/2016,3/1/2017,1054
Z063OYW0,Anna Snelling,GTXPro,Isdom,Won,10/25/2016,3/11/2017,4514
EC4QE1BX,Anna Snelling,MG Special,Cancity,Lost,10/25/2016,3/7/2017,0
MV1LWRNH,Nobody Known,GTX Pro,,Engaging,10/25/2016,,
PE84CX4O,Anna Snelling,MG Special,Umbrela,Prospecting,,,
`

let sampan: TestSampan
let english: Session
const folder = mkdtempSync(join(tmpdir(), 'sampan-import-'))
const put = (name: string, content: string | Buffer) => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
beforeAll(async () => {
  sampan = await startSampan()
  english = { ...sampan.admin, language: 'en' }
})
afterAll(() => sampan.close())

const bring = (object: string, path: string, plan: Partial<ImportPlan> = {}, who = english) =>
  importFile(sampan.runtime, who, { object, path, plan })
const read = async (object: string, where: object = {}, select = '') => {
  const { body } = await sampan.call(
    sampan.admin,
    'GET',
    `/api/v1/${object}?where=${encodeURIComponent(JSON.stringify(where))}&limit=1000${select ? `&select=${select}` : ''}`,
  )
  return body.data as Record<string, unknown>[]
}
const propose = async (object: string, path: string, who = english) =>
  uploadImport(sampan.runtime, who, { object, fileName: 'file.csv', bytes: createReadStream(path) })
const refusal = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (e: unknown) => e,
  )
  expect(error).toBeInstanceOf(Refusal)
  return (error as Refusal).problems.map((p) => `${p.field}: ${p.code}`)
}

describe('rights hold for files as for everything', () => {
  test('a hidden field cannot be mapped, nor a system one, nor two columns to one field', async () => {
    const seller = { ...(await sampan.person('销售甲', 'sales')), language: 'en' as const }
    const row = await propose('account', put('bank.csv', '客户名称,银行账号\n甲,622\n'), seller)
    expect(row.analysis.columns.map((c) => c.field)).toEqual(['name', null])
    const columns = [
      { column: 0, field: 'name' },
      { column: 1, field: 'bankAccount' },
    ]
    expect(await refusal(preview(sampan.runtime, seller, row.id, { columns }))).toEqual(['columns.1: unknown-field'])
    expect(
      await refusal(preview(sampan.runtime, seller, row.id, { columns: [{ column: 0, field: 'domain' }] })),
    ).toEqual(['columns.0: unknown-field'])
    expect(
      await refusal(
        preview(sampan.runtime, seller, row.id, {
          columns: [
            { column: 0, field: 'name' },
            { column: 1, field: 'name' },
          ],
        }),
      ),
    ).toEqual(['columns.1: twice'])
    expect(
      await refusal(
        preview(sampan.runtime, seller, row.id, {
          people: { unknown: 'inactive' },
          columns: [{ column: 0, field: 'owner' }],
        }),
      ),
    ).toEqual(['people: forbidden'])
    const stranger = await sampan.person('销售乙', 'sales')
    expect(await refusal(preview(sampan.runtime, stranger, row.id))).toEqual(['null: missing'])
  })

  test('what cannot be read is not recognised', async () => {
    const [hidden] = [await sampan.call(sampan.admin, 'POST', '/api/v1/account', { name: '只有管理员看得见' })]
    const seller = await sampan.person('销售丙', 'sales')
    const done = await bring(
      'account',
      put('hidden.csv', '客户名称,上级客户\n只有管理员看得见,\n新客户,只有管理员看得见\n'),
      { duplicates: 'update' },
      { ...seller, language: 'en' },
    )
    // the seller's own row of that name is the one that is meant
    expect(done.report).toMatchObject({ created: 2, updated: 0, refused: 0 })
    expect((await read('account', { name: '只有管理员看得见' })).length).toBe(2)
    expect((await sampan.call(sampan.admin, 'GET', `/api/v1/account/${hidden!.body.id}`)).body.version).toBe(1)
  })
})

describe('a company moves in', () => {
  let agentsImport: string
  test('agents become inactive people with managers and teams', async () => {
    const path = put('sales_teams.csv', agents)
    const row = await propose('user', path)
    expect(row.analysis.columns.map((c) => c.field)).toEqual(['name', 'manager', 'team'])
    expect(row.analysis.missing).toEqual(['email'])
    const done = await bring('user', path, {
      constants: { active: false },
      templates: { email: '{sales_agent}@import.invalid' },
      references: { team: { unknown: 'create', names: {} } },
    })
    expect(done.report, JSON.stringify(done.report)).toMatchObject({
      created: 4,
      refused: 0,
      alsoCreated: { team: { count: 2 } },
    })
    agentsImport = done.id
    const [moses] = await read('user', { name: 'Moses Frase' }, 'name,email,manager,team,active')
    expect(moses).toMatchObject({
      email: 'moses.frase@import.invalid',
      active: false,
      manager: { title: 'Anna Snelling' },
      team: { title: 'West' },
    })
  })

  test('customers point at parents that come later in the file; slips are proposed, not mended', async () => {
    const path = put('accounts.csv', companies)
    const row = await propose('account', path)
    const columns = row.analysis.columns
    expect(columns.map((c) => c.field)).toEqual([
      'name',
      'industry',
      null,
      'annualRevenue',
      'employees',
      null,
      'parent',
    ])
    const sectors = Object.fromEntries(columns[1]!.unknownChoices!.map((u) => [u.text, u.proposal?.key]))
    expect(sectors).toMatchObject({ technolgy: 'technology' })
    expect(columns[6]!.unknownNames).toBeUndefined() // a row of the file bears the name
    const strict = await bring('account', path)
    expect(strict.report).toMatchObject({ created: 2, refused: 2 })
    expect(strict.report!.reasons.map((r) => r.message).join(' ')).toContain("'technolgy'")
    const again = await bring('account', path, {
      choices: { industry: { technolgy: 'technology', medical: 'health' } },
      duplicates: 'update',
    })
    expect(again.report).toMatchObject({ created: 2, updated: 0, unchanged: 2, refused: 0 })
    const [cancity] = await read('account', { name: 'Cancity' }, 'parent,industry')
    expect(cancity).toMatchObject({ parent: { title: 'Umbrella' }, industry: 'retail' })
  })

  test('deals find their customers, people and stages; every row is accounted for', async () => {
    expect((await bring('product', put('products.csv', products))).report).toMatchObject({ created: 3, refused: 0 })
    const path = put('sales_pipeline.csv', deals)
    const row = await propose('opportunity', path)
    const by = Object.fromEntries(row.analysis.columns.map((c) => [c.name, c]))
    expect(by['close_date']).toMatchObject({ field: 'closeDate', dateOrder: { order: 'mdy', ambiguous: false } })
    expect(by['account']!.unknownNames).toEqual([
      { text: 'Umbrela', count: 1, proposal: expect.objectContaining({ title: 'Umbrella' }) },
    ])
    expect(
      by['deal_stage']!.unknownNames!.filter((u) => u.proposal)
        .map((u) => u.text)
        .sort(),
    ).toEqual(['Lost', 'Won'])
    const proposal = (name: string) =>
      Object.fromEntries(by[name]!.unknownNames!.flatMap((u) => (u.proposal ? [[u.text, u.proposal.key]] : [])))
    const plan: Partial<ImportPlan> = {
      people: { unknown: 'inactive' },
      templates: { name: '{product} {account}' },
      references: {
        account: { unknown: 'refuse', names: proposal('account') },
        stage: { ...row.plan.references['stage']!, unknown: 'create', names: proposal('deal_stage') },
      },
    }
    const refused = await preview(sampan.runtime, english, row.id, plan)
    const shown = (await presentImport(english, refused)).preview!
    expect(shown).toMatchObject({
      rows: 5,
      created: 4,
      refused: 1,
      alsoCreated: { user: { names: ['Nobody Known'] }, stage: { count: 2 } },
    })
    expect(shown.reasons).toMatchObject([{ field: 'lostReason', rows: 1, lines: [4] }])
    expect(await read('opportunity')).toEqual([])
    expect((await read('stage', { name: 'Engaging' })).length).toBe(0)

    const done = await bring('opportunity', path, { ...plan, ifRequired: { lostReason: 'other' } })
    expect(done.report, JSON.stringify(done.report)).toMatchObject({ rows: 5, created: 5, refused: 0 })
    const all = await read('opportunity', {}, 'name,account,owner,stage,amount,closeDate,sourceId,status,lostReason')
    expect(all.find((o) => o['sourceId'] === '1C1I7A6R')).toMatchObject({
      name: 'GTX Plus Basic Cancity',
      status: 'won',
      amount: { amount: '1054' },
      closeDate: '2017-03-01',
      owner: { title: 'Moses Frase' },
      lostReason: null,
    })
    expect(all.find((o) => o['sourceId'] === 'EC4QE1BX')).toMatchObject({ status: 'lost', lostReason: 'other' })
    expect(all.find((o) => o['sourceId'] === 'PE84CX4O')).toMatchObject({
      account: { title: 'Umbrella' },
      stage: { title: 'Prospecting' },
    })

    // the same file again changes nothing, and the second time needs no decision
    const second = await propose('opportunity', path)
    expect(second.analysis.remembered).toBe(true)
    expect((await bring('opportunity', path)).report).toMatchObject({ created: 0, skipped: 5, refused: 0 })
    expect((await bring('opportunity', path, { duplicates: 'update' })).report).toMatchObject({
      created: 0,
      unchanged: 5,
      updated: 0,
      refused: 0,
    })

    // and goes away again with the people and stages that came with it; who became a customer is a prospect again
    expect((await read('account', { name: 'Isdom' }))[0]!['type']).toBe('customer')
    await (await undoImport(english, done.id)).ended
    expect(await read('opportunity')).toEqual([])
    expect(
      (await read('user', { name: 'Nobody Known' })).length + (await read('stage', { name: 'Engaging' })).length,
    ).toBe(0)
    expect((await read('account', { name: 'Isdom' }))[0]!['type']).toBe('prospect')
    await (await undoImport(english, agentsImport)).ended
    expect((await read('team', { name: 'West' })).length).toBe(0)
  })
})

describe('taking back', () => {
  test('asks where somebody has changed a record since, and gives former values exactly', async () => {
    const { call, admin } = sampan
    const old = await call(admin, 'POST', '/api/v1/account', { name: '老客户', level: 'A', employees: 5 })
    const done = await bring(
      'account',
      put('undo.csv', '客户名称,客户级别,员工人数\n老客户,B,7\n新一,C,1\n新二,C,2\n'),
      { duplicates: 'update' },
    )
    expect(done.report).toMatchObject({ created: 2, updated: 1 })
    const [one] = await read('account', { name: '新一' })
    await call(admin, 'PATCH', `/api/v1/account/${one!['id']}`, { level: 'D' })
    const asked = await call(admin, 'POST', `/api/v1/imports/${done.id}/undo`, {})
    expect(asked.status).toBe(409)
    expect(asked.body).toMatchObject({ changedCount: 1, changed: [{ object: 'account', title: '新一' }] })
    const undone = await call(admin, 'POST', `/api/v1/imports/${done.id}/undo`, { skip: 'changed' })
    expect(undone.body).toMatchObject({
      status: 'undone',
      undo: { removed: 1, restored: 1, kept: [{ title: '新一' }] },
    })
    expect((await call(admin, 'GET', `/api/v1/account/${old.body.id}`)).body).toMatchObject({
      level: 'A',
      employees: 5,
    })
    expect((await read('account', { name: '新二' })).length).toBe(0)
    expect((await read('account', { name: '新一' })).length).toBe(1)
    expect((await call(admin, 'POST', `/api/v1/imports/${done.id}/undo`, {})).status).toBe(409)
  })
})

test('a run that was killed goes on where it stopped, and doubles nothing', async () => {
  const path = put(
    'many.csv',
    `客户名称\n${Array.from({ length: 8_000 }, (_, i) => `批量 ${i} 有限公司`).join('\n')}\n`,
  )
  const row = await propose('account', path)
  const { ended } = await run(sampan.runtime, english, row.id)
  const batch = async () => (await presentImport(english, await loadImport(english, row.id))).progress.rows
  while ((await batch()) === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  // somebody else takes over: the first run finds out at its next batch, as after a kill
  const long = new Date(Date.now() - 120_000).toISOString()
  await changeImport(sampan.workspace, row.id, { beatAt: long, runId: row.id })
  await ended
  const half = await batch()
  expect(half).toBeGreaterThan(0)
  expect(half).toBeLessThan(8_000)
  await changeImport(sampan.workspace, row.id, { beatAt: long })
  const resumed = await resumeImports(sampan.runtime)
  expect(resumed.map((r) => r.id)).toEqual([row.id])
  await resumed[0]!.ended
  const done = await presentImport(english, await loadImport(english, row.id))
  expect(done).toMatchObject({ status: 'done', report: { rows: 8_000, created: 8_000 } })
  const found = await sampan.call(
    sampan.admin,
    'GET',
    `/api/v1/account?where=${encodeURIComponent(JSON.stringify({ importId: row.id }))}&count=exact&limit=1`,
  )
  expect(found.body.total.value).toBe(8_000)
})

test('GB18030, semicolons, title rows, workbooks, given dates and authors, three kinds of empty', async () => {
  const gbk = iconv.encode(
    '客户一览表;;;\n客户名称;创建时间;创建人;备注\n张记;2019年3月5日;管理员;旧\n李记;2020/3/5 14:30;管理员;\n',
    'gb18030',
  )
  const done = await bring('account', put('gbk.csv', gbk))
  expect(done.analysis.source).toMatchObject({ encoding: 'gb18030', delimiter: ';' })
  expect(done.report).toMatchObject({ created: 2, refused: 0 })
  const [zhang] = await read('account', { name: '张记' }, 'createdAt,createdBy,description')
  expect(zhang).toMatchObject({
    createdAt: '2019-03-04T16:00:00.000Z',
    createdBy: { title: '管理员' },
    description: '旧',
  })

  const writer = tableWriter('xlsx', [{ name: '客户名称' }, { name: '备注' }, { name: '员工人数', kind: 'number' }])
  const chunks: Buffer[] = []
  const collected = (async () => {
    for await (const chunk of writer.stream) chunks.push(Buffer.from(chunk))
  })()
  await writer.write(['张记', '', '12'])
  await writer.write(['李记', '【清空】', ''])
  await writer.end()
  await collected
  const path = put('again.xlsx', Buffer.concat(chunks))
  const kept = await bring('account', path, { duplicates: 'update' })
  expect(kept.report).toMatchObject({ created: 0, updated: 1, unchanged: 1 })
  expect((await read('account', { name: '张记' }, 'description,employees'))[0]).toMatchObject({
    description: '旧',
    employees: 12,
  })
  await bring('account', path, { duplicates: 'update', empty: 'clear' })
  expect((await read('account', { name: '张记' }, 'description'))[0]).toMatchObject({ description: null })
})

test('a file that comes again after a merge finds the survivor, by the ids of both, and so does what points at them', async () => {
  const customers = put(
    'codes.csv',
    'Id,Name,Website\nC-1,Rheinwerk,rheinwerk.example\nc-1,Moorhof,moorhof.example\nC-2,Altbau,\n',
  )
  const update = { duplicates: 'update' } as const
  expect((await bring('account', customers, update)).report).toMatchObject({ created: 3, refused: 0 })
  const byCode = async (code: string) => (await read('account', { sourceId: code }))[0] as { id: string; name: string }
  const [first, second, other] = await Promise.all(['C-1', 'C-2', 'c-1'].map(byCode))
  const merge = (ids: string[], survivor: string) =>
    sampan.call(sampan.admin, 'POST', '/api/v1/account/merge', { ids, survivor })
  expect((await merge([first!.id, second!.id], second!.id)).status).toBe(200)
  const kept = await read('account', { id: second!.id }, 'name,sourceId')

  const changed = put('codes-2.csv', 'Id,Name,Employees\nC-1,Rheinwerk,7\nC-2,Altbau,\nc-1,Moorhof,9\n')
  const { report } = await bring('account', changed, update)
  expect(report, JSON.stringify(report)).toMatchObject({ created: 0, refused: 0 })
  expect(await read('account', { sourceId: { in: ['C-1', 'C-2'] } }, 'employees')).toMatchObject([
    { id: second!.id, employees: 7 },
  ])
  expect((await read('account', { id: other!.id }, 'employees,name'))[0]).toMatchObject({
    name: 'Moorhof',
    employees: 9,
  })
  expect((await read('account', { id: second!.id }, 'sourceId'))[0]).toMatchObject({ sourceId: kept[0]!['sourceId'] })

  const people = put('people.csv', `Last name,Account\nBecker,C-1\nVogt,${first!.id}\nKern,c-1\n`)
  expect((await bring('contact', people)).report).toMatchObject({ created: 3, refused: 0 })
  expect(await read('contact', { account: second!.id }, 'name,account')).toHaveLength(2)
  expect(await read('contact', { account: first!.id }, 'name')).toHaveLength(2)

  // Whoever may not see the survivor finds neither, and makes a record of her own.
  const stranger = { ...(await sampan.person('销售丙', 'sales')), language: 'en' as const }
  const own = await bring('account', put('codes-3.csv', 'Id,Name\nC-1,Rheinwerk Nord\n'), update, stranger)
  expect(own.report).toMatchObject({ created: 1, refused: 0 })
})
