/* The shapes of what is known about a person, and of forgetting her. */

/** A record that may be about the person. */
export type ApiPersonRecord = {
  readonly object: string
  readonly id: string
  readonly title: string
  readonly deleted: boolean
  /** By what it was found; a name alone may be somebody else's. */
  readonly by: readonly ('email' | 'phone' | 'name' | 'other')[]
  /** What tells her from others, in words: phone, mail, company. */
  readonly facts: readonly string[]
  /** Why it would stay although she asks to be forgotten; null where nothing keeps it. */
  readonly held: string | null
}

export type ApiPersonRef = { readonly object: string; readonly id: string }

/** Where something about a person stands: so many in such a place. */
export type ApiPersonPlace = { readonly place: string; readonly count: number; readonly note?: string }

export type PersonRequestStatus = 'asked' | 'running' | 'done' | 'failed' | 'cancelled'

/** Somebody asked to be forgotten, or for what is known about her. */
export type ApiPersonRequest = {
  readonly id: string
  readonly kind: 'access' | 'erase'
  readonly status: PersonRequestStatus
  readonly records: readonly ApiPersonRef[]
  /** Names of the records while it is open; gone once it is done. */
  readonly titles: readonly string[]
  /** What was found before, what was erased, what stays and why. */
  readonly report: {
    readonly found?: readonly ApiPersonPlace[]
    readonly erased?: readonly ApiPersonPlace[]
    readonly kept?: readonly ApiPersonPlace[]
    /** Hits left in the whole workspace afterwards, but for what is kept. */
    readonly left?: number
  }
  readonly error: string | null
  readonly createdAt: string
  readonly createdBy: string
  readonly confirmedAt: string | null
  readonly confirmedBy: string | null
  readonly finishedAt: string | null
}
