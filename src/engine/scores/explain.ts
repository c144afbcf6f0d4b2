import type { ApiScore } from '#kernel/api-score.ts'
import { boundsOf, gradesOf, type ScoreField } from '#kernel/fields/score.ts'
import { type Label, say } from '#kernel/label.ts'
import type { Feature, Learning } from '#kernel/learn/learning.ts'
import { sigmoid } from '#kernel/learn/logistic.ts'
import { notFound } from '#kernel/problem.ts'
import type { RegisteredObject, Registry } from '#kernel/registry.ts'
import { addDays, dayOf } from '#kernel/time.ts'
import { canRead } from '../access/principal.ts'
import type { Session } from '../context.ts'
import { tableOf } from '../context.ts'
import { ident, join, raw, sql } from '../db/sql.ts'
import { past, queryOf } from '../query/query.ts'
import { gradeSql, scoreSql, scoresOf } from './expression.ts'
import { latestOf } from './learn/latest.ts'
import { featureSql, toOf } from './learn/values.ts'

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
  const [reached] = await workspace.db.rows(
    sql`select r.id from ${query.from(object.key, 'r')} where r.id = ${id}::uuid and ${query.reach(object, {})}`,
  )
  if (!reached) throw notFound()
  const { field, read } = found
  if (read.learning) return explainLearnt(session, object, id, found, read.learning)
  const table = tableOf(workspace, object.key)
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
    ...scaleOf(field),
    sum: given.slice(0, read.rules.length).reduce((a, b) => a + b, 0),
    rules,
    others: read.rules.reduce((sum, _, i) => sum + (seen[i] ? 0 : (given[i] ?? 0)), 0),
    next: await nextOf(field, row, session, at),
  }
}

/** What each thing that was looked at adds to the chance, in points of a hundred, beside a sale that is average in it. */
async function explainLearnt(
  session: Session,
  object: RegisteredObject,
  id: string,
  { field, read }: ReturnType<typeof scoresOf>[number],
  learning: Learning,
): Promise<ApiScore> {
  const { workspace, principal, language } = session
  const kept = latestOf(workspace, learning)
  const nothing = {
    points: null,
    grade: null,
    applies: false,
    ...scaleOf(field),
    sum: 0,
    rules: [],
    others: 0,
    next: null,
    learnt: {
      at: kept?.at ?? null,
      auc: kept?.figures.auc ?? null,
      cases: (kept?.figures.won ?? 0) + (kept?.figures.lost ?? 0),
    },
  }
  if (!kept?.model) return nothing
  const { model } = kept
  const all = past(queryOf(session))
  const { points, terms, applies } = scoreSql(all, field, read, ident('r'))
  const values = learning.features.map(
    (feature) => sql`(${featureSql(all, learning, feature, 'now', ident('r'))})::text`,
  )
  const [row = []] = await workspace.db.rows(
    sql`select v.points, ${gradeSql(field, raw('v.points'))}, ${applies}, ${join([...terms, ...values])}
      from ${tableOf(workspace, object.key)} r cross join lateral (select ${points} as points offset 0) v where r.id = ${id}::uuid`,
  )
  const [given, grade, holds, ...cells] = row
  const adds = cells.slice(0, terms.length).map(Number)
  const z = adds.reduce((sum, one) => sum + one, model.bias)
  const chanceAt = (odds: number) => 100 * sigmoid(model.a * odds + model.b)
  const reasons = learning.features.map((feature, i) => ({
    seen: readable(principal, workspace.registry, object, feature),
    label: `${say(feature.label, language)}${language === 'en' ? ': ' : '：'}${told(workspace.registry, object, feature, cells[terms.length + i], language)}`,
    points: Math.round(chanceAt(z) - chanceAt(z - adds[i]! + (model.means[feature.key] ?? 0))),
  }))
  return {
    ...nothing,
    points: given === null ? null : Number(given),
    grade: (grade ?? null) as string | null,
    applies: holds === true,
    sum: Number(given ?? 0),
    rules: reasons
      .filter(({ seen }) => seen)
      .map(({ label, points: full }) => ({ label, points: full, full }))
      .sort((a, b) => Math.abs(b.points) - Math.abs(a.points)),
    others: reasons.reduce((sum, one) => sum + (one.seen ? 0 : one.points), 0),
  }
}

/** Between what its points lie, and from where on each grade is given. */
function scaleOf(field: ScoreField): Pick<ApiScore, 'floor' | 'cap' | 'grades'> {
  return { ...boundsOf(field), grades: gradesOf(field).map(({ key, from }) => ({ key, from })) }
}

function readable(
  principal: Session['principal'],
  registry: Registry,
  object: RegisteredObject,
  feature: Feature,
): boolean {
  if ('over' in feature) return canRead(principal, feature.over, feature.through)
  return feature.of
    ? canRead(principal, object.key, feature.of) &&
        canRead(principal, toOf(registry.object(object.key), feature.of), feature.field)
    : canRead(principal, object.key, feature.field)
}

/** A value as people read it. */
function told(
  registry: Registry,
  object: RegisteredObject,
  feature: Feature,
  cell: unknown,
  language: Session['language'],
): string {
  if (cell === null || cell === undefined) return say({ en: 'none', zh: '无' }, language)
  const text = String(cell)
  if (feature.is === 'filled') return say(text === 'true' ? { en: 'yes', zh: '是' } : { en: 'no', zh: '否' }, language)
  if (feature.is !== 'choice') return String(Math.round(Number(text) * 10) / 10)
  const target = feature.of ? registry.object(toOf(object, feature.of)) : object
  const options = (target.fields[feature.field] as { options?: readonly { key: string; label: Label }[] }).options ?? []
  const option = options.find(({ key }) => key === text)
  return option ? say(option.label, language) : text
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
