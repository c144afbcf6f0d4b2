import { type Dice, nasty, nastyTexts } from './words.ts'

/* Filters and formulas as people who mean no good write them: nearly right, far too deep, or asking for what is not theirs. */

const fields = [
  'name',
  'mass',
  'kind',
  'found',
  'seen',
  'price',
  'star',
  'star.name',
  'star.region.name',
  'neighbours',
  'neighbours.neighbours.neighbours.name',
  'owner',
  'createdAt',
  'secret',
  'tags',
  'density',
  'pull',
  'id',
  'version',
  '__proto__',
  'constructor',
  'name.__proto__',
  'star.constructor',
  'toString',
  'deleted_at',
  'search',
  'r.id',
  '"',
  "';--",
]
const tests = [
  'eq',
  'ne',
  'lt',
  'lte',
  'gt',
  'gte',
  'in',
  'contains',
  'startsWith',
  'empty',
  'is',
  'has',
  'hasAny',
  'between',
  'not',
  'matches',
  'like',
  'regex',
  '$where',
  '__proto__',
  'constructor',
  'last',
  'next',
  'within',
]
const patterns = [
  '(a+)+$',
  '%'.repeat(3_000),
  '_%_%_%_%',
  '\\\\'.repeat(100),
  '.*'.repeat(500),
  'a'.repeat(5_000),
  '[[:alpha:]]{99999}',
  '\\%\\_',
  '!',
  '🏴‍☠️',
]

/** A filter; one in four is right. */
export function hostileWhere(dice: Dice, depth = 0): unknown {
  if (depth < 5 && dice.chance(0.3)) {
    const many = Array.from({ length: dice.pick([0, 1, 2, 3, depth === 0 ? 300 : 4]) }, () =>
      hostileWhere(dice, depth + 2),
    )
    return dice.pick([{ and: many }, { or: many }, { not: many[0] ?? null }, { and: many[0] }, { or: {} }])
  }
  if (depth === 0 && dice.chance(0.05)) {
    let deep: unknown = { name: 'x' }
    for (let n = dice.pick([10, 100, 1_000]); n > 0; n--) deep = dice.chance(0.5) ? { not: deep } : { and: [deep] }
    return deep
  }
  const value = dice.chance(0.5)
    ? dice.pick(patterns)
    : dice.chance(0.5)
      ? nasty(dice, 3)
      : dice.pick([1, 'Mars', null, true, '2026-01-01', 'rock', 'me', { is: 'me' }])
  return Object.fromEntries(
    Array.from({ length: dice.pick([1, 1, 2]) }, () => [
      dice.pick(fields),
      dice.chance(0.3) ? value : { [dice.pick(tests)]: dice.chance(0.3) ? [value, value] : value },
    ]),
  )
}

const words = [
  'mass',
  'price',
  'name',
  'star.mass',
  'found',
  'ringed',
  'water',
  'secret',
  '{质量}',
  '{Mass}',
  '{',
  '}',
  '{}',
  '{__proto__}',
  'constructor',
  '__proto__',
  'toString',
  'prototype.x',
  'star.constructor',
  'this',
  'globalThis',
  'process.exit(1)',
  'eval',
  '1',
  '0',
  '999999999999999',
  '0.000001',
  "'a'",
  '"b"',
  "'",
  '"',
  "'it''s'",
  'null',
  'true',
  'false',
  '+',
  '-',
  '*',
  '/',
  '%',
  '=',
  '!=',
  '<',
  '>=',
  'and',
  'or',
  'not',
  '(',
  ')',
  ',',
  'if(',
  'round(',
  'min(',
  'coalesce(',
  'concat(',
  'days(',
  'today()',
  'length(',
  'year(',
  'abs(',
  '.',
  ';',
  '`',
  '$',
  '\\',
  '\u0000',
  '\ud800',
  '火星',
  ' ',
]
const whole = [
  'mass * 2',
  'if(mass > 1, mass, 2)',
  "concat(name, ' ', mass)",
  'round(mass / 3, 2)',
  'days(found, today())',
  'coalesce(mass, water, 0)',
  'price * water / 100',
  'star.mass + mass',
  'mass = 1 or ringed',
]

/** An expression: words in a row, a right one with something wrong in it, one that is nested or goes on without end. */
export function hostileFormula(dice: Dice): string {
  switch (dice.under(6)) {
    case 0:
      return Array.from({ length: dice.under(30) }, () => dice.pick(words)).join(dice.pick(['', ' ']))
    case 1: {
      const n = dice.pick([5, 39, 500, 1_999])
      return dice.pick([
        `${'('.repeat(n)}1${')'.repeat(n)}`,
        '-'.repeat(n) + 1,
        `${'not '.repeat(n)}true`,
        Array(n).fill('1').join('+'),
        `${'if(true,'.repeat(n)}1`,
        `'${"''".repeat(n)}`,
        '{'.repeat(n),
        `${'a.'.repeat(n)}a`,
        'mass'.repeat(n),
        `${'mass*'.repeat(n)}1`,
      ])
    }
    case 2:
      return dice.pick(nastyTexts).slice(0, 3_000)
    default: {
      const text = dice.pick(whole)
      const at = dice.under(text.length + 1)
      return `${text.slice(0, at)}${dice.chance(0.7) ? dice.pick(words) : ''}${text.slice(dice.chance(0.5) ? at : Math.min(text.length, at + dice.under(4)))}`
    }
  }
}
