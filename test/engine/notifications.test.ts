import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { modules } from '#app'
import type { Session } from '#engine/context.ts'
import { keepHouse } from '#engine/housekeeping.ts'
import { notifyDue } from '#engine/notifications/due.ts'
import { notifyOf } from '#engine/notifications/notify.ts'
import { readNotifications } from '#engine/notifications/read.ts'
import { mention } from '#kernel/mention.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { handOf, type Told } from '../modules/hand.ts'

let time = Date.parse('2026-11-23T02:00:00.000Z')
let sampan: TestSampan
let fang: Session
let qiang: Session
let min: Session
beforeAll(async () => {
  sampan = await startSampan({ modules, worker: true, clock: { now: () => new Date(time) } })
  const [north, south] = await Promise.all(
    ['华北', '华南'].map(async (name) => (await hand(sampan.admin).make('team', { name })).id),
  )
  fang = await sampan.person('王芳', 'sales', { teamId: north })
  qiang = await sampan.person('李强', 'sales', { teamId: north })
  min = await sampan.person('陈敏', 'sales', { teamId: south })
})
afterAll(() => sampan.close())

let account: Told
beforeEach(async () => {
  time += 60_000
  account = await hand(fang).make('account', { name: `瑞达机械 ${time}` })
  await sampan.runtime.settle()
  for (const one of [fang, qiang, min, sampan.admin]) await call(one, 'POST', 'notifications/read', { all: true })
})

const hand = (session: Session) => handOf(sampan, session)
const call = (who: Session | null, method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, body?: unknown) =>
  sampan.call(who, method, `/api/v1/${url}`, body)
const at = ({ principal }: Session) => mention({ id: principal.id!, name: principal.name })
const comment = async (who: Session, text: string, more: object = {}) => {
  const { status, body } = await call(who, 'POST', `account/${account.id}/comments`, { text, ...more })
  expect(status).toBe(201)
  return body
}
/** What is unread for a person by now. */
async function newsOf(who: Session): Promise<Told[]> {
  // A sweep that has begun may not have seen the last of it; the one after it has.
  await sampan.runtime.settle()
  await sampan.runtime.settle()
  return (await call(who, 'GET', 'notifications?filter=unread')).body.data
}

describe('what is refused', () => {
  test('everything to strangers', async () => {
    for (const url of [
      'notifications',
      'notifications/unread',
      'notifications/kinds',
      `account/${account.id}/comments`,
    ])
      expect((await call(null, 'GET', url)).status).toBe(401)
    expect((await call(null, 'POST', 'notifications/read', { all: true })).status).toBe(401)
  })

  test('a comment that says nothing or far too much, and an answer to one of another record', async () => {
    const post = (body: object) => call(fang, 'POST', `account/${account.id}/comments`, body)
    for (const text of ['', '   ', null, 7]) expect((await post({ text })).body.errors[0].pointer).toBe('/text')
    expect((await post({ text: '长'.repeat(5_001) })).status).toBe(422)
    const elsewhere = await hand(fang).make('account', { name: '别家' })
    const other = await call(fang, 'POST', `account/${elsewhere.id}/comments`, { text: '这里' })
    expect((await post({ text: '那里', replyTo: other.body.id })).status).toBe(404)
  })

  test('commenting, reading comments, following and asking about a record that one cannot see', async () => {
    await comment(fang, '内部底价 85 折')
    for (const [method, url, body] of [
      ['GET', 'comments'],
      ['POST', 'comments', { text: '在吗' }],
      ['GET', 'follow'],
      ['POST', 'follow', { state: 'follow' }],
      ['POST', 'mentionable', { people: [fang.principal.id] }],
    ] as const)
      expect((await call(min, method, `account/${account.id}/${url}`, body)).status).toBe(404)
  })

  test("changing another's comment; deleting it, unless one administers", async () => {
    const { id } = await comment(fang, '先报价')
    const one = `account/${account.id}/comments/${id}`
    expect((await call(qiang, 'PATCH', one, { text: '别报价' })).status).toBe(403)
    expect((await call(qiang, 'DELETE', one)).status).toBe(403)
    expect((await call(sampan.admin, 'PATCH', one, { text: '别报价' })).status).toBe(403)
    expect((await call(sampan.admin, 'DELETE', one)).status).toBe(204)
    expect((await call(fang, 'PATCH', one, { text: '回来' })).status).toBe(404)
    expect((await call(qiang, 'POST', `${one}/restore`)).status).toBe(403)
    expect((await call(fang, 'POST', `${one}/restore`)).body).toMatchObject({ id, text: '先报价' })
    expect((await call(fang, 'POST', `${one}/restore`)).status).toBe(404)
  })

  test("another's notifications: her keys do nothing", async () => {
    await comment(qiang, '客户来电了')
    const [news] = await newsOf(fang)
    await call(min, 'POST', 'notifications/read', { keys: [news.key] })
    expect(await newsOf(fang)).toHaveLength(1)
    expect(await newsOf(min)).toEqual([])
  })

  test('commenting on what has no timeline', async () => {
    const role = (await hand(sampan.admin).list('role', {}))[0]
    const { status } = await call(sampan.admin, 'POST', `role/${role.id}/comments`, { text: '好用' })
    expect(status).toBe(422)
  })
})

