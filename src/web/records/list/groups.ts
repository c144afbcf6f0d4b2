import type { TFunction } from 'i18next'
import type { ApiGroups, MetaObject } from '#kernel/api.ts'
import type { SelectField } from '#kernel/fields/select.ts'
import type { Where } from '#kernel/where.ts'
import { showable } from '../columnsOf.ts'

/** Rows that have the same value: how many, and their figures. */
export type Group = {
  readonly id: string
  readonly value: unknown
  readonly count: number
  readonly measures: readonly unknown[]
  /** Can its rows be asked for? Not those whose other record is hidden. */
  readonly ask: boolean
}

/** The groups that the server answered, in the order in which people know them: stages as they follow, choices as declared. */
export function readGroups(
  object: MetaObject,
  by: string,
  data: ApiGroups['data'],
  steps: readonly { readonly key: string }[],
): readonly Group[] {
  const [key = ''] = by.split(':')
  const field = object.fields[key]
  const options = field && 'options' in field ? (field as unknown as SelectField).options : []
  const order = new Map((steps.length > 0 ? steps : options).map((one, i) => [one.key, i]))
  const groups = data.map(({ by: [value], measures }): Group => {
    const id = idOf(value)
    return { id, value, count: Number(measures[0]), measures: measures.slice(1), ask: id !== 'hidden' }
  })
  const place = (group: Group) =>
    group.value === null ? 1e9 : group.id === 'hidden' ? 1e8 : (order.get(group.id) ?? 1e6)
  const name = ({ value }: Group) =>
    typeof value === 'object' && value && 'title' in value ? String(value.title) : String(value)
  return groups.sort((a, b) => place(a) - place(b) || (place(a) === 1e6 ? name(a).localeCompare(name(b)) : 0))
}

function idOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  return 'id' in value && value.id ? String(value.id) : 'hidden'
}

const single = ['select', 'relation', 'user', 'team', 'boolean']
const parts = ['week', 'month', 'quarter', 'year']

/** What rows can be grouped by: choices, relations, yes and no, and parts of dates. */
export function groupings(object: MetaObject): readonly string[] {
  return showable(object).flatMap((key) => {
    const { type } = object.fields[key]!
    if (single.includes(type)) return [key]
    return type === 'date' || type === 'datetime' ? parts.map((part) => `${key}:${part}`) : []
  })
}

/** The filter of one group, by the value that the server answered for it. Null for records of a hidden target, which nobody can ask for. */
export function whereOfGroup(by: string, value: unknown, instant: (day: string) => string): Where | null {
  const [key = '', part] = by.split(':')
  if (value === null || value === undefined) return { [key]: { empty: true } }
  if (part) {
    const [from, before] = daysOf(part, String(value))
    return { and: [{ [key]: { gte: instant(from) } }, { [key]: { lt: instant(before) } }] }
  }
  if (typeof value === 'object') return 'id' in value && value.id ? { [key]: { eq: String(value.id) } } : null
  return { [key]: { eq: value as string | boolean } }
}

/** The days from and before of `2026-03`, `2026-Q1`, `2026`, `2026-W07`. */
export function daysOf(part: string, value: string): readonly [from: string, before: string] {
  const [year, rest = '1'] = [Number(value.slice(0, 4)), value.slice(5)]
  const day = (month: number, date = 1) => new Date(Date.UTC(year, month, date)).toISOString().slice(0, 10)
  if (part === 'year') return [`${year}-01-01`, `${year + 1}-01-01`]
  if (part === 'quarter') {
    const first = (Number(rest.slice(1)) - 1) * 3
    return [day(first), day(first + 3)]
  }
  if (part === 'month') return [day(Number(rest) - 1), day(Number(rest))]
  // the week with the fourth of January is the first; it starts on Monday (ISO 8601)
  const fourth = new Date(Date.UTC(year, 0, 4)).getUTCDay() || 7
  const monday = 4 - (fourth - 1) + (Number(rest.slice(1)) - 1) * 7
  return [day(0, monday), day(0, monday + 7)]
}

/** What a part of a date is called: `2026 Q1`, `2026 年 3 月`. */
export function periodName(part: string, value: string, t: TFunction): string {
  const [year = '', rest = ''] = value.split('-')
  const number = rest.replace(/^[QW]?0?/, '')
  return t(`views.period.${part}` as 'views.period.month', { year, number })
}
