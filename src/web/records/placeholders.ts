import type { Field } from '#kernel/fields/field.ts'
import { isPlaceholder } from '#kernel/quality/placeholder.ts'
import type { Placeholder } from '#kernel/quality/records.ts'
import { api } from '../client/api.ts'

/** Loads what the company knows as placeholders. Answers what tells whether a value is one. */
export async function loadPlaceholders(): Promise<(field: Field, value: unknown) => boolean> {
  const { data } = await api.list('placeholderValue', { select: ['value', 'kind'], limit: 1_000 })
  const all = data.map(({ value, kind }) => ({ value, kind }) as Placeholder)
  return (field, value) => isPlaceholder(field, value, all)
}