describe('nobody learns what she may not see', () => {
  test('who is named in a record that is closed to her hears nothing, and the writer is told beforehand', async () => {
    const asked = await call(fang, 'POST', `account/${account.id}/mentionable`, {
      people: [qiang.principal.id, min.principal.id],
    })
    expect(asked.body).toEqual({ cannotSee: [min.principal.id] })
    await comment(fang, `${at(min)} ${at(qiang)} 看一下`)
    expect(await newsOf(min)).toEqual([])
    expect(await newsOf(qiang)).toMatchObject([{ kind: 'mentioned', who: [{ name: '王芳' }] }])
  })

  test('who loses a record keeps the line and loses its name, its words and who it was', async () => {
    const given = { granteeId: min.principal.id, level: 'read' }
    await call(fang, 'POST', `account/${account.id}/shares`, given)
    await comment(fang, `${at(min)} 底价 85 折`)
    expect(await newsOf(min)).toMatchObject([
      { kind: 'mentioned', record: { id: account.id }, text: '@陈敏 底价 85 折' },
      { kind: 'shared' },
    ])
    await call(fang, 'DELETE', `account/${account.id}/shares/${min.principal.id}`)
    const left = await newsOf(min)
    for (const one of left) expect(one).toMatchObject({ record: null, text: null, who: [] })
    expect(JSON.stringify(left)).not.toContain('瑞达')
  })

  test('words in a field that is hidden from her are no mention', async () => {
    const field = Object.entries(sampan.workspace.registry.object('account').fields).find(
      ([, one]) => one.type === 'longText',
    )![0]
    const grants = { account: { read: 'all', fields: { [field]: 'hidden' } } }
    const role = await hand(sampan.admin).make('role', { name: '无备注', key: 'blind', grants })
    const blind = await sampan.person('盲', role.key)
    await hand(fang).change('account', account.id, { [field]: `${at(blind)} ${at(qiang)} 请跟进` })
    expect(await newsOf(blind)).toEqual([])
    expect(await newsOf(qiang)).toMatchObject([{ kind: 'mentioned', record: { id: account.id } }])
  })

  test('an administrator who looks through her eyes does not read her letters', async () => {
    await comment(qiang, '来信')
    expect(await newsOf(fang)).toHaveLength(1)
    const admin = { id: sampan.admin.principal.id!, name: '管理员' }
    const through = { ...fang, seenBy: { id: 'seeing', admin, until: new Date(time + 60_000).toISOString() } }
    expect(await readNotifications(through, { filter: 'all' })).toEqual({ data: [], next: null, unread: 0 })
  })
})

