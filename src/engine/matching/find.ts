import { compare, type Reason } from '#kernel/match/compare.ts'
import { factsOf } from '#kernel/match/facts.ts'
import type { Similar } from '#kernel/match/guard.ts'
import { possible, type Subject } from '#kernel/match/matching.ts'
import type { Values } from '#kernel/object.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { Queryable } from '../db/database.ts'
import { join, raw, type Sql, sql } from '../db/sql.ts'
import type { Query } from '../query/query.ts'
import { codecOf, type Stored } from '../records/codec.ts'
import { askedOf } from './numbers.ts'

/** A record that is likely about the same organisation or person. */
export type Found = {
  readonly object: string
  readonly record: Stored
  readonly subject: Subject
  /** 0 to 100. */
  readonly points: number
  readonly reasons: readonly Reason[]
}

export type Sought = {
  readonly values: Values
  /** The record itself, which is not like itself. */
  readonly id?: string | undefined
}

export type FindOptions = {
  /** Fields of the records compared, and of the one asked for, that count. */
  readonly seen?: (object: string, field: string) => boolean
  /** Only records of these objects; all that say something about the same subject where nothing is said. */
  readonly objects?: readonly string[] | undefined
  /** The least points. */
  readonly from?: number
  /** At most so many of each. */
  readonly limit?: number
}

/** So many records that share a strong key, and that share a weak one, are compared; of a name that thousands bear not all are. */
const mostStrong = 100
const mostWeak = 100

/**
 * Finds the live records that are like each of those asked for, the likest first: looked up by their keys, one statement
 * an object, then compared. `query` decides who may find what; give it `past` to look through the eyes of nobody.
 */
export async function findLike(
  on: Queryable,
  query: Query,
  object: RegisteredObject,
  sought: readonly Sought[],
  { seen, objects, from = possible, limit = 20 }: FindOptions = {},
): Promise<Found[][]> {
  const found: Found[][] = sought.map(() => [])
  const asked = sought.map(({ values }) => askedOf(object, values, seen && ((field) => seen(object.key, field))))
  for (const target of query.workspace.registry.objects.values()) {
    if (!target.matching || (objects && !objects.includes(target.key))) continue
    const wanted = asked.flatMap((subjects, n) =>
      subjects.flatMap(({ subject, strong, weak }) => (target.matching?.[subject] ? [{ n, strong, weak }] : [])),
    )
    if (wanted.length === 0) continue
    for (const [n, record] of await candidates(on, query, target, wanted)) {
      if (record.id === sought[n]!.id) continue
      const best = likest(target, record, asked[n]!, seen)
      if (best && best.points >= from) found[n]!.push({ object: target.key, record, ...best })
    }
  }
  return found.map((list) =>
    list.sort((a, b) => b.points - a.points || (a.record.id < b.record.id ? -1 : 1)).slice(0, limit),
  )
}

type Wanted = { readonly n: number; readonly strong: readonly number[]; readonly weak: readonly number[] }

/** Each candidate is read by its id: reckoned as many as they might be, the planner would rather read the whole table. */
async function candidates(
  on: Queryable,
  query: Query,
  target: RegisteredObject,
  wanted: readonly Wanted[],
): Promise<[number, Stored][]> {
  const codec = codecOf(target)
  const sharing = (keys: Sql, most: number) =>
    sql`(select r.id from ${query.from(target.key, 'r')} where r.match_keys && ${keys} and r.deleted_at is null limit ${raw(String(most))})`
  const asked = JSON.stringify(wanted)
  const rows = await on.rows(
    sql`select h.n, ${codec.select('r')} from (
        select distinct x.n, c.id from json_to_recordset(${asked}::json) as x (n integer, strong integer[], weak integer[])
        cross join lateral (${join([sharing(raw('x.strong'), mostStrong), sharing(raw('x.weak'), mostWeak)], ' union all ')}) c) h
      cross join lateral (select ${codec.select('r')} from ${query.from(target.key, 'r')} where r.id = h.id and ${query.reach(target, {})} offset 0) r`,
  )
  return rows.map(([n, ...cells]) => [Number(n), codec.decode(cells)])
}

function likest(
  target: RegisteredObject,
  record: Stored,
  asked: ReturnType<typeof askedOf>,
  seen?: FindOptions['seen'],
): Pick<Found, 'subject' | 'points' | 'reasons'> | null {
  let best: Pick<Found, 'subject' | 'points' | 'reasons'> | null = null
  for (const { subject, facts } of asked) {
    const other = factsOf(target, subject, record, seen && ((field) => seen(target.key, field)))
    const likeness = other && compare(facts, other, subject)
    if (likeness && (!best || likeness.points > best.points)) best = { subject, ...likeness }
  }
  return best
}

/** A found record as rules and the guard see it. */
export function similarOf({ object, record, subject, points, reasons }: Found): Similar {
  return { object, id: record.id, subject, points, reasons, record }
}
