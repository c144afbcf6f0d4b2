import { expect, test } from 'vitest'
import type { RecordOf } from '../object.ts'
import { defineObject } from '../object.ts'
import { type Address, address } from './address.ts'
import { autonumber, autonumberText } from './autonumber.ts'
import { boolean } from './boolean.ts'
import { date } from './date.ts'
import { datetime } from './datetime.ts'
import { deadline } from './deadline.ts'
import { email } from './email.ts'
import type { Field } from './field.ts'
import { files } from './files.ts'
import { formula } from './formula.ts'
import { columnsOf, fieldTypes, typeOf } from './index.ts'
import { json } from './json.ts'
import { longText } from './longText.ts'
import { money } from './money.ts'
import { multiSelect } from './multiSelect.ts'
import { number } from './number.ts'
import { percent } from './percent.ts'
import { phone } from './phone.ts'
import { relation, team, user } from './relation.ts'
import { relations } from './relations.ts'
import { rollup } from './rollup.ts'
import { score } from './score.ts'
import { select } from './select.ts'
import { text } from './text.ts'
import { url } from './url.ts'

const label = { en: 'Thing', zh: '东西' }
const id = '01890a5d-ac96-774b-bcce-b302099a8057'
const other = '01890a5d-ac96-774b-bcce-b302099a8058'
const sizes = [
  { key: 'small', label: { en: 'Small', zh: '小型' } },
  { key: 'large', label: { en: 'Large, round', zh: '大型' }, color: 'blue' },
] as const

type Case = {
  field: Field
  /** What is refused, with a word of the Chinese message. */
  refused: [input: unknown, zh: string][]
  taken: [input: unknown, value: unknown][]
  /** A value, its cells as the driver answers them, and how it reads. */
  reads: [value: unknown, cells: unknown[], zh: string, en: string][]
}

