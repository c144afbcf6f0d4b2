import type { Field } from '#kernel/fields/field.ts'
import type { Operators, RelativePeriod, Where } from '#kernel/where.ts'

/** One chip of the filter bar: a field and a single condition on it. */
export type Chip = { readonly path: string; readonly condition: Operators }

/** The conditions that can be said of each type of field, the usual one first. */
export function operatorsOf(
  field: Field,
): readonly (keyof Operators | 'notEmpty' | 'isMe' | 'isMyTeam' | 'isMyTeamAndBelow')[] {
  switch (field.type) {
    case 'select':
      return ['in', 'notIn', 'empty', 'notEmpty']
    case 'user':
      return ['in', 'isMe', 'isMyTeam', 'isMyTeamAndBelow', 'notIn', 'empty', 'notEmpty']
    case 'relation':
    case 'team':
      return ['in', 'notIn', 'empty', 'notEmpty']
    case 'multiSelect':
    case 'relations':
      return ['hasAny', 'empty', 'notEmpty']
    case 'number':
    case 'percent':
    case 'money':
      return ['gte', 'lte', 'eq', 'empty', 'notEmpty']
    case 'date':
    case 'datetime':
      return ['within', 'gte', 'lt', 'empty', 'notEmpty']
    case 'boolean':
      return ['eq']
    case 'json':
    case 'files':
    case 'address':
    case 'formula':
      return []
    default:
      return ['contains', 'startsWith', 'eq', 'empty', 'notEmpty']
  }
}

export type OperatorName = ReturnType<typeof operatorsOf>[number]

/** The periods that can be chosen, with the key of their words. */
export const periods: readonly (readonly [key: string, value: RelativePeriod])[] = [
  ...(
    [
      'today',
      'yesterday',
      'tomorrow',
      'thisWeek',
      'lastWeek',
      'nextWeek',
      'thisMonth',
      'lastMonth',
      'nextMonth',
      'thisQuarter',
      'lastQuarter',
      'nextQuarter',
      'thisYear',
      'lastYear',
    ] as const
  ).map((name) => [name, name] as const),
  ['last7', { last: 7, unit: 'day' }],
  ['last30', { last: 30, unit: 'day' }],
  ['last90', { last: 90, unit: 'day' }],
  ['next7', { next: 7, unit: 'day' }],
  ['next30', { next: 30, unit: 'day' }],
]

/** Chips → a filter. Two chips on one field both hold. */
export function whereOf(chips: readonly Chip[]): Where {
  const paths = new Set(chips.map((chip) => chip.path))
  if (paths.size === chips.length) return Object.fromEntries(chips.map((chip) => [chip.path, chip.condition]))
  return { and: chips.map((chip) => ({ [chip.path]: chip.condition })) }
}

/** A filter → chips; what chips cannot say (`or`, `not`) stays together as `rest`. */
export function chipsOf(where: Where): { chips: readonly Chip[]; rest: Where } {
  const chips: Chip[] = []
  const rest: Record<string, Where[string]> = {}
  for (const [path, condition] of Object.entries(where)) {
    if (path === 'and' && Array.isArray(condition)) {
      for (const part of condition as readonly Where[]) {
        const inner = chipsOf(part)
        chips.push(...inner.chips)
        if (Object.keys(inner.rest).length > 0) rest.and = [...((rest.and as Where[] | undefined) ?? []), inner.rest]
      }
    } else if (path === 'or' || path === 'not') rest[path] = condition
    else if (condition !== undefined) chips.push(...single(path, condition as Operators))
  }
  return { chips, rest }
}

function single(path: string, condition: unknown): readonly Chip[] {
  if (condition === null) return [{ path, condition: { empty: true } }]
  if (typeof condition !== 'object') return [{ path, condition: { eq: condition as string } }]
  return Object.entries(condition).map(([operator, value]) => ({ path, condition: { [operator]: value } as Operators }))
}

/** Which word of the bar a condition is. */
export function nameOfCondition(condition: Operators): OperatorName {
  if (condition.empty === false) return 'notEmpty'
  if (condition.is === 'me') return 'isMe'
  if (condition.is) return condition.is === 'myTeam' ? 'isMyTeam' : 'isMyTeamAndBelow'
  return Object.keys(condition)[0] as OperatorName
}

/** A condition that needs no value, or one that waits for it (`null`). */
export function startCondition(name: OperatorName): Operators | null {
  if (name === 'empty') return { empty: true }
  if (name === 'notEmpty') return { empty: false }
  if (name === 'isMe') return { is: 'me' }
  if (name === 'isMyTeam') return { is: 'myTeam' }
  if (name === 'isMyTeamAndBelow') return { is: 'myTeamAndBelow' }
  return null
}
