import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { modules } from '#app'
import { engineTable, type Session } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import { notifyOf } from '#engine/notifications/notify.ts'
import { writeRecords } from '#engine/records/records.ts'
import { systemSession } from '#engine/workspaces.ts'
import { Refusal } from '#kernel/problem.ts'
import { startSampan, type TestSampan } from '../../../test/harness.ts'
import { handOf, type Told } from '../../../test/modules/hand.ts'

/* Two salespeople and one customer: who enters what is there is told, as far as the policy says, and no further. */

let sampan: TestSampan
let boss: ReturnType<typeof handOf>
let keeper: Session
let stranger: Session
let known: Told
beforeAll(async () => {
  sampan = await startSampan({ modules })
  boss = handOf(sampan, sampan.admin)
  keeper = await sampan.person('周持有', 'sales')
  stranger = await sampan.person('吴撞上', 'sales')
  known = await handOf(sampan, keeper).make('account', {
    name: '杭州云启科技有限公司',
    phone: '0571-88886666',
    description: '秘密备注',
    level: 'A',
  })
})
afterAll(() => sampan.close())

const similar = async (session: Session, object: string, values: object) =>
  sampan.call(session, 'POST', `/api/v1/${object}/similar`, { values })
/** Saves as a person at a form does. */
const save = async (session: Session, object: string, values: object, confirmed?: readonly string[]) => {
  const at: Session = { ...session, origin: { via: 'screen' }, ...(confirmed ? { confirmed } : {}) }
  try {
    const [record] = await writeRecords(at, sampan.workspace.registry.object(object), [
      { do: 'create', values: { ...values } },
    ])
    return String(record?.['id'])
  } catch (error) {
    if (error instanceof Refusal) return error.problems.map((p) => `${p.field}: ${p.code} ${p.message.zh}`).join()
    throw error
  }
}
/** The sections of somebody's *Today*. */
const waiting = async (session: Session): Promise<string[]> =>
  (await sampan.call(session, 'GET', '/api/v1/today')).body.self.map(({ key }: { key: string }) => key)
const casesOf = (where: object) => boss.list('collisionCase', where, 'at')

test('nobody without a right to create asks, and what is sent must be values', async () => {
  const reader = await sampan.person('只读', 'readOnly')
  expect((await similar(reader, 'account', { name: '云启' })).status).toBe(403)
  expect((await sampan.call(null, 'POST', '/api/v1/account/similar', { values: {} })).status).toBe(401)
  expect((await sampan.call(stranger, 'POST', '/api/v1/account/similar', {})).status).toBe(400)
  expect((await similar(stranger, 'account', { phone: 'half typ', unknown: 1, id: 7 })).body.data).toEqual([])
})

test('the owner sees her record; a stranger is told what the policy says, and nothing else of it', async () => {
  const own = await similar(keeper, 'account', { name: '云启科技' })
  expect(own.body.data).toMatchObject([
    { id: known.id, title: '杭州云启科技有限公司', facts: [{ key: 'owner', value: '周持有' }], case: null },
  ])
  const { body } = await similar(stranger, 'account', { name: '云启科技' })
  expect(body).toMatchObject({
    does: 'warn',
    data: [{ object: 'account', id: null, title: null, level: 'likely', facts: [{ key: 'owner', value: '周持有' }] }],
  })
  const text = JSON.stringify(body)
  for (const secret of [known.id, keeper.principal.id!, '杭州', '有限公司', '8888', '秘密', '"A"'])
    expect(text).not.toContain(secret)
})

test('a person at a form is asked once and may go on; both are kept as one case', async () => {
  const asked = await save(stranger, 'account', { name: '云启科技' })
  expect(asked).toContain('name: collision ')
  expect(asked).toContain('周持有')
  expect(asked).not.toContain('杭州')
  expect(await save(stranger, 'account', { name: '云启科技' }, ['collision'])).toMatch(/^[0-9a-f-]{36}$/)
  const cases = await casesOf({ owner: stranger.principal.id! })
  expect(cases).toMatchObject([{ ending: 'passed', entered: '云启科技', keeper: { title: '周持有' }, times: 3 }])
})

