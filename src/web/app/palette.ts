import { createStore } from '../ui/store.ts'

/** Is the palette open? */
export const palette = createStore(false)