describe('who hears of what', () => {
  test('a record that was given away, once for a whole bulk; what one takes oneself is no news', async () => {
    await hand(fang).change('account', account.id, { owner: qiang.principal.id })
    expect(await newsOf(qiang)).toMatchObject([
      { kind: 'assigned', says: '{who} made {record} yours', record: { id: account.id }, who: [{ name: '王芳' }] },
    ])
    await call(qiang, 'POST', 'notifications/read', { all: true })
    const ids = await Promise.all(
      [1, 2, 3].map(async (n) => (await hand(fang).make('account', { name: `批 ${n} ${time}` })).id),
    )
    const selection = (await call(fang, 'POST', 'account/selection', { ids })).body
    const done = await call(fang, 'POST', 'account/bulk', {
      selection: { ids, count: selection.count, hash: selection.hash },
      do: 'update',
      values: { owner: qiang.principal.id },
    })
    expect(done.body).toMatchObject({ changed: 3 })
    expect(await newsOf(qiang)).toMatchObject([{ kind: 'assigned', count: 3 }])
    expect(await newsOf(fang)).toEqual([])
  })

  test('the owner and who follows hear of comments, grouped; a mention is not told twice', async () => {
    await comment(qiang, '第一条')
    time += 1_000
    await comment(sampan.admin, '第二条')
    time += 1_000
    await comment(qiang, `${at(fang)} 第三条`)
    const news = await newsOf(fang)
    expect(news).toMatchObject([
      { kind: 'mentioned', count: 1, text: '@王芳 第三条' },
      { kind: 'commented', count: 2, who: [{ name: '管理员' }, { name: '李强' }], text: '第二条' },
    ])
    // Who has joined the talk hears how it goes on.
    await comment(fang, '收到')
    expect(await newsOf(qiang)).toMatchObject([{ kind: 'commented', text: '收到' }])
  })

  test('an answer is told to whom it answers, even if she no longer follows', async () => {
    const first = await comment(qiang, '谁跟进？')
    await call(qiang, 'POST', `account/${account.id}/follow`, { state: null })
    const answer = await comment(fang, '我来', { replyTo: first.id })
    expect(answer.replyTo).toMatchObject({ id: first.id, name: '李强', text: '谁跟进？' })
    expect(await newsOf(qiang)).toMatchObject([{ kind: 'commented' }])
  })

  test('a note that names somebody is told of the customer; the owner hears of it as an entry', async () => {
    const note = await hand(qiang).make('activity', {
      kind: 'note',
      subject: '客户扩产',
      body: `${at(sampan.admin)} 需要支持`,
      account: account.id,
    })
    expect(await newsOf(sampan.admin)).toMatchObject([
      { kind: 'mentioned', record: { object: 'account', id: account.id } },
    ])
    expect(await newsOf(fang)).toMatchObject([
      { kind: 'logged', record: { id: account.id }, text: expect.stringContaining('客户扩产') },
    ])
    // Naming her once more elsewhere in the same words is no news.
    await hand(qiang).change('activity', note.id, { body: `${at(sampan.admin)} 需要支持，急` })
    expect((await newsOf(sampan.admin))[0].count).toBe(1)
  })

  test('what is muted or switched off stays silent; a mention comes through a mute', async () => {
    await call(fang, 'POST', `account/${account.id}/follow`, { state: 'mute' })
    await comment(qiang, '听不到')
    expect(await newsOf(fang)).toEqual([])
    await comment(qiang, `${at(fang)} 听得到`)
    expect(await newsOf(fang)).toMatchObject([{ kind: 'mentioned' }])
    await call(fang, 'POST', 'notifications/read', { all: true })
    await call(fang, 'PATCH', 'me/preferences/notifications', { value: { mentioned: [] } })
    await comment(qiang, `${at(fang)} 又听不到`)
    expect(await newsOf(fang)).toEqual([])
    const { body } = await call(fang, 'GET', 'notifications/kinds')
    expect(body.data.find((one: Told) => one.kind === 'mentioned').channels).toEqual([])
    expect(body.data.find((one: Told) => one.kind === 'assigned').channels).toEqual(['app'])
    await call(fang, 'PATCH', 'me/preferences/notifications', { value: null })
  })

  test('a task that is due, once for each time it is due at', async () => {
    const due = new Date(time + 10 * 60_000).toISOString()
    const task = await hand(fang).make('activity', { subject: '回电', dueAt: due })
    await notifyDue(sampan.workspace)
    await notifyDue(sampan.workspace)
    expect(await newsOf(fang)).toMatchObject([{ kind: 'taskDue', count: 1, record: { title: '回电' } }])
    const later = new Date(time + 12 * 60_000).toISOString()
    await hand(fang).act('activity', task.id, 'reschedule', { to: later })
    await notifyDue(sampan.workspace)
    expect(await newsOf(fang)).toMatchObject([{ kind: 'taskDue', count: 2 }])
    await hand(fang).act('activity', task.id, 'complete')
    time += 3 * 86_400_000
    await notifyDue(sampan.workspace)
    expect((await newsOf(fang))[0].count).toBe(2)
  })
})