test('a policy may block, tell nothing, or leave programs alone', async () => {
  await boss.make('collisionPolicy', {
    name: '接口不得重复',
    place: 1,
    entries: ['api'],
    from: 'sure',
    does: 'block',
    shows: [],
  })
  const hand = handOf(sampan, stranger)
  expect(await hand.refused.make('account', { name: '杭州云启科技有限公司' })).toEqual([
    '422',
    'name: collision-blocked',
  ])
  expect(await casesOf({ ending: 'blocked' })).toMatchObject([{ entry: 'api', account: { id: known.id } }])
  await hand.make('account', { name: '杭州云岭科技有限公司' })
  const { body } = await sampan.call(stranger, 'POST', '/api/v1/account', { name: '杭州云启科技有限公司' })
  expect(JSON.stringify(body)).not.toContain('周持有')
})

test('a row of an import that is there already may be left out: it is told row by row, and nothing of the others', async () => {
  const policy = await boss.make('collisionPolicy', {
    name: '导入跳过',
    place: 1,
    entries: ['import'],
    from: 'likely',
    does: 'skip',
  })
  const file = ['客户名称,员工人数', '杭州市云启科技有限公司,', '绍兴新客机械厂,', ',5'].join('\n')
  const boundary = 'x'
  const { body: up } = await sampan.call(
    sampan.admin,
    'POST',
    '/api/v1/imports?object=account',
    `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n${file}\r\n--${boundary}--\r\n`,
    { 'content-type': `multipart/form-data; boundary=${boundary}` },
  )
  const { body: tried } = await sampan.call(sampan.admin, 'POST', `/api/v1/imports/${up.id}/preview`, {})
  expect(tried.preview).toMatchObject({ rows: 3, created: 1, skipped: 1, refused: 1 })
  await sampan.call(sampan.admin, 'POST', `/api/v1/imports/${up.id}/run`, {})
  const now = async () => (await sampan.call(sampan.admin, 'GET', `/api/v1/imports/${up.id}`)).body
  await expect.poll(async () => (await now()).status).toBe('done')
  const { report } = await now()
  expect(report).toMatchObject({ rows: 3, created: 1, skipped: 1, refused: 1 })
  expect(report.reasons).toContainEqual(
    expect.objectContaining({ lines: [2], rows: 1, message: expect.stringContaining('The row was left out') }),
  )
  const { body: rows } = await sampan.call(sampan.admin, 'GET', `/api/v1/imports/${up.id}/rows`)
  expect(
    rows.data.map(({ line }: { line: number }) => line),
    'only what is wrong can be mended',
  ).toEqual([4])
  expect((await sampan.call(sampan.admin, 'GET', `/api/v1/imports/${up.id}/errors`)).body).toContain('杭州市云启科技')
  expect(await casesOf({ ending: 'skipped', account: known.id })).toMatchObject([{ entry: 'import', times: 1 }])
  await boss.remove('collisionPolicy', policy.id)
})

test('what a judge lets in is made for the one who entered it; what she turns down is not', async () => {
  const policy = await boss.make('collisionPolicy', {
    name: '裁决',
    place: 1,
    objects: ['lead'],
    does: 'judge',
    shows: [],
  })
  const entered = { name: '郑来人', company: '云启科技有限公司', source: 'referral' }
  expect(await save(stranger, 'lead', entered)).toContain('collision-judge')
  const [one] = await casesOf({ ending: 'judge' })
  expect(await waiting(sampan.admin)).toContain('entriesToJudge')
  for (const who of [stranger, keeper]) expect(await waiting(who)).not.toContain('entriesToJudge')
  expect(await handOf(sampan, stranger).refused.act('collisionCase', one.id, 'letIn')).toEqual(['403', 'forbidden'])
  const { result } = await boss.act('collisionCase', one.id, 'letIn')
  expect(await boss.see('lead', result.id)).toMatchObject({ name: '郑来人', owner: { id: stranger.principal.id } })
  expect(await save(stranger, 'lead', { name: '冯二', company: '云启科技有限公司' })).toContain('collision-judge')
  const [two] = await casesOf({ ending: 'judge' })
  await boss.act('collisionCase', two.id, 'turnDown', { note: '已有人跟进' })
  expect(await boss.list('lead', { name: '冯二' })).toEqual([])
  await boss.change('collisionPolicy', policy.id, { active: false })
})

