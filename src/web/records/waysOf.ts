import type { MetaObject } from '#kernel/api.ts'
import type { CalendarView } from '#kernel/object.ts'
import { boardable } from './views.ts'
import { type Way, ways } from './ways.ts'

/** The ways to look that an object has: a list always, the others where something divides or dates its records. */
export function waysOf(object: MetaObject): readonly Way[] {
  return ways.filter((way) =>
    way === 'board' ? boardable(object).length > 0 : way === 'list' || calendarOf(object) !== null,
  )
}

/** The calendar of an object: declared, or by its first date that an index stands behind. */
export function calendarOf(object: MetaObject): CalendarView | null {
  if (object.views.calendar) return object.views.calendar
  const at = Object.entries(object.fields).find(
    ([key, field]) =>
      (field.type === 'date' || field.type === 'datetime') &&
      !field.system &&
      (field.index === true || object.indexes.some(([first]) => first === key)),
  )?.[0]
  return at ? { at } : null
}
