import type { Label } from '../label.ts'
import { type Field, type FieldOptions, plain } from './field.ts'
import { type Option, optionText, parseOption } from './select.ts'

export type MultiSelectOptions = FieldOptions & { readonly options: readonly Option[] }
export type MultiSelectField = MultiSelectOptions & { readonly type: 'multiSelect' }

/** Several of a fixed list of choices. Its value holds their keys, each once. */
export function multiSelect<const O extends MultiSelectOptions>(
  options: O,
): O & Field<readonly O['options'][number]['key'][]> & { readonly type: 'multiSelect' } {
  return { type: 'multiSelect', ...options }
}

export const multiSelectType = plain<MultiSelectField, readonly string[]>({
  label: { en: 'Choices', zh: '多选' },
  kind: 'texts',
  sql: 'text[]',
  parse(input, field) {
    const words = Array.isArray(input) ? input : split(input, field.options)
    const keys = new Set<string>()
    for (const word of words) {
      const parsed: { value: string } | { wrong: Label } = parseOption(word, field.options)
      if ('wrong' in parsed) return parsed
      keys.add(parsed.value)
    }
    return { value: keys.size > 0 ? [...keys] : null }
  },
  fromRow: ([cell]) => (Array.isArray(cell) && cell.length > 0 ? cell : null),
  toText: (value, field, language) =>
    value.map((key) => optionText(key, field.options, language)).join(language === 'en' ? ', ' : '、'),
})

/** A text from a file: one choice as it stands (which may hold a comma), else several with separators between. */
function split(input: unknown, options: readonly Option[]): readonly unknown[] {
  if (typeof input !== 'string' || 'value' in parseOption(input, options)) return [input]
  const words = input.split(/[,;，；、|\n]+/).map((word) => word.trim())
  return words.filter((word) => word !== '')
}
