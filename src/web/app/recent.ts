import { createStore, keep, kept } from '../ui/store.ts'

export type Seen = { readonly object: string; readonly id: string; readonly title: string }

const store = createStore<readonly Seen[]>(kept('recent', []))

/** Remembers, in this browser, that a record was opened. */
export function remember(seen: Seen): void {
  const next = [seen, ...store.get().filter((one) => one.id !== seen.id)].slice(0, 20)
  store.set(next)
  keep('recent', next)
}

/** What was opened last, newest first. */
export function useRecent(): readonly Seen[] {
  return store.use()
}
