import { keep, kept } from '../ui/store.ts'
import { drawnFrom, todayPath } from './paths.ts'

/** A question to the server: an address, and what is sent along. */
export type Asked = { readonly path: string; readonly body?: string }

declare global {
  /** What the page has asked for before the program was here, by what it asked (`install/early.ts`). */
  var sampanAsked: Map<string, Promise<Response>> | undefined
}

/** An answer that nobody has taken so long after the page began is too old. */
const freshMs = 10_000

/** The answer to what the page has asked for already, once; none where it did not, or where something was written since. */
export function takeAsked(method: string, path: string, body: string): Promise<Response> | undefined {
  const all = globalThis.sampanAsked
  const asked = all?.get(path + body)
  if (method === 'GET' || path.endsWith('/board')) note({ path, ...(body && { body }) })
  else all?.clear()
  all?.delete(path + body)
  return performance.now() < freshMs ? asked : undefined
}

/** What is asked for before anything is drawn, beyond what every screen is drawn from. */
let noted: Asked[] | null = []
/** Where the first of it was asked for. */
let address = ''
const here = () => location.pathname + location.search
const most = { letters: 4_000, screens: 40 }

function note(asked: Asked): void {
  const always: readonly string[] = [...Object.values(drawnFrom), todayPath]
  if (!noted || always.includes(asked.path) || document.querySelector('main')) return
  address ||= here()
  noted.push(asked)
}

/** Keeps in mind what the first screen was drawn from, now that it stands: the next time the page asks for it at once. */
export function rememberAsked(): void {
  const asked = noted ?? []
  noted = null
  const moved = here() !== address
  if (moved || asked.length === 0 || JSON.stringify(asked).length > most.letters) return
  const { [address]: _, ...others } = kept<Readonly<Record<string, readonly Asked[]>>>('asked', {})
  keep('asked', Object.fromEntries([...Object.entries(others).slice(1 - most.screens), [address, asked]]))
}

/** Forgets it: the filters of whoever has signed out are nobody else's. */
export function forgetAsked(): void {
  keep('asked', null)
}
