import { Converter } from 'opencc-js/cn2t'
import { terms } from './terms.ts'

const characters = Converter({ from: 'cn', to: 'tw' })
const longestFirst = Object.keys(terms).sort((a, b) => b.length - a.length)
const known = new RegExp(longestFirst.join('|'), 'g')

/** A first draft of a text as Taiwan may say it: our list of terms, then the characters. Somebody has to read it. */
export function draft(text: string): string {
  return characters(text.replace(known, (term) => terms[term]!))
}
