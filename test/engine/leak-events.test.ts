import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { engineTable } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import { runAction } from '#engine/records/records.ts'
import { applyOps, writing } from '#engine/records/write.ts'
import { systemSession } from '#engine/workspaces.ts'
import { defineAction } from '#kernel/behaviour.ts'
import { defineObject } from '#kernel/object.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { moon, planet, region, sky, star, visit } from '../planets.ts'
import { listenTo, type Stream } from './events-stream.ts'
import {
  dice,
  may,
  type ObjectKey,
  type Person,
  pourWorld,
  type Raw,
  readable,
  reference,
  sees,
  targetOf,
  type World,
} from './leak-sky.ts'

/* Made-up roles, people and records: what goes out to webhooks and streams is hers, not one event or field more or less. */

const sung = { loud: 'mass', where: 'star', rock: 'kind', hush: 'secret' } as const
const singing = defineObject('planet', {
  ...planet,
  emits: { sang: { label: { en: 'Sang', zh: '唱' }, tells: sung } },
})
const sing = defineAction(singing, 'sing', {
  label: { en: 'Sing', zh: '唱' },
  input: {},
  run: async (record, _input, tx) =>
    tx.emit(singing, record.id, 'sang', {
      loud: record.mass,
      where: record.star,
      rock: record.kind,
      hush: record.secret,
      // named like a field, and named like none
      note: record.note,
      unsaid: record.id,
    }),
})

type Message = {
  type: string
  data: Record<string, unknown> & {
    id: string
    changes: Record<string, [unknown, unknown]>
    details?: Record<string, unknown>
    record: Record<string, unknown> | null
  }
}
const keys = ['star', 'planet', 'moon'] as const
const kinds = (key: string) => ['created', 'updated', 'deleted', 'restored', ...(key === 'planet' ? ['sang'] : [])]
let receiver: Server
let sampan: TestSampan
let world: World
const sent = new Map<string, Message[]>()
const heard = new Map<string, Stream>()
/** What was done: the kind, and of which record; with the value before where something changed. */
const done: { object: ObjectKey; kind: string; record: Raw; before?: Raw }[] = []

