import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import type { CalendarView } from '#kernel/object.ts'
import type { Placed } from './range.ts'

/** What a month, a week and a day are drawn from. */
export type Calendar = {
  readonly object: MetaObject
  readonly calendar: CalendarView
  readonly days: readonly string[]
  readonly placed: readonly Placed[]
  /** May the caller move records? */
  readonly free: boolean
  readonly onOpen: (id: string) => void
  readonly onMove: (record: ApiRecord, by: { days: number; minutes?: number }) => void
  /** Makes a record at a day, and a minute of it. Null where nothing may be made. */
  readonly onCreate: ((day: string, minute?: number) => void) | null
}
