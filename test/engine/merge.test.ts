import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Session } from '#engine/context.ts'
import { engineTable, tableOf } from '#engine/context.ts'
import { raw, sql } from '#engine/db/sql.ts'
import { linkTable } from '#engine/db/tables.ts'
import { verifyWorkspace } from '#engine/doctor/verify.ts'
import { relation } from '#kernel/fields/relation.ts'
import { relations } from '#kernel/fields/relations.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'
import { type Answer, startSampan, type TestSampan } from '../harness.ts'
import { moon, planet, region, sky, star, visit } from '../planets.ts'

/* Several records become one, everything that pointed at them points there, and it can be taken apart to the letter. */

const label = (en: string, zh: string) => ({ en, zh })
/** Points at planets in every way there is. */
const probe = defineObject('probe', {
  label: label('Probe', '探测器'),
  plural: 'Probes',
  title: 'name',
  traits: ['owned', 'shared'],
  fields: {
    name: text({ label: label('Name', '名称'), required: true }),
    target: relation('planet', { label: label('Target', '目标'), inverse: 'probes' }),
    seen: relations('planet', { label: label('Seen', '去过'), inverse: 'seenBy' }),
    heard: text({ label: label('Heard of', '听说'), holdsId: true, max: 36 }),
    mother: relation('probe', { label: label('Mother', '母体') }),
  },
})

let sampan: TestSampan
let admin: Session
let keeper: Session
let reader: Session
beforeAll(async () => {
  sampan = await startSampan({ modules: sky({ objects: [region, star, planet, moon, visit, probe] }), language: 'en' })
  admin = sampan.admin
  const role = async (name: string, grants: object) => (await make('role', { name, grants })).id as string
  keeper = await sampan.person(
    'Keeper',
    await role('Keeper', {
      planet: {
        read: 'own',
        update: 'own',
        create: true,
        merge: true,
        fields: { note: 'hidden', mail: 'read' },
      },
    }),
  )
  reader = await sampan.person('Reader', await role('Reader', { planet: { read: 'all', update: 'all', create: true } }))
})
afterAll(() => sampan.close())

const make = async (object: string, values: object, as = admin) => {
  const { status, body } = await sampan.call(as, 'POST', `/api/v1/${object}`, values)
  if (status !== 201) throw new Error(JSON.stringify(body))
  return body
}
const read = async (object: string, id: string) => (await sampan.call(admin, 'GET', `/api/v1/${object}/${id}`)).body
const merge = (object: string, body: object, as: Session | null = admin) =>
  sampan.call(as, 'POST', `/api/v1/${object}/merge`, body)
const split = (object: string, id: string, as = admin) =>
  sampan.call(as, 'POST', `/api/v1/${object}/merges/${id}/split`)
const codes = ({ body }: Answer) => body.errors?.map((e: { field: string; code: string }) => [e.field, e.code])

test('who may not is refused, and what is not hers to see is not told', async () => {
  const mine = [await make('planet', { name: 'A' }, keeper), await make('planet', { name: 'B' }, keeper)].map(
    (r) => r.id,
  )
  const other = (await make('planet', { name: 'Other' })).id
  const wish = { ids: mine, survivor: mine[0] }
  expect((await merge('planet', wish, null)).status).toBe(401)
  expect((await merge('planet', wish, reader)).status).toBe(403)
  expect((await merge('planet', { ids: [mine[0], other], survivor: mine[0] }, keeper)).status).toBe(404)
  const unknown = '00000000-0000-7000-8000-000000000000'
  expect((await merge('planet', { ids: [mine[0], unknown], survivor: mine[0] }, keeper)).body).toEqual(
    (await merge('planet', { ids: [mine[0], other], survivor: mine[0] }, keeper)).body,
  )
  expect(codes(await merge('planet', { ids: [mine[0]], survivor: mine[0] }))).toEqual([['ids', 'invalid']])
  expect(codes(await merge('planet', { ids: [mine[0], mine[0]], survivor: mine[0] }))).toEqual([['ids', 'invalid']])
  expect(codes(await merge('planet', { ids: mine, survivor: other }))).toEqual([['survivor', 'invalid']])
  expect(codes(await merge('planet', { ids: mine }))).toEqual([['survivor', 'required']])
  expect(codes(await merge('role', wish))).toEqual([[null, 'invalid']])
  expect((await merge('planet', { ...wish, versions: { [mine[1]]: 7 } })).status).toBe(412)
  expect(
    codes(
      await merge('planet', { ...wish, choices: { note: mine[1], mail: mine[1], mass: other, name: 'all' } }, keeper),
    ),
  ).toEqual([
    ['choices.note', 'unknown-field'],
    ['choices.mail', 'read-only'],
    ['choices.mass', 'choice'],
    ['choices.name', 'choice'],
  ])
  expect(await read('planet', mine[1])).toMatchObject({ id: mine[1], version: 1 })
})

