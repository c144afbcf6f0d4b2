import { type Field, type FieldOptions, plain } from './field.ts'
import { parseIds } from './relations.ts'

export type FilesOptions = FieldOptions & {
  /** Most files; 100 where it says nothing. */
  readonly max?: number
}
export type FilesField = FilesOptions & { readonly type: 'files' }

/** Files of the file store, by their ids, in the order they were put. */
export function files<const O extends FilesOptions>(
  options: O,
): O & Field<readonly string[]> & { readonly type: 'files' } {
  return { type: 'files', ...options }
}

export const filesType = plain<FilesField, readonly string[]>({
  label: { en: 'Files', zh: '附件' },
  kind: 'ids',
  sql: 'uuid[]',
  parse: (input, field) => parseIds(input, field.max ?? 100),
  fromRow: ([cell]) => (Array.isArray(cell) && cell.length > 0 ? cell : null),
  toText: (value) => value.join(', '),
})
