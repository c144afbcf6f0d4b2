import { createStore } from '../ui/store.ts'

/** What is being created, and with which values it begins; null while nothing is. */
export type Creating = {
  readonly object: string
  readonly values?: Readonly<Record<string, unknown>>
  /** Whoever makes several stays where she is. */
  readonly stay?: boolean
}

export const creating = createStore<Creating | null>(null)

/** Opens the quick create form. */
export function create(object: string, values?: Creating['values'], { stay = false } = {}): void {
  creating.set({ object, stay, ...(values && { values }) })
}