test('what is proposed is the only value, the proven, the fuller, the newest; what can stand together does', async () => {
  const a = await make('planet', { name: 'Mars', mass: 1, note: 'red', tags: ['rock'], call: '12345', kind: 'gas' })
  const b = await make('planet', {
    name: 'Planet Mars',
    mass: 2,
    note: 'cold',
    tags: ['ice'],
    call: '13812345678',
    found: '2020-01-02',
  })
  await sampan.call(admin, 'PATCH', `/api/v1/planet/${a.id}`, { mass: 3 })
  const { status, body } = await sampan.call(admin, 'POST', '/api/v1/planet/merge/preview', { ids: [a.id, b.id] })
  expect(status).toBe(200)
  expect(body.survivor).toBe(b.id)
  const of = (field: string) => body.fields.find((one: { field: string }) => one.field === field)
  expect(of('name')).toMatchObject({ from: b.id, why: 'complete', free: true })
  expect(of('mass')).toMatchObject({ from: a.id, why: 'newest' })
  expect(of('note')).toMatchObject({ from: 'all', why: 'all', joins: true })
  expect(of('call')).toMatchObject({ from: b.id, why: 'verified' })
  expect(of('kind')).toMatchObject({ from: a.id, why: 'complete' })
  expect(of('found')).toMatchObject({ from: b.id, why: 'only' })
  expect(of('number')).toBeUndefined()
  const done = await merge('planet', { ids: [a.id, b.id], survivor: b.id, choices: { kind: b.id } })
  expect(done.body.record).toMatchObject({
    id: b.id,
    name: 'Planet Mars',
    mass: 3,
    note: 'cold\n\nred',
    tags: ['ice', 'rock'],
    kind: 'rock',
    found: '2020-01-02',
  })
})

test('old ids lead to the survivor, in what is read, changed and pointed at', async () => {
  const [a, b] = [await make('planet', { name: 'Old', serial: 'S-1' }), await make('planet', { name: 'New' })]
  const luna = await make('moon', { name: 'Luna', planet: a.id })
  const { body } = await merge('planet', { ids: [a.id, b.id], survivor: b.id })
  expect(body.merge).toMatchObject({ survivor: b.id, moved: 1, merged: [{ id: a.id, title: 'Old' }], splittable: true })
  expect((await read('moon', luna.id)).planet).toMatchObject({ id: b.id })

  const found = await sampan.call(admin, 'GET', `/api/v1/planet/${a.id}`)
  expect(found.body).toMatchObject({ id: b.id, serial: 'S-1' })
  expect(found.headers).toMatchObject({ 'content-location': `/api/v1/planet/${b.id}` })
  expect((await sampan.call(admin, 'GET', `/api/v1/planet/${a.id}/page`)).body.record.id).toBe(b.id)
  expect((await sampan.call(keeper, 'GET', `/api/v1/planet/${a.id}`)).status).toBe(404)
  expect((await sampan.call(admin, 'PATCH', `/api/v1/planet/${a.id}`, { mass: 9 })).body).toMatchObject({
    id: b.id,
    mass: 9,
  })
  const refused = await sampan.call(admin, 'DELETE', `/api/v1/planet/${a.id}`)
  expect([refused.status, refused.body.survivor]).toEqual([409, b.id])
  expect((await make('moon', { name: 'Late', planet: a.id })).planet).toMatchObject({ id: b.id })
  const phobos = await make('probe', { name: 'P', seen: [a.id, b.id], target: a.id })
  expect(phobos).toMatchObject({ target: { id: b.id } })
  expect(phobos.seen.map((one: { id: string }) => one.id)).toEqual([b.id])
  expect((await sampan.call(admin, 'POST', `/api/v1/planet/${a.id}/restore`)).status).toBe(409)

  // A filter that was kept, in a link, a rule or another program, still says what it said.
  const named = async (object: string, where: object) => {
    const query = new URLSearchParams({ where: JSON.stringify(where), select: 'name' })
    const { body } = await sampan.call(admin, 'GET', `/api/v1/${object}?${query}`)
    return body.data.map(({ name }: { name: string }) => name).sort()
  }
  for (const id of [a.id, b.id]) {
    expect(await named('moon', { planet: id })).toEqual(['Late', 'Luna'])
    expect(await named('moon', { planet: { in: [id] }, name: { ne: 'Late' } })).toEqual(['Luna'])
    expect(await named('probe', { seen: { has: id } })).toEqual(['P'])
    expect(await named('moon', { planet: { ne: id } })).not.toContain('Luna')
  }

  const { body: timeline } = await sampan.call(admin, 'GET', `/api/v1/planet/${b.id}/timeline`)
  const kinds = timeline.data.map((e: { kind: string; recordId: string }) => `${e.kind} ${e.recordId}`)
  expect(kinds).toEqual(expect.arrayContaining([`merged ${b.id}`, `created ${a.id}`]))
  const search = await sampan.call(admin, 'GET', `/api/v1/search?q=${a.number}`)
  expect(search.body.data.map((hit: { id: string }) => hit.id)).toContain(b.id)
})

