import type { Label } from '../label.ts'

/**
 * What a filter may ask of every record beside its fields: through what it came in (`import:…`, `form:…`, `api:…`,
 * `screen:…` with the person), and whether it is likely the same as one that was there before.
 */
export const besideWords = {
  cameBy: { kind: 'text', label: { en: 'Came by', zh: '来自' } },
  doubled: { kind: 'boolean', label: { en: 'Likely came twice', zh: '疑似重复' } },
} as const satisfies Readonly<Record<string, { readonly kind: 'text' | 'boolean'; readonly label: Label }>>

export type BesideWord = keyof typeof besideWords

/** Is this one of them? */
export function isBesideWord(word: string): word is BesideWord {
  return Object.hasOwn(besideWords, word)
}

/** By which doors records come in, as `cameBy` begins. */
export const doors = ['import', 'form', 'api', 'screen', 'job', 'system', 'cli', 'action', 'unknown'] as const
export type Door = (typeof doors)[number]

/** Is this one batch that can be set aside: an import, a form, a key, a person, or what sample data shows as one of them? */
export function isBatch(key: string): boolean {
  const { door, id } = readCameBy(key)
  return door !== 'unknown' && (id !== '' || key === 'import' || key === 'form' || key === 'api')
}

/** `import:0192…` taken apart; the id is empty where the door has none. */
export function readCameBy(key: string): { readonly door: Door; readonly id: string } {
  const at = key.indexOf(':')
  const word = at < 0 ? key : key.slice(0, at)
  const door = doors.find((one) => one === word) ?? 'unknown'
  return { door, id: at < 0 ? '' : key.slice(at + 1) }
}
