import { createStore } from '../ui/store.ts'

/** There while somebody whose session has ended is asked to sign in where she is; called with whether she did. */
export const entering = createStore<((entered: boolean) => void) | null>(null)

let waiting: Promise<boolean> | null = null

/** Asks once, however many requests wait for it. */
export function askToEnter(): Promise<boolean> {
  waiting ??= new Promise<boolean>((done) => {
    entering.set((entered) => {
      waiting = null
      entering.set(null)
      done(entered)
    })
  })
  return waiting
}
