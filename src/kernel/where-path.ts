import type { DeadlineField } from './fields/deadline.ts'
import type { Field, Kind } from './fields/field.ts'
import type { FormulaField, FormulaResult } from './fields/formula.ts'
import { columnsOf } from './fields/index.ts'
import type { RollupField } from './fields/rollup.ts'
import type { Label } from './label.ts'
import { besideWords, isBesideWord } from './quality/beside.ts'
import type { RegisteredObject, Registry } from './registry.ts'
import { closest } from './text/distance.ts'
import type { Hop, PathColumn } from './where-tree.ts'

/** What a reader of paths may know: the objects, and which of their fields exist for the one who asks. */
export type PathContext = {
  readonly registry: Pick<Registry, 'objects'>
  /** May the asker see this field? What he may not see does not exist for him. All fields, where it is not given. */
  readonly visible?: (object: string, field: string) => boolean
  /** May the path end in what stands beside every record (`besideWords`)? The database alone knows that. */
  readonly beside?: boolean
}

export type Path = { readonly hops: readonly Hop[]; readonly columns: readonly PathColumn[] }

/** Most steps from record to record in one path. */
export const mostHops = 3

/**
 * Follows a path such as `account.owner.team` or `amount.currency` from an object to the columns at its end: one, or all
 * parts of a field that has no value of its own (an address). Answers what is wrong in words otherwise; a hidden
 * field reads exactly like one that does not exist.
 */
export function readPath(object: string, path: string, context: PathContext): Path | { readonly wrong: Label } {
  const words = path.split('.')
  const hops: Hop[] = []
  const start = context.registry.objects.get(object)
  if (!start) throw new Error(`There is no object '${object}'.`)
  let at: RegisteredObject = start
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? ''
    const rest = words.slice(i + 1)
    if (word === 'id' && rest.length === 0) return { hops, columns: [idColumn(at)] }
    if (context.beside && rest.length === 0 && isBesideWord(word) && !Object.hasOwn(at.fields, word))
      return { hops, columns: [besideColumn(at, word)] }
    const field: Field | undefined = Object.hasOwn(at.fields, word) ? at.fields[word] : undefined
    if (!field || (context.visible && !context.visible(at.key, word))) return { wrong: unknownField(word, at, context) }
    const to = 'to' in field ? String(field.to) : null
    const target = to === null ? undefined : context.registry.objects.get(to)
    const many = field.type === 'relations'
    // the id of what a relation points at is the value of the relation
    const next = rest.length === 1 && rest[0] === 'id' && !many ? [] : rest
    if (target && next.length > 0) {
      if (hops.length === mostHops)
        return { wrong: { en: `At most ${mostHops} steps.`, zh: `最多跨 ${mostHops} 层关联。` } }
      if (many && hops.some((hop) => hop.many)) return { wrong: oneMany }
      hops.push({
        object: at.key,
        field: word,
        to: target.key,
        column: many ? null : (columnsOf(word, field)[0]?.name ?? null),
        many,
      })
      at = target
      continue
    }
    if (many && hops.some((hop) => hop.many)) return { wrong: oneMany }
    const base = { object: at.key, field: word, declared: field, to }
    if (many && next.length === 0)
      return { hops, columns: [{ ...base, part: '', name: null, kind: 'ids', sql: 'uuid[]' }] }
    if (field.type === 'formula' && next.length === 0) {
      const kind = kindOf[(field as FormulaField).result]
      return { hops, columns: [{ ...base, part: '', name: null, kind, sql: kind === 'number' ? 'numeric' : kind }] }
    }
    if (field.type === 'deadline' && next.length === 0) {
      const kind = (field as DeadlineField).gives === 'day' ? 'date' : 'text'
      return { hops, columns: [{ ...base, part: '', name: null, kind, sql: kind }] }
    }
    if (field.type === 'rollup' && next.length === 0) {
      const kind = rollupKind(field as RollupField, context)
      const sql = kind === 'number' ? 'numeric' : kind === 'date' ? 'date' : 'timestamptz'
      return { hops, columns: [{ ...base, part: '', name: null, kind, sql }] }
    }
    const all = columnsOf(word, field).map(
      (c): PathColumn => ({ ...base, part: c.part, name: c.name, kind: c.kind, sql: c.sql }),
    )
    const own = all.find((c) => c.part === (next[0] ?? ''))
    if (own && next.length <= 1) return { hops, columns: [own] }
    if (next.length === 0 && all.length > 0) return { hops, columns: all }
    if (all.length === 0) return { wrong: { en: `'${word}' cannot be filtered by.`, zh: `「${word}」不能用于筛选。` } }
    return {
      wrong: { en: `'${word}' has no part '${next.join('.')}'.`, zh: `「${word}」没有「${next.join('.')}」这一项。` },
    }
  }
  throw new Error(`A path ended early: ${path}`)
}

const kindOf: Readonly<Record<FormulaResult, Kind>> = {
  number: 'number',
  money: 'number',
  text: 'text',
  boolean: 'boolean',
  date: 'date',
}

/** What a rollup gives: the kind of the column that it is computed over, a number where it counts. */
function rollupKind(field: RollupField, { registry }: PathContext): Kind {
  const fields = registry.objects.get(field.over)?.fields ?? {}
  const of = field.compute === 'count' || !field.of || !Object.hasOwn(fields, field.of) ? undefined : fields[field.of]
  return (of && columnsOf(field.of ?? '', of)[0]?.kind) ?? 'number'
}

const oneMany = { en: 'A path may pass one several-valued relation only.', zh: '一条路径只能经过一个多项关联。' }

function idColumn(object: RegisteredObject): PathColumn {
  return {
    object: object.key,
    field: 'id',
    part: '',
    name: 'id',
    kind: 'id',
    sql: 'uuid',
    declared: null,
    to: object.key,
  }
}

function besideColumn(object: RegisteredObject, word: keyof typeof besideWords): PathColumn {
  const { kind } = besideWords[word]
  return { object: object.key, field: word, part: '', name: null, kind, sql: kind, declared: null, to: null }
}

function unknownField(word: string, object: RegisteredObject, { visible }: PathContext): Label {
  const best = closest(word, [
    'id',
    ...Object.keys(object.fields).filter((key) => !visible || visible(object.key, key)),
  ])
  return {
    en: `Unknown field '${word}'.${best ? ` Did you mean '${best.match}'?` : ''}`,
    zh: `没有「${word}」这个字段。${best ? `是否指「${best.match}」？` : ''}`,
  }
}
