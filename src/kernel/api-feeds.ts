import type { ImportPlan, ImportReport } from './api-import.ts'
import type { Reference } from './fields/relation.ts'

/** Where a feed takes its files from. Passwords, keys and tokens are kept apart, sealed, and never answered. */
export type FeedSource =
  | {
      readonly kind: 'folder'
      /** Below `feeds` of the data folder, or an absolute path that the operator allows by SAMPAN_FEED_FOLDERS. */
      readonly path: string
      /** Such as `orders-*.csv`; every table where it is not given. */
      readonly pattern?: string
    }
  | {
      readonly kind: 'sftp'
      readonly host: string
      readonly port: number
      readonly user: string
      readonly path: string
      readonly pattern?: string
      /** `SHA256:…`; kept at the first connection and asked for from then on. */
      readonly hostKey?: string
    }
  | {
      readonly kind: 'url'
      readonly url: string
      /** With a user the secret is a password, without one a bearer token. */
      readonly user?: string
    }

export type ApiFeed = {
  readonly id: string
  readonly name: string
  readonly object: string
  readonly source: FeedSource
  readonly hasSecret: boolean
  /** Laid over the plan that is remembered for the header of a file: `{ "duplicates": "update" }`. */
  readonly plan: Partial<ImportPlan>
  readonly everyMinutes: number
  readonly paused: boolean
  readonly nextAt: string
  readonly startedAt: string | null
  readonly finishedAt: string | null
  /** Why the last look failed. */
  readonly error: string | null
  readonly createdBy: Reference | null
}

/** A file that a feed has brought, or could not bring. */
export type ApiFeedFile = {
  readonly fileName: string
  readonly at: string
  readonly importId: string | null
  readonly status: string | null
  readonly report: Pick<ImportReport, 'rows' | 'created' | 'updated' | 'unchanged' | 'skipped' | 'refused'> | null
  readonly error: string | null
}
