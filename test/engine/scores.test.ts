import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { tableOf } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import { scoreDaily } from '#engine/scores/job.ts'
import type { ScoreRule } from '#kernel/fields/score.ts'
import { dayOf } from '#kernel/time.ts'
import { matches } from '#kernel/where-memory.ts'
import { parseWhere } from '#kernel/where-parse.ts'
import { startSampan, type TestSampan } from '../harness.ts'
import { handOf, type Told } from '../modules/hand.ts'

/* Scores by rules: who may see and make them, that they follow every change and every day, and why each is what it is. */

const day = 86_400_000
const start = Date.parse('2026-11-02T02:00:00.000Z')
let time = start
let sampan: TestSampan
let admin: ReturnType<typeof handOf>
const config = '/api/v1/configuration'
const call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, body?: unknown) =>
  sampan.call(sampan.admin, method, url, body)
const here = () => sampan.runtime.workspaces.get(sampan.workspace.id)!
beforeAll(async () => {
  sampan = await startSampan({ clock: { now: () => new Date(time) } })
  admin = handOf(sampan, sampan.admin)
})
beforeEach(() => {
  time = start
})
afterAll(() => sampan.close())

/** Gives a score these rules and publishes them. */
async function publish(path: string, item: object): Promise<void> {
  const { body } = await call('GET', `${config}/draft`)
  const [object, field] = path.split('.')
  const said = body.document.scores[path]
    ? await call('PATCH', `${config}/draft/scores/${path}`, item)
    : await call('POST', `${config}/draft/scores`, { object, field, ...item })
  expect(said.status, JSON.stringify(said.body)).toBeLessThan(300)
  const done = await call('POST', `${config}/publish`, {})
  expect(done.status, JSON.stringify(done.body)).toBe(200)
}
const rule = (points: number, where?: object, decay?: object) => ({
  label: { en: `${points}`, zh: `规则 ${points}` },
  points,
  ...(where ? { where } : {}),
  ...(decay ? { decay } : {}),
})
const scoreOf = async (id: string, object = 'lead', field = 'score') => (await admin.see(object, id))[field]

describe('what is refused', () => {
  const draft = async (item: object) => {
    const { status, body } = await call('POST', `${config}/draft/scores`, { object: 'lead', field: 'score', ...item })
    return [status, ...(body.errors ?? []).map((e: Told) => e.field)]
  }
  test('rules that cannot be read, at their place', async () => {
    expect(await draft({})).toEqual([422, 'rules'])
    expect(await draft({ rules: [{ points: 3 }] })).toEqual([422, 'rules.0.label'])
    expect(await draft({ rules: [rule(0.5)] })).toEqual([422, 'rules.0.points'])
    expect(await draft({ rules: [rule(1), rule(2, { moon: 'full' })] })).toEqual([422, 'rules.1.where.moon'])
    expect(await draft({ rules: [rule(2, { score: { gt: 3 } })] })).toEqual([422, 'rules.0.where'])
    expect(await draft({ rules: [rule(2, { owner: { is: 'me' } })] })).toEqual([422, 'rules.0.where'])
    expect(await draft({ rules: [rule(2, {}, { since: 'name', by: 'half', days: 3 })] })).toEqual([
      422,
      'rules.0.decay.since',
    ])
    expect(await draft({ rules: [rule(2, {}, { since: 'createdAt', by: 'half', days: 0 })] })).toEqual([
      422,
      'rules.0.decay.days',
    ])
    expect(await draft({ rules: [rule(2)], floor: 10, cap: 10 })).toEqual([422, 'cap'])
    expect(await draft({ rules: [rule(2)], grades: [{ key: 'A', from: 300 }] })).toEqual([422, 'grades.0.from'])
    const twice = { rules: [rule(2)], grades: [{ key: 'A', from: 3 }, { key: 'A', from: 2 }] } // biome-ignore format: one line
    expect(await draft(twice)).toEqual([422, 'grades.1.key'])
    const { body } = await call('POST', `${config}/draft/scores`, { object: 'lead', field: 'name', rules: [rule(1)] })
    expect(body.errors[0].field).toBe('key')
    expect((await call('GET', `${config}/draft`)).body.revision).toBe(0)
  })

  test('writing a score, importing one, and asking why of what is not there or not hers', async () => {
    const lead = await admin.make('lead', { name: '甲' })
    expect(await admin.refused.change('lead', lead.id, { score: 99 })).toEqual(['422', 'score: read-only'])
    const other = await sampan.person('外人', 'sales')
    const at = `/api/v1/lead/${lead.id}/score`
    expect((await sampan.call(other, 'GET', `${at}/score`)).status).toBe(404)
    expect((await call('GET', `${at}/name`)).status).toBe(404)
    expect((await sampan.call(other, 'POST', `${config}/score`, { object: 'lead', rules: [] })).status).toBe(404)
    expect((await call('POST', `${config}/score`, { object: 'moon', rules: [] })).status).toBe(422)
  })
})

