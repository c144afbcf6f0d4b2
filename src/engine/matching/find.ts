import { type BySubject, compareMost, type Reason } from '#kernel/match/compare.ts'
import { type Facts, factsOf } from '#kernel/match/facts.ts'
import type { Similar } from '#kernel/match/guard.ts'
import { matchedFields, possible, type Subject, subjects } from '#kernel/match/matching.ts'
import type { Values } from '#kernel/object.ts'
import { placeholderTest } from '#kernel/quality/placeholder.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { Queryable } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { openBreath } from '../pace.ts'
import { placeholdersOf } from '../quality/standards.ts'
import type { Query } from '../query/query.ts'
import { type Codec, codecOf, codecOfSome, type Stored } from '../records/codec.ts'
import { lookUp, type Wanted } from './look-up.ts'
import { type Asked, askedOf } from './numbers.ts'

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
  /** Nobody waits for it: who does, for something else, goes before. */
  readonly aside?: boolean
}

/**
 * Finds the live records that are like each of those asked for, the likest first: looked up by their keys, object by
 * object, then compared, in pieces so short that nobody waits for them. `query` decides who may find what; give it `past` to
 * look through the eyes of nobody.
 */
export async function findLike(
  on: Queryable,
  query: Query,
  object: RegisteredObject,
  sought: readonly Sought[],
  { seen, objects, from = possible, limit = 20, aside = false }: FindOptions = {},
): Promise<Found[][]> {
  const found: Found[][] = sought.map(() => [])
  const isNothing = placeholderTest(placeholdersOf(query.workspace))
  const counts: Counts = (of) => (field, value) =>
    !isNothing(of.fields[field]!, value) && (seen?.(of.key, field) ?? true)
  const asked = sought.map(({ values }) => askedOf(object, values, counts(object)))
  const breathe = openBreath({ aside })
  for (const target of query.workspace.registry.objects.values()) {
    if (!target.matching || (objects && !objects.includes(target.key))) continue
    const wanted = asked.map((all) => keysFor(target, all))
    if (wanted.every(({ strong, weak }) => strong.length + weak.length === 0)) continue
    const candidates = await lookUp(on, query, target, wanted)
    const facts = await readFacts(on, query, target, new Set(candidates.flat()), counts)
    const hits: Hit[] = []
    for (const [n, ids] of candidates.entries()) {
      const alike = ids.flatMap((id) => {
        const best = id === sought[n]!.id ? null : likest(asked[n]!, facts.get(id))
        return best && best.points >= from ? [{ n, id, best }] : []
      })
      hits.push(...alike.sort(likestFirst(sought[n]!.id ?? '')).slice(0, limit))
      await breathe()
    }
    const records = await readRecords(on, query, target, new Set(hits.map(({ id }) => id)))
    for (const { n, id, best } of hits) {
      const record = records.get(id)
      if (record) found[n]!.push({ object: target.key, record, ...best })
    }
  }
  return found.map((list) =>
    list.sort((a, b) => b.points - a.points || (a.record.id < b.record.id ? -1 : 1)).slice(0, limit),
  )
}

function keysFor(target: RegisteredObject, asked: readonly Asked[]): Wanted {
  const some = asked.filter(({ subject }) => target.matching?.[subject])
  return { strong: some.flatMap(({ strong }) => strong), weak: some.flatMap(({ weak }) => weak) }
}

type Best = Pick<Found, 'subject' | 'points' | 'reasons'>
/** Which values of an object's fields count: what stands where people have nothing to say makes no two records one. */
type Counts = (of: RegisteredObject) => (field: string, value: unknown) => boolean
type Hit = { readonly n: number; readonly id: string; readonly best: Best }

const briefCodecs = new WeakMap<RegisteredObject, Codec>()

/** What the records say that might be meant; no more of them is read than is compared. */
async function readFacts(
  on: Queryable,
  query: Query,
  target: RegisteredObject,
  ids: ReadonlySet<string>,
  counts: Counts,
): Promise<Map<string, BySubject>> {
  if (ids.size === 0) return new Map()
  let codec = briefCodecs.get(target)
  if (!codec) {
    codec = codecOfSome(target, matchedFields(target.matching))
    briefCodecs.set(target, codec)
  }
  const rows = await on.rows(
    sql`select ${codec.select('r')} from ${query.from(target.key, 'r')} where r.id = any(${[...ids]}::uuid[]) and ${query.reach(target, {})}`,
  )
  return new Map(
    rows.map((row) => {
      const record = codec.decode(row)
      const facts = subjects.flatMap((subject): [Subject, Facts][] => {
        const said = factsOf(target, subject, record, counts(target))
        return said ? [[subject, said]] : []
      })
      return [record.id, new Map(facts)]
    }),
  )
}

async function readRecords(
  on: Queryable,
  query: Query,
  target: RegisteredObject,
  ids: ReadonlySet<string>,
): Promise<Map<string, Stored>> {
  if (ids.size === 0) return new Map()
  const codec = codecOf(target)
  const rows = await on.rows(
    sql`select ${codec.select('r')} from ${query.from(target.key, 'r')} where r.id = any(${[...ids]}::uuid[]) and ${query.reach(target, {})}`,
  )
  return new Map(rows.map((row) => codec.decode(row)).map((record) => [record.id, record]))
}

/** Of those that are equally alike, the ones made just before come first, so that each of very many meets others. */
function likestFirst(own: string): (a: Hit, b: Hit) => number {
  return (a, b) => b.best.points - a.best.points || Number(b.id < own) - Number(a.id < own) || (a.id < b.id ? 1 : -1)
}

function likest(asked: readonly Asked[], other: BySubject | undefined): Best | null {
  return other ? compareMost(new Map(asked.map(({ subject, facts }) => [subject, facts])), other) : null
}

/** A found record as rules and the guard see it. */
export function similarOf({ object, record, subject, points, reasons }: Found): Similar {
  return { object, id: record.id, subject, points, reasons, record }
}
