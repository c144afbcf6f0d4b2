import type { MetaObject } from '#kernel/api.ts'
import { calendarOf } from './calendar/range.ts'

/** The ways to look at the records of an object. */
export const ways = ['list', 'board', 'calendar'] as const
export type Way = (typeof ways)[number]

/** Those that an object has: a list always, the others where it says by what. */
export function waysOf(object: MetaObject): readonly Way[] {
  return ways.filter((way) =>
    way === 'board' ? object.views.board !== undefined : way === 'list' || calendarOf(object) !== null,
  )
}