test('a lead is scored from the first day, and why is said', async () => {
  const lead = await admin.make('lead', { name: '丁小姐', company: '一家公司', rating: 'hot', mobile: '13912345678' })
  expect(lead.score).toEqual({ points: 55, grade: 'B' })
  const { body } = await call('GET', `/api/v1/lead/${lead.id}/score/score`)
  expect(body).toMatchObject({ points: 55, grade: 'B', sum: 55, applies: true, others: 0, next: null })
  expect(body.rules.filter((one: Told) => one.points !== 0).map((one: Told) => [one.label, one.points])).toEqual([
    ['Very interested', 35],
    ['Mobile known', 10],
    ['Company known', 10],
  ])
  await admin.make('activity', { kind: 'call', subject: '电话', status: 'done', lead: lead.id })
  expect(await scoreOf(lead.id)).toEqual({ points: 80, grade: 'A' })
  expect(await admin.list('lead', { 'score.grade': 'A' })).toHaveLength(1)
  expect((await admin.list('lead', { score: { gt: 79 } }, '-score')).map(({ id }) => id)).toEqual([lead.id])
  const why = await call('GET', `/api/v1/lead/${lead.id}/score/score`)
  expect(why.body.next).toEqual({ day: '2026-11-03', points: 79, grade: 'A' })
  // A fortnight later half of the points for the call are gone; nobody has written anything.
  const { version } = await admin.see('lead', lead.id)
  time += 14 * day
  await scoreDaily(here())
  expect(await admin.see('lead', lead.id)).toMatchObject({ score: { points: 68, grade: 'B' }, version })
  await admin.act('lead', lead.id, 'disqualify', { reason: 'noNeed' })
  expect(await scoreOf(lead.id)).toBeNull()
})

test('leads with a score become one, which is scored anew, and part again with theirs', async () => {
  const one = await admin.make('lead', { name: '戊', rating: 'hot' })
  const two = await admin.make('lead', { name: '己', mobile: '13812345679', company: '己公司' })
  expect([one.score.points, two.score.points]).toEqual([35, 20])
  const merged = await call('POST', '/api/v1/lead/merge', { ids: [one.id, two.id], survivor: one.id })
  expect(merged.status, JSON.stringify(merged.body)).toBe(200)
  expect(await scoreOf(one.id)).toMatchObject({ points: 55 })
  const parted = await call('POST', `/api/v1/lead/merges/${merged.body.merge.id}/split`, {})
  expect(parted.status, JSON.stringify(parted.body)).toBe(200)
  expect([await scoreOf(one.id), await scoreOf(two.id)]).toMatchObject([{ points: 35 }, { points: 20 }])
})

test('who may not see what a rule reads is told its points, not its name', async () => {
  const roles = await admin.list('role', { key: 'sales' })
  const { grants } = roles[0]
  await admin.change('role', roles[0].id, {
    grants: { ...grants, lead: { ...grants.lead, fields: { rating: 'hidden' } } },
  })
  const fang = await sampan.person('王芳', 'sales')
  const lead = await admin.make('lead', { name: '戊', company: '公司', rating: 'hot', owner: fang.principal.id })
  const { body } = await sampan.call(fang, 'GET', `/api/v1/lead/${lead.id}/score/score`)
  expect(body).toMatchObject({ points: 45, others: 35 })
  expect(JSON.stringify(body)).not.toContain('interested')
  await admin.change('role', roles[0].id, { grants })
})

