import type { Field } from '#kernel/fields/field.ts'
import { columnsOf } from '#kernel/fields/index.ts'
import type { RegisteredObject, Registry } from '#kernel/registry.ts'
import { tableOf } from '../context.ts'
import type { Queryable } from '../db/database.ts'
import { ident, isOneOf, or, raw, type Sql, sql } from '../db/sql.ts'
import { past, type Query } from '../query/query.ts'
import type { Stored } from '../records/codec.ts'
import type { Writing } from '../records/op.ts'
import { gradeSql, scoreSql, scoresOf } from './expression.ts'
import { latestOf } from './learn/latest.ts'

type Written = {
  readonly before: Stored | null
  readonly after: Stored
  readonly fields: readonly string[]
  readonly done: string
}

/**
 * Reckons anew, in the transaction of a write, the scores that it may have changed: of what was written, and of records that
 * read it through a relation or a rollup. A score is no change that somebody made: the version stays and no event tells of it.
 */
export async function scoreWritten(w: Writing, object: RegisteredObject, written: readonly Written[]): Promise<void> {
  if (written.length === 0) return
  const { registry } = w.session.workspace
  for (const reach of reachOf(registry, object.key)) {
    const ids = reach.ids(written)
    if (ids.length === 0) continue
    const target = registry.object(reach.object)
    await rescore(w.db, past(w.query), target, { fields: reach.scores, where: reach.where(ids) })
  }
}

type Reach = {
  /** Whose scores, and which. */
  readonly object: string
  readonly scores: readonly string[]
  ids(written: readonly Written[]): readonly string[]
  where(ids: readonly string[]): Sql
}

/** Which scores a write of an object may change, and of which records. */
function reachOf(registry: Registry, objectKey: string): readonly Reach[] {
  const known = reaches.get(registry) ?? new Map<string, readonly Reach[]>()
  reaches.set(registry, known)
  let found = known.get(objectKey)
  if (!found) {
    found = [...registry.objects.values()].flatMap((target) => reachInto(registry, target, objectKey))
    known.set(objectKey, found)
  }
  return found
}

const reaches = new WeakMap<Registry, Map<string, readonly Reach[]>>()

function reachInto(registry: Registry, target: RegisteredObject, objectKey: string): Reach[] {
  return scoresOf(registry, target).flatMap(({ key, read }): Reach[] => {
    const at = { object: target.key, scores: [key] }
    const near = read.near.filter(({ object }) => object === objectKey)
    const all = (written: readonly Written[]) => written.map(({ after }) => after.id)
    return [
      ...(target.key === objectKey
        ? [
            {
              ...at,
              ids: (written: readonly Written[]) =>
                all(written.filter(({ done, fields }) => done !== 'updated' || touches(read.own, fields))),
              where: (ids: readonly string[]) => isOneOf(raw('r.id'), ids),
            },
          ]
        : []),
      ...near.map(({ by, column, field }) =>
        by === 'forward'
          ? {
              ...at,
              ids: (written: readonly Written[]) => all(written.filter(({ done }) => done !== 'created')),
              where: (ids: readonly string[]) => isOneOf(ident('r', column), ids),
            }
          : {
              ...at,
              ids: (written: readonly Written[]) => [
                ...new Set(
                  written.flatMap(({ before, after }) =>
                    [before?.[field], after[field]].filter((id): id is string => typeof id === 'string'),
                  ),
                ),
              ],
              where: (ids: readonly string[]) => isOneOf(raw('r.id'), ids),
            },
      ),
    ]
  })
}

function touches(own: ReadonlySet<string> | null, fields: readonly string[]): boolean {
  return own === null || fields.some((key) => own.has(key))
}

/** Writes the scores of records that match where they are no longer what they were. */
export async function rescore(
  db: Queryable,
  all: Query,
  object: RegisteredObject,
  { fields, where }: { fields: readonly string[]; where: Sql },
): Promise<void> {
  const table = tableOf(all.workspace, object.key)
  for (const { key, field, read } of scoresOf(all.workspace.registry, object)) {
    // What was never learnt is nowhere written.
    if (!fields.includes(key) || (read.learning && !latestOf(all.workspace, read.learning))) continue
    const { points } = scoreSql(all, field, read, ident('r'))
    const [score, grade] = columnsOf(key, field as Field).map(({ name }) => ident(name))
    // One order, so that two transactions that reckon the same records never wait for each other in a circle.
    await db.count(
      sql`with s as materialized (
          select r.id, v.points, ${gradeSql(field, raw('v.points'))} as grade
          from ${table} r cross join lateral (select ${points} as points offset 0) v
          where ${where} and r.deleted_at is null
            and ${or([sql`r.${score!} is distinct from v.points`, sql`r.${grade!} is distinct from ${gradeSql(field, raw('v.points'))}`])}
          order by r.id for no key update of r)
        update ${table} t set ${score!} = s.points, ${grade!} = s.grade from s where t.id = s.id`,
    )
  }
}