test('of a change or a claim a judge lets through just that, and what is like several records is ruled on once', async () => {
  const policy = await boss.make('collisionPolicy', { name: '改动裁决', place: 1, objects: ['account'], does: 'judge' })
  const hers = handOf(sampan, stranger)
  await boss.change('collisionPolicy', policy.id, { active: false })
  const own = await hers.make('account', { name: '宁波青石泵业有限公司', phone: '0574-88001122', level: 'B' })
  for (const name of ['湖州大岭软件有限公司', '大岭软件有限公司'])
    await handOf(sampan, keeper).make('account', { name })
  const pooled = await boss.make('pool', { name: '裁决公海', object: 'account', people: [stranger.principal.id] })
  const waits = await boss.make('account', { name: '大岭软件集团', owner: null, pool: pooled.id })
  await boss.change('collisionPolicy', policy.id, { active: true })
  const count = async () => (await boss.list('account', {})).length
  const before = await count()

  const at: Session = { ...stranger, origin: { via: 'screen' } }
  const change = { do: 'update', id: own.id, values: { name: '湖州大岭软件' } } as const
  await expect(writeRecords(at, sampan.workspace.registry.object('account'), [change])).rejects.toThrow(Refusal)
  const waitingNow = await casesOf({ ending: 'judge' })
  expect(waitingNow.length).toBeGreaterThan(1)
  expect(waitingNow[0]!.draft).toEqual({ id: own.id, name: '湖州大岭软件' })
  const { result } = await boss.act('collisionCase', waitingNow[0]!.id, 'letIn')
  expect(result.id).toBe(own.id)
  expect(await boss.see('account', own.id)).toMatchObject({ name: '湖州大岭软件', level: 'B' })
  expect(await count()).toBe(before)
  expect(await casesOf({ ending: 'judge' })).toEqual([])
  expect(await boss.refused.act('collisionCase', waitingNow[1]!.id, 'letIn')).toEqual(['409', 'not-now'])

  expect(await hers.refused.act('account', waits.id, 'claim')).toEqual(['422', 'name: collision-judge'])
  const [claim] = await casesOf({ ending: 'judge' })
  expect(claim).toMatchObject({ entry: 'claim', draft: { id: waits.id } })
  await boss.act('collisionCase', claim.id, 'letIn')
  expect(await boss.see('account', waits.id)).toMatchObject({
    owner: { id: stranger.principal.id },
    pool: null,
    heldReason: 'judged',
    heldNote: '改动裁决',
  })
  expect(await count()).toBe(before)
  await boss.change('collisionPolicy', policy.id, { active: false })
})

test('what a visitor of the website sends comes in whatever the policy says; a case is kept and the owner is told', async () => {
  const policy = await boss.make('collisionPolicy', { name: '官网', place: 1, entries: ['web'], does: 'block' })
  const visitor: Session = { ...systemSession(sampan.workspace), origin: { via: 'form', id: 'contact-us' } }
  const values = { name: '方访客', company: '杭州云启科技', source: 'website' }
  const [lead] = await writeRecords(visitor, sampan.workspace.registry.object('lead'), [{ do: 'create', values }])
  expect(lead?.['id']).toBeTruthy()
  const cases = await casesOf({ entry: 'web', account: known.id })
  expect(cases).toMatchObject([{ ending: 'passed', owner: null, keeper: { id: keeper.principal.id } }])
  const events = engineTable(sampan.workspace, 'event')
  const rows = await sampan.workspace.db.rows(sql`select id from ${events} where record_id = ${cases[0].id}::uuid`)
  await notifyOf(
    sampan.workspace,
    rows.map(([id]) => String(id)),
  )
  const { body } = await sampan.call(keeper, 'GET', '/api/v1/notifications')
  expect(body.data).toContainEqual(expect.objectContaining({ kind: 'customerCameBack' }))
  await boss.remove('collisionPolicy', policy.id)
  await boss.remove('lead', String(lead?.['id']))
})

