import { type Field, type FieldOptions, plain } from './field.ts'

/** What a relation shows of the record it points at. `hidden` where the reader may not see it. */
export type Reference = { readonly id: string; readonly title: string | null } | { readonly hidden: true }

export type RelationOptions = FieldOptions & {
  /** Name under which the other object lists these records: `opportunities` of an account. */
  readonly inverse?: string
  /** These records appear in the timeline of the record they point at. */
  readonly timeline?: boolean
  /** Whoever sees the record that it points at may know how many point there, also of those that she does not see: 3 of 5. */
  readonly counted?: boolean
  /** What happens to this record when the other is removed for good. `clear` where it says nothing. */
  readonly onDelete?: 'clear' | 'cascade' | 'refuse'
  /** Names who is to see to the record: it goes along when her work goes to somebody else, though rules alone write it. */
  readonly handedOver?: boolean
  /** Only records that match may be chosen; a filter of the other object. */
  readonly where?: Readonly<Record<string, unknown>>
}
export type RelationField = RelationOptions & { readonly type: 'relation'; readonly to: string }

/** Points at one record of another object. Its value is that record's id. */
export function relation<const O extends RelationOptions>(
  to: string,
  options: O,
): O & Field<string> & { readonly type: 'relation'; readonly to: string } {
  return { type: 'relation', to, ...options }
}

/** A person of the workspace. */
export function user<const O extends RelationOptions>(
  options: O,
): O & Field<string> & { readonly type: 'user'; readonly to: 'user' } {
  return { type: 'user', to: 'user', ...options }
}

/** A team of the workspace. */
export function team<const O extends RelationOptions>(
  options: O,
): O & Field<string> & { readonly type: 'team'; readonly to: 'team' } {
  return { type: 'team', to: 'team', ...options }
}

export const relationType = plain<RelationField, string>({
  label: { en: 'Relation', zh: '关联' },
  kind: 'id',
  sql: 'uuid',
  parse: (input) => parseId(typeof input === 'object' && input !== null && 'id' in input ? input.id : input),
})
export const userType = { ...relationType, label: { en: 'Person', zh: '人员' } }
export const teamType = { ...relationType, label: { en: 'Team', zh: '团队' } }

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Reads a record id (a UUID). */
export function parseId(input: unknown) {
  return typeof input === 'string' && uuid.test(input)
    ? { value: input.toLowerCase() }
    : { wrong: { en: 'This is not the id of a record.', zh: '这不是有效的记录编号。' } }
}
