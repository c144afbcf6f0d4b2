import type { Field } from '../fields/field.ts'
import type { PhoneNumber } from '../fields/phone.ts'
import { foldText } from '../text/fold.ts'
import type { Where } from '../where.ts'
import type { Placeholder, PlaceholderKind } from './records.ts'

/** Which placeholders a field may hold; null where it can hold none. */
export function placeholderKindOf(field: Field): PlaceholderKind | null {
  if (field.type === 'phone' || field.type === 'email') return field.type
  return field.type === 'text' || field.type === 'address' ? 'text' : null
}

/** Tells whether a value of a field is one that says nothing. Case, width and blanks make no difference. */
export type IsPlaceholder = (field: Field, value: unknown) => boolean

/** Looks through the placeholders once, so that many values can be told. */
export function placeholderTest(placeholders: readonly Placeholder[]): IsPlaceholder {
  const known = new Set(placeholders.map(({ value, kind }) => `${kind} ${bare(value, kind)}`))
  return (field, value) => {
    const kind = placeholderKindOf(field)
    const written = kind === null ? '' : writtenIn(field, value)
    return written !== '' && known.has(`${kind} ${bare(written, kind)}`)
  }
}

/** The filter that finds what `placeholderTest` tells and unreadable numbers are, by the spellings that people use; null where nothing can be. */
export function invalidWhere(key: string, field: Field, placeholders: readonly Placeholder[]): Where | null {
  const kind = placeholderKindOf(field)
  if (kind === null) return null
  const values = [...new Set(placeholders.filter((one) => one.kind === kind).flatMap(({ value }) => spellings(value)))]
  const held: Where = { [field.type === 'address' ? `${key}.street` : key]: { in: values.slice(0, 1_000) } }
  if (kind !== 'phone') return held
  const unreadable: Where = { and: [{ [key]: { empty: false } }, { not: { [key]: { startsWith: '+' } } }] }
  return { or: [held, unreadable] }
}

function writtenIn(field: Field, value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null) return ''
  if (field.type === 'phone') return (value as PhoneNumber).e164 ?? (value as PhoneNumber).raw ?? ''
  return String((value as { street?: string | null }).street ?? '')
}

/** A number without country code and signs, a text without case and width. */
function bare(text: string, kind: PlaceholderKind | null): string {
  return kind === 'phone' ? text.replace(/^\+86/, '').replace(/\D/g, '') : foldText(text)
}

/** A filter compares by letter: as written, in small and in capital letters, and with a capital first. */
function spellings(value: string): string[] {
  const small = value.toLowerCase()
  return [value, small, value.toUpperCase(), small.charAt(0).toUpperCase() + small.slice(1)]
}
