import type { ReactNode } from 'react'
import styles from './Tag.module.css'

const tones = ['blue', 'teal', 'violet', 'orange', 'green', 'pink', 'yellow', 'red'] as const
export type Tone = (typeof tones)[number] | 'gray'

/** A soft-coloured word: a choice, a state. Plain elements, so that a list may hold thousands. */
export function Tag({ tone = 'gray', children }: { tone?: Tone; children: ReactNode }) {
  return <span className={`${styles.tag} ${styles[tone]}`}>{children}</span>
}

/** Reads a colour name from a declaration; names from elsewhere find their nearest tone. */
export function toneOf(color: string | undefined): Tone {
  const name = color ? (cousins[color] ?? color) : 'gray'
  return name === 'gray' || (tones as readonly string[]).includes(name) ? (name as Tone) : 'gray'
}

const cousins: Readonly<Record<string, Tone>> = {
  grey: 'gray',
  cyan: 'teal',
  indigo: 'violet',
  purple: 'violet',
  grape: 'pink',
  lime: 'green',
  amber: 'yellow',
}

/** The same text has the same tone wherever it shows. */
export function toneByHash(text: string): Tone {
  let hash = 0
  for (const letter of text) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) >>> 0
  return tones[hash % tones.length] ?? 'gray'
}
