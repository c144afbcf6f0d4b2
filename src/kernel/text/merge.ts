/** A place in a text that a value is put into: `{{account.name}}`, or `{{account.name|your company}}` with words where there is none. */
export type MergeField = { readonly whole: string; readonly path: string; readonly otherwise: string | null }

const shape = /\{\{([^{}]{0,200})\}\}/g

/** The places in a text, each once, in their order. */
export function mergeFields(text: string): MergeField[] {
  const found = new Map<string, MergeField>()
  for (const [whole, inner = ''] of text.matchAll(shape)) {
    const [path = '', ...otherwise] = inner.split('|')
    found.set(whole, { whole, path: path.trim(), otherwise: otherwise.length > 0 ? otherwise.join('|').trim() : null })
  }
  return [...found.values()]
}

/** The text with its places filled in, by what `valueAt` says of each; one that it says nothing of stays as it is. */
export function fillMerge(text: string, valueAt: (field: MergeField) => string | null): string {
  const values = new Map(mergeFields(text).map((field) => [field.whole, valueAt(field)]))
  return text.replace(shape, (whole) => values.get(whole) ?? whole)
}
