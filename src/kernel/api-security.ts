import type { FieldChange } from './behaviour.ts'
/** `GET /api/v1/security`: how the caller comes in, and where she is signed in now. */
export type ApiSecurity = {
  readonly email: string
  readonly hasPassword: boolean
  readonly totp: boolean
  readonly passkeys: readonly { readonly id: string; readonly name: string | null; readonly createdAt: string | null }[]
  /** Where passkeys work: false behind a bare number as address. */
  readonly passkeyHost: string | null
  readonly passkeyUrl: string | null
  /** The policy asks for a second factor, and this session has none. `usePasskey`: she has one, and signs in with it. */
  readonly owes: 'nothing' | 'secondFactor' | 'usePasskey'
  /** Signed in by a provider: what belongs to the login is not changed from here where it leads elsewhere too. */
  readonly managed: boolean
  readonly sessions: readonly ApiSession[]
}

export type ApiSession = {
  readonly id: string
  readonly current: boolean
  readonly createdAt: string
  readonly seenAt: string
  readonly ip: string
  /** Where the address lies, as far as it can be told without asking anybody. */
  readonly place: 'here' | 'local' | 'public'
  readonly device: string
  readonly method: string
}

/** `GET /api/v1/sign-in-policy`. */
export type ApiSignInPolicy = {
  readonly secondFactor: 'optional' | 'administrators' | 'everyone'
  readonly ssoOnly: boolean
}

/** `GET /api/v1/people/sign-in`: how each person comes in; for administrators. */
export type ApiPersonSignIn = {
  readonly userId: string
  readonly totp: boolean
  readonly passkeys: number
  readonly sessions: number
  readonly seenAt: string | null
}

/** `GET /api/v1/identity-providers`. The secret never comes back. */
export type ApiProvider = {
  readonly id: string
  readonly name: string
  readonly issuer: string
  readonly clientId: string
  readonly hasSecret: boolean
  readonly domains: readonly string[]
  /** The role of a person who comes for the first time; null where only people who are here already come in. */
  readonly roleId: string | null
  readonly active: boolean
}

/** `GET /api/v1/audit`: what happened, newest first; for administrators. */
export type ApiAuditEntry = {
  readonly id: string
  readonly at: string
  readonly kind: string
  readonly object: string
  readonly recordId: string
  /** What the record is called by now; null where it is gone, or no record. */
  readonly title: string | null
  readonly actor: { readonly id: string; readonly name: string } | null
  readonly via: string
  readonly changes: Readonly<Record<string, FieldChange>>
  readonly data: Readonly<Record<string, unknown>> | null
  /** The block in which it is sealed; null while it waits. */
  readonly block: number | null
}

/** `GET /api/v1/audit/chain`: how far the log is sealed, and when it was last verified. */
export type ApiAuditChain = {
  readonly blocks: number
  readonly sealedTo: string | null
  readonly hash: string | null
  readonly verified: {
    readonly at: string
    readonly blocks: number
    readonly events: number
    readonly waiting: number
    readonly wrong: readonly { readonly what: string; readonly block: number; readonly eventId: string | null }[]
  } | null
}
