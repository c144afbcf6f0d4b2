import { type ApiDocument, type Group, resolved } from './document.ts'

export type Found = {
  readonly group: string
  /** Where on its page: the id of an operation, or a field. */
  readonly at: string
  readonly words: string
  readonly under: string
}

const most = 40

/** Operations, objects and fields whose names or words hold every word of the text. */
export function find(text: string, groups: readonly Group[], document: ApiDocument): readonly Found[] {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean)
  const holds = (...words: readonly (string | undefined)[]) => {
    const all = words.join(' ').toLowerCase()
    return wanted.every((word) => all.includes(word))
  }
  const found: Found[] = []
  for (const { name, title, record, operations } of groups) {
    if (holds(name, title)) found.push({ group: name, at: '', words: title, under: name })
    const fields = Object.entries((record && document.components.schemas[record]?.properties) || {})
    for (const [key, schema] of fields) {
      const label = resolved(schema, document).schema.description ?? key
      if (holds(key, label))
        found.push({ group: name, at: `field-${key}`, words: label.split(' — ')[0] ?? key, under: `${name}.${key}` })
    }
    for (const { operationId, summary, method, path } of operations)
      if (holds(operationId, summary, `${method} ${path}`))
        found.push({ group: name, at: operationId, words: summary, under: `${method.toUpperCase()} ${path}` })
    if (found.length >= most) return found.slice(0, most)
  }
  return found
}
