import type { ApiAuditChain } from './api-security.ts'

/** `GET /api/v1/health`: how the installation and this workspace do, for its administrators. */
export type ApiHealth = {
  readonly version: string
  /** Nothing of it names a secret, a person or a record: it may be pasted anywhere. */
  readonly checks: readonly ApiHealthCheck[]
  readonly backups: {
    readonly on: boolean
    readonly running: boolean
    /** Newest first. */
    readonly kept: readonly {
      readonly at: string
      readonly kind: 'daily' | 'upgrade' | 'deleted'
      readonly bytes: number
      /** When it was read back to its end and found whole. */
      readonly verifiedAt: string
    }[]
    readonly failedAt: string | null
  }
  /** Events of this workspace that wait to be told, and for how many seconds the oldest has. */
  readonly outbox: { readonly waiting: number; readonly seconds: number }
  readonly chain: ApiAuditChain
}

export type ApiHealthCheck = {
  /** `database`, `disk`, `clock` … */
  readonly check: string
  readonly state: 'ok' | 'warn' | 'wrong'
  /** In the caller's language. */
  readonly says: string
}