const cases: Case[] = [
  {
    field: text({ label, max: 5 }),
    refused: [
      [{}, '文字'],
      [true, '文字'],
      ['木星的卫星们', '最多 5 个字'],
    ],
    taken: [
      ['  木卫　二 ', '木卫 二'],
      ['a\nb', 'a b'],
      [7, '7'],
      ['\u0000', null],
    ],
    reads: [['木卫二', ['木卫二'], '木卫二', '木卫二']],
  },
  {
    field: text({ label, nameOf: 'person' }),
    refused: [[{}, '文字']],
    taken: [
      ['王　小 明', '王小明'],
      ['Anna  Maria', 'Anna Maria'],
    ],
    reads: [['王小明', ['王小明'], '王小明', '王小明']],
  },
  {
    field: longText({ label, max: 9 }),
    refused: [
      [['a'], '文字'],
      ['0123456789', '最多 9 个字'],
    ],
    taken: [['一行\r\n\r\n二行\u0000', '一行\n\n二行']],
    reads: [['一\n二', ['一\n二'], '一\n二', '一\n二']],
  },
  {
    field: email({ label }),
    refused: [
      ['nobody', '邮箱'],
      ['a@b', '邮箱'],
      ['a..b@c.com', '邮箱'],
      ['a b@c.com', '邮箱'],
      ['a@c.com,d@e.com', '邮箱'],
      [`${'a'.repeat(65)}@c.com`, '邮箱'],
      [1, '邮箱'],
    ],
    taken: [
      [' Ada@Example.COM ', 'ada@example.com'],
      ['mailto:a+b@例子.中国', 'a+b@例子.中国'],
      ['ｚｈａｎｇ＠example.cn', 'zhang@example.cn'],
    ],
    reads: [['a@b.cn', ['a@b.cn'], 'a@b.cn', 'a@b.cn']],
  },
  {
    field: phone({ label }),
    refused: [
      ['没有', '电话'],
      ['1.38E+10', '截断'],
      [{}, '电话'],
    ],
    taken: [
      ['１３８ 0013 8000', { raw: '138 0013 8000', e164: '+8613800138000', ext: null }],
      ['0755-88888888转1234', { raw: '0755-88888888转1234', e164: '+8675588888888', ext: '1234' }],
      [{ e164: '+8613800138000' }, { raw: '+8613800138000', e164: '+8613800138000', ext: null }],
      ['8001', { raw: '8001', e164: null, ext: null }],
    ],
    reads: [
      [
        { raw: '0755 8888 8888 转 12', e164: '+8675588888888', ext: '12' },
        ['+8675588888888', '12', '0755 8888 8888 转 12'],
        '0755 8888 8888 转 12',
        '0755 8888 8888 ext. 12',
      ],
      [{ raw: '80-01', e164: null, ext: null }, ['8001', null, '80-01'], '80-01', '80-01'],
    ],
  },
  {
    field: url({ label }),
    refused: [
      ['javascript:alert(1)', 'https://'],
      ['mailto:a@b.cn', 'https://'],
      ['https://me:secret@example.com', '网址'],
      ['two words.com', '网址'],
      ['http://', '网址'],
      ['nothing', '网址'],
      [5, '网址'],
    ],
    taken: [
      ['example.com', 'https://example.com'],
      ['HTTP://例子.中国/路?a=1', 'http://例子.中国/路?a=1'],
      ['example.com:8080/x', 'https://example.com:8080/x'],
    ],
    reads: [['https://a.cn', ['https://a.cn'], 'https://a.cn', 'https://a.cn']],
  },
  {
    field: number({ label, min: -5, max: 100, scale: 2 }),
    refused: [
      ['twelve', '数字'],
      [Number.NaN, '数字'],
      [Number.POSITIVE_INFINITY, '数字'],
      [true, '数字'],
      [-6, '不能小于 -5'],
      ['101', '不能大于 100'],
    ],
    taken: [
      ['12.345', 12.35],
      [0, 0],
      [-5, -5],
    ],
    reads: [[12.5, ['12.500000'], '12.5', '12.5']],
  },
  {
    field: number({ label, integer: true }),
    refused: [
      [1.5, '整数'],
      ['9007199254740993', '整数'],
    ],
    taken: [['42', 42]],
    reads: [[42, ['42'], '42', '42']],
  },
  {
    field: money({ label, min: 0 }),
    refused: [
      ['much', '金额'],
      [-1, '不能小于 0'],
      [{ amount: 1, currency: 'RENMINBI' }, '币种'],
    ],
    taken: [
      [1100.04, { amount: '1100.04', currency: 'CNY' }],
      [
        { amount: '0.1', currency: 'usd' },
        { amount: '0.1', currency: 'USD' },
      ],
    ],
    reads: [[{ amount: '1100', currency: 'CNY' }, ['1100.0000', 'CNY'], '1100 CNY', '1100 CNY']],
  },
  {
    field: percent({ label }),
    refused: [
      ['half', '百分比'],
      [-1, '不能小于 0'],
      [100.5, '不能大于 100'],
    ],
    taken: [
      ['12.345 %', 12.35],
      [100, 100],
    ],
    reads: [[12.5, ['12.50'], '12.5%', '12.5%']],
  },
  {
    field: boolean({ label }),
    refused: [
      ['perhaps', '是'],
      [2, '是'],
      [[], '是'],
    ],
    taken: [
      [true, true],
      ['否', false],
      ['YES', true],
      [0, false],
    ],
    reads: [
      [true, [true], '是', 'Yes'],
      [false, [false], '否', 'No'],
    ],
  },
  {
    field: date({ label }),
    refused: [
      ['2026-02-30', '日期'],
      ['03/05/26', '日期'],
      ['2026-03-05T10:00:00Z', '日期'],
      [20260305, '日期'],
    ],
    taken: [
      ['2026-03-05', '2026-03-05'],
      ['2026/3/5', '2026-03-05'],
      ['2026年3月5日', '2026-03-05'],
    ],
    reads: [['2026-03-05', ['2026-03-05'], '2026-03-05', '2026-03-05']],
  },
  {
    field: datetime({ label }),
    refused: [
      ['2026-03-05', '时间'],
      ['2026-03-05T25:00:00Z', '时间'],
      ['2026-03-05T10:00:00', '时区'],
      [0, '时间'],
    ],
    taken: [
      ['2026-03-05T14:30:00+08:00', '2026-03-05T06:30:00.000Z'],
      ['2026-03-05T06:30:00.123Z', '2026-03-05T06:30:00.123Z'],
    ],
    reads: [
      ['2026-03-05T06:30:00.000Z', ['2026-03-05T06:30:00.000Z'], '2026-03-05 06:30:00 UTC', '2026-03-05 06:30:00 UTC'],
      ['2026-03-05T06:30:00.120Z', ['2026-03-05 06:30:00.12+00'], '2026-03-05 06:30:00 UTC', '2026-03-05 06:30:00 UTC'],
    ],
  },
  {
    field: select({ label, options: sizes }),
    refused: [
      ['smal', '是否指「Small」'],
      ['巨大', '没有「巨大」'],
      [{}, '选择'],
    ],
    taken: [
      ['small', 'small'],
      [' LARGE,  Round', 'large'],
      ['大型', 'large'],
    ],
    reads: [
      ['large', ['large'], '大型', 'Large, round'],
      ['gone', ['gone'], 'gone', 'gone'],
    ],
  },
  {
    field: multiSelect({ label, options: sizes }),
    refused: [
      [['small', 'odd'], '没有「odd」'],
      [[{}], '选择'],
    ],
    taken: [
      [['小型', 'small'], ['small']],
      ['小型、大型', ['small', 'large']],
      ['Large, round', ['large']],
      [[], null],
    ],
    reads: [[['small', 'large'], [['small', 'large']], '小型、大型', 'Small, Large, round']],
  },
  ...[relation('planet', { label }), user({ label }), team({ label })].map((field) => ({
    field,
    refused: [
      ['木星', '编号'],
      [7, '编号'],
    ] as [unknown, string][],
    taken: [
      [id.toUpperCase(), id],
      [{ id, title: '木星' }, id],
    ] as [unknown, unknown][],
    reads: [[id, [id], id, id]] as Case['reads'],
  })),
  {
    field: relations('planet', { label }),
    refused: [
      [[id, 'x'], '编号'],
      [{}, '编号'],
    ],
    taken: [
      [
        [id, { id: other }, id.toUpperCase()],
        [id, other],
      ],
      [id, [id]],
      [[], null],
    ],
    reads: [],
  },
  {
    field: address({ label }),
    refused: [
      [[], '地址'],
      [7, '地址'],
      [{ moon: '木卫二' }, '没有「moon」'],
      [{ city: {} }, '城市'],
      [{ city: '长'.repeat(256) }, '最多 255 个字'],
    ],
    taken: [
      [
        { country: 'cn', city: ' 深圳市 ' },
        { country: 'CN', province: null, city: '深圳市', district: null, street: null, postcode: null },
      ],
      [
        '科技路 1 号',
        { country: null, province: null, city: null, district: null, street: '科技路 1 号', postcode: null },
      ],
      [
        '广东省深圳市南山区科技路　１ 号',
        {
          country: 'CN',
          province: '广东省',
          city: '深圳市',
          district: '南山区',
          street: '科技路 1 号',
          postcode: null,
        },
      ],
      [{ city: ' ' }, null],
    ],
    reads: [
      [
        {
          country: null,
          province: '北京市',
          city: '北京市',
          district: '海淀区',
          street: '中关村 1 号',
          postcode: '100080',
        },
        [null, '北京市', '北京市', '海淀区', '中关村 1 号', '100080'],
        '北京市海淀区中关村 1 号 100080',
        '中关村 1 号, 海淀区, 北京市 100080',
      ],
      ...(
        [
          ['CN', '上海市', '上海市工业一路 470 号', '工业一路 470 号, 上海市, CN'],
          ['DE', 'Bayern', '德国Bayern工业一路 470 号', '工业一路 470 号, Bayern, DE'],
        ] as const
      ).map(([country, province, zh, en]): [Address, unknown[], string, string] => [
        { country, province, city: null, district: null, street: '工业一路 470 号', postcode: null },
        [country, province, null, null, '工业一路 470 号', null],
        zh,
        en,
      ]),
    ],
  },
  {
    field: files({ label, max: 1 }),
    refused: [
      ['photo.jpg', '编号'],
      [[id, other], '最多 1 个'],
    ],
    taken: [[[id], [id]]],
    reads: [[[id], [[id]], id, id]],
  },
  {
    field: autonumber({ label, prefix: 'P-', digits: 4 }),
    refused: [
      [7, '编号'],
      ['x'.repeat(61), '编号'],
    ],
    taken: [[' P-0007 ', 'P-0007']],
    reads: [['P-0007', ['P-0007'], 'P-0007', 'P-0007']],
  },
  { field: formula({ label, is: '1 + 1', result: 'number' }), refused: [[2, '系统计算']], taken: [], reads: [] },
  {
    field: deadline({ label, by: 'orbit', gives: 'day' }),
    refused: [['2026-01-01', '系统计算']],
    taken: [],
    reads: [],
  },
  {
    field: score({ label }),
    refused: [[2, '系统计算']],
    taken: [],
    reads: [[{ points: 72, grade: 'A' }, [72, 'A'], '72 A', '72 A']],
  },
  {
    field: rollup({ label, over: 'moon', through: 'planet', compute: 'count' }),
    refused: [[2, '系统计算']],
    taken: [],
    reads: [],
  },
  {
    field: json({ label }),
    refused: [
      ['text', 'JSON'],
      [7, 'JSON'],
      [{ a: '\u0000' }, '无法保存'],
      [['x'.repeat(100_001)], '过大'],
    ],
    taken: [[{ columns: ['a'], gone: undefined }, { columns: ['a'] }]],
    reads: [[[1, { a: '一' }], [[1, { a: '一' }]], '[1,{"a":"一"}]', '[1,{"a":"一"}]']],
  },
]

