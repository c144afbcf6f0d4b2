/* The shapes of "who can see this, and why", of looking through somebody's eyes, of a change of rights before it is saved, and of exports. */

export type AccessLevel = 'read' | 'update' | 'delete' | 'share'

/** Why somebody reaches a record; `words` are in the caller's language. */
export type ApiReason = {
  readonly by:
    | 'admin'
    | 'open'
    | 'all'
    | 'own'
    | 'team'
    | 'below'
    | 'line'
    | 'shared'
    | 'condition'
    | 'gathered'
    | 'cover'
    | 'inherited'
  readonly words: string
  /** Names of the roles that grant it. */
  readonly roles: readonly string[]
  /** For a share: when it ends. */
  readonly until?: string | null
}

/** One person who reaches a record. */
export type ApiAccessPerson = {
  readonly id: string
  readonly name: string
  readonly team: string | null
  readonly levels: readonly AccessLevel[]
  /** By level, most important first; `share` follows from `update`. */
  readonly reasons: Readonly<Partial<Record<'read' | 'update' | 'delete', readonly ApiReason[]>>>
  /** Labels of the fields that stay hidden from her, of those that the caller may know of. */
  readonly hidden: readonly string[]
}

/** `GET /api/v1/{object}/{id}/access`: everybody who reaches the record. */
export type ApiAccess = {
  readonly people: readonly ApiAccessPerson[]
  /** Active people in all, so that one sees how many do not reach it. */
  readonly of: number
}

/** That a record is open to a person or a team. */
export type ApiShare = {
  readonly granteeId: string
  readonly level: 'read' | 'update'
  /** An instant; null is for good. */
  readonly until: string | null
}

/** `GET /api/v1/{object}/{id}/shares`. */
export type ApiShares = {
  readonly data: readonly ApiShare[]
  /** Objects whose records that belong to this one are open with it, and to what extent at most. */
  readonly opens: readonly { readonly object: string; readonly level: 'read' | 'update' }[]
  /** Shares of what this one belongs to, by which it is open as well. */
  readonly inherited: readonly (ApiShare & {
    readonly from: { readonly object: string; readonly id: string; readonly title: string }
  })[]
}

/** `GET /api/v1/access/why`: whether somebody may, and the reason. */
export type ApiWhy = {
  readonly allowed: boolean
  readonly because: readonly string[]
  /** Whom to ask, where the answer is no. */
  readonly ask: string | null
}

/** A session in which an administrator sees what somebody else sees. */
export type ApiSeeing = {
  readonly id: string
  readonly person: { readonly id: string; readonly name: string }
  readonly until: string
}

/** How many; `exact` is false for an estimate. */
export type Counted = { readonly value: number; readonly exact: boolean }

/** One thing that a change of rights opens or closes. */
export type ApiRightsChange = {
  readonly is: 'records' | 'field' | 'verb' | 'admin'
  readonly opens: boolean
  readonly words: string
  readonly people: number
  /** Of some of them. */
  readonly names: readonly string[]
  readonly object?: string
  readonly verb?: string
  readonly field?: string
  readonly records?: Counted
}

/** `POST /api/v1/access/preview`. */
export type ApiRightsPreview = {
  readonly changes: readonly ApiRightsChange[]
  /** People whose rights differ in anything. */
  readonly people: number
}

/** One export, as its log tells it. */
export type ApiExportEntry = {
  readonly id: string
  readonly at: string
  readonly person: { readonly id: string; readonly name: string } | null
  readonly object: string
  readonly format: string
  readonly columns: readonly string[]
  readonly where: Readonly<Record<string, unknown>> | null
  readonly via: string
  readonly fileName: string
  /** The network address it went to; null on the server itself. */
  readonly address: string | null
  /** null while it runs, and where it was never finished. */
  readonly rows: number | null
  readonly complete: boolean
  /** Rows of her largest export before, where this one is far beyond it. */
  readonly unusual: number | null
}