beforeAll(async () => {
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const who = request.url!.slice(1)
      sent.set(who, [...(sent.get(who) ?? []), JSON.parse(Buffer.concat(chunks).toString('utf8'))])
      response.writeHead(204).end()
    })
  })
  await new Promise<void>((ready) => receiver.listen(0, '127.0.0.1', ready))
  sampan = await startSampan({
    modules: sky({ objects: [region, star, singing, moon, visit], actions: [sing] }),
    worker: true,
    allowNetworks: '127.0.0.1/32',
  })
  world = await pourWorld(sampan, Number(process.env.SAMPAN_LEAK_SEED ?? 1))
  await sampan.runtime.settle()
  const base = await sampan.app.listen({ port: 0, host: '127.0.0.1' })
  for (const me of world.people) {
    const events = keys.filter((key) => readable(me, key)).flatMap((key) => kinds(key).map((kind) => `${key}.${kind}`))
    if (events.length === 0) continue
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/${me.id}`
    const { status, body } = await sampan.call(me.session, 'POST', '/api/v1/webhooks', { name: 'all', url, events })
    expect(status, JSON.stringify(body)).toBe(201)
    heard.set(me.id, await listenTo(sampan, base, me.session))
  }
  expect(heard.size).toBeGreaterThan(4)
  await happen()
  await sampan.runtime.settle()
  const last = await sampan.call(sampan.admin, 'POST', '/api/v1/region', { name: 'The end' })
  // Everybody may see regions: when all have heard of this one they have heard of all before it.
  const ready = () =>
    [...heard.values()].every((stream) => stream.heard.some(({ data }) => data['recordId'] === last.body.id))
  for (let i = 0; i < 300 && !ready(); i++) await new Promise((done) => setTimeout(done, 20))
  expect(ready()).toBe(true)
})
afterAll(async () => {
  for (const stream of heard.values()) stream.close()
  await sampan.close()
  await new Promise((closed) => receiver.close(closed))
})

/** Something happens to every record, once. */
async function happen(): Promise<void> {
  const d = dice(11)
  const system = systemSession(sampan.workspace)
  for (const key of keys)
    for (const record of world.records[key]) {
      const object = sampan.workspace.registry.object(key)
      const write = (op: Parameters<typeof applyOps>[2][number]) =>
        writing(system, (w) => applyOps({ ...w, trusted: true }, object, [op]))
      if (record.deleted) {
        await write({ do: 'restore', id: record.id })
        record.deleted = false
        done.push({ object: key, kind: 'restored', record })
      } else if (key === 'planet' && d.chance(0.4)) {
        await runAction(system, object, 'sing', [record.id], {})
        done.push({ object: key, kind: 'sang', record })
      } else if (d.chance(0.25)) {
        await write({ do: 'delete', id: record.id })
        record.deleted = true
        done.push({ object: key, kind: 'deleted', record })
      } else {
        const field = d.pick(
          key === 'planet' ? ['mass', 'note', 'secret', 'star', 'owner'] : ['mass', 'price', 'owner'],
        )
        const value =
          field === 'note'
            ? `new ${record.id}`
            : field === 'star'
              ? d.pick(world.records.star).id
              : field === 'owner'
                ? d.pick(world.people).id
                : field === 'price'
                  ? { amount: '12345.00', currency: 'CNY' }
                  : 100 + d.below(50)
        const before = { ...record }
        if (field === 'star' && world.records.star.find((s) => s.id === value)!.deleted) continue
        if (JSON.stringify(before[field]) === JSON.stringify(value)) continue
        await write({ do: 'update', id: record.id, values: { [field]: value } })
        record[field] = value
        done.push({ object: key, kind: 'updated', record, before })
      }
    }
}

const reached = (me: Person, object: ObjectKey, record: Raw) =>
  readable(me, object) && may(world, me, 'read', object, record)
/** What she is to hear of: not that something changed which she may not see. */
const due = (me: Person) =>
  done
    .filter(({ object, record }) => reached(me, object, record))
    .filter(
      ({ object, kind, record, before }) =>
        kind !== 'updated' || Object.keys(record).some((f) => before![f] !== record[f] && sees(me, object, f)),
    )
const names = (list: readonly { object: string; kind: string; record: Raw }[]) =>
  list.map(({ object, kind, record }) => `${object}.${kind} ${record.id}`).sort()

test('webhooks are sent every event that is hers, and no other', () => {
  for (const me of world.people.filter(({ id }) => heard.has(id)))
    expect((sent.get(me.id) ?? []).map(({ type, data }) => `${type} ${data.id}`).sort(), me.id).toEqual(names(due(me)))
})

test('streams tell every event that is hers, and no other', () => {
  for (const me of world.people.filter(({ id }) => heard.has(id)))
    expect(
      heard
        .get(me.id)!
        .heard.filter(({ data }) => keys.includes(data['object'] as 'star'))
        .map(({ data }) => `${data['object']}.${data['kind']} ${data['recordId']}`)
        .sort(),
      me.id,
    ).toEqual(names(due(me)))
})

test('of an event she is told the fields that she may see, and what they point at as far as she may', () => {
  let compared = 0
  for (const me of world.people)
    for (const { type, data } of sent.get(me.id) ?? []) {
      const [object, kind] = type.split('.') as [ObjectKey, string]
      const what = done.find(({ record }) => record.id === data.id)!
      const shown = (field: string, value: unknown) => {
        const to = targetOf(object, field)
        return to ? reference(world, me, to, value ?? null) : (value ?? null)
      }
      for (const [field, [from, to]] of Object.entries(data.changes)) {
        compared++
        expect(sees(me, object, field), `${me.id} ${type}.${field} is hidden`).toBe(true)
        if (field === 'price') continue
        expect([from, to], `${me.id} ${type}.${field}`).toEqual([
          shown(field, what.before?.[field]),
          shown(field, what.record[field]),
        ])
      }
      for (const field of Object.keys(data.record ?? {}))
        expect(field === 'id' || sees(me, object, field), `${me.id} ${type} record.${field} is hidden`).toBe(true)
      if (kind === 'deleted') expect(data.record).toBe(null)
      else expect(Object.keys(data.record!).length).toBeGreaterThan(0)
      if (kind !== 'sang') continue
      const wanted = Object.entries({ ...sung, note: 'note' })
        .filter(([, field]) => sees(me, object, field))
        .map(([key, field]) => [key, shown(field, what.record[field])])
      expect(data.details, `${me.id} ${type}`).toEqual(Object.fromEntries(wanted))
    }
  expect(compared).toBeGreaterThan(10)
  // what is a notice names no field
  for (const me of world.people)
    for (const { data } of heard.get(me.id)?.heard ?? [])
      for (const field of (data['fields'] ?? []) as string[])
        expect(sees(me, data['object'] as ObjectKey, field)).toBe(true)
})

test('the timeline tells of what an action added as much as a webhook does', async () => {
  for (const me of world.people)
    for (const { type, data } of sent.get(me.id) ?? []) {
      if (type !== 'planet.sang') continue
      const { body } = await sampan.call(me.session, 'GET', `/api/v1/planet/${data.id}/timeline`)
      const entry = body.data.find((one: { kind: string }) => one.kind === 'sang')
      expect(entry.data).toEqual(data.details)
      expect(JSON.stringify(entry)).not.toContain('unsaid')
    }
})

test('the log of a webhook, and samples, hold no more than was sent', async () => {
  for (const me of world.people.filter(({ id }) => heard.has(id))) {
    const [webhook] = (await sampan.call(me.session, 'GET', '/api/v1/webhooks')).body.data
    const { body } = await sampan.call(me.session, 'GET', `/api/v1/webhooks/${webhook.id}/deliveries?limit=200`)
    expect(body.data).toHaveLength((sent.get(me.id) ?? []).length)
    for (const key of keys.filter((one) => readable(me, one)))
      for (const sample of (await sampan.call(me.session, 'GET', `/api/v1/hooks/samples/${key}.updated`)).body) {
        const record = world.records[key].find(({ id }) => id === sample.data.id)!
        expect(reached(me, key, record)).toBe(true)
        for (const field of [...Object.keys(sample.data.changes), ...Object.keys(sample.data.record ?? {})])
          expect(field === 'id' || sees(me, key, field), `${me.id} sample ${key}.${field}`).toBe(true)
      }
  }
  const [count] = await sampan.workspace.db.rows(
    sql`select count(*) from ${engineTable(sampan.workspace, 'webhook_delivery')} where finished_at is null`,
  )
  expect(Number(count![0])).toBe(0)
})
