import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseNumberText } from './number-text.ts'

describe('numbers as people write them', () => {
  it.each([
    '',
    '-',
    '.',
    'abc',
    '1,2,3',
    '12-5',
    '1.2.3',
    '1,23,4',
    '(12',
    '12)',
    '(-5)',
    '1e999',
    '138 张三',
    '2026-03-05',
    '一百',
    'NaN',
    'Infinity',
    '1..2',
    "'",
    '%',
    '$',
  ])('refuses %s', (text) => expect(parseNumberText(text)).toBeNull())

  it.each([
    ['1,100.04', '1100.04'],
    ['1.234,56', '1234.56'],
    ['1 234 567,8', '1234567.8'],
    ["1'234.50", '1234.50'],
    ['1.234.567', '1234567'],
    ['1,234', '1234'],
    ['1.234', '1.234'],
    ['12,5', '12.5'],
    ['12,34,567', '1234567'],
    ['１２３．５', '123.5'],
    ['0012', '12'],
    ['-0', '0'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['+5', '5'],
    ['−5', '-5'],
    ['1,200-', '-1200'],
    ['(1,200.00)', '-1200.00'],
    ['3.2万', '32000'],
    ['1.5亿', '150000000'],
    ['2千万', '20000000'],
    ['0.00001万', '0.1'],
    ['1.5k', '1500'],
    ['2M', '2000000'],
  ])('reads %s', (text, value) => expect(parseNumberText(text)).toEqual({ value }))

  it.each([
    ['￥1,234', '1234', 'CNY'],
    ['¥3.2万', '32000', 'CNY'],
    ['12.5万元', '125000', 'CNY'],
    ['人民币 500 元', '500', 'CNY'],
    ['RMB 500', '500', 'CNY'],
    ['US$1,234.50', '1234.50', 'USD'],
    ['-US$5', '-5', 'USD'],
    ['(US$5.00)', '-5.00', 'USD'],
    ['NT$1,200', '1200', 'TWD'],
    ['HK$ 80', '80', 'HKD'],
    ['1.234,56 €', '1234.56', 'EUR'],
    ['100美元', '100', 'USD'],
    ['20 USD', '20', 'USD'],
  ])('reads the currency of %s', (text, value, currency) => expect(parseNumberText(text)).toEqual({ value, currency }))

  it('does not know whose dollar it is', () => expect(parseNumberText('$1,234.50')).toEqual({ value: '1234.50' }))

  it('reads percents without dividing them', () => {
    expect(parseNumberText('12.5%')).toEqual({ value: '12.5', percent: true })
    expect(parseNumberText('１２％')).toEqual({ value: '12', percent: true })
  })

  it('says when Excel has eaten digits', () => {
    expect(parseNumberText('1.38001E+10')).toEqual({ value: '13800100000', suspicious: 'digits-lost' })
    expect(parseNumberText('110105199001010000')).toEqual({ value: '110105199001010000', suspicious: 'digits-lost' })
    expect(parseNumberText('123456789012345')).toEqual({ value: '123456789012345' })
    expect(parseNumberText('0.30000000000000004')).toEqual({ value: '0.30000000000000004' })
  })

  it('obeys the column', () => {
    expect(parseNumberText('1.234', { decimal: ',' })).toEqual({ value: '1234' })
    expect(parseNumberText('1,234', { decimal: ',' })).toEqual({ value: '1.234' })
    expect(parseNumberText('1.234,5', { decimal: '.' })).toBeNull()
  })

  it('reads back whatever Intl prints', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -999_999_999_999, max: 999_999_999_999 }),
        fc.constantFrom('en', 'de', 'fr', 'de-CH', 'zh'),
        (cents, locale) => {
          const text = new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(cents / 100)
          expect(Number(parseNumberText(text)?.value)).toBe(cents / 100)
        },
      ),
    )
  })
})