test('every field type has its case', () => {
  expect(new Set(cases.map(({ field }) => field.type))).toEqual(new Set(Object.keys(fieldTypes)))
})

for (const { field, refused, taken, reads } of cases) {
  const unit = typeOf(field)
  test(`${field.type} refuses what it cannot hold, in both languages`, () => {
    for (const [input, zh] of refused) {
      const parsed = unit.parse(input, field)
      expect(parsed, JSON.stringify(input)).toEqual({
        wrong: { en: expect.stringMatching(/\.$|\?$/), zh: expect.stringContaining(zh) },
      })
    }
  })
  test(`${field.type} takes what people write`, () => {
    for (const [input, value] of taken) {
      expect(unit.parse(input, field), JSON.stringify(input)).toEqual({ value })
      if (value !== null) expect(unit.parse(value, field)).toEqual({ value })
    }
  })
  test(`${field.type} comes back from its columns and reads in both languages`, () => {
    expect(
      unit.fromRow(
        unit.columns(field).map(() => null),
        field,
      ),
    ).toBeNull()
    for (const [value, cells, zh, en] of reads) {
      expect(unit.toRow(value, field)).toHaveLength(unit.columns(field).length)
      expect(unit.fromRow(unit.toRow(value, field), field)).toEqual(value)
      expect(unit.fromRow(cells, field)).toEqual(value)
      expect([unit.toText(value, field, 'zh-CN'), unit.toText(value, field, 'en')]).toEqual([zh, en])
    }
  })
}

