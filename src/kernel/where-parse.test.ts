import { expect, test } from 'vitest'
import { sky } from '../../test/engine/sky.ts'
import { Refusal } from './problem.ts'
import { matches } from './where-memory.ts'
import { parseWhere } from './where-parse.ts'

const hidden = (object: string, field: string) =>
  !(object === 'planet' && field === 'price') && !(object === 'star' && field === 'keeper')
const parse = (input: unknown) => parseWhere(input, { registry: sky, object: 'planet', visible: hidden })

function problems(input: unknown) {
  try {
    parse(input)
  } catch (error) {
    if (error instanceof Refusal) return error.problems
    throw error
  }
  throw new Error(`Not refused: ${JSON.stringify(input)}`)
}

const deep = (n: number): unknown => (n === 0 ? { name: 'Io' } : { not: deep(n - 1) })

test.each<[why: string, input: unknown, field: string, zh: string]>([
  ['no object', null, 'where', '应为对象'],
  ['a list', [], 'where', '应为对象'],
  ['a text', 'name=Io', 'where', '应为对象'],
  ['an unknown field', { nme: 'Io' }, 'where.nme', '没有「nme」这个字段。是否指「name」？'],
  ['a name of the language', { constructor: 1 }, 'where.constructor', '没有「constructor」'],
  ['its prototype', JSON.parse('{"__proto__": {"a": 1}}'), 'where.__proto__', '没有「__proto__」'],
  ['a forgotten value', { name: undefined }, 'where.name', '缺少值'],
  ['a condition without operator', { name: {} }, 'where.name', '不是有效的条件'],
  ['an unknown operator', { name: { like: 'I%' } }, 'where.name.like', '这里不能用「like」'],
  ['an operator of another kind', { mass: { contains: '1' } }, 'where.mass.contains', '这里不能用「contains」'],
  ['an order of choices', { kind: { lt: 'gas' } }, 'where.kind.lt', '这里不能用「lt」'],
  ['one value of several', { tags: 'gas' }, 'where.tags', 'has'],
  ['a choice that is none', { kind: 'gass' }, 'where.kind', '是否指「gas」？'],
  ['text for a number', { mass: { gt: 'heavy' } }, 'where.mass.gt', '不是有效的数字'],
  ['an object for a number', { mass: { gt: {} } }, 'where.mass.gt', '不是有效的数字'],
  ['a number for a truth', { ringed: 1 }, 'where.ringed', 'true'],
  ['a day that is none', { found: { lt: '2026-02-30' } }, 'where.found.lt', '不是有效的日期'],
  ['a time without a zone', { seen: '2026-02-03T10:00:00' }, 'where.seen', '时区'],
  ['an id that is none', { star: 'sun' }, 'where.star', '编号'],
  ['U+0000', { name: 'I\u0000' }, 'where.name', '无效字符'],
  ['half a character', { name: { contains: '\ud842' } }, 'where.name.contains', '无效字符'],
  ['an empty text', { name: { contains: '' } }, 'where.name.contains', '文字'],
  ['an empty value in a list', { name: { in: ['Io', null] } }, 'where.name.in', '缺少值'],
  ['no list', { name: { in: 'Io' } }, 'where.name.in', '列表'],
  ['an empty list of wanted choices', { tags: { hasAll: [] } }, 'where.tags.hasAll', '列表为空'],
  ['a period that is none', { found: { within: 'soon' } }, 'where.found.within', '时间段'],
  ['half a period', { found: { within: { last: 3 } } }, 'where.found.within', '时间段'],
  ['a period without end', { found: { within: { last: 1e9, unit: 'day' } } }, 'where.found.within', '时间段'],
  ['me as a team', { crew: { is: 'me' } }, 'where.crew.is', '可取 myTeam'],
  ['me as a star', { star: { is: 'me' } }, 'where.star.is', '这里不能用「is」'],
  ['emptiness that is neither', { name: { empty: 'yes' } }, 'where.name.empty', 'true 或 false'],
  ['an address as a whole', { place: 'Io' }, 'where.place', '可用：empty'],
  ['an unknown part', { 'place.moon': 'Io' }, 'where.place.moon', '没有「moon」这一项'],
  ['a step from a text', { 'name.star': 'Io' }, 'where.name.star', '没有「star」这一项'],
  ['too many steps', { 'moons.star.keeper.team.name': 'Io' }, 'where.moons.star.keeper.team.name', '没有「keeper」'],
  ['or without a list', { or: { name: 'Io' } }, 'where.or', '条件列表'],
  ['or of nothing', { or: [] }, 'where.or', '条件列表'],
  ['an empty condition inside', { or: [{ name: 'Io' }, {}] }, 'where.or.1', '条件为空'],
  ['not of nothing', { not: {} }, 'where.not', '条件为空'],
  ['too deep', deep(8), `where${'.not'.repeat(8)}`, '8 层'],
  ['too many values', { name: { in: Array.from({ length: 1_001 }, (_, i) => `${i}`) } }, 'where.name.in', '1000'],
  ['too many conditions', { and: Array.from({ length: 200 }, () => ({ mass: { gt: 1, lt: 3 } })) }, 'where', '200'],
])('%s is refused, and says where', (_why, input, field, zh) => {
  expect(problems(input)[0]).toMatchObject({
    field,
    message: { zh: expect.stringContaining(zh), en: expect.stringMatching(/[.?]$/) },
  })
})

