import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromEpochMs, fromExcelSerial, guessDateOrder, parseDateText } from './date-text.ts'

describe('dates as people write them', () => {
  it.each([
    '',
    '无',
    '0/0/00',
    '2026-02-30',
    '2025-02-29',
    '2026-13-01',
    '2026年3月',
    '12',
    '2026-03-05 25:00',
    '45631',
    '1/2/3/4',
    '2026-3-5 soon',
    '3 Foo 2026',
    '20261301',
  ])('refuses %s', (text) => expect(parseDateText(text)).toBeNull())

  it.each([
    ['2026-03-05', '2026-03-05'],
    ['2026/3/5', '2026-03-05'],
    ['2026.3.5', '2026-03-05'],
    ['２０２６／３／５', '2026-03-05'],
    ['2026年3月5日', '2026-03-05'],
    ['2026 年 3 月 5 号 星期四', '2026-03-05'],
    ['民國115/3/5', '2026-03-05'],
    ['民國115年3月5日', '2026-03-05'],
    ['115/3/5', '2026-03-05'],
    ['20260305', '2026-03-05'],
    ['26-3-5', '2026-03-05'],
    ['5 Mar 2026', '2026-03-05'],
    ['Thursday, March 5th, 2026', '2026-03-05'],
    ['2024-02-29', '2024-02-29'],
    ['2026-03-05T10:20:30Z', '2026-03-05T10:20:30Z'],
    ['2026-03-05T10:20:30.123+0800', '2026-03-05T10:20:30.123+08:00'],
    ['2026-03-05 09:14', '2026-03-05T09:14:00'],
    ['2026/3/5 下午2:30', '2026-03-05T14:30:00'],
    ['2026年3月5日 14时30分15秒', '2026-03-05T14:30:15'],
    ['2026年3月5日 14点', '2026-03-05T14:00:00'],
    ['2026-03-05 12:05 AM', '2026-03-05T00:05:00'],
  ])('reads %s', (text, iso) => expect(parseDateText(text)).toBe(iso))

  it('puts day or month first only when told to', () => {
    expect(parseDateText('10/20/2016', 'mdy')).toBe('2016-10-20')
    expect(parseDateText('10/20/2016', 'dmy')).toBeNull()
    expect(parseDateText('20.10.2016', 'dmy')).toBe('2016-10-20')
    expect(parseDateText('02/23/26 08:55 PM', 'mdy')).toBe('2026-02-23T20:55:00')
    expect(parseDateText('2026/3/5', 'dmy')).toBe('2026-03-05')
  })

  it('decides the order per column and says when nobody can know', () => {
    expect(guessDateOrder(['1/2/2016', '10/20/2016'])).toEqual({ order: 'mdy', ambiguous: false })
    expect(guessDateOrder(['1/2/2016', '20/10/2016'])).toEqual({ order: 'dmy', ambiguous: false })
    expect(guessDateOrder(['2026-03-05', '2026年3月5日', ''])).toEqual({ order: 'ymd', ambiguous: false })
    expect(guessDateOrder(['1/2/2016', '3/4/2017'])).toEqual({ order: 'mdy', ambiguous: true })
    expect(guessDateOrder(['1.2.2016'])).toEqual({ order: 'dmy', ambiguous: true })
    expect(guessDateOrder(['13/1/2016', '1/13/2016'])).toMatchObject({ ambiguous: true })
    expect(guessDateOrder([])).toEqual({ order: 'ymd', ambiguous: false })
  })

  it("reads Excel's day numbers, its day that never was included", () => {
    expect(fromExcelSerial(45631)).toBe('2024-12-05')
    expect(fromExcelSerial(45631.5)).toBe('2024-12-05T12:00:00')
    expect(fromExcelSerial(1)).toBe('1900-01-01')
    expect(fromExcelSerial(59)).toBe('1900-02-28')
    expect(fromExcelSerial(60)).toBeNull()
    expect(fromExcelSerial(61)).toBe('1900-03-01')
    expect(fromExcelSerial(0, { date1904: true })).toBe('1904-01-01')
    expect(fromExcelSerial(44169, { date1904: true })).toBe('2024-12-05')
    expect([fromExcelSerial(-1), fromExcelSerial(0), fromExcelSerial(3e6), fromExcelSerial(Number.NaN)]).toEqual([
      null,
      null,
      null,
      null,
    ])
    expect(fromEpochMs('1642777476321')).toBe('2022-01-21T15:04:36.321Z')
    expect(fromEpochMs('13800138000')).toBeNull()
  })

  it('reads every day of the calendar back in every spelling', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1930-01-01'), max: new Date('2069-12-31'), noInvalidDate: true }),
        (date) => {
          const iso = date.toISOString().slice(0, 10)
          const [y, m, d] = iso.split('-').map(Number)
          expect(parseDateText(`${y}/${m}/${d}`)).toBe(iso)
          expect(parseDateText(`${y}年${m}月${d}日`)).toBe(iso)
          expect(parseDateText(`${d}.${m}.${y}`, 'dmy')).toBe(iso)
          expect(parseDateText(`${m}/${d}/${y}`, 'mdy')).toBe(iso)
          if (y! > 1999) expect(parseDateText(`民國${y! - 1911}/${m}/${d}`)).toBe(iso)
          expect(fromExcelSerial(date.getTime() / 86_400_000 + 25_569)?.slice(0, 10)).toBeDefined()
        },
      ),
    )
  })
})
