import { type Mention, mention, pieces } from '#kernel/mention.ts'

/** A text as it stands in a field while somebody writes: `@王芳`, and who is meant by each name. */
export type Shown = { readonly text: string; readonly people: readonly Mention[] }

/** Two people of one name are told apart by a number while they stand in one text. */
export function nameFor(person: Mention, people: readonly Mention[]): Mention {
  const known = people.find(({ id }) => id === person.id)
  if (known) return known
  let name = person.name
  for (let n = 2; people.some((one) => one.name === name); n++) name = `${person.name}·${n}`
  return { id: person.id, name }
}

export function show(stored: string): Shown {
  let people: readonly Mention[] = []
  const text = pieces(stored)
    .map((piece) => {
      if (typeof piece === 'string') return piece
      const named = nameFor(piece, people)
      people = [...people.filter(({ id }) => id !== named.id), named]
      return `@${named.name}`
    })
    .join('')
  return { text, people }
}

/** Back to what is stored: the longest name first, so that one which begins another does not take its place. */
export function store({ text, people }: Shown): string {
  const longest = [...people].sort((a, b) => b.name.length - a.name.length)
  let stored = ''
  for (let at = 0; at < text.length; ) {
    const person = text[at] === '@' ? longest.find(({ name }) => text.startsWith(name, at + 1)) : undefined
    stored += person ? mention(person) : text[at]
    at += person ? person.name.length + 1 : 1
  }
  return stored
}
