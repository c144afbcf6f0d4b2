import type { Reader, Tx } from './behaviour.ts'
import type { Field } from './fields/field.ts'
import { isComputed } from './fields/index.ts'
import type { Language } from './label.ts'
import { placed } from './place.ts'
import type { Problem } from './problem.ts'
import type { Registry } from './registry.ts'
import type { Html } from './text/html.ts'

/** Somebody whom nobody knows opens a public page. */
export type Visit = {
  /** The last part of the address: which form, which survey. */
  readonly name: string
  /** Where the page lies, and where what is filled in goes. */
  readonly address: string
  /** What the visitor's browser prefers. */
  readonly language: Language
  readonly query: Readonly<Record<string, string>>
  /** The page that led here, as far as the browser tells. */
  readonly referrer: string | null
  /** Goes out with the page and comes back with what is filled in, in the field `stamp`: no two pages have the same. */
  readonly stamp: string
  /** Lets a script of the page's own run: `<script nonce=…>`. No other does. */
  readonly nonce: string
  readonly now: string
  /** What the workspace consists of, the fields of its administrators included. */
  readonly registry: Registry
  /** What was wrong with what has just been sent; it is shown again, so that nobody types it twice. */
  readonly again?: { readonly fields: SentFields; readonly problems: readonly Problem[] }
}

/** What was filled in, by the name of the input; several values of one name one behind the other. */
export type SentFields = Readonly<Record<string, readonly string[]>>

/** Somebody sends what a public page asked for. */
export type Sent = Visit & {
  readonly fields: SentFields
  /** Which page it was filled in on, and for how long (ms); null where the stamp is forged, of another page, or a day old. */
  readonly filled: { readonly id: string; readonly ms: number } | null
}

/** A page, or the way to another one. `frames` are the origins that may show it inside theirs; all where it says `*`. */
export type PublicAnswer =
  | { readonly page: Html; readonly frames?: readonly string[] | '*' }
  | { readonly goTo: string }
  /** A picture (GIF), such as one in a mail. */
  | { readonly picture: Uint8Array }

/**
 * A page that a stranger may open, at `/p/WORKSPACE/KEY/NAME`. It reads and writes past rights: it shows and takes what
 * its maker has released, and nothing that the address or the form only asks for.
 */
export type PublicPage = {
  readonly is: 'publicPage'
  readonly key: string
  /** Opens by addresses that were sealed here alone (`seal`), so that `name` and `query` say what they said then. */
  readonly sealed?: boolean
  /** Answers null where there is nothing of that name. */
  readonly show: (visit: Visit, read: Reader) => Promise<PublicAnswer | null>
  /** Takes what was filled in, in one transaction. What it refuses is shown again with what is wrong. */
  readonly take?: (sent: Sent, tx: Tx) => Promise<PublicAnswer | null>
  /** Notes that it was opened, by what seems to be a person: programs that open every page are passed over. */
  readonly opened?: (visit: Visit, tx: Tx) => Promise<void>
}

/** Declares a page for strangers. */
export function definePublicPage(key: string, options: Omit<PublicPage, 'is' | 'key'>): PublicPage {
  return placed({ is: 'publicPage', key, ...options })
}

/** Where a public page lies: `/p/`, the workspace's id in 22 letters, the page's key, a name. */
export function publicAddress(workspaceId: string, page: string, name: string): string {
  return `/p/${shortId(workspaceId)}/${page}/${encodeURIComponent(name)}`
}

/** An id in 22 letters, as addresses for strangers have it. */
export function shortId(id: string): string {
  const bytes = id.replaceAll('-', '').match(/../g) ?? []
  const short = btoa(String.fromCharCode(...bytes.map((byte) => Number.parseInt(byte, 16))))
  return short.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

/** The id of the workspace that the letters of such an address mean; null where they can mean none. */
export function workspaceOfAddress(short: string): string | null {
  if (!/^[\w-]{22}$/.test(short)) return null
  const bytes = atob(short.replaceAll('-', '+').replaceAll('_', '/'))
  const hex = [...bytes].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** Field types that a visitor can answer without knowing anything of ours. */
const answerable = new Set([
  'text',
  'longText',
  'email',
  'phone',
  'url',
  'number',
  'date',
  'select',
  'multiSelect',
  'boolean',
])

/** May a stranger be asked for this field? Not what the system writes or people of the company decide. */
export function mayBeAsked(field: Field): boolean {
  return answerable.has(field.type) && !field.system && !field.sensitive && !field.internal && !isComputed(field)
}
