import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSampan, type TestSampan } from '../../../test/harness.ts'
import { handOf, type Told } from '../../../test/modules/hand.ts'
import { type SideProcess, startSide } from '../../../test/modules/side-process.ts'

/* Two server processes give away what comes in: nobody is over her day, nobody's turn is passed over, nothing is given twice. */

const rounds = Number(process.env.SAMPAN_RACE_ROUNDS ?? 1)
const each = 20

let sampan: TestSampan
let admin: ReturnType<typeof handOf>
let people: string[]
let side: SideProcess
beforeAll(async () => {
  sampan = await startSampan({ language: 'en' })
  admin = handOf(sampan, sampan.admin)
  people = []
  for (let i = 0; i < 4; i++) people.push((await sampan.person(`Seller ${i}`, 'sales')).principal.id!)
  side = startSide(sampan)
})
afterAll(async () => {
  await side.stop()
  await sampan.close()
})

const all = async (object: string, where: object): Promise<Told[]> => {
  const query = new URLSearchParams({ where: JSON.stringify(where), limit: '1000', sort: 'createdAt' })
  return (await sampan.call(sampan.admin, 'GET', `/api/v1/${object}?${query}`)).body.data
}
/** How many she has been given so far. */
const countOf = async (who: string): Promise<number> => {
  const query = new URLSearchParams({ where: JSON.stringify({ person: who }), limit: '1', count: 'exact' })
  return (await sampan.call(sampan.admin, 'GET', `/api/v1/assignment?${query}`)).body.total.value
}
const rule = (values: object): Promise<Told> =>
  admin.make('assignmentRule', { name: `Rule ${Math.random()}`, object: 'lead', people, active: true, ...values })
/** So many leads from each of two processes at once. */
const pour = (mark: string) =>
  Promise.all(
    [sampan, side].flatMap((at, i) =>
      Array.from({ length: each }, async (_, n) => {
        const name = `${mark} ${i} ${n}`
        for (;;) {
          const { status } = await at.call(sampan.admin, 'POST', '/api/v1/lead', { name, company: name, owner: null })
          if (status === 201) return
          // Nobody waits for a connection for ever: a program would try once more.
          expect(status).toBe(503)
        }
      }),
    ),
  )

test(
  'in turn, within the day of the rule and of the person, and the rest waits',
  async () => {
    for (let round = 0; round < rounds; round++) {
      const [perDay, capacity] = [3 + (round % 5), 2 + (round % 3)]
      const first = await rule({ order: 1, perDay })
      const second = await rule({ order: 2 })
      for (const who of people)
        await admin.change('user', who, { dailyCapacity: (await countOf(who)) + perDay + capacity })
      const mark = `Round ${round}`
      await pour(mark)
      const leads = await all('lead', { name: { startsWith: mark } })
      expect(leads).toHaveLength(2 * each)
      const rows = await all('assignment', { rule: { in: [first.id, second.id] } })
      const by = (one: Told) => rows.filter((row) => row.rule.id === one.id)
      for (const who of people) {
        const hers = rows.filter(({ person }) => person.id === who)
        expect(hers.filter((row) => row.rule.id === first.id)).toHaveLength(Math.min(perDay, each / 2))
        // Those of both rules, as far as her day reaches, and as far as there was something to give.
        expect(hers.length).toBeLessThanOrEqual(perDay + capacity)
        expect(leads.filter(({ owner }) => owner?.id === who)).toHaveLength(hers.length)
      }
      // Each turn of a rule once, without a gap; in turn means that nobody is two ahead.
      for (const one of [first, second]) {
        const turns = by(one).map(({ turn }) => turn)
        expect(turns.sort((a, b) => a - b)).toEqual(turns.map((_, i) => i + 1))
        const counts = people.map((who) => by(one).filter(({ person }) => person.id === who).length)
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
      }
      expect(new Set(rows.map(({ record }) => record)).size).toBe(rows.length)
      expect(rows).toHaveLength(Math.min(2 * each, people.length * (perDay + capacity)))
      expect(leads.filter(({ owner }) => owner === null)).toHaveLength(2 * each - rows.length)
      for (const { id } of [first, second]) await admin.remove('assignmentRule', id)
    }
  },
  120_000 + rounds * 20_000,
)
