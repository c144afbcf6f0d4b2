import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Session } from '#engine/context.ts'
import type { ApprovalPolicy } from '#kernel/approval.ts'
import { begin, templates } from '../../src/web/approvals/policies.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { handOf, type Told } from '../modules/hand.ts'

/* Whatever way a change comes: what needs approval meets its policy; and the templates do what they say. */

let sampan: TestSampan
let admin: ReturnType<typeof handOf>
let fang: Session
let boss: Session
let chief: Session
let seller: ReturnType<typeof handOf>
const made: string[] = []

beforeAll(async () => {
  sampan = await startSampan({ worker: true })
  admin = handOf(sampan, sampan.admin)
  chief = await sampan.person('陈总', 'salesManager')
  boss = await sampan.person('李经理', 'salesManager')
  fang = await sampan.person('王芳', 'sales')
  await admin.change('user', fang.principal.id!, { manager: boss.principal.id })
  await admin.change('user', boss.principal.id!, { manager: chief.principal.id })
  seller = handOf(sampan, fang)
})
afterAll(() => sampan.close())
beforeEach(async () => {
  for (const id of made.splice(0)) await admin.change('approvalPolicy', id, { active: false })
})

const yuan = (amount: string) => ({ amount, currency: 'CNY' })
const post = (who: Session, url: string, body: object = {}) => sampan.call(who, 'POST', `/api/v1/${url}`, body)
const codes = ({ status, body }: { status: number; body: Told }) => [
  status,
  ...(body.errors ?? []).map(({ field, code }: Told) => (field ? `${field}: ${code}` : code)),
]
async function policy(about: string, definition: Partial<ApprovalPolicy>) {
  const steps = [{ by: [{ by: 'superior', levels: 1 }], mode: 'any' }]
  const { id } = await admin.make('approvalPolicy', {
    name: `Policy ${made.length}`,
    about,
    definition: { steps, hold: 'record', ...definition },
  })
  made.push(id)
  return id as string
}
const askFor = async (who: Session, refused: { body: Told }) => {
  const { status, body } = await post(who, 'approvals', { ...refused.body.ask, reason: '请审批' })
  expect(status, JSON.stringify(body)).toBe(201)
  return body.id as string
}
const agree = async (who: Session, id: string) => (await post(who, `approvals/${id}/approve`)).body

test('a row of an import that needs approval is refused like any other, and says so', async () => {
  await policy('account', { of: { do: 'update', fields: ['level'] }, where: { level: 'A' } })
  const edge = 'x-edge-x'
  const file = `--${edge}\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\ncontent-type: text/csv\r\n\r\n客户名称,客户级别\n导入甲,A\n导入乙,B\r\n--${edge}--\r\n`
  const uploaded = await sampan.call(sampan.admin, 'POST', '/api/v1/imports?object=account', Buffer.from(file), {
    'content-type': `multipart/form-data; boundary=${edge}`,
  })
  expect(uploaded.status).toBe(201)
  const { id } = uploaded.body
  await post(sampan.admin, `imports/${id}/run`, { plan: {} })
  const ended = async () => (await sampan.call(sampan.admin, 'GET', `/api/v1/imports/${id}`)).body
  await expect.poll(async () => (await ended()).status, { timeout: 30_000 }).toBe('done')
  expect((await ended()).report).toMatchObject({ created: 1, refused: 1 })
  expect((await admin.list('account', { name: { startsWith: '导入' } })).map(({ name }) => name)).toEqual(['导入乙'])
})