describe('once, and not for ever', () => {
  test('an event that is told again is no second notification', async () => {
    await comment(qiang, '一次')
    await sampan.runtime.settle()
    const { data } = (await call(sampan.admin, 'GET', 'audit?limit=200')).body
    const ids = data.filter((one: Told) => one.recordId === account.id).map((one: Told) => one.id)
    expect(ids.length).toBeGreaterThan(1)
    await notifyOf(sampan.workspace, ids)
    await notifyOf(sampan.workspace, ids)
    expect(await newsOf(fang)).toMatchObject([{ kind: 'commented', count: 1 }])
  })

  test('read and unread again, one by one and all; the count is of groups', async () => {
    await comment(qiang, '一')
    await comment(qiang, `${at(fang)} 二`)
    const news = await newsOf(fang)
    expect((await call(fang, 'GET', 'notifications/unread')).body).toEqual({ unread: 2 })
    await call(fang, 'POST', 'notifications/read', { keys: [news[0].key] })
    expect((await call(fang, 'GET', 'notifications/unread')).body).toEqual({ unread: 1 })
    await call(fang, 'POST', 'notifications/read', { keys: [news[0].key], state: 'unread' })
    expect((await call(fang, 'GET', 'notifications/unread')).body).toEqual({ unread: 2 })
    await call(fang, 'POST', 'notifications/read', { all: true })
    expect((await call(fang, 'GET', 'notifications?filter=mentions')).body).toMatchObject({ unread: 0 })
    for (const wrong of [{}, { keys: 'x' }, { keys: [], state: 'gone' }])
      expect((await call(fang, 'POST', 'notifications/read', wrong)).status).toBe(422)
  })

  test('pages go on where they ended, each group once', async () => {
    for (let i = 0; i < 5; i++) {
      const one = await hand(fang).make('account', { name: `页 ${i} ${time}` })
      time += 1_000
      await call(qiang, 'POST', `account/${one.id}/comments`, { text: `评 ${i}` })
    }
    await sampan.runtime.settle()
    const keys: string[] = []
    for (let after = ''; ; ) {
      const { body } = await call(fang, 'GET', `notifications?limit=2${after}`)
      keys.push(...body.data.map((one: Told) => one.key))
      if (!body.next) break
      after = `&after=${encodeURIComponent(body.next)}`
    }
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys.length).toBeGreaterThanOrEqual(5)
  })

  test('after half a year they go', async () => {
    await comment(qiang, '旧')
    expect(await newsOf(fang)).toHaveLength(1)
    time += 181 * 86_400_000
    await keepHouse(sampan.workspace)
    expect(await newsOf(fang)).toEqual([])
    time += 1
  })
})

describe('a comment', () => {
  test('stands in the timeline, keeps what it said, and leaves no words when it goes', async () => {
    const made = await comment(qiang, '报价 12 万')
    time += 1_000
    await call(qiang, 'PATCH', `account/${account.id}/comments/${made.id}`, { text: '报价 11 万' })
    const page = await hand(fang).page('account', account.id)
    const [entry] = page.timeline.data
    expect(entry).toMatchObject({
      type: 'comment',
      comment: { text: '报价 11 万', before: [{ text: '报价 12 万' }], rights: { update: false } },
    })
    expect(page.timeline.data.filter((one: Told) => one.kind.startsWith('comment'))).toHaveLength(1)
    const answer = await comment(fang, '同意', { replyTo: made.id })
    await call(qiang, 'DELETE', `account/${account.id}/comments/${made.id}`)
    const after = (await hand(fang).page('account', account.id)).timeline.data
    expect(after.map((one: Told) => one.comment?.text ?? null)).toContain('同意')
    expect(after.find((one: Told) => one.id === made.id).comment).toMatchObject({ text: null, before: [] })
    expect(after.find((one: Told) => one.id === answer.id).comment.replyTo).toMatchObject({ text: null })
    expect(JSON.stringify(after)).not.toContain('报价 1')
    await call(qiang, 'POST', `account/${account.id}/comments/${made.id}/restore`)
    const again = (await hand(fang).page('account', account.id)).timeline.data
    expect(again.find((one: Told) => one.id === made.id).comment).toMatchObject({
      text: '报价 11 万',
      before: [{ text: '报价 12 万' }],
    })
  })
})
