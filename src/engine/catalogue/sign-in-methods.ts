/** How a session began. By single sign-on it leads to the workspace of that provider alone. */
export type SignInMethod = 'password' | 'totp' | 'recoveryCode' | 'passkey' | `sso ${string}`

/** The login behind a cookie, and how it came in. */
export type SignedIn = {
  readonly id: string
  readonly sessionId: string
  readonly email: string
  readonly expiresAt: Date
  readonly method: SignInMethod
  /** A password alone has let it in, and nothing beside it. */
  readonly weak: boolean
}

/** How a session begins that comes out of an endpoint. */
export const signInMethods: Readonly<Record<string, SignInMethod>> = {
  '/sign-in/email': 'password',
  '/two-factor/verify-totp': 'totp',
  '/two-factor/verify-backup-code': 'recoveryCode',
  '/passkey/verify-authentication': 'passkey',
  '/two-factor/disable': 'password',
}

/** How a session began: by the endpoint that begins it, else as it was stored. */
export function methodOf(path: string | undefined, stored: unknown): SignInMethod {
  return signInMethods[path ?? ''] ?? (typeof stored === 'string' && stored ? (stored as SignInMethod) : 'password')
}
