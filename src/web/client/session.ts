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

/** Opens a session; the server sets its cookie. */
export function signIn(email: string, password: string): Promise<unknown> {
  showWorkspace(null)
  return ask('POST', '/api/auth/sign-in/email', { body: { email, password } })
}

export function signOut(): Promise<unknown> {
  showWorkspace(null)
  return ask('POST', '/api/auth/sign-out', { body: {} })
}

/** Names the company and makes its first person, who is signed in by it. */
export function setUp(given: Setup): Promise<unknown> {
  return ask('POST', '/api/setup', { body: given })
}
