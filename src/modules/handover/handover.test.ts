import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Session } from '#engine/context.ts'
import { startSampan, type TestSampan } from '../../../test/harness.ts'
import { handOf } from '../../../test/modules/hand.ts'

let sampan: TestSampan
let admin: ReturnType<typeof handOf>
let leaver: Session
let heir: Session
beforeAll(async () => {
  sampan = await startSampan({ worker: true })
  admin = handOf(sampan, sampan.admin)
  leaver = await sampan.person('王芳', 'sales')
  heir = await sampan.person('李梅', 'sales')
})
afterAll(() => sampan.close())

const post = (url: string, body: object) => sampan.call(sampan.admin, 'POST', `/api/v1/${url}`, body)
async function settled(id: string) {
  for (;;) {
    const { body } = await sampan.call(sampan.admin, 'GET', `/api/v1/handovers/${id}`)
    if (!['running', 'undoing'].includes(body.status)) return body
    await new Promise((done) => setTimeout(done, 20))
  }
}

test('the new owner finds a task for each customer and a mail of hers to send; done tasks stay with who did them; an undo takes back what is not sent', async () => {
  const her = handOf(sampan, leaver)
  const heirs = handOf(sampan, heir)
  const account = await her.make('account', { name: '华东机床' })
  const reached = await her.make('account', { name: '西部泵业', email: 'info@xibu.example' })
  await her.make('contact', { name: '钱', account: reached.id, email: 'qian@xibu.example', doNotContact: true })
  const written = await her.make('account', { name: '北方电气', email: 'info@beifang.example' })
  await her.make('contact', { name: '孙', account: written.id, email: 'sun@beifang.example' })
  const open = await her.make('activity', { kind: 'task', subject: '报价', account: account.id })
  const done = await her.make('activity', { kind: 'call', subject: '回访', account: account.id, status: 'done' })
  const to = [heir.principal.id!]
  const { body } = await post(`people/${leaver.principal.id}/handover`, {
    rules: [
      { object: 'account', field: 'owner', to },
      { object: 'activity', field: 'owner', with: ['account'], to },
    ],
    note: '{customer}，您好：{from}已离任，今后由{me}为您服务。',
  })
  expect(await settled(body.id)).toMatchObject({ status: 'done', kept: [] })
  await sampan.runtime.settle()
  const tasks = async () => {
    const all = await admin.list('activity', { sourceId: `handover ${body.id}` })
    return Object.fromEntries(all.map(({ subject, status }) => [subject, status]))
  }
  const [told, reach, write] = ['华东机床', '西部泵业', '北方电气'].map((name) => `告知「${name}」今后由你负责`)
  expect(await tasks()).toEqual({ [told!]: 'open', [reach!]: 'open', [write!]: 'open' })
  const [task] = await admin.list('activity', { account: account.id, sourceId: `handover ${body.id}` })
  expect([task!.body, task!.owner.id]).toEqual(['华东机床，您好：王芳已离任，今后由李梅为您服务。', to[0]])
  const mails = async () =>
    (await heirs.list('mailMessage', {})).map(({ to, status, subject, body: text }) => [to, status, subject, text])
  const subject = '今后由李梅为您服务'
  const text = (name: string) => `${name}，您好：王芳已离任，今后由李梅为您服务。`
  expect((await mails()).sort()).toEqual([
    ['info@xibu.example', 'draft', subject, text('西部泵业')],
    ['sun@beifang.example', 'draft', subject, text('北方电气')],
  ])
  const [mail] = await heirs.list('mailMessage', { account: written.id })
  expect((await sampan.call(heir, 'POST', `/api/v1/mailMessage/${mail!.id}/send`, {})).status).toBe(200)
  expect((await tasks())[write!], 'it has been sent').toBe('done')
  expect((await admin.see('activity', open.id)).owner.id).toBe(to[0])
  expect((await admin.see('activity', done.id)).owner.id).toBe(leaver.principal.id)

  await post(`handovers/${body.id}/undo`, {})
  expect((await settled(body.id)).status).toBe('undone')
  await sampan.runtime.settle()
  expect(await tasks()).toEqual({ [write!]: 'done' })
  expect((await mails()).map(([to]) => to)).toEqual(['sun@beifang.example'])
  expect((await admin.see('account', account.id)).owner.id).toBe(leaver.principal.id)
})

