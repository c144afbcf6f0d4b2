import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Session, tableOf } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import { queryOf } from '#engine/query/query.ts'
import { address } from '#kernel/fields/address.ts'
import { datetime } from '#kernel/fields/datetime.ts'
import { email } from '#kernel/fields/email.ts'
import { json } from '#kernel/fields/json.ts'
import { longText } from '#kernel/fields/longText.ts'
import { number } from '#kernel/fields/number.ts'
import { phone } from '#kernel/fields/phone.ts'
import { relation } from '#kernel/fields/relation.ts'
import { relations } from '#kernel/fields/relations.ts'
import { text } from '#kernel/fields/text.ts'
import { defineModule } from '#kernel/module.ts'
import { defineObject } from '#kernel/object.ts'
import type { Where } from '#kernel/where.ts'
import { files } from '#modules/files/module.ts'
import { identity } from '#modules/identity/module.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { handOf, type Told } from '../modules/hand.ts'
import { listenTo } from './events-stream.ts'

/*
 * Ships lie in a haven that covers how they are called. Whoever sees a sailor of such a ship, or a letter to one, is told by
 * no way out how he is called either, until the ship has left.
 */

const label = (en: string, zh = en) => ({ en, zh })
const called = {
  call: phone({ label: label('Call', '电话'), search: 'code', index: true }),
  mail: email({ label: label('Mail', '邮箱'), search: 'code' }),
}

const haven = defineObject('haven', {
  label: label('Haven', '港'),
  plural: 'Havens',
  title: 'name',
  open: true,
  nested: true,
  standing: true,
  gathers: { of: 'object', members: ['people'], leaders: 'masters', covers: ['covers'], opens: 'opens' },
  fields: {
    name: text({ label: label('Name', '名称'), required: true }),
    object: text({ label: label('Of', '对象'), required: true }),
    people: relations('user', { label: label('People', '成员') }),
    masters: relations('user', { label: label('Masters', '港长') }),
    covers: json({ label: label('Covers', '遮蔽') }),
    opens: number({ label: label('Opens', '打开上限'), integer: true }),
  },
})
const ship = defineObject('ship', {
  label: label('Ship', '船'),
  plural: 'Ships',
  title: 'name',
  traits: ['owned', 'shared', 'timeline'],
  fields: {
    name: text({ label: label('Name', '名称'), required: true, search: 'name' }),
    haven: relation('haven', { label: label('Haven', '港') }),
    ...called,
  },
  views: { list: ['name'] },
})
const sailor = defineObject('sailor', {
  label: label('Sailor', '水手'),
  plural: 'Sailors',
  title: 'name',
  traits: ['owned', 'shared', 'timeline', 'importable'],
  fields: {
    name: text({ label: label('Name', '姓名'), required: true, search: 'name' }),
    ship: relation('ship', { label: label('Ship', '船'), inverse: 'sailors', index: true }),
    mobile: phone({ label: label('Mobile', '手机'), search: 'code', index: true }),
    post: email({ label: label('Post', '邮箱'), search: 'code' }),
    home: address({ label: label('Home', '住址') }),
    rank: number({ label: label('Rank', '级别') }),
  },
  views: { list: ['name', 'mobile', 'post'] },
  identity: [['post']],
  matching: { person: { person: ['name'], email: ['post'], phone: ['mobile'] } },
})
/** Hangs on a sailor, and so two steps below a haven; stands in his timeline. */
const note = defineObject('note', {
  label: label('Note', '便条'),
  plural: 'Notes',
  title: 'subject',
  traits: ['owned'],
  happensAt: 'at',
  fields: {
    subject: text({ label: label('Subject', '主题'), required: true }),
    sailor: relation('sailor', { label: label('Sailor', '水手'), inverse: 'notes', timeline: true }),
    at: datetime({ label: label('At', '时间') }),
    to: text({ label: label('To', '收件人'), holds: ['phone'] }),
    said: longText({ label: label('Said', '内容') }),
  },
  views: { list: ['subject', 'to'] },
})

const all = {
  read: 'all',
  create: true,
  update: 'all',
  delete: 'all',
  export: true,
  merge: true,
  actions: 'all',
} as const
const modules = [
  identity,
  files,
  defineModule({
    key: 'sea',
    label: label('Sea', '海'),
    requires: ['identity', 'files'],
    objects: [haven, ship, sailor, note],
    roles: [
      {
        key: 'mate',
        label: label('Mate', '大副'),
        grants: { haven: { read: 'all' }, ship: all, sailor: { ...all, import: true }, note: all },
      },
    ],
  }),
]

