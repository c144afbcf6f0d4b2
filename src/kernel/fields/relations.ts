import type { Label } from '../label.ts'
import type { Field, FieldOptions, FieldType } from './field.ts'
import { parseId } from './relation.ts'

export type RelationsOptions = FieldOptions & {
  /** Name under which the other object lists these records. */
  readonly inverse?: string
  /** These records appear in the timeline of the records they point at. */
  readonly timeline?: boolean
  /** Only records that match may be chosen; a filter of the other object. */
  readonly where?: Readonly<Record<string, unknown>>
}
export type RelationsField = RelationsOptions & { readonly type: 'relations'; readonly to: string }

/** Points at several records of another object. Kept in a table of links; its value is their ids, each once. */
export function relations<const O extends RelationsOptions>(
  to: string,
  options: O,
): O & Field<readonly string[]> & { readonly type: 'relations'; readonly to: string } {
  return { type: 'relations', to, ...options }
}

export const relationsType: FieldType<RelationsField, readonly string[]> = {
  label: { en: 'Relations', zh: '多项关联' },
  columns: () => [],
  parse: (input) => parseIds(input, 1000),
  toRow: () => [],
  fromRow: ([cell]) => (Array.isArray(cell) && cell.length > 0 ? cell : null),
  toText: (value) => value.join(', '),
  aggregates: [],
}

/** Reads ids, or things that have one, each once and in their order; one alone stands for a list of one. */
export function parseIds(
  input: unknown,
  most: number,
): { readonly value: readonly string[] | null } | { readonly wrong: Label } {
  const ids = new Set<string>()
  for (const item of Array.isArray(input) ? input : [input]) {
    const parsed: { value: string } | { wrong: Label } = parseId(
      typeof item === 'object' && item !== null && 'id' in item ? item.id : item,
    )
    if ('wrong' in parsed) return parsed
    ids.add(parsed.value)
  }
  if (ids.size > most) return { wrong: { en: `At most ${most}.`, zh: `最多 ${most} 个。` } }
  return { value: ids.size > 0 ? [...ids] : null }
}