test('a lead that would become a customer waits for consent, and becomes one with it', async () => {
  await policy('account', { of: { do: 'create' } })
  const lead = await seller.make('lead', { name: '赵工', company: '须批准的客户' })
  const refused = await post(fang, `lead/${lead.id}/convert`)
  expect(codes(refused)).toEqual([409, 'approval-needed'])
  expect(await admin.list('account', { name: '须批准的客户' })).toEqual([])
  expect((await admin.see('lead', lead.id)).status).toBe('new')
  const done = await agree(boss, await askFor(fang, refused))
  expect(done).toMatchObject({ status: 'approved', opens: true })
  expect((await admin.see('lead', lead.id)).status).toBe('converted')
  const [account] = await admin.list('account', { name: '须批准的客户' })
  expect(account.owner.id).toBe(fang.principal.id)
})

test('a program of an assistant is refused as her screen is', async () => {
  await policy('account', { of: { do: 'update', fields: ['level'] }, where: { level: 'A' } })
  const account = await seller.make('account', { name: '经由助手' })
  const { key } = await sampan.runtime.catalogue.createApiKey(
    { workspaceId: sampan.workspace.id, userId: fang.principal.id! },
    'assistant',
  )
  const address = new URL('/mcp', await sampan.app.listen({ host: '127.0.0.1', port: 0 }))
  const client = new Client({ name: 'test', version: '1' })
  const headers = { authorization: `Bearer ${key}`, 'accept-language': 'en' }
  await client.connect(new StreamableHTTPClientTransport(address, { requestInit: { headers } }))
  const { tools } = await client.listTools()
  const update = tools.find(({ name }) => /update/.test(name))!
  const answer = await client.callTool({
    name: update.name,
    arguments: { object: 'account', id: account.id, values: { level: 'A' } },
  })
  expect(JSON.stringify(answer)).toContain('needs approval')
  expect(answer.isError).toBe(true)
  expect((await admin.see('account', account.id)).level).not.toBe('A')
  await client.close()
})

test('a step of a flow that would change it fails and says why', async () => {
  await policy('account', { of: { do: 'update', fields: ['level'] }, where: { level: 'A' } })
  const flow = await admin.make('flow', {
    name: '升级',
    draft: {
      trigger: { on: 'created', object: 'account', where: { name: { contains: '自动升级' } } },
      steps: [{ id: 'u', kind: 'update', input: { level: 'A' } }],
    },
  })
  expect((await post(sampan.admin, `flow/${flow.id}/publish`)).status).toBe(200)
  const account = await seller.make('account', { name: '自动升级' })
  await sampan.runtime.settle()
  expect((await admin.see('account', account.id)).level).not.toBe('A')
  const { body } = await sampan.call(sampan.admin, 'GET', `/api/v1/flows/${flow.id}/runs`)
  const [run] = body.data
  const told = await sampan.call(sampan.admin, 'GET', `/api/v1/flow-runs/${run.id}`)
  expect(JSON.stringify(told.body)).toMatch(/needs approval/)
})

test('neither does a value come by a merge, nor by a batch or many at once', async () => {
  const dear = await seller.make('account', { name: '合并甲', level: 'A' })
  const plain = await seller.make('account', { name: '合并乙', level: 'C' })
  await policy('account', { of: { do: 'update', fields: ['level'] }, where: { level: 'A' } })
  const merge = { ids: [plain.id, dear.id], survivor: plain.id, choices: { level: dear.id } }
  const merged = await post(sampan.admin, 'account/merge', merge)
  expect(codes(merged)).toEqual([409, 'level: approval-needed'])
  const bulk = await post(fang, 'account/bulk', {
    selection: { ids: [plain.id] },
    do: 'update',
    values: { level: 'A' },
  })
  expect(bulk.body.refused).toBe(1)
  expect(codes(await post(fang, 'account/batch', { update: [{ id: plain.id, level: 'A' }] }))).toEqual([
    409,
    'level: approval-needed',
  ])
  expect((await admin.see('account', plain.id)).level).toBe('C')
})

