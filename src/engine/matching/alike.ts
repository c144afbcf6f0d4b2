import type { ApiAlike } from '#kernel/api-similar.ts'
import { say } from '#kernel/label.ts'
import { type BySubject, compareMost } from '#kernel/match/compare.ts'
import { type Facts, factsOf } from '#kernel/match/facts.ts'
import { levelOf, type Subject, subjects } from '#kernel/match/matching.ts'
import { reasonWords } from '#kernel/match/reasons.ts'
import { refuse } from '#kernel/problem.ts'
import { placeholderTest } from '#kernel/quality/placeholder.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { canRead } from '../access/principal.ts'
import type { Session } from '../context.ts'
import { sql } from '../db/sql.ts'
import { placeholdersOf } from '../quality/standards.ts'
import { coveredOf } from '../query/covered.ts'
import { queryOf } from '../query/query.ts'
import { loadStored } from '../records/load.ts'

const most = 20

/** Records of an object, by their ids. */
export type Named = { readonly object: RegisteredObject; readonly ids: readonly string[] }

/**
 * How alike records of an object are, each with each, or where others are named each with those; by what the caller may
 * read of them. One that she may not see is not there.
 */
export async function alikeAmong(session: Session, own: Named, others: readonly Named[] = []): Promise<ApiAlike> {
  const count = own.ids.length + others.reduce((sum, { ids }) => sum + ids.length, 0)
  if (count < 2 || count > most)
    throw refuse('invalid', 'ids', { en: `Name 2 to ${most} records.`, zh: `请选择 2 到 ${most} 条记录。` })
  const [mine, ...theirs] = await Promise.all([own, ...others].map((named) => readFacts(session, named)))
  const pairs =
    others.length > 0 ? mine!.flatMap((a) => theirs.flat().map((b) => [a, b] as const)) : eachWithEach(mine!)
  return {
    data: pairs
      .flatMap(([a, b]) => {
        const likeness = compareMost(a.facts, b.facts)
        return likeness ? [{ a: a.id, b: b.id, likeness }] : []
      })
      .sort((x, y) => y.likeness.points - x.likeness.points)
      .map(({ a, b, likeness: { points, reasons } }) => ({
        a,
        b,
        points,
        level: levelOf(points),
        reasons: reasons.map((reason) => ({ text: say(reasonWords(reason), session.language), points: reason.points })),
      })),
  }
}

/** What a record says about each subject. */
type Read = { readonly id: string; readonly facts: BySubject }

async function readFacts(session: Session, { object, ids }: Named): Promise<Read[]> {
  const { workspace, principal } = session
  const query = queryOf(session)
  const records = await loadStored(
    workspace.db,
    query,
    object,
    sql`r.id = any(${ids}::uuid[]) and ${query.reach(object, {})} order by r.id`,
  )
  const coveredIn = await coveredOf(
    workspace,
    principal,
    object.key,
    records.map(({ id }) => id),
  )
  const isNothing = placeholderTest(placeholdersOf(workspace))
  return records.map((record) => {
    const covered = coveredIn(record.id)
    const counts = (field: string, value: unknown) =>
      canRead(principal, object.key, field) && !covered.has(field) && !isNothing(object.fields[field]!, value)
    const facts = subjects.flatMap((subject): [Subject, Facts][] => {
      const said = factsOf(object, subject, record, counts)
      return said ? [[subject, said]] : []
    })
    return { id: record.id, facts: new Map(facts) }
  })
}

function eachWithEach(all: readonly Read[]): (readonly [Read, Read])[] {
  return all.flatMap((a, i) => all.slice(i + 1).map((b) => [a, b] as const))
}
