import { type Field, type FieldOptions, type FieldType, unwritten } from './field.ts'

export type DeadlineOptions = FieldOptions & {
  /** The set of deadlines. */
  readonly by: string
  /** The last day that the record has, or the name of the rule that says so. */
  readonly gives: 'day' | 'rule'
}
export type DeadlineField = DeadlineOptions & { readonly type: 'deadline' }

/** The first deadline of a record. Computed whenever it is read, never stored, never written. */
export function deadline<const O extends DeadlineOptions>(
  options: O,
): O & Field<string> & { readonly type: 'deadline'; readonly system: true } {
  return { ...options, type: 'deadline', system: true }
}

export const deadlineType: FieldType<DeadlineField, string> = {
  label: { en: 'Deadline', zh: '期限' },
  columns: () => [],
  parse: unwritten,
  toRow: () => [],
  fromRow: ([cell]) => (cell === null || cell === undefined ? null : String(cell)),
  toText: (value) => value,
  aggregates: [],
}
