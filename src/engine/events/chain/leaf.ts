import { createHash } from 'node:crypto'
import { raw } from '../../db/sql.ts'
import { canonical, readExactly } from './canonical.ts'

/** What a leaf is made of, for an alias `e`: an event as it is stored, its values as text. */
export const leafColumns = raw(
  'e.id, e.at, e.kind, e.object, e.record_id, e.actor_id, e.via, e.via_id, e.cause_id, e.changes::text, e.data::text',
)

/** How many columns these are. */
export const leafWidth = 11

/**
 * What an event said: SHA-256 over a salt and the canonical JSON of its values. When they are erased, this stays in their
 * place, and the salt goes, so that nobody can guess a telephone number from it.
 */
export function digestOf(salt: Buffer, row: readonly unknown[]): Buffer {
  const [changes, data] = row.slice(9, leafWidth).map((text) => (text === null ? null : readExactly(String(text))))
  return createHash('sha256').update(salt).update(canonical({ changes, data })).digest()
}

/** An event in the chain: SHA-256 over the canonical JSON of who did what to which record when, and the digest of the values. */
export function leafOf(row: readonly unknown[], digest: Buffer): Buffer {
  const [id, at, kind, object, recordId, actorId, via, viaId, causeId] = row
  const text = canonical({
    id,
    at,
    kind,
    object,
    recordId,
    actorId,
    via,
    viaId,
    causeId,
    digest: digest.toString('hex'),
  })
  return createHash('sha256').update(text).digest()
}

/** What a block says of itself beside its events. */
export type BlockHead = {
  readonly number: number
  readonly events: number
  readonly firstAt: string
  readonly lastAt: string
  readonly sealedAt: string
  /** The hash of the block before, in hex; of the first, zeros. */
  readonly previous: string
}

export const beginning = '0'.repeat(64)

/** The hash of a block, in hex: SHA-256 over the canonical JSON of its head, then its leaves in the order of the event ids. */
export function blockHash(head: BlockHead, leaves: readonly Buffer[]): string {
  const hash = createHash('sha256').update(canonical(head))
  for (const leaf of leaves) hash.update(leaf)
  return hash.digest('hex')
}
