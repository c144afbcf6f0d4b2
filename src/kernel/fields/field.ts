import type { Label, Language } from '../label.ts'

/** How a column compares: the operators of a filter and the way of sorting follow from it. */
export type Kind = 'text' | 'number' | 'boolean' | 'date' | 'datetime' | 'id' | 'texts' | 'ids' | 'json'

/** One database column of a field. A money field has two: its amount (`part: ''`) and its `currency`. */
export type Column = {
  /** '' for the value itself; else the name after the dot in a filter: `address.city`. */
  readonly part: string
  readonly kind: Kind
  /** PostgreSQL type, such as `numeric(20,4)`. */
  readonly sql: string
  readonly label?: Label
}

/** What every field may say about itself. Plain data: the browser and the database builder read the same object. */
export type FieldOptions = {
  readonly label: Label
  readonly help?: Label
  readonly required?: boolean
  /** No two live records hold the same value. */
  readonly unique?: boolean
  /** Found by the search: `name` weighs most and is searched by pinyin, `text` by its words, `code` exactly and by prefix. */
  readonly search?: 'name' | 'text' | 'code'
  /** Has an index of its own, so that lists may filter and sort by it at any size. */
  readonly index?: boolean
  /** Value of a new record where none is given. */
  readonly default?: unknown
  /** Written by the engine or by rules, never by a caller. */
  readonly system?: boolean
  /** Shown to those alone whose role grants it by name. */
  readonly sensitive?: boolean
  /** Set at creation, then fixed. */
  readonly fixed?: boolean
  /** Says something about a natural person: given to her when she asks what is known, cleared when she asks to be forgotten. */
  readonly personal?: boolean
  /** Worked out by a rule from these fields of the record, and so covered where one of them is. */
  readonly derivedFrom?: readonly string[]
  /** Types of field whose values stand in it too, though it is of another type, and which it is covered with. */
  readonly holds?: readonly string[]
  /** What people of the company decide, not what somebody says of herself: no public form asks for it. */
  readonly internal?: boolean
  /**
   * Holds the id of a record of whatever object, as text; it goes along when that record becomes part of another. Where fields beside it
   * say of which object that is, and how it was called when it was written, its name is shown for it.
   */
  readonly holdsId?: true | { readonly object: string; readonly name: string }
  /** Made by an administrator, not by a module. */
  readonly custom?: boolean
  /** The name of its column in the table, where it is not that of its key. */
  readonly column?: string
}

declare const value: unique symbol

/** A field as declared. `V` is the type of its value and exists for the compiler alone. */
export type Field<V = unknown> = FieldOptions & {
  readonly type: string
  readonly [value]?: V
}

/** The value type of a field. */
export type ValueOf<F> = F extends { readonly [value]?: infer V } ? V : never

/** What can be computed over many values of a field. */
export type Aggregate = 'sum' | 'avg' | 'min' | 'max'

/** What `parse` answers: a value, or the words of what is wrong. */
export type Parsed<V> = { readonly value: V | null } | { readonly wrong: Label }

/**
 * A field type is one unit: what it stores, what it takes, how it reads.
 * `parse` gets untrusted input and answers the canonical value; null, undefined and '' never reach it.
 */
export type FieldType<F extends Field = Field, V = unknown> = {
  readonly label: Label
  /** [] for a field that is computed or kept in a table of its own. */
  columns(field: F): readonly Column[]
  parse(input: unknown, field: F): Parsed<V>
  /** The column values, in the order of `columns`. */
  toRow(value: V, field: F): readonly unknown[]
  /** From column values back to the value; null where the field is empty. */
  fromRow(cells: readonly unknown[], field: F): V | null
  /** The value as one text: in exports, in messages, in merge fields. */
  toText(value: V, field: F, language: Language): string
  /** Is the value what was typed, letter for letter? Only types that clean what is typed say so. */
  asTyped?(input: unknown, value: V, field: F): boolean
  readonly aggregates: readonly Aggregate[]
  /** Tells how somebody is reached: where one such field of a record is covered, all of them are in what hangs on it. */
  readonly reaches?: true
}

/** For types that clean one text: nothing but blanks around it went. */
export function isAsTyped(input: unknown, value: string): boolean {
  return typeof input !== 'string' || input.trim() === value
}

/** How a field that is computed reads what somebody would write into it. */
export function unwritten(): Parsed<never> {
  return { wrong: { en: 'This is computed and cannot be written.', zh: '这一项由系统计算，不能填写。' } }
}

/** Shortcut for a type whose value is its only column as it stands. */
export function plain<F extends Field, V>(
  unit: Pick<FieldType<F, V>, 'label' | 'parse'> &
    Partial<FieldType<F, V>> & { readonly kind: Kind; readonly sql: string | ((field: F) => string) },
): FieldType<F, V> {
  const { kind, sql, ...rest } = unit
  return {
    columns: (field) => [{ part: '', kind, sql: typeof sql === 'string' ? sql : sql(field) }],
    toRow: (v) => [v],
    fromRow: ([cell]) => (cell ?? null) as V | null,
    toText: (v) => String(v),
    aggregates: [],
    ...rest,
  }
}
