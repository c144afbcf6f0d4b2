import type { MetaObject } from '#kernel/api.ts'
import type { Figure } from '../views.ts'

/** What can be computed over a column: sums of numbers, the ends of dates. */
export function figuresOf(object: MetaObject, key: string): readonly Figure[] {
  const type = object.fields[key]?.type
  if (type === 'number' || type === 'money') return ['sum', 'avg', 'min', 'max']
  if (type === 'percent') return ['avg', 'min', 'max']
  return type === 'date' || type === 'datetime' ? ['min', 'max'] : []
}

/** The figures of a view as the group API names them: `sum:amount`. */
export function measuresOf(object: MetaObject, figures: Readonly<Record<string, Figure>>): readonly string[] {
  return Object.entries(figures)
    .filter(([key, figure]) => figuresOf(object, key).includes(figure))
    .map(([key, figure]) => `${figure}:${key}`)
}