test('a book goes into a pool as far as it fits, its contacts stay; an undo brings back all but what was claimed since', async () => {
  const old = await sampan.person('旧人', 'sales')
  const her = handOf(sampan, old)
  const pool = await admin.make('pool', {
    name: '制造业公海',
    object: 'account',
    where: { name: { contains: '机械' } },
    people: [heir.principal.id],
  })
  const fits = [await her.make('account', { name: '甲机械' }), await her.make('account', { name: '乙机械' })]
  const other = await her.make('account', { name: '丙贸易' })
  const contact = await her.make('contact', { name: '赵', account: fits[0]!.id })
  const url = `people/${old.principal.id}/handover`
  const rule = { object: 'account', field: 'owner', to: [] as string[], into: pool.id as string }
  for (const [wrong, at] of [
    [{ ...rule, object: 'contact' }, 'rules.0.into'],
    [{ ...rule, into: heir.principal.id }, 'rules.0.into'],
    [{ ...rule, to: [heir.principal.id] }, 'rules.0.to'],
    [{ ...rule, with: ['parent'] }, 'rules.0.to'],
    [{ ...rule, into: 7 }, 'rules.0.into'],
  ] as const) {
    const { status, body } = await post(`${url}/preview`, { rules: [wrong] })
    expect([status, body.errors?.map((p: { field: string }) => p.field)], JSON.stringify(wrong)).toEqual([422, [at]])
  }
  const rules = [rule, { object: 'contact', field: 'owner', with: ['account'], to: [] }]
  const { body: preview } = await post(`${url}/preview`, { rules })
  expect(preview).toMatchObject({
    count: 2,
    receivers: [{ id: pool.id, name: '制造业公海', place: true, loads: [{ object: 'account', before: 0, after: 2 }] }],
  })
  expect(preview.stays).toContainEqual({ object: 'account', field: 'owner', count: 1 })
  const content = async (id: string) => {
    const { version: _v, updatedAt: _a, updatedBy: _b, ...rest } = await admin.see('account', id)
    return rest
  }
  const before = await Promise.all(fits.map(({ id }) => content(id)))
  const { body } = await post(url, { rules, count: 2, note: '{customer}，您好' })
  expect(await settled(body.id)).toMatchObject({
    status: 'done',
    kept: [],
    receivers: [{ name: '制造业公海', done: 2 }],
  })
  await sampan.runtime.settle()
  expect(await admin.list('activity', { sourceId: `handover ${body.id}` }), 'nobody is to write a letter').toEqual([])
  for (const { id } of fits)
    expect(await admin.see('account', id)).toMatchObject({
      owner: null,
      pool: { id: pool.id },
      previousOwner: { id: old.principal.id },
      returnCount: 1,
    })
  expect((await admin.see('account', other.id)).owner.id).toBe(old.principal.id)
  expect((await admin.see('contact', contact.id)).owner.id).toBe(old.principal.id)

  const taken = await sampan.call(heir, 'POST', `/api/v1/account/${fits[1]!.id}/claim`, {})
  expect(taken.status, JSON.stringify(taken.body)).toBe(200)
  const claimed = await content(fits[1]!.id)
  await post(`handovers/${body.id}/undo`, {})
  const undone = await settled(body.id)
  expect(undone.status).toBe('undone')
  expect(undone.notUndone.flatMap(({ records }: { records: { id: string }[] }) => records.map(({ id }) => id))).toEqual(
    [fits[1]!.id],
  )
  expect(await content(fits[0]!.id)).toEqual(before[0])
  expect(await content(fits[1]!.id), 'who claimed it keeps it').toEqual(claimed)
})

test('3,000 customers go to four people, and into a pool, and come back as they were', async () => {
  const to: string[] = []
  for (const name of ['甲', '乙', '丙', '丁']) to.push((await sampan.person(name, 'sales')).principal.id!)
  const old = await sampan.person('老王', 'sales')
  for (let i = 0; i < 3_000; i += 1_000)
    await post('account/batch', {
      create: Array.from({ length: 1_000 }, (_, k) => ({ name: `客户 ${i + k} 有限公司`, owner: old.principal.id })),
    })
  const content = async () => {
    const names = new Map<string, string>()
    for (let after = ''; ; ) {
      const page = (
        await sampan.call(
          sampan.admin,
          'GET',
          `/api/v1/account?limit=1000&where={"owner":"${old.principal.id}"}&sort=name${after && `&after=${after}`}`,
        )
      ).body
      for (const { id, version: _v, updatedAt: _a, updatedBy: _b, ...rest } of page.data)
        names.set(id, JSON.stringify(rest))
      if (!page.next) return names
      after = page.next
    }
  }
  const before = await content()
  expect(before.size).toBe(3_000)
  const told = process.env['SAMPAN_TELL'] !== undefined
  const through = async (way: string, rule: object, count: number, receivers: readonly number[]) => {
    const began = performance.now()
    const rules = [{ object: 'account', field: 'owner', ...rule }]
    const { body } = await post(`people/${old.principal.id}/handover`, { rules, count })
    const done = await settled(body.id)
    const given = performance.now()
    expect(done.receivers.map(({ done }: { done: number }) => done)).toEqual(receivers)
    expect((await content()).size).toBe(3_000 - count)
    const undoing = performance.now()
    await post(`handovers/${body.id}/undo`, {})
    expect((await settled(body.id)).notUndone).toEqual([])
    const undone = performance.now()
    expect(await content()).toEqual(before)
    if (told)
      console.log(
        `${count} ${way}: handed over in ${Math.round(given - began)} ms, undone in ${Math.round(undone - undoing)} ms`,
      )
  }
  await through('to four people', { to }, 3_000, [750, 750, 750, 750])
  // Into a pool all of them where somebody wants to know how long it takes.
  const [start, many] = told ? ['客户', 3_000] : ['客户 29', 111]
  const pool = await admin.make('pool', {
    name: '大公海',
    object: 'account',
    people: [heir.principal.id],
    where: { name: { startsWith: start } },
  })
  await through('into a pool', { to: [], into: pool.id }, many, [many])
})
