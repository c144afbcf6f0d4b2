import { engineTable, type Workspace } from '../../context.ts'
import type { Queryable } from '../../db/database.ts'
import { sql } from '../../db/sql.ts'
import { sampleMark } from '../../sample/mark.ts'
import type { Anchor } from './anchor.ts'
import { beginning, blockHash, digestOf, leafColumns, leafOf, leafWidth } from './leaf.ts'
import { headOf, unsealed } from './seal.ts'

/** Something in the audit log that is not as it was sealed. */
export type Tampering = {
  readonly what:
    | 'edited' // an event says something else than it did
    | 'deleted' // an event is gone, and nobody says why
    | 'inserted' // an event is of a time that was sealed without it
    | 'unexplained' // erased or removed, and the event that says so is not there
    | 'block' // a block is not what its hash says, or is not the next of the one before
    | 'anchor' // the chain is not the one that the anchor file knows
  readonly block: number
  readonly eventId: string | null
}

export type ChainReport = {
  readonly blocks: number
  readonly events: number
  /** Events that are waiting for their block. */
  readonly waiting: number
  /** Events whose values were erased for a person, or that went with the demo company. */
  readonly redacted: number
  readonly removed: number
  readonly sealedTo: string | null
  readonly wrong: readonly Tampering[]
}

const blocksAtOnce = 20
const told = 50

/**
 * Reads the whole chain of a workspace and everything it sealed: each event against its leaf, each block against its
 * hash and the one before, the chain against its anchors. Changes nothing. At most 50 findings are told.
 */
export async function verifyChain(
  on: Pick<Queryable, 'rows'>,
  workspace: Workspace,
  anchors: readonly Anchor[],
): Promise<ChainReport> {
  const wrong: Tampering[] = []
  const say = (finding: Tampering) => void (wrong.length < told && wrong.push(finding))
  const reasons = await reasonsOf(on, workspace)
  const hashes = new Map<number, string>()
  const count = { blocks: 0, events: 0, redacted: 0, removed: 0 }
  let previous = beginning
  for (let from = 1; ; from += blocksAtOnce) {
    const blocks = await blocksOf(on, workspace, from, from + blocksAtOnce - 1)
    const entries = Map.groupBy(await entriesOf(on, workspace, from, from + blocksAtOnce - 1), (e) => e.block)
    for (const { hash, ...head } of blocks) {
      const inside = entries.get(head.number) ?? []
      for (const entry of inside) {
        const what = judge(entry, reasons)
        if (what) say({ what, block: head.number, eventId: entry.id })
        if (entry.redactedBy) count.redacted += 1
        if (entry.removedBy) count.removed += 1
      }
      const leaves = inside.map((entry) => entry.leaf)
      const whole = inside.length === head.events && blockHash(head, leaves) === hash
      if (!whole || head.previous !== previous || head.number !== count.blocks + 1)
        say({ what: 'block', block: head.number, eventId: null })
      hashes.set(head.number, hash)
      count.blocks = head.number
      count.events += inside.length
      previous = hash
    }
    if (blocks.length === 0) {
      for (const block of entries.keys()) say({ what: 'block', block, eventId: null })
      break
    }
  }
  for (const { number, hash } of anchors)
    if (hashes.get(number) !== hash) say({ what: 'anchor', block: number, eventId: null })
  for (const { block, id } of await strangers(on, workspace)) say({ what: 'inserted', block, eventId: id })
  const [row] = await on.rows(
    sql`select count(*) from ${engineTable(workspace, 'event')} e where ${unsealed(workspace)}`,
    { once: true },
  )
  const head = await headOf(on, workspace)
  return { ...count, waiting: Number(row?.[0]), sealedTo: head?.sealedAt ?? null, wrong }
}

type Entry = {
  readonly id: string
  readonly block: number
  readonly salt: Buffer | null
  readonly leaf: Buffer
  readonly digest: Buffer | null
  readonly redactedBy: string | null
  readonly removedBy: string | null
  /** The event as it is now; null when it is gone. */
  readonly row: readonly unknown[] | null
}