test('what was added since stays with the survivor; a value changed since stays and is told', async () => {
  const [a, b] = [
    await make('planet', { name: 'A', mass: 1, tags: ['rock'] }),
    await make('planet', { name: 'B', tags: ['gas'], water: 5 }),
  ]
  const luna = await make('moon', { name: 'Luna', planet: a.id })
  const other = await make('moon', { name: 'Other', planet: a.id })
  const { body } = await merge('planet', { ids: [a.id, b.id], survivor: b.id, choices: { name: b.id } })
  await sampan.call(admin, 'PATCH', `/api/v1/planet/${b.id}`, { mass: 7, tags: ['gas', 'rock', 'ice'] })
  await sampan.call(admin, 'PATCH', `/api/v1/moon/${other.id}`, { planet: null })
  const later = await make('moon', { name: 'Later', planet: b.id })
  const preview = await sampan.call(admin, 'POST', `/api/v1/planet/merges/${body.merge.id}/preview`, {})
  const told = expect.arrayContaining([
    { object: 'planet', id: b.id, title: 'B', fields: ['mass'] },
    { object: 'moon', id: other.id, title: 'Other', fields: ['planet'] },
  ])
  expect(preview.body.stays).toEqual(told)
  const parted = await split('planet', body.merge.id)
  expect(parted.status).toBe(200)
  expect(parted.body.stays).toEqual(told)
  expect(await read('planet', b.id)).toMatchObject({ mass: 7, tags: ['gas', 'ice'], water: 5 })
  expect(await read('planet', a.id)).toMatchObject({ id: a.id, mass: 1, tags: ['rock'] })
  expect((await read('moon', luna.id)).planet.id).toBe(a.id)
  expect((await read('moon', later.id)).planet.id).toBe(b.id)
  expect((await split('planet', body.merge.id)).status).toBe(409)
})

test('nothing comes to stand above itself, and the later merge is parted first', async () => {
  const top = await make('probe', { name: 'top' })
  const middle = await make('probe', { name: 'middle', mother: top.id })
  const low = await make('probe', { name: 'low', mother: middle.id })
  expect(codes(await merge('probe', { ids: [top.id, low.id], survivor: top.id }))).toEqual([['mother', 'circle']])
  const first = await merge('probe', { ids: [top.id, middle.id], survivor: top.id })
  expect(first.body.record.mother).toBeNull()
  expect((await read('probe', low.id)).mother.id).toBe(top.id)
  const next = await make('probe', { name: 'next' })
  const second = await merge('probe', { ids: [top.id, next.id], survivor: next.id })
  expect((await sampan.call(admin, 'GET', `/api/v1/probe/${middle.id}`)).body.id).toBe(next.id)
  expect((await split('probe', first.body.merge.id)).status).toBe(404)
  await split('probe', second.body.merge.id)
  expect((await sampan.call(admin, 'GET', `/api/v1/probe/${middle.id}`)).body.id).toBe(top.id)
  expect((await split('probe', first.body.merge.id)).status).toBe(200)
  expect((await read('probe', middle.id)).mother.id).toBe(top.id)
})

