import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Candidate, choose, type Way } from './choose.ts'

/* Who is next: nobody without room, and whatever the history, turns, loads and shares even out. */

const people = fc.array(
  fc.record({
    weight: fc.integer({ min: 1, max: 6 }),
    held: fc.integer({ min: 0, max: 20 }),
    room: fc.integer({ min: 0, max: 12 }),
  }),
  { minLength: 1, maxLength: 7 },
)
const make = (given: readonly { weight: number; held: number; room: number }[]): Candidate[] =>
  given.map((one, i) => ({ ...one, id: `${i}`, lastTurn: 0, given: 0 }))
const run = (candidates: Candidate[], way: Way, times: number) =>
  Array.from({ length: times }, (_, i) => choose(candidates, way, i + 1)?.id ?? null)

test('nobody gets more than she has room for, and nothing is kept back while somebody has', () => {
  fc.assert(
    fc.property(people, fc.constantFrom('turn' as const, 'load' as const, 'share' as const), (given, way) => {
      const got = run(make(given), way, 60)
      given.forEach(({ room }, i) => {
        expect(got.filter((id) => id === `${i}`).length).toBeLessThanOrEqual(room)
      })
      const all = given.reduce((sum, { room }) => sum + room, 0)
      expect(got.filter((id) => id !== null)).toHaveLength(Math.min(60, all))
    }),
    { numRuns: 200 },
  )
})

test('in turn nobody is two ahead; by load the least goes first; by shares everybody gets hers', () => {
  fc.assert(
    fc.property(people, (given) => {
      const open = given.map((one) => ({ ...one, room: 1_000 }))
      const counts = (got: readonly (string | null)[]) => open.map((_, i) => got.filter((id) => id === `${i}`).length)
      const turns = counts(run(make(open), 'turn', 53))
      expect(Math.max(...turns) - Math.min(...turns)).toBeLessThanOrEqual(1)
      const loads = make(open)
      run(loads, 'load', 200)
      const held = loads.map((one) => one.held)
      expect(Math.max(...held) - Math.min(...held)).toBeLessThanOrEqual(Math.max(1, ...given.map((one) => one.held)))
      const weights = open.reduce((sum, { weight }) => sum + weight, 0)
      const shares = counts(run(make(open), 'share', weights * 5))
      for (const [i, { weight }] of open.entries()) expect(Math.abs(shares[i]! - weight * 5)).toBeLessThanOrEqual(1)
    }),
    { numRuns: 200 },
  )
})