test('a hidden field reads like one that does not exist, and is never suggested', () => {
  const words = (path: string) =>
    JSON.stringify(problems({ [path]: 1 }))
      .replaceAll(path, '…')
      .replaceAll(path.split('.').at(-1) as string, '…')
  expect(words('price')).toBe(words('qqqqq'))
  expect(words('star.keeper')).toBe(words('star.qqqqqq'))
  expect(problems({ pric: 1 })[0]?.message.en).toBe("Unknown field 'pric'.")
  expect(problems({ 'price.currency': 'CNY' })[0]?.message.en).toBe("Unknown field 'price'.")
  expect(problems({ 'star.keeper.name': 'Io' })[0]?.message.en).toBe("Unknown field 'keeper'.")
})

test('all problems are told at once', () => {
  expect(problems({ nme: 1, or: [{ mass: 'x' }, { found: 'y' }] }).map((p) => p.field)).toEqual([
    'where.nme',
    'where.or.0.mass',
    'where.or.1.found',
  ])
})

const shanghai = {
  userId: null,
  teamId: null,
  teamIds: [],
  teamMateIds: [],
  belowIds: [],
  timeZone: 'Asia/Shanghai',
  now: '2026-11-22T18:00:00.000Z',
}
const record = {
  id: '00000000-0000-4000-8005-000000000001',
  name: '木卫二',
  mass: 0.3,
  found: '2026-11-23',
  seen: '2026-11-22T16:00:00.000Z',
  call: { raw: '138 0013 8000', e164: '+8613800138000', ext: null },
  tags: ['ice'],
  star: { id: '00000000-0000-4000-8003-000000000001', name: '太阳' },
  moons: [{ id: '00000000-0000-4000-8004-000000000001', name: 'Io' }],
  keeper: null,
}

test.each<[filter: unknown, holds: boolean]>([
  [{}, true],
  [{ name: '木卫二', mass: { gt: 0.2, lt: '0.30000001' } }, true],
  [{ mass: { gt: '0.3' } }, false],
  [{ kind: { ne: 'gas' } }, true], // empty is not gas
  [{ not: { kind: 'gas' } }, true],
  [{ kind: 'Gas' }, false],
  [{ found: 'today', seen: 'today' }, true], // it is past midnight in Shanghai
  [{ seen: { lt: '2026-11-23' } }, false],
  [{ seen: { lte: '2026-11-23' } }, true],
  [{ seen: { within: 'yesterday' } }, false],
  [{ found: { within: 'thisWeek' } }, true], // Monday
  [{ call: '１３８-0013-8000' }, true],
  [{ tags: { hasAny: ['ICE', 'gas'] } }, true],
  [{ 'star.name': '太阳', 'star.id': '00000000-0000-4000-8003-000000000001' }, true],
  [{ 'moons.name': { startsWith: 'io' } }, true],
  [{ not: { 'moons.name': 'Io' } }, false],
  [{ keeper: { is: 'me' } }, false], // nobody is not me
])('%j is %s of Europa', (filter, holds) => {
  expect(matches(parseWhere(filter, { registry: sky, object: 'planet' }), record, shanghai)).toBe(holds)
})

test('a path beyond what is at hand is a bug, not a no', () => {
  const tree = parseWhere({ 'star.name': '太阳' }, { registry: sky, object: 'planet' })
  expect(() => matches(tree, { ...record, star: record.star.id }, shanghai)).toThrow('planet.star')
  expect(() => matches(tree, { ...record, star: { id: record.star.id, title: '太阳' } }, shanghai)).toThrow("'name'")
  expect(matches(tree, { ...record, star: { hidden: true } }, shanghai)).toBe(false)
  expect(matches(tree, { ...record, star: record.star.id }, shanghai, () => record.star)).toBe(true)
})
