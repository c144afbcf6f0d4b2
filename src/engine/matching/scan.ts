import type { Tx } from '#kernel/behaviour.ts'
import type { Similar } from '#kernel/match/guard.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { engineTable, type Session } from '../context.ts'
import { crashPoint } from '../crash.ts'
import { and, limitTo, sql } from '../db/sql.ts'
import type { Pace } from '../pace.ts'
import { past } from '../query/query.ts'
import type { Stored } from '../records/codec.ts'
import { loadStored } from '../records/load.ts'
import { writing } from '../records/write.ts'
import { findLike, similarOf } from './find.ts'

/** A record and the others that it is like, if any: of its object, and of those that it is compared with besides. */
export type Alike = { readonly record: Stored; readonly likes: readonly Similar[] }

const portion = 100
/** Of each record so many others are handed over. */
const mostLikes = 20
/** A transaction that began so long ago may still bring records of then: those are looked at once more. */
const lateMs = 600_000

type Place = { readonly at: string; readonly id: string }

/**
 * Goes through the live records of an object that were written since the last time, in the order in which they were
 * written, and hands each over with those that it is like. How far it is commits with what is made of them, so that whoever
 * is killed goes on there. Waits for the keys of older records. Steps aside between two portions. Answers whether it has
 * come to the end.
 * @param forMs stops after so long, to go on another time
 */
export async function scanLikes(
  session: Session,
  object: RegisteredObject,
  {
    from,
    among = [],
    forMs = Number.POSITIVE_INFINITY,
    pace,
  }: {
    readonly from: number
    readonly among?: readonly string[]
    readonly forMs?: number | undefined
    readonly pace: Pace
  },
  run: (found: readonly Alike[], tx: Tx) => Promise<void>,
): Promise<boolean> {
  const until = Date.now() + forMs
  let here: Place | null = null
  for (;;) {
    const went = await writing(session, (w) => scanSome(w, here))
    crashPoint('scan.portion')
    if (went === null) return false
    if (went.end) return true
    here = went.place
    if (Date.now() >= until) return false
    await pace.rest()
  }

  async function scanSome(w: Parameters<Parameters<typeof writing>[1]>[0], behind: Place | null) {
    const notes = engineTable(session.workspace, 'matching')
    const [note] = await w.db.rows(
      sql`select scanned_at, scanned_id, done_at from ${notes} where object = ${object.key} for update`,
    )
    if (!note || note[2] === null) return null
    const kept: Place | null = note[0] === null ? null : { at: String(note[0]), id: String(note[1]) }
    const place = later(kept, behind)
    const query = past(w.query)
    const next = place ? sql`(r.updated_at, r.id) > (${place.at}::timestamptz, ${place.id}::uuid)` : sql`true`
    const records = await loadStored(
      w.db,
      query,
      object,
      sql`${and([query.reach(object, {}), next])} order by r.updated_at, r.id ${limitTo(portion)}`,
    )
    const sought = records.map((record) => ({ values: record, id: record.id }))
    const found = await findLike(w.db, query, object, sought, {
      objects: [object.key, ...among],
      from,
      limit: mostLikes,
      aside: true,
    })
    const alike = records.map((record, i) => ({ record, likes: found[i]!.map(similarOf) }))
    if (alike.length > 0) await run(alike, w.tx)
    const settled = new Date(Date.parse(w.now) - lateMs).toISOString()
    const last = records.findLast((record) => String(record['updatedAt']) <= settled)
    if (last)
      await w.db.count(
        sql`update ${notes} set scanned_at = ${String(last['updatedAt'])}::timestamptz, scanned_id = ${last.id}::uuid where object = ${object.key}`,
      )
    const final = records.at(-1)
    return {
      end: records.length < portion,
      place: final ? { at: String(final['updatedAt']), id: final.id } : place,
    }
  }
}

function later(a: Place | null, b: Place | null): Place | null {
  if (!a || !b) return a ?? b
  return a.at > b.at || (a.at === b.at && a.id > b.id) ? a : b
}
