import { expect, test } from 'vitest'
import { sky } from '../../test/engine/sky.ts'
import type { FormulaResult } from './fields/formula.ts'
import { parseFormula } from './formula.ts'
import { evaluate } from './formula-memory.ts'
import { Refusal } from './problem.ts'

const visible = (object: string, field: string) => !(object === 'planet' && field === 'note')
const parse = (is: string, result: FormulaResult = 'number') =>
  parseFormula({ is, result }, { registry: sky, object: 'planet', visible })

test.each<[is: string, at: number, zh: string]>([
  ['', 1, '公式不完整'],
  ['1 +', 4, '公式不完整'],
  ['1 2', 3, '这里不应出现「2」'],
  ['(1 + 2', 7, '缺少「)」'],
  ['mass # 2', 6, '无法识别「#」'],
  ["'Io", 1, '缺少结尾引号'],
  ['1.2.3', 1, '无法识别'],
  ['masss + 1', 1, '是否指「mass」？'],
  ['length(note)', 8, '没有「note」这个字段'],
  ['rond(1)', 1, '是否指「round」？'],
  ['constructor(1)', 1, '没有函数'],
  ['round(1, 2, 3)', 1, '参数数量不对'],
  ['round(1, mass)', 10, '0 到 6'],
  ["mass + 'a'", 8, '这里应为数字，实际是文字'],
  ['mass + null', 8, '这里应为数字，实际是空值'],
  ['if(mass, 1, 2)', 4, '这里应为是或否'],
  ["if(ringed, 1, 'a')", 15, '这里应为数字'],
  ['mass = found', 8, '这里应为数字，实际是日期'],
  ['1 < mass < 3', 10, '不能连写'],
  ['max(ringed, true)', 1, '只能用于数字或日期'],
  ['concat(ringed)', 8, '不能拼接'],
  ['tags', 1, '不能用在公式里'],
  ['moons.mass', 1, '不能用在公式里'],
  ['density * 2', 1, '不能用在公式里'],
  ['name', 1, '结果是文字，应为数字'],
  ['null', 1, '没有结果'],
  ['((((((((((((((((((((((((((((((((((((((((((1))))))))))))))))))))))))))))))))))))))))))', 42, '嵌套过深'],
  [Array.from({ length: 120 }, () => '1').join('+'), 200, '公式过长'],
  ['1'.repeat(2_001), 1, '最多 2000 个字'],
])('%s is refused at character %i', (is, at, zh) => {
  try {
    parse(is)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    expect(error.detail.at).toBe(at)
    expect(error.problems[0]?.message.zh).toContain(zh)
    expect(error.problems[0]?.message.zh).toMatch(new RegExp(`^第 ${at} 个字符：`))
    expect(error.problems[0]?.message.en).toMatch(new RegExp(`^At character ${at}: .*[.?]$`))
    return
  }
  throw new Error('Not refused.')
})

test('money needs money', () => {
  expect(() => parse('mass * 2', 'money')).toThrow('money')
})

const record = {
  name: '木卫二',
  mass: 10,
  moonCount: 3,
  water: 12.5,
  ringed: null,
  found: '2026-01-31',
  kind: 'ice',
  price: { amount: '1100.04', currency: 'CNY' },
  star: { name: '太阳', price: { amount: '2', currency: 'USD' } },
}
const value = (is: string, result: FormulaResult) =>
  evaluate(parse(is, result), record, { now: '2026-11-22T18:00:00.000Z', timeZone: 'Asia/Shanghai' })

test.each<[is: string, result: FormulaResult, value: unknown]>([
  ['0.1 + 0.2', 'number', 0.3],
  ['2 + 3 * 4 - -1', 'number', 15],
  ['-(2 + 3) * 2', 'number', -10],
  ['mass / moonCount', 'number', 3.333333],
  ['-mass / moonCount * 2', 'number', -6.666666],
  ['mass / (moonCount - 3)', 'number', null],
  ['-7 % 3', 'number', -1],
  ['round(2.5)', 'number', 3],
  ['round(-1.005, 2)', 'number', -1.01],
  ['min(mass, 3, null)', 'number', 3],
  ['coalesce(null, moonCount)', 'number', 3],
  ["if(kind = 'ice' and not ringed, 1, 2)", 'number', 2], // unknown is not yes
  ['ringed and false', 'boolean', false],
  ['ringed or mass > 1', 'boolean', true],
  ['1 < 2 and 2 < 3 or false', 'boolean', true],
  ["concat(name, ' ', mass / 4, ' ', found)", 'text', '木卫二 2.5 2026-01-31'],
  ["concat('它''s')", 'text', "它's"],
  ['length(name)', 'number', 3],
  ['today()', 'date', '2026-11-23'],
  ['days(found, today())', 'number', 296],
  ['year(found) * 100 + month(found) + day(found) / 100', 'number', 202601.31],
  ['star.name', 'text', '太阳'],
  ['price * water / 100', 'money', { amount: '137.505', currency: 'CNY' }],
  ['price + star.price', 'money', null], // yuan and dollars do not add up
  ['price > 1100.03', 'boolean', true],
])('%s gives %s %j', (is, result, expected) => {
  expect(value(is, result)).toEqual(expected)
})