test('an administrator tries rules, publishes them, and every record follows; a version back brings the former ones', async () => {
  const leads = await Promise.all(
    ['referral', 'referral', 'exhibition'].map((source, i) => admin.make('lead', { name: `预览 ${i}`, source })),
  )
  const item = {
    where: { name: { startsWith: '预览' } },
    rules: [rule(60, { source: 'referral' }), rule(-5)],
    floor: -10,
    cap: 50,
    grades: [
      { key: '优', from: 50 },
      { key: '良', from: -10 },
    ],
  }
  const { status, body } = await call('POST', `${config}/score`, { object: 'lead', field: 'score', ...item })
  expect(status, JSON.stringify(body)).toBe(200)
  expect(body).toMatchObject({ scored: 3, rules: [2, 3], average: { would: 31.7 } })
  expect(body.changed).toBe(body.records - (await admin.list('lead', { score: { empty: true } })).length)
  expect(body.grades.find((one: Told) => one.key === '优')).toEqual({ key: '优', now: 0, would: 2 })
  expect(body.bins.reduce((sum: number, one: Told) => sum + one.would, 0)).toBe(3)
  await publish('lead.score', item)
  expect(await Promise.all(leads.map(({ id }) => scoreOf(id)))).toEqual([
    { points: 50, grade: '优' },
    { points: 50, grade: '优' },
    { points: -5, grade: '良' },
  ])
  const back = await call('POST', `${config}/rollback`, { version: 0 })
  expect(back.status, JSON.stringify(back.body)).toBe(200)
  expect(await scoreOf(leads[0]!.id)).toEqual({ points: 20, grade: 'D' })
})

test('a score of one’s own on an account follows a rollup and what a relation leads to', async () => {
  const field = (item: object) => call('POST', `${config}/draft/fields`, item)
  const rollup = { object: 'account', key: 'deals', type: 'rollup', label: '商机数', over: 'opportunity', through: 'account', compute: 'count' } // biome-ignore format: one line
  expect((await field(rollup)).status).toBe(201)
  expect((await field({ object: 'account', key: 'fit', type: 'score', label: '匹配度', index: true })).status).toBe(201)
  expect((await field({ object: 'opportunity', key: 'heat', type: 'score', label: '热度' })).status).toBe(201)
  await call('POST', `${config}/draft/scores`, { object: 'account', field: 'fit', rules: [rule(30, { deals: { gte: 1 } }), rule(20, { deals: { gte: 2 } })] }) // biome-ignore format: one line
  await publish('opportunity.heat', { rules: [rule(40, { 'account.industry': 'machinery' })] })
  const account = await admin.make('account', { name: '关联公司' })
  expect(account.fit).toEqual({ points: 0, grade: null })
  const [stage] = await admin.list('stage', {})
  const one = await admin.make('opportunity', { name: '一', account: account.id, stage: stage.id })
  const two = await admin.make('opportunity', { name: '二', account: account.id, stage: stage.id })
  expect(await scoreOf(account.id, 'account', 'fit')).toMatchObject({ points: 50 })
  expect(one.heat).toMatchObject({ points: 0 })
  await admin.change('account', account.id, { industry: 'machinery' })
  expect(await scoreOf(one.id, 'opportunity', 'heat')).toMatchObject({ points: 40 })
  await admin.remove('opportunity', two.id)
  expect(await scoreOf(account.id, 'account', 'fit')).toMatchObject({ points: 30 })
})