let sampan: TestSampan
let admin: ReturnType<typeof handOf>
let mate: Session
let master: Session
let owner: Session
let at: Told
let lying: Told
let man: Told
let letter: Told
beforeAll(async () => {
  sampan = await startSampan({ modules, language: 'en' })
  admin = handOf(sampan, sampan.admin)
  mate = await sampan.person('Mate', 'mate')
  master = await sampan.person('Master', 'mate')
  owner = await sampan.person('Owner', 'mate')
  at = await admin.make('haven', {
    name: 'Lee',
    object: 'ship',
    people: [mate.principal.id],
    masters: [master.principal.id],
    covers: ['call', 'mail'],
  })
  const free = await admin.make('ship', { name: 'Free', owner: null })
  lying = await admin.make('ship', {
    name: 'Lying',
    owner: null,
    haven: at.id,
    call: '13900139000',
    mail: 'ship@canary.example',
  })
  man = await admin.make('sailor', {
    name: 'Ahab',
    ship: lying.id,
    owner: owner.principal.id,
    mobile: '13900139001',
    post: 'ahab@canary.example',
    home: { city: 'Nantucket' },
    rank: 7,
  })
  await admin.make('sailor', {
    name: 'Ishmael',
    ship: free.id,
    mobile: '13800138002',
    post: 'ishmael@open.example',
    rank: 1,
  })
  await admin.make('sailor', { name: 'Nobody' })
  letter = await admin.make('note', { subject: 'Come', sailor: man.id, to: '13900139001', at: '2026-01-01T00:00:00Z' })
  await admin.change('sailor', man.id, { mobile: '13900139003', rank: 8 })
})
afterAll(() => sampan.close())

const get = (who: Session, url: string) => sampan.call(who, 'GET', `/api/v1/${url}`)
const post = (who: Session, url: string, body: unknown) => sampan.call(who, 'POST', `/api/v1/${url}`, body)
const list = (who: Session, object: string, query: Record<string, unknown>) =>
  get(
    who,
    `${object}?${new URLSearchParams(Object.entries(query).map(([k, v]) => [k, typeof v === 'string' ? v : JSON.stringify(v)]))}`,
  )
const names = (body: Told) => (body.data as Told[]).map((one) => one.name ?? one.title ?? one.subject)
const told = (body: unknown) =>
  /1390013900|1390 ?0139|139 0013|canary/i.test(typeof body === 'string' ? body : JSON.stringify(body))
const tool = async (who: Session, name: string, input: object) =>
  (
    await sampan.call(
      who,
      'POST',
      '/mcp',
      { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: input } },
      { accept: 'application/json, text/event-stream' },
    )
  ).body

/** Every way to be told, of one reader; all of them answer. */
async function everything(who: Session) {
  const answers: [string, { status: number; body: Told }][] = await Promise.all(
    [
      `sailor/${man.id}`,
      `sailor/${man.id}/page`,
      `sailor/${man.id}/timeline`,
      `sailor/${man.id}/timeline?field=mobile`,
      `ship/${lying.id}/page`,
      `ship/${lying.id}/timeline`,
      `note/${letter.id}`,
      `note/${letter.id}/page`,
      `note/${letter.id}/timeline`,
      `note?select=subject,to,sailor.mobile,sailor.post`,
      'sailor?select=name,mobile,post,ship.call,ship.mail',
      'sailor?sort=mobile',
      'sailor/export?format=csv',
      'note/export?format=csv',
      'search?q=Ahab',
      'search?q=13900139003',
    ].map(async (url) => [url, await get(who, url)] as [string, { status: number; body: Told }]),
  )
  const asked = await Promise.all(
    (
      [
        ['sailor/group', { by: ['mobile'], measures: ['count'] }],
        ['sailor/group', { by: ['post'] }],
        ['note/group', { by: ['to'] }],
        ['sailor/similar', { values: { name: 'Ahab', mobile: '13900139003', post: 'ahab@canary.example' } }],
      ] as const
    ).map(async ([url, body]) => [url, await post(who, url, body)] as [string, { status: number; body: Told }]),
  )
  const tools = await Promise.all(
    (
      [
        ['get_record', { object: 'sailor', id: man.id }],
        ['list_records', { object: 'sailor', select: ['name', 'mobile', 'post'] }],
        ['report', { object: 'sailor', by: ['mobile'], measures: ['count'] }],
        ['search', { query: '13900139003' }],
      ] as const
    ).map(
      async ([name, input]) =>
        [name, { status: 200, body: await tool(who, name, input) }] as [string, { status: number; body: Told }],
    ),
  )
  return [...answers, ...asked, ...tools]
}