const rounds = Number(process.env['SAMPAN_MERGE_ROUNDS'] ?? 12)
test('generated graphs of records come back to the letter', async () => {
  const random = randomOf(20261128)
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!
  const some = <T>(list: readonly T[], most: number) => [
    ...new Set(Array.from({ length: Math.floor(random() * (most + 1)) }, () => pick(list))),
  ]
  const maybe = <T>(value: T) => (random() < 0.6 ? value : null)
  const ids: Record<string, string[]> = { star: [], planet: [], moon: [], visit: [], probe: [], file: [] }
  const people = [admin.principal.id!, keeper.principal.id!, reader.principal.id!]
  const made = async (object: string, values: object) => {
    const { id } = await make(object, values)
    ids[object]!.push(id)
  }
  for (let i = 0; i < 5; i++) ids['file']!.push(await upload(`f${i}`))
  for (let i = 0; i < 6; i++) await made('star', { name: `Star ${i}`, mass: maybe(i) })
  for (let i = 0; i < 14; i++)
    await made('planet', {
      name: `Planet ${i}`,
      note: maybe(`note ${i % 4}`),
      mass: maybe(i),
      price: maybe({ amount: String(i), currency: 'CNY' }),
      call: maybe(`1380000${1000 + i}`),
      place: maybe({ city: 'X', street: `S ${i}` }),
      tags: maybe(some(['rock', 'gas', 'ice'], 3)),
      star: maybe(pick(ids['star']!)),
      neighbours: ids['planet']!.length ? maybe(some(ids['planet']!, 3)) : null,
      pictures: maybe(some(ids['file']!, 3)),
      owner: pick(people),
      ringed: maybe(true),
      settings: maybe({ a: [i] }),
      secret: maybe(i),
    })
  for (let i = 0; i < 20; i++) await made('moon', { name: `Moon ${i}`, planet: maybe(pick(ids['planet']!)) })
  for (let i = 0; i < 10; i++)
    await made('visit', { subject: `Visit ${i}`, planet: pick(ids['planet']!), at: '2026-01-01T00:00:00Z' })
  for (let i = 0; i < 12; i++)
    await made('probe', {
      name: `Probe ${i}`,
      target: maybe(pick(ids['planet']!)),
      seen: maybe(some(ids['planet']!, 5)),
      heard: maybe(pick(ids['planet']!)),
      mother: maybe(ids['probe']!.length ? pick(ids['probe']!) : null),
    })
  for (const id of ids['planet']!) {
    if (random() < 0.5) await sampan.call(admin, 'POST', `/api/v1/planet/${id}/comments`, { body: 'Look' })
    if (random() < 0.5)
      await sampan.call(admin, 'POST', `/api/v1/planet/${id}/shares`, {
        granteeId: pick(people.slice(1)),
        level: pick(['read', 'update']),
      })
    await sampan.workspace.db.count(
      sql`insert into ${engineTable(sampan.workspace, 'follow')} (user_id, object, record_id, state, at)
        values (${pick(people)}::uuid, 'planet', ${id}::uuid, ${pick(['follow', 'mute'])}, now())`,
    )
    if (random() < 0.2) await sampan.call(admin, 'DELETE', `/api/v1/moon/${pick(ids['moon']!)}`)
  }
  await sampan.call(admin, 'PATCH', '/api/v1/me/preferences/favourites', {
    value: ids['planet']!.map((id) => `planet/${id}`),
  })

  let parted = 0
  for (let round = 0; round < rounds; round++) {
    const before = await contents()
    const done: [string, string][] = []
    for (let n = 1 + Math.floor(random() * 2); n > 0; n--) {
      const object = pick(['planet', 'planet', 'star', 'probe', 'moon'])
      const live = (await sampan.call(admin, 'GET', `/api/v1/${object}?limit=200`)).body.data.map(
        (r: { id: string }) => r.id,
      )
      const members = [...new Set([pick<string>(live), pick<string>(live), pick<string>(live)])]
      if (members.length < 2) continue
      const { status, body } = await merge(object, { ids: members, survivor: pick(members) })
      if (status === 409) continue
      expect([status, body.errors]).toEqual([200, undefined])
      done.push([object, body.merge.id])
      await nothingPointsAtTheBin()
    }
    if (done.length > 0) expect(await contents()).not.toEqual(before)
    for (const [object, id] of done.reverse()) {
      const { status, body } = await split(object, id)
      expect([status, body.stays]).toEqual([200, []])
      parted++
    }
    expect(await contents()).toEqual(before)
  }
  expect(parted).toBeGreaterThan(rounds / 2)
  const { findings } = await verifyWorkspace(sampan.workspace)
  expect(findings.filter(({ state }) => state === 'wrong')).toEqual([])
})

