import type { ApiScore } from '#kernel/api-score.ts'
import { boundsOf, gradesOf, type ScoreField } from '#kernel/fields/score.ts'
import { say } from '#kernel/label.ts'
import { notFound } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { addDays, dayOf } from '#kernel/time.ts'
import { canRead } from '../access/principal.ts'
import type { Session } from '../context.ts'
import { tableOf } from '../context.ts'
import { ident, join, raw, sql } from '../db/sql.ts'
import { past, queryOf } from '../query/query.ts'
import { gradeSql, scoreSql, scoresOf } from './expression.ts'

/** So many days ahead it is looked when a score fades next. */
const ahead = 92

/**
 * What the rules give a record today and on the next day on which that changes by itself. A rule that reads what the caller may not
 * see is not named: its points stand among the others'.
 */
export async function explainScore(
  session: Session,
  object: RegisteredObject,
  id: string,
  key: string,
): Promise<ApiScore> {
  const { workspace, principal, language } = session
  const query = queryOf(session)
  const found = scoresOf(workspace.registry, object).find((one) => one.key === key)
  if (!found || !canRead(principal, object.key, key)) throw notFound()
  const { field, read } = found
  const table = tableOf(workspace, object.key)
  const [reached] = await workspace.db.rows(
    sql`select r.id from ${query.from(object.key, 'r')} where r.id = ${id}::uuid and ${query.reach(object, {})}`,
  )
  if (!reached) throw notFound()
  const at = async (now: string) => {
    const all = past(queryOf(session, now))
    const { points, terms, applies } = scoreSql(all, field, read, ident('r'))
    const [row] = await workspace.db.rows(
      sql`select v.points, ${gradeSql(field, raw('v.points'))}, ${applies}, ${join([...terms, raw('0')])}
        from ${table} r cross join lateral (select ${points} as points offset 0) v where r.id = ${id}::uuid`,
    )
    return row ?? []
  }
  const now = query.now
  const row = await at(now)
  const [points, grade, applies, ...terms] = row
  const given = terms.map(Number)
  const seen = read.rules.map(({ reads }) => reads.every((one) => canRead(principal, one.object, one.field)))
  const rules = read.rules.flatMap(({ rule }, i) =>
    seen[i]
      ? [
          {
            label: say(rule.label, language),
            points: given[i] ?? 0,
            full: rule.points,
            ...(rule.decay ? { decay: { ...rule.decay, label: sinceLabel(object, rule.decay.since, language) } } : {}),
          },
        ]
      : [],
  )
  return {
    points: points === null ? null : Number(points),
    grade: (grade ?? null) as string | null,
    applies: applies === true,
    ...boundsOf(field),
    grades: gradesOf(field).map(({ key: name, from }) => ({ key: name, from })),
    sum: given.slice(0, read.rules.length).reduce((a, b) => a + b, 0),
    rules,
    others: read.rules.reduce((sum, _, i) => sum + (seen[i] ? 0 : (given[i] ?? 0)), 0),
    next: await nextOf(field, row, session, at),
  }
}

function sinceLabel(object: RegisteredObject, key: string, language: Session['language']): string {
  const field = object.fields[key]
  return field ? say(field.label, language) : key
}

/** The first day to come on which the score is another one, as things stand. Halved over days it falls steadily, so halves of the span find it. */
async function nextOf(
  field: ScoreField,
  today: readonly unknown[],
  { workspace }: Session,
  at: (now: string) => Promise<readonly unknown[]>,
): Promise<ApiScore['next']> {
  if (!field.rules?.some(({ decay }) => decay) || today[0] === null) return null
  const now = workspace.clock.now()
  const on = (days: number) => at(new Date(now.getTime() + days * 86_400_000).toISOString())
  const differs = (row: readonly unknown[]) => row[0] !== today[0] || row[1] !== today[1]
  if (!differs(await on(ahead))) return null
  let [before, after] = [0, ahead]
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (differs(await on(middle))) after = middle
    else before = middle
  }
  const then = await on(after)
  return {
    day: addDays(dayOf(now.toISOString(), workspace.calendar.timeZone), after),
    points: then[0] === null ? null : Number(then[0]),
    grade: (then[1] ?? null) as string | null,
  }
}
