import type { Label } from '#kernel/label.ts'
import type { SignalDefinition } from '#kernel/signal.ts'
import type { Reader } from '../db/replica.ts'
import type { Query } from '../query/query.ts'
import { changeHits } from './change.ts'
import { dateHits } from './date.ts'
import { patternHits } from './pattern.ts'
import { silenceHits } from './silence.ts'

/** A record for which a signal fires. */
export type Hit = {
  readonly record: string
  /** When (ISO instant). */
  readonly at: string
  /** What made it fire: the same thing makes it fire once. */
  readonly key: string
  readonly why: Label
}

/** After one instant, until and with the other. */
export type Period = { readonly from: string; readonly to: string }

export type Search = Period & {
  readonly query: Query
  /** On which it is read: the transaction at hand, or the replica. */
  readonly on: Pick<Reader, 'rows'>
  /** These events alone, as they come in. */
  readonly events?: readonly string[]
}

/** For which records a signal fires within a period, when, and why; earliest first. Refuses what the reader may not read. */
export async function hitsOf({ object, where, when }: SignalDefinition, search: Search): Promise<readonly Hit[]> {
  const about = search.query.workspace.registry.object(object)
  const among = { object: about, ...(where ? { where } : {}) }
  switch (when.is) {
    case 'change':
      return changeHits(when, among, search)
    case 'date':
      return dateHits(when, among, search)
    case 'silence':
      return silenceHits(when, among, search)
    case 'pattern':
      return patternHits(when, among, search)
  }
}
