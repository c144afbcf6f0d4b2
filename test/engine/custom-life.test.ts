import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { engineTable } from '#engine/context.ts'
import { readHave } from '#engine/custom/have.ts'
import { stepsAfter, stepsTo } from '#engine/custom/steps.ts'
import { sql } from '#engine/db/sql.ts'
import { tablesOf } from '#engine/db/tables.ts'
import { type Answer, startSampan, type TestSampan } from '../harness.ts'
import { sky } from '../planets.ts'

/* What becomes of a configuration: two hands on one draft, what uses what, rolled back, brought elsewhere as a file. */

let sampan: TestSampan
let now = Date.parse('2026-11-22T08:00:00Z')
const config = '/api/v1/configuration'
const call = (
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  url: string,
  body?: unknown,
  headers?: Record<string, string>,
) => sampan.call(sampan.admin, method, url, body, headers)
const add = async (section: string, item: object, status = 201): Promise<Answer> => {
  const answer = await call('POST', `${config}/draft/${section}`, item)
  expect(answer.status, JSON.stringify(answer.body)).toBe(status)
  return answer
}
const publish = async (reason?: string) => {
  const answer = await call('POST', `${config}/publish`, { reason })
  expect(answer.body, JSON.stringify(answer.body)).toMatchObject({ state: 'done' })
  return answer.body.version as number
}
const here = () => sampan.runtime.workspaces.get(sampan.workspace.id)!
/** The database has what the registry says, and nothing is left over. */
const agrees = async () => {
  const { registry, schema, db } = here()
  const [have, wanted] = [await readHave(db, schema), tablesOf(registry)]
  expect([...stepsTo(have, wanted), ...stepsAfter(have, wanted)]).toEqual([])
}

beforeAll(async () => {
  sampan = await startSampan({ modules: sky(), clock: { now: () => new Date(now++) } })
})
afterAll(() => sampan.close())

describe('two hands on one draft', () => {
  test('whoever saw an older one is refused, and shown what stands there now', async () => {
    const first = await add('fields', { object: 'planet', type: 'text', label: { en: 'Old name', zh: '旧名' } })
    expect(first.body).toMatchObject({ key: 'planet.oldName', revision: 1 })
    expect(first.headers['etag']).toBe('"1"')
    const url = `${config}/draft/fields/planet.oldName`
    expect((await call('PATCH', url, { help: '从前的名字' }, { 'if-match': '"1"' })).body.revision).toBe(2)
    const stale = await call('PATCH', url, { max: 20 }, { 'if-match': '"1"' })
    expect(stale.status).toBe(412)
    expect(stale.body).toMatchObject({ current: { help: { zh: '从前的名字' } }, yours: { max: 20 }, revision: 2 })
    expect((await call('PATCH', url, { help: null }, { 'if-match': '"2"' })).body.item.help).toBeUndefined()
    expect((await call('PATCH', url, { column: 'x_other' })).status).toBe(422)
    expect((await call('PATCH', url, { type: 'number', max: 5 })).status).toBe(200)
    expect((await call('PATCH', `${config}/draft/fields/planet.none`, {})).status).toBe(404)
  })

  test('a key is made of what people call it: English words, else how Chinese is read', async () => {
    expect((await add('fields', { object: 'planet', type: 'text', label: '车牌号' })).body.key).toBe('planet.chePaiHao')
    expect((await add('fields', { object: 'planet', type: 'text', label: '车牌号' })).body.key).toBe(
      'planet.chePaiHao2',
    )
    await add('fields', { object: 'planet', type: 'text', label: '🪐' }, 422)
  })

  test('it can be thrown away', async () => {
    expect((await call('DELETE', `${config}/draft`)).status).toBe(204)
    expect((await call('GET', `${config}/draft`)).body).toMatchObject({ revision: 0, base: 0 })
  })
})

