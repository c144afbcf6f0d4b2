import type { Field } from '#kernel/fields/field.ts'
import { viewOf } from './index.ts'

/** A value as its field draws it, for screens that open without the inputs of fields. */
export function FieldValue({ field, value }: { field: Field; value: unknown }) {
  const { Cell } = viewOf(field)
  return <Cell value={value} field={field} />
}