test('what hangs where it is covered says nowhere how somebody is called', async () => {
  for (const [url, { status, body }] of await everything(mate)) {
    // What was asked with stands in the answer of nobody.
    expect(status, url).toBeLessThan(300)
    expect(told(body), `${url} ${JSON.stringify(body)}`).toBe(false)
  }
  // It is there to be told, to those whom it is for.
  for (const who of [sampan.admin, master]) {
    const ways = await everything(who)
    expect(ways.filter(([, { body }]) => told(body)).length).toBeGreaterThan(15)
  }
  const hers = new Map(await everything(owner))
  for (const url of [
    `sailor/${man.id}`,
    `sailor/${man.id}/page`,
    `sailor/${man.id}/timeline`,
    'sailor/export?format=csv',
  ])
    expect(told(hers.get(url)!.body), url).toBe(true)
  // A note of somebody else hangs there as well.
  expect(told(hers.get(`note/${letter.id}`)!.body)).toBe(false)
  // What the ship does not cover shows, and so does what hangs elsewhere.
  expect((await get(mate, `sailor/${man.id}`)).body).toMatchObject({
    mobile: null,
    post: null,
    home: { city: 'Nantucket' },
    rank: 8,
  })
  expect(JSON.stringify((await list(mate, 'sailor', { where: { name: 'Ishmael' } })).body)).toContain(
    'ishmael@open.example',
  )
})

test('no question tells: filters, prefixes, emptiness, order, paths, search', async () => {
  const asks = async (who: Session, where: object) => names((await list(who, 'sailor', { where })).body)
  for (const where of [
    { mobile: '+8613900139003' },
    { mobile: { in: ['+8613900139003', '+8610'] } },
    { mobile: { startsWith: '+86139' } },
    { mobile: { contains: '139003' } },
    { mobile: { gte: '+8613900139003' } },
    { post: 'ahab@canary.example' },
    { 'ship.call': '+8613900139000' },
  ]) {
    expect(await asks(mate, where), JSON.stringify(where)).toEqual([])
    expect(await asks(master, where), JSON.stringify(where)).toEqual(['Ahab'])
  }
  expect((await asks(mate, { mobile: { empty: true } })).sort()).toEqual(['Ahab', 'Nobody'])
  expect(await asks(mate, { mobile: { empty: false } })).toEqual(['Ishmael'])
  expect((await asks(mate, { mobile: { ne: '+8613900139003' } })).sort()).toEqual(
    (await asks(mate, { mobile: { ne: '+8610' } })).sort(),
  )
  expect(names((await list(mate, 'note', { where: { to: { contains: '139' } } })).body)).toEqual([])
  expect(names((await list(mate, 'note', { where: { 'sailor.mobile': '+8613900139003' } })).body)).toEqual([])
  expect(names((await list(mate, 'sailor', { sort: 'mobile', select: 'name' })).body)[0]).toBe('Ishmael')
  for (const q of ['13900139003', '9003', 'ahab@canary.example', 'canary'])
    expect(names((await get(mate, `search?q=${q}`)).body), q).toEqual([])
  expect(names((await get(master, 'search?q=13900139003')).body)).toContain('Ahab')
  expect(names((await get(mate, 'search?q=Ahab')).body)).toContain('Ahab')
})

test('likeness is told by what she sees, and what is covered is neither merged nor written nor carried away', async () => {
  const twin = await handOf(sampan, mate).make('sailor', { name: 'Somebody', mobile: '13900139003' })
  const alike = (who: Session) => post(who, 'sailor/alike', { ids: [man.id, twin.id] })
  const reasons = ({ body }: Told) => body.data.flatMap((one: Told) => one.reasons.map((reason: Told) => reason.text))
  expect(reasons(await alike(mate))).toEqual(['Different names'])
  expect(reasons(await alike(master))).toHaveLength(2)
  const hand = handOf(sampan, mate)
  const merge = { ids: [man.id, twin.id], survivor: twin.id }
  expect((await post(mate, 'sailor/merge', merge)).status).toBe(403)
  expect(await hand.refused.change('sailor', man.id, { mobile: '13900139009' })).toContain('mobile: covered')
  // Neither made hers nor taken from its ship, which would open it.
  expect(await hand.refused.change('sailor', man.id, { owner: mate.principal.id })).toContain('owner: covered')
  expect(await hand.refused.change('sailor', man.id, { ship: null })).toContain('ship: covered')
  expect(await hand.refused.change('note', letter.id, { sailor: null })).toContain('sailor: covered')
  await hand.change('sailor', man.id, { rank: 9 })
  expect(await admin.see('sailor', man.id)).toMatchObject({ mobile: { raw: '13900139003' }, rank: 9 })
  await hand.remove('sailor', twin.id)
})