test('a formula reads its result by kind', () => {
  const read = (result: 'number' | 'text' | 'boolean' | 'date' | 'money', ...cells: unknown[]) =>
    typeOf(formula({ label, is: '1', result })).fromRow(cells, formula({ label, is: '1', result }))
  expect(read('number', '2.500000')).toBe(2.5)
  expect(read('boolean', false)).toBe(false)
  expect(read('money', ['12.5000', 'USD'])).toEqual({ amount: '12.5', currency: 'USD' })
  expect(read('money', [null, 'CNY'])).toBeNull()
})

test('an automatic number is padded and outgrows its padding', () => {
  expect(autonumberText({ label, prefix: 'P-', digits: 4 }, 17)).toBe('P-0017')
  expect(autonumberText({ label, digits: 2 }, 12345n)).toBe('12345')
})

test('columns are named after the field and its parts', () => {
  expect(columnsOf('homeAddress', address({ label })).map((c) => c.name)).toContain('home_address_postcode')
  expect(columnsOf('planet', relation('planet', { label })).map((c) => c.name)).toEqual(['planet_id'])
  expect(columnsOf('moons', relations('moon', { label }))).toEqual([])
})

test('the compiler knows what a record holds', () => {
  const planet = defineObject('planet', {
    label,
    plural: 'Planets',
    title: 'name',
    fields: {
      name: text({ label, required: true }),
      size: select({ label, options: sizes }),
      phone: phone({ label }),
      weight: formula({ label, is: '1', result: 'number' }),
      tags: multiSelect({ label, required: true, options: sizes }),
    },
  })
  const values = {} as RecordOf<typeof planet>
  const name: string = values.name
  const size: 'small' | 'large' | null = values.size
  const e164: string | null | undefined = values.phone?.e164
  const weight: number | null = values.weight
  const tags: readonly ('small' | 'large')[] = values.tags
  // @ts-expect-error an option that does not exist
  const wrong: 'medium' | null = values.size
  expect([name, size, e164, weight, tags, wrong].every((v) => v === undefined)).toBe(true)
})
