/* What attackers, robots and tired people send. */

export type Dice = {
  /** From 0 to n - 1. */
  under(n: number): number
  chance(of: number): boolean
  pick<T>(list: readonly T[]): T
}

/** A run that can be played again (mulberry32, public domain, by Tommy Ettinger). */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    under: (n) => Math.floor(next() * n),
    chance: (of) => next() < of,
    pick: (list) => list[Math.floor(next() * list.length)]!,
  }
}

const long = '长'.repeat(70_000)

export const nastyTexts: readonly string[] = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\u202e\u200d\ufeff',
  '🏴‍☠️'.repeat(50),
  long,
  'x'.repeat(200_000),
  `'; drop table "planet"; --`,
  `" or 1=1 --`,
  '\\',
  `\\'; select pg_sleep(20); --`,
  '$1',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: somebody hopes that it is one
  '${process.exit(1)}',
  '{{constructor.constructor("return process")()}}',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  'javascript:alert(1)',
  '=HYPERLINK("http://evil.example","x")',
  '@SUM(1+1)*cmd|/c calc',
  '../../../../etc/passwd',
  '..%2f..%2f',
  'file:///etc/passwd',
  'http://169.254.169.254/latest/meta-data',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '%',
  '%00',
  '%zz',
  '_',
  '*',
  '(',
  '((((((((((((((((((((((((a)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*',
  '[',
  'NaN',
  'Infinity',
  '-0',
  '1e400',
  '0x10',
  '１２３',
  '99999999999999999999999999999999999999',
  '2026-02-30',
  '0000-00-00',
  '275760-09-13T00:00:00.001Z',
  '-271821-04-19T23:59:59Z',
  '2026-13-45T99:99:99Z',
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  'not-a-uuid',
  'null',
  'undefined',
  'true',
  '[]',
  '{}',
  '\r\nSet-Cookie: a=b',
]

/** Anything that JSON can carry, and some that it should not. */
export function nasty(dice: Dice, depth = 0): unknown {
  switch (dice.under(depth > 3 ? 8 : 12)) {
    case 0:
      return null
    case 1:
      return dice.chance(0.5)
    case 2:
      return dice.pick([0, -1, 1, 0.1, -0.0, 1e308, -1e308, 2 ** 31, 2 ** 53, -(2 ** 63), 1e21, 5e-324])
    case 8:
      return Array.from({ length: dice.under(4) }, () => nasty(dice, depth + 1))
    case 9:
      return Object.fromEntries(
        Array.from({ length: dice.under(4) }, () => [dice.pick(nastyTexts).slice(0, 60), nasty(dice, depth + 1)]),
      )
    case 10:
      // the second one cannot even become a text
      return dice.chance(0.5)
        ? { toString: null, valueOf: null }
        : JSON.parse(`{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}`)
    case 11:
      return nested(dice.pick([20, 200, 2_000]), dice.pick(['not', 'and', 'or', 'a']))
    default:
      return dice.pick(nastyTexts)
  }
}

function nested(depth: number, word: string): unknown {
  let value: unknown = 1
  for (let i = 0; i < depth; i++) value = word === 'a' ? [value] : { [word]: word === 'not' ? value : [value] }
  return value
}