test('a stream and a hook tell her of no change of what is covered', async () => {
  const base = await sampan.app.listen({ port: 0, host: '127.0.0.1' })
  const [hers, all] = await Promise.all([listenTo(sampan, base, mate), listenTo(sampan, base, master)])
  await admin.change('sailor', man.id, { mobile: '13900139004' })
  await admin.change('sailor', man.id, { rank: 10 })
  await expect.poll(() => hers.heard.some(({ data }) => data['recordId'] === man.id)).toBe(true)
  await expect.poll(() => all.heard.filter(({ data }) => data['recordId'] === man.id).length).toBe(2)
  expect(hers.heard.filter(({ data }) => data['recordId'] === man.id)).toHaveLength(1)
  hers.close()
  all.close()
})

test('whoever opens what hangs there opens what it hangs on, as often a day as she may', async () => {
  await admin.change('haven', at.id, { opens: 1 })
  const other = await admin.make('ship', { name: 'Other', owner: null, haven: at.id })
  const [second, third] = [
    await admin.make('sailor', { name: 'Second', ship: other.id }),
    await admin.make('sailor', { name: 'Third', ship: lying.id }),
  ]
  const open = async (who: Session, url: string) => (await get(who, url)).status
  expect(await open(mate, `sailor/${man.id}`)).toBe(200)
  expect(await open(mate, `sailor/${third.id}/page`)).toBe(200)
  expect(await open(mate, `ship/${lying.id}`)).toBe(200)
  expect(await open(mate, `note/${letter.id}`)).toBe(200)
  const { status, body } = await get(mate, `sailor/${second.id}/page`)
  expect([status, body.errors[0].code]).toEqual([403, 'opens'])
  expect(await open(mate, `ship/${other.id}`)).toBe(403)
  expect(JSON.stringify(await tool(mate, 'get_record', { object: 'sailor', id: second.id }))).toContain(
    'opened 1 records',
  )
  for (const who of [master, owner, sampan.admin]) expect(await open(who, `sailor/${second.id}`)).toBe(200)
  await admin.change('haven', at.id, { opens: null })
})

test('many are found by an index through what covers them', async () => {
  const { workspace } = sampan
  const query = queryOf({ workspace, principal: (await workspace.directory.person(mate.principal.id!))! })
  const object = workspace.registry.object('sailor')
  const table = tableOf(workspace, 'sailor')
  await workspace.db.rows(
    sql`insert into ${table} (id, name, mobile, ship_id, version, created_at, updated_at)
      select gen_random_uuid(), 'Extra', '+8613' || n, ${lying.id}::uuid, 1, now(), now() from generate_series(1, 3000) n`,
  )
  await workspace.db.rows(sql`analyze ${table}`)
  const plan = async (where: Where) =>
    (
      await workspace.db.rows(
        sql`explain select r.id, r.mobile from ${query.from('sailor', 'r')} where ${query.reach(object, { where })}`,
      )
    )
      .flat()
      .join('\n')
  expect(await plan({ mobile: '+8613900139003' })).toMatch(/Index Cond: \(mobile =/)
  expect(await plan({ mobile: { in: ['+8613900139003', '+8613900139004'] } })).toMatch(/Index Cond: \(mobile = ANY/)
  await workspace.db.rows(sql`delete from ${table} where name = 'Extra'`)
})

test('once it has left, all shows', async () => {
  await admin.change('ship', lying.id, { haven: null })
  expect((await get(mate, `sailor/${man.id}`)).body).toMatchObject({
    mobile: { raw: '13900139004' },
    post: 'ahab@canary.example',
  })
  expect(told((await get(mate, `note/${letter.id}`)).body)).toBe(true)
  expect(names((await get(mate, 'search?q=13900139004')).body)).toContain('Ahab')
  expect(told((await get(mate, `sailor/${man.id}/timeline`)).body)).toBe(true)
})
