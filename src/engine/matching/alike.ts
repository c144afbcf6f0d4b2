import type { ApiAlike } from '#kernel/api-similar.ts'
import { say } from '#kernel/label.ts'
import { compare } from '#kernel/match/compare.ts'
import { factsOf } from '#kernel/match/facts.ts'
import { levelOf, subjects } from '#kernel/match/matching.ts'
import { reasonWords } from '#kernel/match/reasons.ts'
import { refuse } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { canRead } from '../access/principal.ts'
import type { Session } from '../context.ts'
import { sql } from '../db/sql.ts'
import { coveredAt } from '../query/covered.ts'
import { queryOf } from '../query/query.ts'
import type { Stored } from '../records/codec.ts'
import { loadStored } from '../records/load.ts'

const most = 20

/** How alike records of an object are, each with each, by what the caller may read of them; one that she may not see is not there. */
export async function alikeAmong(
  session: Session,
  object: RegisteredObject,
  ids: readonly string[],
): Promise<ApiAlike> {
  if (ids.length < 2 || ids.length > most)
    throw refuse('invalid', 'ids', { en: `Name 2 to ${most} records.`, zh: `请选择 2 到 ${most} 条记录。` })
  const { workspace, principal, language } = session
  const query = queryOf(session)
  const records = await loadStored(
    workspace.db,
    query,
    object,
    sql`r.id = any(${ids}::uuid[]) and ${query.reach(object, {})} order by r.id`,
  )
  const places = principal.places(object.key)
  const factsFor = (record: Stored) => {
    const covered = coveredAt(principal, object.key, places && record[places.key])
    return subjects.map((subject) =>
      factsOf(object, subject, record, (field) => canRead(principal, object.key, field) && !covered.has(field)),
    )
  }
  const facts = records.map(factsFor)
  const pairs = records.flatMap((a, i) =>
    records.slice(i + 1).flatMap((b, n) => {
      const likeness = subjects
        .flatMap((subject, s) => {
          const [one, other] = [facts[i]![s], facts[i + 1 + n]![s]]
          return one && other ? [compare(one, other, subject)] : []
        })
        .reduce<ReturnType<typeof compare> | null>(
          (best, one) => (best && best.points >= one.points ? best : one),
          null,
        )
      return likeness ? [{ a: a.id, b: b.id, likeness }] : []
    }),
  )
  return {
    data: pairs
      .sort((x, y) => y.likeness.points - x.likeness.points)
      .map(({ a, b, likeness: { points, reasons } }) => ({
        a,
        b,
        points,
        level: levelOf(points),
        reasons: reasons.map((reason) => ({ text: say(reasonWords(reason), language), points: reason.points })),
      })),
  }
}
