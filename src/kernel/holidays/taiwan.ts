import type { Holidays } from './holidays.ts'

const newYear = { en: 'Founding Day', zh: '开国纪念日' }
const spring = { en: 'Lunar New Year', zh: '农历春节' }
const peace = { en: 'Peace Memorial Day', zh: '和平纪念日' }
const children = { en: "Children's Day and Tomb Sweeping Day", zh: '儿童节、清明节' }
const labour = { en: 'Labour Day', zh: '劳动节' }
const boats = { en: 'Dragon Boat Festival', zh: '端午节' }
const moon = { en: 'Mid-Autumn Festival', zh: '中秋节' }
const teachers = { en: "Teachers' Day", zh: '教师节' }
const national = { en: 'National Day', zh: '国庆日' }
const retrocession = { en: 'Retrocession Day', zh: '光复节' }
const constitution = { en: 'Constitution Day', zh: '行宪纪念日' }

/** Taiwan: the office calendars of the Executive Yuan (政府行政機關辦公日曆表), 2025 as amended in June of that year. */
export const taiwan: Holidays = {
  label: { en: 'Taiwan', zh: '台湾' },
  years: [2025, 2026],
  days: [
    { name: newYear, off: ['2025-01-01', '2025-01-01'] },
    { name: spring, off: ['2025-01-25', '2025-02-02'], work: ['2025-02-08'] },
    { name: peace, off: ['2025-02-28', '2025-02-28'] },
    { name: children, off: ['2025-04-03', '2025-04-06'] },
    { name: labour, off: ['2025-05-01', '2025-05-01'] },
    { name: boats, off: ['2025-05-30', '2025-06-01'] },
    { name: teachers, off: ['2025-09-28', '2025-09-29'] },
    { name: moon, off: ['2025-10-06', '2025-10-06'] },
    { name: national, off: ['2025-10-10', '2025-10-10'] },
    { name: retrocession, off: ['2025-10-24', '2025-10-25'] },
    { name: constitution, off: ['2025-12-25', '2025-12-25'] },
    { name: newYear, off: ['2026-01-01', '2026-01-01'] },
    { name: spring, off: ['2026-02-14', '2026-02-22'] },
    { name: peace, off: ['2026-02-27', '2026-02-28'] },
    { name: children, off: ['2026-04-03', '2026-04-06'] },
    { name: labour, off: ['2026-05-01', '2026-05-01'] },
    { name: boats, off: ['2026-06-19', '2026-06-19'] },
    { name: moon, off: ['2026-09-25', '2026-09-25'] },
    { name: teachers, off: ['2026-09-28', '2026-09-28'] },
    { name: national, off: ['2026-10-09', '2026-10-10'] },
    { name: retrocession, off: ['2026-10-25', '2026-10-26'] },
    { name: constitution, off: ['2026-12-25', '2026-12-25'] },
  ],
}
