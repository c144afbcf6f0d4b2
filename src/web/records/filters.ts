import type { MetaObject } from '#kernel/api.ts'
import type { DeadlineField } from '#kernel/fields/deadline.ts'
import type { Field } from '#kernel/fields/field.ts'
import type { FormulaField } from '#kernel/fields/formula.ts'
import { addressParts, gradeLabel } from '#kernel/fields/parts.ts'
import type { RollupField } from '#kernel/fields/rollup.ts'
import type { ScoreField } from '#kernel/fields/score.ts'
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
    case 'text':
      return ['contains', 'startsWith', 'eq', 'in', 'ne', 'empty', 'notEmpty']
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

type Objects = Readonly<Record<string, MetaObject>>

/**
 * The field at the end of a path such as `account.level` or `address.city`, as it is compared, with its name; null where the
 * reader does not see it.
 */
export function fieldAt(
  objects: Objects,
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
    if (i === words.length - 1) return { field: comparedAs(objects, field), labels }
    const part = i === words.length - 2 && partsOf(field).find(({ key }) => key === words[i + 1])
    if (part) return { field: part.field, labels: [...labels, part.field.label] }
    at = 'to' in field ? objects[String(field.to)] : undefined
  }
  return null
}

/** What a field is compared like: the points of a score as a number, a deadline as a day, what is computed as its result. */
export function comparedAs(objects: Objects, field: Field): Field {
  const { label } = field
  if (field.type === 'score') return { type: 'number', label }
  if (field.type === 'deadline') return { type: (field as DeadlineField).gives === 'day' ? 'date' : 'text', label }
  if (field.type === 'formula') return { type: (field as FormulaField).result, label }
  if (field.type !== 'rollup') return field
  const { compute, over, of = '' } = field as RollupField
  const inner = compute === 'count' ? undefined : objects[over]?.fields[of]
  return inner && inner.type !== 'rollup' ? { ...comparedAs(objects, inner), label } : { type: 'number', label }
}

/** The parts of a field that a filter reaches by their names: the city of an address, the grade of a score. */
export function partsOf(field: Field): readonly { readonly key: string; readonly field: Field }[] {
  if (field.type === 'address')
    return addressParts.map(({ part, label }) => ({ key: part, field: { type: 'text', label } }))
  const { grades = [] } = field.type === 'score' ? (field as ScoreField) : {}
  const options = grades.map(({ key, color }) => ({ key, label: { en: key, zh: key }, ...(color && { color }) }))
  return options.length > 0 ? [{ key: 'grade', field: { type: 'select', label: gradeLabel, options } as Field }] : []
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
