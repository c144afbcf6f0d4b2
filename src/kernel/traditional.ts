/**
 * Texts in Simplified Chinese → as Taiwan says them. `{0}`, `{1}` … stand for what a text is filled with:
 * `没有团队「{0}」。` → `沒有團隊「{0}」。`. The overlays stand in src/words/zh-TW.
 */
export type Overlay = Readonly<Record<string, string>>

type Pattern = { readonly literal: string; readonly shape: RegExp; readonly text: string }

const known = new Map<string, string>()
const patterns: Pattern[] = []
const kept = new Map<string, string>()

/** Adds an overlay. The server learns all of them at once, a browser those that its reader needs. */
export function learn(overlay: Overlay): void {
  for (const [text, traditional] of Object.entries(overlay)) {
    if (place.test(text)) patterns.push(patternOf(text, traditional))
    else known.set(text, traditional)
  }
  patterns.sort((a, b) => b.literal.length - a.literal.length)
  kept.clear()
}

/**
 * Reads a text of ours as Taiwan says it: the whole, else its sentences, else its clauses. What is not ours, such as the
 * name of a customer inside a message, stays as it is written.
 */
export function traditional(text: string): string {
  if (!han.test(text)) return text
  const found = known.get(text) ?? kept.get(text)
  if (found !== undefined) return found
  const read = filled(text) ?? pieces(text, /(?<=[。？；\n])/) ?? pieces(text, /([：，、「」（）]| [·/] )/) ?? text
  if (kept.size > 5_000) kept.clear()
  kept.set(text, read)
  return read
}

function filled(text: string): string | undefined {
  for (const { literal, shape, text: wanted } of patterns) {
    const found = text.includes(literal) ? shape.exec(text) : null
    if (found) return wanted.replace(places, (_, n: string) => traditional(found.groups?.[`p${n}`] ?? ''))
  }
  return undefined
}

function pieces(text: string, at: RegExp): string | undefined {
  const parts = text.split(at)
  return parts.length > 1 ? parts.map(traditional).join('') : undefined
}

function patternOf(text: string, traditional: string): Pattern {
  const literals = text.split(places).filter((_, i) => i % 2 === 0)
  const literal = literals.reduce((longest, part) => (part.length > longest.length ? part : longest), '')
  const shape = text
    .split(places)
    .map((part, i) => (i % 2 === 0 ? RegExp.escape(part) : `(?<p${part}>[^。？；]*?)`))
    .join('')
  return { literal, shape: new RegExp(`^${shape}$`), text: traditional }
}

const place = /\{\d+\}/
const places = /\{(\d+)\}/g
const han = /\p{Script=Han}/u
