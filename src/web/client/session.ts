import { ask, showWorkspace } from './fetch.ts'

export type Setup = {
  readonly token: string
  readonly company: string
  readonly name: string
  readonly email: string
  readonly password: string
  readonly language: string
  readonly timeZone: string
  readonly sample: boolean
}

/** What the sign-in page offers beside a password. */
export type WaysIn = {
  readonly providers: readonly { readonly id: string; readonly name: string }[]
  readonly ssoOnly: boolean
  /** The name that passkeys belong to. */
  readonly passkeys: string | null
  /** There are several companies; which providers are offered depends on the address. */
  readonly several: boolean
}

export function waysIn(email: string, signal?: AbortSignal): Promise<WaysIn> {
  return ask<WaysIn>('GET', `/api/sign-in?${new URLSearchParams({ email })}`, { signal })
}

/** Opens a session, the server sets its cookie; or waits for the second factor. */
export async function signIn(email: string, password: string): Promise<'in' | 'secondFactor'> {
  showWorkspace(null)
  const body = { email, password }
  const { twoFactorRedirect } = await ask<{ twoFactorRedirect?: boolean }>('POST', '/api/auth/sign-in/email', { body })
  return twoFactorRedirect ? 'secondFactor' : 'in'
}

export function signOut(): Promise<unknown> {
  showWorkspace(null)
  return ask('POST', '/api/auth/sign-out', { body: {} })
}

/** Names the company and makes its first person, who is signed in by it. */
export function setUp(given: Setup): Promise<unknown> {
  return ask('POST', '/api/setup', { body: given })
}

/** Whom a one-time link is for. */
export type EntryLink = {
  readonly kind: 'invite' | 'reset'
  readonly workspace: string
  readonly name: string
  readonly email: string
}

export function entryLink(token: string, signal?: AbortSignal): Promise<EntryLink> {
  return ask<EntryLink>('GET', `/api/entry-link?${new URLSearchParams({ token })}`, { signal })
}

/** Uses the link up: its person has this password from now on. */
export function redeemLink(token: string, password: string): Promise<{ readonly email: string }> {
  return ask('POST', '/api/entry-link', { body: { token, password } })
}
