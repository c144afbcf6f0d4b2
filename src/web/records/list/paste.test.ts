import i18next from 'i18next'
import { expect, test } from 'vitest'
import type { Field } from '#kernel/fields/field.ts'
import { learn } from '#kernel/traditional.ts'
import { heldCells, readBlock, readCell } from './paste.ts'

test('a block is read as spreadsheets write it: tabs, line breaks, quotes', () => {
  expect(readBlock('a\tb\r\nc\td\r\n')).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ])
  expect(readBlock('"two\nlines"\t"he said ""hi"""')).toEqual([['two\nlines', 'he said "hi"']])
  expect(readBlock('one')).toEqual([['one']])
  expect(readBlock('a\t\n\tb')).toEqual([
    ['a', ''],
    ['', 'b'],
  ])
})

const label = (en: string, zh: string) => ({ en, zh })
const field = (more: object) => ({ label: label('x', '某'), ...more }) as unknown as Field
const options = [
  { key: 'a', label: label('Large', '大型') },
  { key: 'b', label: label('Small', '小型') },
]

test('a cell is read by the type of its field', () => {
  const found = new Map([['account\n云帆', 'id-1']])
  const read = (of: object, text: string) => readCell(field(of), text, found)
  expect(read({ type: 'text' }, ' 你好 ')).toEqual({ value: '你好' })
  expect(read({ type: 'text' }, ' ')).toEqual({ value: null })
  expect(read({ type: 'money' }, '￥1,100.04')).toEqual({ value: { amount: '1100.04', currency: 'CNY' } })
  expect(read({ type: 'money' }, '3.2万')).toEqual({ value: { amount: '32000' } })
  expect(read({ type: 'number' }, 'viel')).toEqual({ wrong: 'unreadable' })
  expect(read({ type: 'percent' }, '12.5%')).toEqual({ value: '12.5' })
  expect(read({ type: 'date' }, '2026年3月5日')).toEqual({ value: '2026-03-05' })
  expect(read({ type: 'date' }, 'soon')).toEqual({ wrong: 'unreadable' })
  expect(read({ type: 'boolean' }, '是')).toEqual({ value: true })
  expect(read({ type: 'select', options }, '大型')).toEqual({ value: 'a' })
  expect(read({ type: 'select', options }, 'small')).toEqual({ value: 'b' })
  expect(read({ type: 'select', options }, '中型')).toEqual({ wrong: 'unknown' })
  expect(read({ type: 'multiSelect', options }, '大型、小型')).toEqual({ value: ['a', 'b'] })
  expect(read({ type: 'relation', to: 'account' }, '云帆')).toEqual({ value: 'id-1' })
  expect(read({ type: 'relation', to: 'account' }, '别家')).toEqual({ wrong: 'unknown' })
})

test('a choice that was copied out of a cell is read in the language of the screen', () => {
  learn({ 大型: '大型的' })
  i18next.language = 'zh-TW'
  expect(readCell(field({ type: 'select', options }), '大型的', new Map())).toEqual({ value: 'a' })
  i18next.language = 'zh-CN'
  expect(readCell(field({ type: 'select', options }), '大型的', new Map())).toEqual({ wrong: 'unknown' })
})

test('cells that a rule computes have kept their value: they are counted, however an amount is written', () => {
  const row = { id: '1', version: 1, amount: { amount: '10.50', currency: 'CNY' }, owner: { id: 'u', title: '林晓' } }
  const held = (values: object, saved: object) =>
    heldCells([row], [{ id: '1', version: 1, values: { ...values } }], [{ ...row, ...saved }])
  expect(held({ amount: { amount: '99' } }, {})).toBe(1)
  expect(held({ amount: { amount: '10.5' }, owner: 'u' }, {})).toBe(0)
  expect(held({ amount: { amount: '99' } }, { amount: { amount: '99', currency: 'CNY' } })).toBe(0)
  expect(held({ owner: 'v', amount: null }, {})).toBe(2)
})
