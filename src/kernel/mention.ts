/** Somebody who is named in a text: `@[王芳](id)`. The id says who; the name is what she was called then, for whoever has the text alone. */
export type Mention = { readonly id: string; readonly name: string }

const shape = /@\[([^\]\n]{0,100})\]\(([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\)/g

/** How a mention stands in a text. */
export function mention({ id, name }: Mention): string {
  return `@[${name.replaceAll(/[[\]\n]/g, ' ')}](${id})`
}

/** A text in its pieces: what was written, and who is named in between. */
export function pieces(text: string): (string | Mention)[] {
  const found: (string | Mention)[] = []
  let from = 0
  for (const match of text.matchAll(shape)) {
    if (match.index > from) found.push(text.slice(from, match.index))
    found.push({ name: match[1]!, id: match[2]! })
    from = match.index + match[0].length
  }
  if (from < text.length) found.push(text.slice(from))
  return found
}

/** Ids of those who are named in a text, each once. */
export function mentioned(text: string): string[] {
  return [...new Set([...text.matchAll(shape)].map((match) => match[2]!))]
}

/** The text as people read it: `@王芳`. */
export function plainMentions(text: string): string {
  return text.replaceAll(shape, '@$1')
}