test('one click asks the owner to share; she accepts until a day, and only then it is seen', async () => {
  const other = await sampan.person('王求共享', 'sales')
  const { body } = await similar(other, 'account', { name: '杭州云启科技' })
  const id = body.data[0].case.id
  const [hers, his, third] = [other, keeper, stranger].map((one) => handOf(sampan, one))
  expect(await third!.refused.see('collisionCase', id)).toEqual(['404', 'missing'])
  expect((await hers!.see('collisionCase', id)).account).toEqual({ hidden: true })
  expect(await hers!.refused.act('collisionCase', id, 'acceptShare', { level: 'read' })).toEqual(['409', 'not-now'])
  await hers!.act('collisionCase', id, 'requestShare', { reason: '同一集团项目' })
  expect(await hers!.refused.see('account', known.id)).toEqual(['404', 'missing'])
  expect(await his!.refused.act('collisionCase', id, 'acceptShare', { level: 'read', until: '2001-01-01' })).toEqual([
    '422',
    'until: past',
  ])
  await his!.act('collisionCase', id, 'acceptShare', { level: 'read' })
  expect((await hers!.see('account', known.id)).name).toBe('杭州云启科技有限公司')
  expect(await boss.see('collisionCase', id)).toMatchObject({ shareStatus: 'accepted' })
})

test('whoever has asked is told so when she types it again; where nobody owns it nobody can be asked', async () => {
  const asker = await sampan.person('蒋再问', 'sales')
  const hers = handOf(sampan, asker)
  const typed = async (name: string) => (await similar(asker, 'account', { name })).body.data
  const [first] = await typed('杭州云启科技')
  expect(first.case).toMatchObject({ asked: false })
  await hers.act('collisionCase', first.case.id, 'requestShare', {})
  expect((await typed('杭州云启科技'))[0].case).toEqual({ ...first.case, asked: true })

  const pool = await boss.make('pool', { name: '华东公海', object: 'account', people: [keeper.principal.id] })
  await boss.make('account', { name: '嘉兴南湖仪表有限公司', owner: null, pool: pool.id })
  expect(await typed('南湖仪表')).toMatchObject([
    { id: null, facts: [{ key: 'pool', label: 'Pool', value: 'its members may claim it' }], case: null },
  ])
  const member = (await similar(keeper, 'account', { name: '南湖仪表' })).body.data
  expect(member).toMatchObject([
    { title: '嘉兴南湖仪表有限公司', facts: [{ key: 'pool', value: 'waits for a claim' }], case: null },
  ])
})

test('the last follow-up is told as the day on which it was for whoever asks', async () => {
  const account = await handOf(sampan, keeper).make('account', { name: '绍兴越城纺机有限公司' })
  await handOf(sampan, keeper).make('activity', {
    kind: 'call',
    subject: '早会前的电话',
    status: 'done',
    doneAt: '2026-03-04T17:30:00.000Z',
    account: account.id,
  })
  const { facts } = (await similar(stranger, 'account', { name: '越城纺机' })).body.data[0]
  expect(facts).toContainEqual({ key: 'lastFollowUp', label: 'Last follow-up', value: '2026-03-05' })
})

test('whoever guesses is told of so many a day and no more', async () => {
  const policies = await boss.list('collisionPolicy', { name: '录入时提醒' })
  await boss.change('collisionPolicy', policies[0].id, { daily: 2 })
  const owner = handOf(sampan, keeper)
  for (const name of ['沧海远洋航运', '青禾农机装备', '白鹭湾酒店'])
    await owner.make('account', { name: `${name}有限公司` })
  const prober = await sampan.person('猜名字', 'sales')
  const told: number[] = []
  for (const name of ['沧海远洋航运', '青禾农机装备', '白鹭湾酒店', '沧海远洋航运'])
    told.push((await similar(prober, 'account', { name })).body.data.length)
  expect(told).toEqual([1, 1, 0, 1])
  await boss.change('collisionPolicy', policies[0].id, { daily: 50 })
})

test('of two who save the same new customer at once, one is told', async () => {
  const rounds = Number(process.env['ROUNDS'] ?? 60)
  for (let round = 0; round < rounds; round++) {
    const letters = createHash('sha256').update(`${round}`).digest().subarray(0, 5)
    const name = [...letters].map((byte) => String.fromCodePoint(0x4e00 + byte * 80)).join('')
    const saved = await Promise.all([
      save(keeper, 'account', { name: `${name}有限公司` }),
      save(stranger, 'account', { name: `${name}股份有限公司` }),
      save(sampan.admin, 'lead', { name: '某某', company: name }),
    ])
    const made = saved.filter((one) => /^[0-9a-f-]{36}$/.test(one))
    expect([round, made.length, saved.filter((one) => one.includes('collision')).length]).toEqual([round, 1, 2])
  }
})
