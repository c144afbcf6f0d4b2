import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boundedDistance, closest } from './distance.ts'

describe('did you mean', () => {
  it.each([
    ['', ['a']],
    ['health', ['retail', 'technology']],
    ['c#', ['C', 'C++']],
    ['Tier 3', ['Tier 1']],
    ['Type C', ['Type A', 'Type B']],
    ['华为', ['华伟']],
    ['xyz', []],
  ])('does not guess for %s', (word, candidates) => {
    expect(closest(word, candidates)).toBeNull()
  })

  it.each([
    ['technolgy', ['retail', 'technology', 'medical'], 'technology', 1],
    ['GTXPro', ['GTX Basic', 'GTX Pro', 'MG Special'], 'GTX Pro', 0],
    ['gtx-pro', ['GTX Pro'], 'GTX Pro', 0],
    ['Ａ（重点客户）', ['A(重点客户)', 'B(普通客户)'], 'A(重点客户)', 0],
    ['Phillipines', ['Philippines', 'Poland'], 'Philippines', 2],
    ['teh', ['the', 'tree'], 'the', 1],
    ['负则人', ['负责人', '联系人'], '负责人', 1],
    ['c++', ['C', 'C++'], 'C++', 0],
  ])('%s means one of %s', (word, candidates, match, distance) => {
    expect(closest(word, candidates)).toMatchObject({ match, distance })
  })

  it('is a distance: symmetric, zero for the same, bounded when it exceeds', () => {
    const word = fc.string({ maxLength: 8, unit: fc.constantFrom('a', 'b', 'c', '中') })
    fc.assert(
      fc.property(word, word, fc.nat({ max: 4 }), (a, b, max) => {
        const whole = boundedDistance(a, b, 99)
        expect(boundedDistance(b, a, 99)).toBe(whole)
        expect(whole === 0).toBe(a === b)
        expect(boundedDistance(a, b, max)).toBe(Math.min(whole, max + 1))
      }),
    )
    expect(boundedDistance('ab', 'ba', 2)).toBe(1)
    expect(boundedDistance('kitten', 'sitting', 9)).toBe(3)
  })
})

it('the same letters given twice are one candidate', () => {
  expect(closest('technolgy', ['technology', 'Technology'])?.match).toBe('technology')
})
