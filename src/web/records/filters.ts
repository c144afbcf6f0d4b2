import type { MetaObject } from '#kernel/api.ts'
import type { Field } from '#kernel/fields/field.ts'
import type { Label } from '#kernel/label.ts'
import { besideWords, isBesideWord } from '#kernel/quality/beside.ts'
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
      return ['hasAny', 'hasAll', 'empty', 'notEmpty']
    case 'number':
    case 'percent':
    case 'money':
      return ['gte', 'lte', 'gt', 'lt', 'eq', 'ne', 'empty', 'notEmpty']
    case 'date':
    case 'datetime':
      return ['within', 'gte', 'lt', 'eq', 'empty', 'notEmpty']
    case 'boolean':
      return ['eq']
    case 'json':
    case 'files':
    case 'address':
    case 'formula':
      return []
    default:
      return ['contains', 'startsWith', 'eq', 'ne', 'empty', 'notEmpty']
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
      'thisFiscalQuarter',
      'lastFiscalQuarter',
      'thisFiscalYear',
      'lastFiscalYear',
    ] as const
  ).map((name) => [name, name] as const),
  ['last7', { last: 7, unit: 'day' }],
  ['last30', { last: 30, unit: 'day' }],
  ['last90', { last: 90, unit: 'day' }],
  ['next7', { next: 7, unit: 'day' }],
  ['next30', { next: 30, unit: 'day' }],
]

/** A filter as it is shown: conditions, and groups of which all, any or none must hold. */
export type Branch = {
  readonly is: 'group'
  readonly way: 'and' | 'or' | 'not'
  readonly of: readonly Twig[]
}
export type Twig = ({ readonly is: 'condition' } & Chip) | Branch

/** Groups may stand this deep in each other; the server reads eight levels of objects. */
export const deepest = 3

/** A filter → what is shown of it. */
export function branchOf(where: Where): Branch {
  return { is: 'group', way: 'and', of: twigsOf(where) }
}

function twigsOf(where: Where): readonly Twig[] {
  return Object.entries(where).flatMap(([path, condition]): readonly Twig[] => {
    if (condition === undefined) return []
    if (path === 'and' && Array.isArray(condition)) return (condition as readonly Where[]).flatMap(twigsOf)
    if (path === 'or' && Array.isArray(condition))
      return [{ is: 'group', way: 'or', of: (condition as readonly Where[]).map(twigOf) }]
    if (path === 'not') return [{ is: 'group', way: 'not', of: twigsOf(condition as Where) }]
    return single(path, condition).map((chip) => ({ is: 'condition', ...chip }))
  })
}

function twigOf(where: Where): Twig {
  const twigs = twigsOf(where)
  return twigs.length === 1 && twigs[0] ? twigs[0] : { is: 'group', way: 'and', of: twigs }
}

/** What is shown → a filter. Groups without a condition count for nothing. */
export function whereOfBranch({ way, of }: Branch): Where {
  const parts = of
    .map((twig): Where => (twig.is === 'condition' ? { [twig.path]: twig.condition } : whereOfBranch(twig)))
    .filter((where) => Object.keys(where).length > 0)
  if (parts.length === 0) return {}
  if (way === 'not') return { not: together(parts) }
  if (way === 'or') return { or: parts }
  return together(parts)
}

/** All of them, in one object where no name comes twice. */
function together(parts: readonly Where[]): Where {
  const names = parts.flatMap((part) => Object.keys(part))
  return new Set(names).size === names.length ? Object.assign({}, ...parts) : { and: parts }
}

function single(path: string, condition: unknown): readonly Chip[] {
  if (condition === null) return [{ path, condition: { empty: true } }]
  if (typeof condition !== 'object') return [{ path, condition: { eq: condition as string } }]
  return Object.entries(condition).map(([operator, value]) => ({ path, condition: { [operator]: value } as Operators }))
}

/** The field at the end of a path such as `account.level`, with its name; null where the reader does not see it. */
export function fieldAt(
  objects: Readonly<Record<string, MetaObject>>,
  object: MetaObject,
  path: string,
): { readonly field: Field; readonly labels: readonly Label[] } | null {
  let at: MetaObject | undefined = object
  const labels: Label[] = []
  const words = path.split('.')
  for (const [i, word] of words.entries()) {
    const beside = isBesideWord(word) ? besideWords[word] : undefined
    const field: Field | undefined = at?.fields[word] ?? (beside && { type: beside.kind, label: beside.label })
    if (!field) return null
    labels.push(field.label)
    if (i === words.length - 1) return { field, labels }
    at = 'to' in field ? objects[String(field.to)] : undefined
  }
  return null
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
