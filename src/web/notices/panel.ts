import { createStore } from '../ui/store.ts'

/** Is the panel of notifications open? */
export const panel = createStore(false)
