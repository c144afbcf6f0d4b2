import { suggestion } from './declaration-problem.ts'
import type { Kind } from './fields/field.ts'
import { columnsOf, typeOf } from './fields/index.ts'
import type { RollupField } from './fields/rollup.ts'
import type { Label } from './label.ts'
import type { Fields } from './object.ts'
import { problem, Refusal, refuse } from './problem.ts'
import type { Registry } from './registry.ts'
import { parseWhere } from './where-parse.ts'
import type { Leaf, Tree } from './where-tree.ts'

/** A rollup field that has been read: its names resolved, its filter parsed. */
export type Rollup = {
  readonly over: string
  /** The relation that points here, and its column. */
  readonly through: string
  readonly column: string
  readonly compute: RollupField['compute']
  /** The field that is computed over, with its column; null for a count. Money has a currency beside it. */
  readonly of: { readonly field: string; readonly column: string; readonly currency: string | null } | null
  readonly where: Tree | null
  /** What it gives; money compares by its amount. */
  readonly kind: Extract<Kind, 'number' | 'date' | 'datetime'>
  readonly money: boolean
  /** Every field that it reads, of whatever object: a reader must be allowed to see them all. */
  readonly reads: readonly { readonly object: string; readonly field: string }[]
}

/** Reads a rollup of an object. Throws `Refusal('invalid')` with the property that is wrong: `over`, `through`, `of`, `where`. */
export function readRollup(
  field: RollupField,
  context: { readonly registry: Pick<Registry, 'objects'>; readonly object: string },
): Rollup {
  const { registry } = context
  const source = registry.objects.get(field.over)
  if (!source) throw unknown('over', field.over, registry.objects.keys(), { en: 'object', zh: '对象' })
  const through = Object.hasOwn(source.fields, field.through) ? source.fields[field.through] : undefined
  const pointing = Object.entries(source.fields).flatMap(([key, f]) =>
    'to' in f && f.to === context.object && f.type !== 'relations' ? [key] : [],
  )
  if (!through || !pointing.includes(field.through))
    throw unknown('through', field.through, pointing, { en: 'relation that points here', zh: '指向此对象的关联字段' })
  const of = field.compute === 'count' ? null : measured(field, source.fields)
  const declared = of && source.fields[of.field]
  const where = field.where ? parseWhere(field.where, { registry, object: field.over }) : null
  if (
    where &&
    leavesOf(where).some(({ column: end }) => end.declared?.type === 'rollup' || end.declared?.type === 'deadline')
  )
    throw refuse('invalid', 'where', {
      en: 'A rollup cannot choose its records by another rollup.',
      zh: '汇总字段不能用另一个汇总字段来筛选。',
    })
  return {
    over: field.over,
    through: field.through,
    column: columnsOf(field.through, through)[0]!.name,
    compute: field.compute,
    of,
    where,
    kind: declared ? (columnsOf(of.field, declared)[0]!.kind as 'number' | 'date' | 'datetime') : 'number',
    money: declared?.type === 'money',
    reads: [
      { object: field.over, field: field.through },
      ...(of ? [{ object: field.over, field: of.field }] : []),
      ...(where ? fieldsOfTree(where) : []),
    ],
  }
}

/** Every field that a filter reads, on the way and at the end, those of its formulas included. */
export function fieldsOfTree(tree: Tree): { readonly object: string; readonly field: string }[] {
  return leavesOf(tree).flatMap(({ hops, column }) => [
    ...hops,
    ...(column.field === 'id' ? [] : [{ object: column.object, field: column.field }]),
    ...(column.formula?.reads ?? []).flatMap((ref) => [...ref.hops, ref.column]),
  ])
}

/** The tests of a filter. */
export function leavesOf(tree: Tree): readonly Leaf[] {
  if (tree.is === 'leaf') return [tree]
  return tree.is === 'not' ? leavesOf(tree.of) : tree.of.flatMap(leavesOf)
}

function measured(field: RollupField, fields: Fields) {
  const key = field.of ?? ''
  const declared = Object.hasOwn(fields, key) ? fields[key] : undefined
  const columns = declared ? columnsOf(key, declared) : []
  const [column] = columns
  const fits =
    declared &&
    column &&
    (typeOf(declared).aggregates.includes(field.compute as 'sum') ||
      ((field.compute === 'min' || field.compute === 'max') && (column.kind === 'date' || column.kind === 'datetime')))
  if (!fits) {
    if (!declared) throw unknown('of', key, Object.keys(fields), { en: 'field', zh: '字段' })
    throw refuse('invalid', 'of', {
      en: `'${key}' has no ${field.compute}.`,
      zh: `「${declared.label.zh}」不能做此统计。`,
    })
  }
  const currency = columns.find((c) => c.part === 'currency')?.name ?? null
  return { field: key, column: column.name, currency }
}

function unknown(place: string, word: string, known: Iterable<string>, what: Label): Refusal {
  const guess = suggestion(word, known)
  return new Refusal('invalid', [
    problem(place, {
      en: `There is no ${what.en} '${word}'.${guess.en}`,
      zh: `没有${what.zh}「${word}」。${guess.zh}`,
    }),
  ])
}
