import type { Holidays } from './holidays.ts'
import { mainland } from './mainland.ts'
import { taiwan } from './taiwan.ts'

/** The official calendars that come along. `none` has no holidays at all. */
export const officialCalendars = {
  CN: mainland,
  TW: taiwan,
  none: { label: { en: 'No holidays', zh: '无节假日' }, years: [], days: [] },
} as const satisfies Readonly<Record<string, Holidays>>

export type OfficialCalendar = keyof typeof officialCalendars