test('a merge meets edits, deletions, new references and another merge: one order, nothing lost', async () => {
  for (let round = 0; round < 6; round++) {
    const [a, b, c] = await Promise.all(['A', 'B', 'C'].map((name) => make('planet', { name, mass: 1 })))
    const before = await make('moon', { name: 'before', planet: a.id })
    const answers = await Promise.all([
      merge('planet', { ids: [a.id, b.id], survivor: b.id }),
      merge('planet', { ids: [c.id, a.id], survivor: c.id }),
      sampan.call(admin, 'PATCH', `/api/v1/planet/${a.id}`, { moonCount: 5 }),
      sampan.call(admin, 'PATCH', `/api/v1/moon/${before.id}`, { mass: 4 }),
      sampan.call(admin, 'POST', '/api/v1/moon', { name: 'new', planet: a.id }),
      sampan.call(admin, 'POST', '/api/v1/moon', { name: 'newer', planet: b.id }),
      sampan.call(admin, 'DELETE', `/api/v1/planet/${b.id}`),
    ])
    for (const { status } of answers) expect([200, 201, 204, 404, 409, 422]).toContain(status)
    expect(answers[3]!.status).toBe(200)
    await nothingPointsAtTheBin(b.id)
    expect(await read('moon', before.id)).toMatchObject({ mass: 4 })
  }
})

/** Everything that people put in, without when and by whom it was written last. */
async function contents(): Promise<Record<string, string[]>> {
  const { workspace } = sampan
  const all: Record<string, string[]> = {}
  const dump = async (name: string, table: ReturnType<typeof tableOf>, without: readonly string[]) => {
    const rows = await workspace.db.rows(
      sql`select (to_jsonb(t) - ${without}::text[])::text from ${table} t order by 1`,
    )
    all[name] = rows.map(([row]) => String(row))
  }
  for (const key of ['star', 'planet', 'moon', 'visit', 'probe'])
    await dump(key, tableOf(workspace, key), ['version', 'updated_at', 'updated_by', 'updated_by_id'])
  const { registry } = workspace
  await dump('neighbours', engineTable(workspace, linkTable(registry.object('planet'), 'neighbours')), [])
  await dump('seen', engineTable(workspace, linkTable(registry.object('probe'), 'seen')), [])
  for (const name of ['comment', 'share', 'follow', 'preference', 'former_id'])
    await dump(name, engineTable(workspace, name), ['updated_at'])
  return all
}

/** No record that lives points at one that was merged away. */
async function nothingPointsAtTheBin(but = '') {
  const { workspace } = sampan
  const gone = sql`select id from ${engineTable(workspace, 'former_id')}`
  for (const [object, column] of [
    ['moon', 'planet_id'],
    ['visit', 'planet_id'],
    ['planet', 'star_id'],
    ['probe', 'target_id'],
    ['probe', 'mother_id'],
  ] as const) {
    const rows = await workspace.db.rows(
      sql`select r.id from ${tableOf(workspace, object)} r where r.deleted_at is null and r.${raw(column)} in (${gone}) and r.${raw(column)}::text <> ${but}`,
    )
    expect(rows).toEqual([])
  }
}

async function upload(name: string): Promise<string> {
  const boundary = 'x'
  const payload = `--x\r\ncontent-disposition: form-data; name="file"; filename="${name}.txt"\r\ncontent-type: text/plain\r\n\r\n${name}\r\n--x--\r\n`
  const { body } = await sampan.call(admin, 'POST', '/api/v1/files', payload, {
    'content-type': `multipart/form-data; boundary=${boundary}`,
  })
  return (body.data?.[0] ?? body).id
}

function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