test('a record that is to be claimed is claimed once those agree who have to', async () => {
  const pool = await admin.make('pool', { name: '公海', object: 'account', people: [fang.principal.id] })
  const account = await admin.make('account', { name: '待拾取', owner: null, pool: pool.id })
  await policy('account', { of: { do: 'action', action: 'claim' } })
  const refused = await post(fang, `account/${account.id}/claim`)
  expect(codes(refused)).toEqual([409, 'approval-needed'])
  const bulk = await post(fang, 'account/bulk/claim', { ids: [account.id] })
  expect(JSON.stringify(bulk.body)).toMatch(/approval/)
  expect((await admin.see('account', account.id)).owner).toBeNull()
  expect((await agree(boss, await askFor(fang, refused))).status).toBe('approved')
  expect((await admin.see('account', account.id)).owner.id).toBe(fang.principal.id)
})

test('each template can be made as it is and does what it says', async () => {
  const { body: meta } = await sampan.call(sampan.admin, 'GET', '/api/v1/meta')
  for (const template of templates) {
    const start = begin(template, meta)
    expect(start, template).not.toBeNull()
    made.push((await admin.make('approvalPolicy', { name: template, ...start })).id)
  }
  expect(begin('samples', { objects: {} })).toBeNull()
  const account = await seller.make('account', { name: '模板客户' })
  const deal = await seller.make('opportunity', { name: '大单', account: account.id, amount: yuan('499999') })

  const line = { opportunity: deal.id, name: '网关', price: yuan('100'), discount: 30 }
  expect(codes(await post(fang, 'opportunityLine', line))).toEqual([409, 'discount: approval-needed'])
  const cheap = await seller.make('opportunityLine', { ...line, discount: 20 })
  const less = await sampan.call(fang, 'PATCH', `/api/v1/opportunityLine/${cheap.id}`, { discount: 21 })
  expect((await agree(boss, await askFor(fang, less))).status).toBe('approved')
  expect((await admin.see('opportunityLine', cheap.id)).discount).toBe(21)

  // What it is worth when it is won, not what it was guessed to be; his superior signs too.
  const large = await seller.make('opportunity', { name: '更大单', account: account.id, amount: yuan('499999') })
  const won = await post(fang, `opportunity/${large.id}/win`, { amount: yuan('500000') })
  expect(codes(won)).toEqual([409, 'approval-needed'])
  const contract = await askFor(fang, won)
  expect((await agree(boss, contract)).status).toBe('waiting')
  expect((await agree(chief, contract)).status).toBe('approved')
  expect(await admin.see('opportunity', large.id)).toMatchObject({ status: 'won', amount: { amount: '500000' } })

  const sample = await admin.make('stockItem', { name: '样机', kind: 'sample', value: yuan('300') })
  await admin.act('stockItem', sample.id, 'receive', { quantity: 5 })
  const packet = await seller.make('packet', { account: account.id })
  await seller.act('packet', packet.id, 'add', { item: sample.id, quantity: 2 })
  const picked = await post(fang, `packet/${packet.id}/pick`)
  expect(codes(picked)).toEqual([409, 'approval-needed'])
  expect((await agree(boss, await askFor(fang, picked))).status).toBe('approved')
  expect((await admin.see('packet', packet.id)).status).toBe('picked')

  // The manager decides as ever, and what he grants his superior signs.
  const pool = await admin.make('pool', { name: '延期公海', object: 'account' })
  await admin.make('recyclingRule', {
    name: '30 天未跟进',
    object: 'account',
    pool: pool.id,
    active: true,
    conditions: [{ sign: 'noFollowUp', days: 30 }],
  })
  const until = new Date(Date.now() + 60 * 86_400_000).toISOString().slice(0, 10)
  const asked = await seller.act('account', account.id, 'askForTime', { until, reason: '客户出差' })
  const request = { id: asked.result.request }
  const granted = await post(boss, `extensionRequest/${request.id}/approve`)
  expect(codes(granted)).toEqual([409, 'approval-needed'])
  expect((await agree(chief, await askFor(boss, granted))).status).toBe('approved')
  expect((await admin.see('extensionRequest', request.id)).status).toBe('approved')
})