function judge(entry: Entry, reasons: ReadonlySet<string>): Tampering['what'] | null {
  if (entry.row === null)
    return entry.removedBy === null ? 'deleted' : reasons.has(entry.removedBy) ? null : 'unexplained'
  if (entry.redactedBy !== null && !reasons.has(entry.redactedBy)) return 'unexplained'
  const digest = entry.redactedBy !== null ? entry.digest : entry.salt && digestOf(entry.salt, entry.row)
  return digest && leafOf(entry.row, digest).equals(entry.leaf) ? null : 'edited'
}

async function blocksOf(on: Pick<Queryable, 'rows'>, workspace: Workspace, from: number, to: number) {
  const rows = await on.rows(
    sql`select number, events, first_at, last_at, sealed_at, previous, hash from ${engineTable(workspace, 'audit_block')}
      where number >= ${from}::int and number <= ${to}::int order by number`,
  )
  return rows.map(([number, events, firstAt, lastAt, sealedAt, previous, hash]) => ({
    number: Number(number),
    events: Number(events),
    firstAt: String(firstAt),
    lastAt: String(lastAt),
    sealedAt: String(sealedAt),
    previous: String(previous),
    hash: String(hash),
  }))
}

async function entriesOf(on: Pick<Queryable, 'rows'>, workspace: Workspace, from: number, to: number) {
  const rows = await on.rows(
    sql`select ${leafColumns}, a.event_id, a.block, a.salt, a.leaf, a.digest, a.redacted_by, a.removed_by
      from ${engineTable(workspace, 'audit_entry')} a left join ${engineTable(workspace, 'event')} e on e.id = a.event_id
      where a.block >= ${from}::int and a.block <= ${to}::int order by a.block, a.event_id`,
  )
  return rows.map((row): Entry => {
    const [id, block, salt, leaf, digest, redactedBy, removedBy] = row.slice(leafWidth)
    return {
      id: String(id),
      block: Number(block),
      salt: salt as Buffer | null,
      leaf: leaf as Buffer,
      digest: digest as Buffer | null,
      redactedBy: redactedBy as string | null,
      removedBy: removedBy as string | null,
      row: row[0] === null ? null : row,
    }
  })
}

/** The events that say why others were erased or removed, as far as they are there and sealed. */
async function reasonsOf(on: Pick<Queryable, 'rows'>, workspace: Workspace): Promise<ReadonlySet<string>> {
  const rows = await on.rows(
    sql`select e.id from ${engineTable(workspace, 'event')} e where e.kind in ('erased', 'sampleRemoved')
      and e.id in (select redacted_by from ${engineTable(workspace, 'audit_entry')} where redacted_by is not null
        union select removed_by from ${engineTable(workspace, 'audit_entry')} where removed_by is not null)`,
    { once: true },
  )
  return new Set(rows.map(([id]) => String(id)))
}

/**
 * Events of a time that had been sealed for a day when they came. What waits for its block is judged by the newest one. Not
 * meant: what is older than the chain itself, and the demo company, whose past is made up.
 */
async function strangers(on: Pick<Queryable, 'rows'>, workspace: Workspace): Promise<{ block: number; id: string }[]> {
  const event = engineTable(workspace, 'event')
  const block = engineTable(workspace, 'audit_block')
  const rows = await on.rows(
    sql`with span as (select min(sealed_at) as first, max(sealed_at) as last, max(number) as number from ${block}),
      late as (
        select a.block, e.id, b.sealed_at, e.at, e.via_id from ${block} b
          join ${engineTable(workspace, 'audit_entry')} a on a.block = b.number join ${event} e on e.id = a.event_id
        union all
        select span.number, e.id, span.last, e.at, e.via_id from ${event} e, span where ${unsealed(workspace)})
      select late.block, late.id from late, span where late.at < late.sealed_at - interval '1 day'
        and late.at > span.first and late.via_id is distinct from ${sampleMark} order by late.id limit ${told}::int`,
    { once: true },
  )
  return rows.map(([number, id]) => ({ block: Number(number), id: String(id) }))
}
