import fc from 'fast-check'
import { expect, test } from 'vitest'
import { aucOf, naiveBayes, reliabilityOf } from './judge.ts'
import { fitLogistic, fitPlatt, logOdds, sigmoid } from './logistic.ts'

/* What is learnt is what was put in; AUC is what one counts pair by pair. */

/** A chance that is the same in every run. */
function random(seed: number): () => number {
  let at = seed
  return () => {
    at = (at * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return at / 4_294_967_296
  }
}

test('the weights by which cases were made are found again, and others stay small', async () => {
  const chance = random(5)
  const made = Array.from({ length: 6_000 }, () => {
    const x = [chance() < 0.5 ? 1 : 0, chance() * 2 - 1, chance() < 0.3 ? 1 : 0]
    const y = chance() < sigmoid(-0.5 + 1.5 * x[0]! - 1 * x[1]!) ? (1 as const) : (0 as const)
    return { x, y }
  })
  const model = await fitLogistic(made, 1)
  expect(model.bias).toBeCloseTo(-0.5, 0)
  expect(Math.abs(model.weights[0]! - 1.5)).toBeLessThan(0.25)
  expect(Math.abs(model.weights[1]! + 1)).toBeLessThan(0.25)
  expect(Math.abs(model.weights[2]!)).toBeLessThan(0.2)
  const scored = made.map(({ x, y }) => ({ z: 2 * logOdds(model, x) + 1, y }))
  const { a, b } = await fitPlatt(scored)
  for (const { count, foretold, came } of reliabilityOf(scored.map(({ z, y }) => ({ p: sigmoid(a * z + b), y }))))
    if (count > 300) expect(Math.abs(foretold! - came!)).toBeLessThan(0.06)
})

test('cases that fall apart cleanly have an answer too, and so have those of one kind', async () => {
  const clean = Array.from({ length: 40 }, (_, i) => ({ x: [i < 20 ? 1 : 0], y: i < 20 ? (1 as const) : (0 as const) }))
  const { weights } = await fitLogistic(clean, 1)
  expect(weights[0]).toBeGreaterThan(1)
  expect(Number.isFinite(weights[0])).toBe(true)
  expect((await fitLogistic([{ x: [1], y: 1 }], 1)).weights).toHaveLength(1)
  expect(aucOf([{ score: 1, y: 1 }])).toBeNull()
})

test('AUC is the share of pairs in the right order', () => {
  const cases = fc.array(
    fc.record({ score: fc.integer({ min: 0, max: 5 }), y: fc.constantFrom(0 as const, 1 as const) }),
    {
      minLength: 1,
      maxLength: 30,
    },
  )
  fc.assert(
    fc.property(cases, (given) => {
      const [good, bad] = [1, 0].map((y) => given.filter((one) => one.y === y))
      const pairs: number[] = good!.flatMap((g) =>
        bad!.map((b) => (g.score > b.score ? 1 : g.score === b.score ? 0.5 : 0)),
      )
      const expected = pairs.length === 0 ? null : pairs.reduce((sum, one) => sum + one, 0) / pairs.length
      const auc = aucOf(given)
      if (expected === null) expect(auc).toBeNull()
      else expect(auc).toBeCloseTo(expected, 10)
    }),
    { numRuns: 200 },
  )
})

test('naive Bayes holds with what is commoner among good cases, and knows nothing of what it has not seen', () => {
  const weigh = naiveBayes([
    { traits: ['a'], y: 1 },
    { traits: ['a'], y: 1 },
    { traits: ['b'], y: 0 },
    { traits: ['b'], y: 0 },
  ])
  expect(weigh(['a'])).toBeGreaterThan(weigh(['c']))
  expect(weigh(['c'])).toBeGreaterThan(weigh(['b']))
})
