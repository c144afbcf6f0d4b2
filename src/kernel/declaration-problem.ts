import type { Label } from './label.ts'
import { closest } from './text/distance.ts'

/**
 * Something wrong with what was declared. `at` is its place: `vehicle`, `vehicle.plate`, `vehicle.views.list`; `field` the
 * property there that cannot be read, such as `is` or `where.colour`.
 */
export type DeclarationProblem = { readonly at: string; readonly field?: string | null; readonly message: Label }

/** The problem as a sentence for whoever wrote the declaration. */
export function sentenceOf({ at, field, message }: DeclarationProblem): string {
  return field === undefined ? message.en : `${at}: ${field ?? ''} ${message.en}`
}

/** Takes note of what is wrong. */
export type Wrong = (at: string, en: string, zh: string) => void

/** A list of what is wrong, and the way to add to it. */
export function collector(): { readonly problems: DeclarationProblem[]; readonly wrong: Wrong } {
  const problems: DeclarationProblem[] = []
  return { problems, wrong: (at, en, zh) => void problems.push({ at, message: { en, zh } }) }
}

/** What was probably meant, as the end of a sentence in both languages. */
export function suggestion(word: string, known: Iterable<string>): Label {
  const best = closest(word, [...known])
  return best ? { en: ` Did you mean '${best.match}'?`, zh: `是否指「${best.match}」？` } : { en: '', zh: '' }
}
