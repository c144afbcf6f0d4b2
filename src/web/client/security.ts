import { queryOptions } from '@tanstack/react-query'
import type { ApiSecurity } from '#kernel/api-security.ts'
import { ask } from './fetch.ts'
import { queries } from './queries.ts'

/** How the reader signs in, and where she is signed in now. */
export const securityQuery = queryOptions({
  queryKey: ['security'],
  queryFn: ({ signal }) => ask<ApiSecurity>('GET', '/api/v1/security', { signal }),
  staleTime: 0,
})

export function refreshSecurity(): Promise<void> {
  return queries.invalidateQueries({ queryKey: securityQuery.queryKey })
}

export type NewTotp = { readonly totpURI: string; readonly backupCodes: readonly string[] }

/** Calls of better-auth; `password` is empty where the login has none. */
export const own = {
  /** Makes the secret of an authenticator app; it counts once `confirmCode` has seen a code of it. */
  beginTotp: (password: string) => auth<NewTotp>('two-factor/enable', { password }),
  confirmCode: (code: string) => auth('two-factor/verify-totp', { code }),
  confirmRecovery: (code: string) => auth('two-factor/verify-backup-code', { code }),
  endTotp: (password: string) => auth('two-factor/disable', { password }),
  newCodes: (password: string) =>
    auth<{ readonly backupCodes: readonly string[] }>('two-factor/generate-backup-codes', { password }),
  renamePasskey: (id: string, name: string) => auth('passkey/update-passkey', { id, name }),
  removePasskey: (id: string) => auth('passkey/delete-passkey', { id }),
  changePassword: (current: string, password: string) =>
    ask<void>('POST', '/api/v1/security/password', { body: { current, password } }),
  endSession: (id: string) => ask<void>('DELETE', `/api/v1/security/sessions/${id}`),
  endOthers: () => ask<void>('DELETE', '/api/v1/security/sessions'),
}

function auth<T = unknown>(path: string, body: object): Promise<T> {
  return ask<T>('POST', `/api/auth/${path}`, { body })
}
