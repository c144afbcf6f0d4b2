import { useSyncExternalStore } from 'react'

/** A value that several parts of the screen share. */
export type Store<T> = { get(): T; set(next: T): void; use(): T }

export function createStore<T>(initial: T): Store<T> {
  let value = initial
  const listeners = new Set<() => void>()
  const subscribe = (listener: () => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  const get = () => value
  return {
    get,
    set(next) {
      value = next
      for (const listener of listeners) listener()
    },
    use: () => useSyncExternalStore(subscribe, get),
  }
}

/** Reads what this browser keeps under a name; what cannot be read counts as nothing. */
export function kept<T>(name: string, otherwise: T): T {
  const text = localStorage.getItem(`sampan.${name}`)
  if (text === null) return otherwise
  try {
    return JSON.parse(text) as T
  } catch {
    // written by another version: forgotten, as if it had never been there
    localStorage.removeItem(`sampan.${name}`)
    return otherwise
  }
}

/** Keeps something in this browser; null forgets it, and so does what is too long to be kept. */
export function keep(name: string, value: unknown): void {
  const text = value === null ? '' : JSON.stringify(value)
  // A browser keeps some five million characters in all: what is longer than any text may be is not worth them.
  if (value === null || text.length > 400_000) localStorage.removeItem(`sampan.${name}`)
  else localStorage.setItem(`sampan.${name}`, text)
}