test('generated rules and records: what stands in the table is what one reckons by hand', async () => {
  const wheres = [
    undefined,
    { source: 'referral' },
    { rating: { in: ['hot', 'warm'] } },
    { company: { empty: true } },
    { or: [{ industry: 'machinery' }, { nextFollowUpAt: { gte: 'today' } }] },
    { not: { source: { in: ['website', 'exhibition'] } } },
  ]
  const rules = fc.array(
    fc.record({
      where: fc.constantFrom(...wheres),
      points: fc.integer({ min: -60, max: 80 }),
      decay: fc.option(
        fc.record({
          since: fc.constantFrom('createdAt', 'nextFollowUpAt'),
          by: fc.constantFrom('half' as const, 'linear' as const),
          days: fc.integer({ min: 1, max: 60 }),
        }),
        { nil: undefined },
      ),
    }),
    { minLength: 1, maxLength: 6 },
  )
  const ago = fc.integer({ min: -200, max: 2_000 })
  const records = fc.array(
    fc.record({
      source: fc.constantFrom('referral', 'website', null),
      rating: fc.constantFrom('hot', 'cold', null),
      company: fc.constantFrom('公司', null),
      created: fc.integer({ min: 0, max: 2_000 }),
      next: fc.option(ago),
    }),
    { minLength: 4, maxLength: 6 },
  )
  let n = 0
  const hold = async (given: { rules: Told[]; records: Told[]; floor: number; width: number }) => {
    time += day
    const name = `例 ${n++}`
    const made: Told[] = []
    for (const { created, next, ...values } of given.records) {
      const at = new Date(time - created * 3_600_000).toISOString()
      const nextFollowUpAt = next === null ? null : new Date(time - next * 3_600_000).toISOString()
      const lead = await admin.make('lead', { name, ...values, nextFollowUpAt })
      await here().db.count(
        sql`update ${tableOf(here(), 'lead')} set created_at = ${at}::timestamptz where id = ${lead.id}::uuid`,
      )
      made.push({ ...values, id: lead.id, createdAt: at, nextFollowUpAt, industry: null })
    }
    const { floor, width } = given
    const item = { where: { name }, floor, cap: floor + width, grades: [{ key: 'A', from: floor + Math.ceil(width / 2) }] } // biome-ignore format: one line
    const labelled = given.rules.map((one) => ({ label: '一', ...JSON.parse(JSON.stringify(one)) }))
    await publish('lead.score', { ...item, rules: labelled })
    for (const later of [0, 1, 17]) {
      time += later * day
      if (later > 0) await scoreDaily(here())
      for (const lead of made)
        expect(await scoreOf(lead.id), JSON.stringify({ given, lead })).toEqual(byHand(given.rules, item, lead))
    }
  }
  await fc.assert(
    fc.asyncProperty(fc.record({ rules, records, floor: fc.integer({ min: -50, max: 0 }), width: fc.integer({ min: 1, max: 150 }) }), hold), // biome-ignore format: one line
    { numRuns: Number(process.env['SAMPAN_PROPERTY_RUNS'] ?? 12), seed: 11, endOnFailure: true },
  )
}, 240_000)

/** The score of a lead, in memory: filters by the kernel's own interpreter, points by the words of the guide. */
function byHand(rules: readonly ScoreRule[], bounds: { floor: number; cap: number; grades: Told[] }, lead: Told) {
  const { registry, calendar } = here()
  const now = new Date(time).toISOString()
  const { timeZone } = calendar
  const asker = { userId: null, teamId: null, teamIds: [], teamMateIds: [], belowIds: [], timeZone, now }
  const sum = rules.reduce((total, { where, points, decay }) => {
    if (where && !matches(parseWhere(where, { registry, object: 'lead' }), lead, asker)) return total
    if (!decay) return total + points
    const since = lead[decay.since]
    if (since === null) return total
    const days = (Date.parse(dayOf(now, timeZone)) - Date.parse(dayOf(since, timeZone))) / day
    const age = Math.max(0, days)
    const left =
      decay.by === 'half' ? points * 0.5 ** (age / decay.days) : (points * Math.max(0, decay.days - age)) / decay.days
    return total + Math.sign(left) * Math.round(Number(Math.abs(left).toPrecision(15)))
  }, 0)
  const points = Math.max(bounds.floor, Math.min(bounds.cap, sum))
  return { points: points + 0, grade: points >= bounds.grades[0].from ? 'A' : null }
}
