import type { SelectField } from '../fields/select.ts'
import type { RegisteredObject } from '../registry.ts'
import type { Where } from '../where.ts'
import { invalidWhere } from './placeholder.ts'
import type { Placeholder, Standard } from './records.ts'
import { isAskable } from './standard.ts'

export type MeasureKind = 'missing' | 'invalid' | 'stale' | 'double' | 'new' | 'newDouble' | 'value'

/** One thing that is counted: the records that match its filter, which is also the list that a click on its figure opens. */
export type Measure = {
  /** `missing:phone`, `value:industry:it`. */
  readonly key: string
  readonly kind: MeasureKind
  readonly field?: string
  readonly where: Where
}

/** How many records there are, under a key of its own. */
export const allRecords = 'n'

/**
 * Everything that is counted of an object.
 * @param monthStart the instant at which this month began for the company: what came since is new
 * @param doubles whether records of it are compared with each other
 */
export function measuresOf(
  object: RegisteredObject,
  standard: Standard,
  { placeholders, monthStart, doubles }: { placeholders: readonly Placeholder[]; monthStart: string; doubles: boolean },
): readonly Measure[] {
  const measures: Measure[] = []
  for (const key of askedOf(object, standard))
    measures.push({ key: `missing:${key}`, kind: 'missing', field: key, where: { [key]: { empty: true } } })
  for (const key of checkedOf(object, standard)) {
    const where = invalidWhere(key, object.fields[key]!, placeholders)
    if (where) measures.push({ key: `invalid:${key}`, kind: 'invalid', field: key, where })
  }
  const stale: Where = { not: { updatedAt: { within: { last: standard.freshDays, unit: 'day' } } } }
  measures.push({ key: 'stale', kind: 'stale', where: standard.ages ? { and: [standard.ages, stale] } : stale })
  measures.push({ key: 'new', kind: 'new', where: { createdAt: { gte: monthStart } } })
  if (doubles) {
    measures.push({ key: 'double', kind: 'double', where: { doubled: true } })
    measures.push({ key: 'newDouble', kind: 'newDouble', where: { doubled: true, createdAt: { gte: monthStart } } })
  }
  for (const key of askedOf(object, standard)) {
    const field = object.fields[key]!
    if (field.type !== 'select') continue
    for (const option of (field as unknown as SelectField).options)
      measures.push({ key: `value:${key}:${option.key}`, kind: 'value', field: key, where: { [key]: option.key } })
  }
  return measures
}

/** Fields that should be filled, as far as the object has them. */
export function askedOf(object: RegisteredObject, standard: Standard): readonly string[] {
  return standard.fields.filter((key) => object.fields[key] && isAskable(object.fields[key]))
}

/** Fields whose values are looked at: those that are asked for, and every way to reach somebody. */
export function checkedOf(object: RegisteredObject, standard: Standard): readonly string[] {
  const reach = Object.entries(object.fields).flatMap(([key, field]) =>
    (field.type === 'phone' || field.type === 'email') && !field.system && !field.sensitive ? [key] : [],
  )
  return [...new Set([...askedOf(object, standard), ...reach])]
}
