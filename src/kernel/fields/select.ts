import { type Label, type Language, say, wordsOf } from '../label.ts'
import { closest } from '../text/distance.ts'
import { foldText } from '../text/fold.ts'
import { type Field, type FieldOptions, plain } from './field.ts'

/** One choice. Its key is stored and never changes; its label is what people read. */
export type Option = {
  readonly key: string
  readonly label: Label
  readonly color?: string
  /**
   * Where records become one that say different things: `first` what stands once it is so of one of them, such as what was sold;
   * `last` what is true only where it is so of all, such as that nothing goes on any more.
   */
  readonly merges?: 'first' | 'last'
}

export type SelectOptions = FieldOptions & {
  /** In the order they are offered and sorted by on boards. */
  readonly options: readonly Option[]
}
export type SelectField = SelectOptions & { readonly type: 'select' }

/** One of a fixed list of choices. Its value is the key of the choice. */
export function select<const O extends SelectOptions>(
  options: O,
): O & Field<O['options'][number]['key']> & { readonly type: 'select' } {
  return { type: 'select', ...options }
}

export const selectType = plain<SelectField, string>({
  label: { en: 'Choice', zh: '单选' },
  kind: 'text',
  sql: 'text',
  parse: (input, field) => parseOption(input, field.options),
  toText: (value, field, language) => optionText(value, field.options, language),
})

/** Reads a choice by its key or its label in any language, whatever the case, width and blanks. */
export function parseOption(input: unknown, options: readonly Option[]): { value: string } | { wrong: Label } {
  if (typeof input !== 'string' && typeof input !== 'number')
    return { wrong: { en: 'This must be one of the choices.', zh: '请选择列出的选项。' } }
  const word = String(input)
  const key = options.some((o) => o.key === word) ? word : names(options).get(foldText(word))
  if (key !== undefined) return { value: key }
  const labels = new Set(options.flatMap((o) => wordsOf(o.label)))
  const best =
    closest(word, labels) ??
    closest(
      word,
      options.map((o) => o.key),
    )
  return {
    wrong: {
      en: `'${word}' is not one of the choices.${best ? ` Did you mean '${best.match}'?` : ''}`,
      zh: `选项中没有「${word}」。${best ? `是否指「${best.match}」？` : ''}`,
    },
  }
}

/** How a choice reads; its key where the choice is no longer offered. */
export function optionText(key: string, options: readonly Option[], language: Language): string {
  const label = options.find((o) => o.key === key)?.label
  return label ? say(label, language) : key
}

const known = new WeakMap<readonly Option[], ReadonlyMap<string, string>>()

/** Folded keys and labels → key, made once per list; the first of two equal labels wins, a key beats a label. */
function names(options: readonly Option[]): ReadonlyMap<string, string> {
  const made = known.get(options)
  if (made) return made
  const all = [
    ...options.flatMap((o) => wordsOf(o.label).map((word) => [foldText(word), o.key] as const)).reverse(),
    ...options.map((o) => [foldText(o.key), o.key] as const).reverse(),
  ]
  const map = new Map(all)
  known.set(options, map)
  return map
}