describe('what uses what', () => {
  let planetId: string
  let roleId: string
  let viewId: string

  test('every use of a field is listed, and mended in the transaction that takes it away', async () => {
    await add('fields', {
      object: 'planet',
      key: 'colour',
      type: 'text',
      label: { en: 'Colour', zh: '颜色' },
      unique: true,
    })
    await add('fields', {
      object: 'planet',
      key: 'shine',
      type: 'number',
      label: { en: 'Shine', zh: '亮度' },
      index: true,
    })
    await add('fields', {
      object: 'planet',
      key: 'double',
      type: 'formula',
      label: '双倍亮度',
      is: '{亮度} * 2',
      result: 'number',
    })
    await add('fields', {
      object: 'star',
      key: 'brightest',
      type: 'rollup',
      label: '最亮',
      over: 'planet',
      through: 'star',
      compute: 'max',
      of: 'shine',
    })
    await add('rules', {
      key: 'shining',
      object: 'planet',
      label: '亮度非负',
      must: { or: [{ shine: { gte: 0 } }, { shine: null }] },
      message: { en: 'Not below 0.', zh: '亮度不能为负。' },
      field: 'shine',
    })
    await add('layouts', {
      key: 'plain',
      object: 'planet',
      label: '简单',
      list: ['name', 'shine', 'colour'],
      page: [{ label: '基本', fields: ['shine'] }],
    })
    await add('views', {
      key: 'bright',
      object: 'planet',
      label: '亮的',
      where: { shine: { gt: 5 }, kind: 'rock' },
      columns: ['name', 'shine'],
      sort: ['-shine'],
    })
    expect(await publish('亮度')).toBe(1)
    await agrees()
    const planet = await call('POST', '/api/v1/planet', { name: 'Venus', shine: 7, colour: 'white' })
    planetId = planet.body.id
    expect(planet.body.double).toBe(14)
    expect((await call('POST', '/api/v1/planet', { name: 'Dark', shine: -1 })).body.errors[0].detail).toBe(
      'Not below 0.',
    )
    const role = await call('POST', '/api/v1/role', {
      name: 'Watcher',
      grants: { planet: { read: 'all', fields: { shine: 'read', colour: 'hidden' } } },
    })
    expect(role.status, JSON.stringify(role.body)).toBe(201)
    roleId = role.body.id
    const view = await call('POST', '/api/v1/savedView', {
      name: '我的',
      object: 'planet',
      settings: {
        columns: ['name', 'shine'],
        sort: ['-shine'],
        where: { shine: { gt: 1 }, name: { contains: 'e' } },
        widths: { shine: 90, name: 200 },
      },
    })
    viewId = view.body.id

    const { body } = await call('GET', `${config}/uses?section=fields&key=planet.shine`)
    expect(body.count).toBe(1)
    expect(body.uses.map((u: { in: string; fate: string }) => `${u.in} ${u.fate}`).sort()).toEqual([
      'fields removed',
      'fields removed',
      'layouts repaired',
      'record repaired',
      'role repaired',
      'rules removed',
      'views repaired',
    ])
    const asked = await call('DELETE', `${config}/draft/fields/planet.shine`)
    expect(asked.status).toBe(409)
    expect(asked.body.uses).toHaveLength(5)
    expect((await call('DELETE', `${config}/draft/fields/planet.shine?repair=true`)).body.repaired).toHaveLength(5)
    const plan = (await call('GET', `${config}/plan`)).body
    expect(plan).toMatchObject({ ready: true, statements: [] })
    expect(plan.repairs).toHaveLength(2)
    const removed = plan.changes.find((c: { key: string }) => c.key === 'planet.shine')
    expect(removed.notes[0]).toMatch(/^1 records hold a value/)
    expect(await publish()).toBe(2)
    const { data } = (await call('GET', `${config}/versions`)).body
    expect(data.map((v: { version: number }) => v.version)).toEqual([2, 1])
    expect(data[0].changes.map((c: { change: string; key: string }) => `${c.change} ${c.key}`).sort()).toEqual([
      'changed bright',
      'changed plain',
      'removed planet.double',
      'removed planet.shine',
      'removed shining',
      'removed star.brightest',
    ])
    expect((await call('GET', `/api/v1/role/${roleId}`)).body.grants).toEqual({
      planet: { read: 'all', fields: { colour: 'hidden' } },
    })
    expect((await call('GET', `/api/v1/savedView/${viewId}`)).body.settings).toEqual({
      columns: ['name'],
      sort: [],
      where: { name: { contains: 'e' } },
      widths: { name: 200 },
    })
    const { listViews, views } = (await call('GET', '/api/v1/meta')).body.objects.planet
    expect(listViews[0]).toEqual({
      key: 'bright',
      label: { en: '亮的', zh: '亮的' },
      where: { kind: 'rock' },
      columns: ['name'],
      sort: [],
    })
    expect(views.list).toEqual(['name', 'colour'])
    expect((await call('GET', `/api/v1/planet?where=${encodeURIComponent('{"shine":7}')}`)).status).toBe(422)
    await agrees()
  })

  test('the event of a publication stands in the audit, with what it changed', async () => {
    const rows = await here().db.rows(
      sql`select kind, actor_id, changes, data from ${engineTable(here(), 'event')} where object = 'configuration' order by at`,
    )
    expect(rows.map(([kind, , changes]) => [kind, changes])).toEqual([
      ['published', { version: [0, 1] }],
      ['published', { version: [1, 2] }],
    ])
    expect(rows[0]![1]).toBe(sampan.admin.principal.id)
    expect((rows[0]![3] as { reason: string }).reason).toBe('亮度')
  })

  test('rolled back, it is all there again, the values too', async () => {
    const plan = (await call('GET', `${config}/plan?version=1`)).body
    expect(plan.changes.find((c: { key: string }) => c.key === 'planet.shine').notes).toEqual([
      'Its former values come back.',
    ])
    const back = await call('POST', `${config}/rollback`, { version: 1, reason: '还是要' })
    expect(back.body, JSON.stringify(back.body)).toMatchObject({ state: 'done', version: 3 })
    expect((await call('GET', `/api/v1/planet/${planetId}`)).body).toMatchObject({ shine: 7, double: 14 })
    expect((await call('GET', `${config}/versions/3`)).body).toMatchObject({ restores: 1, reason: '还是要' })
    expect((await call('GET', `${config}/freed`)).body.data).toEqual([])
    await agrees()
    expect((await call('POST', `${config}/rollback`, { version: 99 })).status).toBe(404)
  })

  test('a role that decides by a field who sees what is never widened: it blocks', async () => {
    const scoped = await call('PATCH', `/api/v1/role/${roleId}`, {
      grants: { planet: { read: { where: { shine: { gt: 3 } } } } },
    })
    expect(scoped.status, JSON.stringify(scoped.body)).toBe(200)
    await call('DELETE', `${config}/draft/fields/planet.shine?repair=true`)
    const refused = await call('POST', `${config}/publish`, {})
    expect(refused.status).toBe(422)
    expect(refused.body.problems[0].detail).toMatch(/'Watcher' decides by it who sees what/)
    await call('DELETE', `${config}/draft`)
    await call('PATCH', `/api/v1/role/${roleId}`, { grants: {} })
  })

  test('a role takes only objects, fields and scopes that there are', async () => {
    const answer = await call('PATCH', `/api/v1/role/${roleId}`, {
      grants: { planet: { read: 'everything', fields: { shien: 'read' } }, plant: { read: 'all' } },
    })
    expect(answer.status).toBe(422)
    expect(answer.body.errors.map((e: { field: string }) => e.field).sort()).toEqual([
      'grants.planet.fields.shien',
      'grants.planet.read',
      'grants.plant',
    ])
  })

  test('what a field holds cannot change, and two equal values cannot become unique', async () => {
    await call('PATCH', `${config}/draft/fields/planet.shine`, { type: 'text' })
    const { problems } = (await call('POST', `${config}/publish`, {})).body
    expect(problems.map((p: { key: string; field: string }) => `${p.key} ${p.field}`)).toEqual([
      'star.brightest of',
      'planet.double is',
      'planet.shine type',
    ])
    await call('DELETE', `${config}/draft`)
    await call('POST', '/api/v1/planet', { name: 'Venus again', shine: 7 })
    await call('PATCH', `${config}/draft/fields/planet.shine`, { unique: true })
    const failed = await call('POST', `${config}/publish`, {})
    expect(failed.status).toBe(409)
    expect(failed.body).toMatchObject({
      state: 'failed',
      version: 3,
      problems: [{ section: 'fields', key: 'planet.shine', field: 'unique', code: 'taken' }],
    })
    expect((await call('GET', `${config}/draft`)).body.document.fields['planet.shine'].unique).toBe(true)
    // mended, it goes through, over the index that was left half made
    await call('PATCH', `/api/v1/planet/${planetId}`, { shine: 8 })
    expect(await publish()).toBe(4)
    expect((await call('POST', '/api/v1/planet', { name: 'Third', shine: 8 })).body.errors[0].code).toBe('taken')
    await agrees()
  })
})

