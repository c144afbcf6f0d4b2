import type { Holidays } from './holidays.ts'

const newYear = { en: 'New Year', zh: '元旦' }
const spring = { en: 'Spring Festival', zh: '春节' }
const tombs = { en: 'Qingming', zh: '清明节' }
const labour = { en: 'Labour Day', zh: '劳动节' }
const boats = { en: 'Dragon Boat Festival', zh: '端午节' }
const moon = { en: 'Mid-Autumn Festival', zh: '中秋节' }
const national = { en: 'National Day', zh: '国庆节' }

/**
 * Mainland China: the yearly notices of the State Council on holidays (国务院办公厅关于部分节假日安排的通知). Of 2027 only what
 * the law fixes (全国年节及纪念日放假办法, 2024): which weekends make up for it had not been announced, so the year is not
 * whole. December days off may be changed by the notice of the next year.
 */
export const mainland: Holidays = {
  label: { en: 'Mainland China', zh: '中国大陆' },
  years: [2025, 2026],
  days: [
    { name: newYear, off: ['2025-01-01', '2025-01-01'] },
    { name: spring, off: ['2025-01-28', '2025-02-04'], work: ['2025-01-26', '2025-02-08'] },
    { name: tombs, off: ['2025-04-04', '2025-04-06'] },
    { name: labour, off: ['2025-05-01', '2025-05-05'], work: ['2025-04-27'] },
    { name: boats, off: ['2025-05-31', '2025-06-02'] },
    {
      name: { en: 'National Day and Mid-Autumn Festival', zh: '国庆节、中秋节' },
      off: ['2025-10-01', '2025-10-08'],
      work: ['2025-09-28', '2025-10-11'],
    },
    { name: newYear, off: ['2026-01-01', '2026-01-03'], work: ['2026-01-04'] },
    { name: spring, off: ['2026-02-15', '2026-02-23'], work: ['2026-02-14', '2026-02-28'] },
    { name: tombs, off: ['2026-04-04', '2026-04-06'] },
    { name: labour, off: ['2026-05-01', '2026-05-05'], work: ['2026-05-09'] },
    { name: boats, off: ['2026-06-19', '2026-06-21'] },
    { name: moon, off: ['2026-09-25', '2026-09-27'] },
    { name: national, off: ['2026-10-01', '2026-10-07'], work: ['2026-09-20', '2026-10-10'] },
    { name: newYear, off: ['2027-01-01', '2027-01-01'] },
    { name: spring, off: ['2027-02-05', '2027-02-08'] },
    { name: tombs, off: ['2027-04-05', '2027-04-05'] },
    { name: labour, off: ['2027-05-01', '2027-05-02'] },
    { name: boats, off: ['2027-06-09', '2027-06-09'] },
    { name: moon, off: ['2027-09-15', '2027-09-15'] },
    { name: national, off: ['2027-10-01', '2027-10-03'] },
  ],
}