test('a freed column is taken over by a new field of its type, emptied, once thirty days have passed', async () => {
  await call('DELETE', `${config}/draft/fields/planet.colour?repair=true`)
  await publish()
  await add('fields', { object: 'planet', key: 'motto', type: 'text', label: '口号' })
  expect((await call('GET', `${config}/plan`)).body.statements.join()).toMatch(/add column "x_motto"/)
  now += 31 * 86_400_000
  const plan = (await call('GET', `${config}/plan`)).body.statements.join()
  expect(plan).toMatch(/rename column "x_colour" to "x_motto"/)
  const before = (await readHave(here().db, here().schema)).get('planet')!.columns.size
  await publish()
  await agrees()
  expect((await readHave(here().db, here().schema)).get('planet')!.columns.size).toBe(before)
  const { data } = (await call('GET', '/api/v1/planet?select=name,motto&sort=name')).body
  expect(data.every((r: { motto: unknown }) => r.motto === null)).toBe(true)
})

test('the whole configuration is one file: out, elsewhere in, with the difference first', async () => {
  const yaml = String((await call('GET', `${config}/export`)).body)
  expect(yaml).toMatch(/^# Sampan/)
  expect(yaml).toMatch(/planet\.shine:/)
  expect(yaml).not.toMatch(/x_shine/)
  for (const [text, status] of [
    ['objects: {}', 422],
    ['sampan: 2', 422],
    ['sampan: 1\na: [', 400],
    ['sampan: 1\nfields: &a {}\nlabels: *a', 400],
    ['sampan: 1\nfields:\n  planet.__proto__: { type: text, label: x }', 422],
    ['sampan: 1\nfields:\n  planet.x: { type: text, label: x, colour: red }', 422],
  ] as const)
    expect((await call('POST', `${config}/import`, { yaml: text })).status, text).toBe(status)
  const other = await startSampan({ modules: sky() })
  const there = (method: 'GET' | 'POST', url: string, body?: unknown) => other.call(other.admin, method, url, body)
  const dry = await there('POST', `${config}/import`, { yaml, dryRun: true })
  expect(dry.body, JSON.stringify(dry.body)).toMatchObject({ revision: 0, plan: { ready: true } })
  expect(dry.body.plan.changes).toHaveLength((await call('GET', `${config}/versions/1`)).body.changes.length)
  expect((await there('GET', `${config}/draft`)).body.revision).toBe(0)
  expect((await there('POST', `${config}/import`, { yaml })).body.revision).toBe(1)
  expect((await there('POST', `${config}/publish`, {})).body).toMatchObject({ state: 'done', version: 1 })
  expect((await there('POST', '/api/v1/planet', { name: 'Mars', shine: -3 })).status).toBe(422)
  const same = String((await there('GET', `${config}/export`)).body)
  expect(same.split('\n').slice(2)).toEqual(yaml.split('\n').slice(2))
  await other.close()
})

test('a removed object is gone everywhere, and its records come back with it', async () => {
  await add('objects', { key: 'comet', label: '彗星', plural: 'Comets', title: 'name' })
  await add('fields', {
    object: 'comet',
    key: 'around',
    type: 'relation',
    label: '环绕',
    to: 'star',
    inverse: 'comets',
  })
  await add('fields', { object: 'comet', key: 'friends', type: 'relations', label: '伙伴', to: 'planet' })
  const version = await publish()
  const star = (await call('POST', '/api/v1/star', { name: 'Sun' })).body
  const planet = (await call('POST', '/api/v1/planet', { name: 'Friend' })).body
  const made = await call('POST', '/api/v1/comet', { name: 'Halley', around: star.id, friends: [planet.id] })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  await call('DELETE', `${config}/draft/objects/comet?repair=true`)
  await publish()
  await agrees()
  expect((await call('GET', '/api/v1/comet')).status).toBe(404)
  expect(
    (await call('GET', `/api/v1/star/${star.id}/page`)).body.related.map((r: { object: string }) => r.object),
  ).not.toContain('comet')
  expect((await call('POST', `${config}/rollback`, { version })).body).toMatchObject({ state: 'done' })
  expect((await call('GET', '/api/v1/comet')).body.data).toMatchObject([
    { name: 'Halley', friends: [{ title: 'Friend' }] },
  ])
  expect((await call('GET', '/api/v1/search?q=Halley')).body.data).toHaveLength(1)
  await agrees()
})
