import { columnOf } from '#kernel/fields/index.ts'
import type { Label } from '#kernel/label.ts'
import { aucOf, naiveBayes, reliabilityOf } from '#kernel/learn/judge.ts'
import {
  driftTold,
  type Feature,
  type Figures,
  type Learning,
  leastCases,
  type Model,
  type Term,
} from '#kernel/learn/learning.ts'
import { type Example, fitLogistic, fitPlatt, logOdds, sigmoid } from '#kernel/learn/logistic.ts'
import type { Registry } from '#kernel/registry.ts'
import { tableOf, type Workspace } from '../../context.ts'
import { ident, join, sql } from '../../db/sql.ts'
import { past, queryOf } from '../../query/query.ts'
import { writing } from '../../records/write.ts'
import { systemSession } from '../../workspaces.ts'
import { scoreAll } from '../job.ts'
import { type Kept, latestOf } from './latest.ts'
import { featureSql, horizonSql, toOf } from './values.ts'

/** What is known of a past record: the value of each feature at the horizon, and how it went. */
type Case = {
  readonly closedAt: string
  readonly y: 0 | 1
  readonly values: readonly (string | number | boolean | null)[]
}
export type Learnt = { readonly model: Model | null; readonly figures: Figures }

/** The newest so many cases are learnt from. */
const mostCases = 20_000
/** The penalty on weights: a value that few cases have is hardly believed. */
const penalty = 3
/** Fewer cases have no term of their own. */
const leastOfValue = 8
/** Shares, in the order of time: learnt from, calibrated on, judged on. */
const shares = { learn: 0.6, calibrate: 0.15 }
const kept = 20

/** Learns a score anew, keeps what came of it, and reckons every record. Where there are too few cases it says so, and no record has a score. */
export async function train(workspace: Workspace, learning: Learning): Promise<Learnt> {
  const before = latestOf(workspace, learning)
  const cases = await casesOf(workspace, learning)
  const learnt = await learn(learning, cases, before)
  const { models } = workspace.registry
  if (!models) return learnt
  const now = workspace.clock.now().toISOString()
  const object = workspace.registry.object(models.object)
  const { drift } = learnt.figures
  const drifted = drift && drift.auc !== null && drift.was !== null && drift.auc < drift.was - driftTold
  const { people } = await workspace.directory.everyone()
  const owner = [...people.values()].find(({ active, email }) => active && email === learning.owner)
  await writing(systemSession(workspace, 'job'), async ({ tx }) => {
    const made = await tx.create(object, {
      [models.of]: learning.object,
      [models.score]: learning.score,
      [models.at]: now,
      [models.model]: learnt.model && {
        ...learnt.model,
        terms: learnt.model.terms.map((term) => ({ ...term, label: calledBy(workspace.registry, learning, term) })),
      },
      [models.figures]: learnt.figures,
    })
    if (drifted) await tx.emit(object, made, 'drifted', { ...drift, ...(owner ? { answers: owner.id } : {}) })
    const old = await tx.all.list(object, {
      where: { [models.of]: learning.object, [models.score]: learning.score },
      sort: [`-${models.at}`],
      limit: 500,
    })
    for (const { id } of old.slice(kept)) await tx.delete(object, id)
  })
  await workspace.directory.everyone()
  await scoreAll(workspace, workspace.registry.object(learning.object))
  return learnt
}

/** Records of the past as they stood at the horizon, in the order in which they were over. */
async function casesOf(workspace: Workspace, learning: Learning): Promise<Case[]> {
  const object = workspace.registry.object(learning.object)
  const all = past(queryOf(systemSession(workspace)))
  const r = ident('r')
  const closed = sql`r.${ident(columnOf(object, learning.closedAt))}`
  const won = sql`((${all.declaredAt(object, learning.won, r)}) is true)`
  const lost = sql`((${all.declaredAt(object, learning.lost, r)}) is true)`
  const rows = await workspace.replica.rows(
    sql`select ${closed}, ${won}, ${join(learning.features.map((feature) => featureSql(all, learning, feature, 'then', r)))}
      from ${tableOf(workspace, object.key)} r
      where r.deleted_at is null and (${won} or ${lost}) and ${closed} > ${horizonSql(learning, r)}
      order by ${closed} desc, r.id limit ${mostCases}::int`,
    { once: true },
  )
  return rows
    .map(
      ([closedAt, good, ...values]): Case => ({
        closedAt: String(closedAt),
        y: good ? 1 : 0,
        values: values as Case['values'],
      }),
    )
    .reverse()
}

/** What the cases teach. The last quarter of them, in time, judges what was learnt from the others; what is kept is then learnt from all. */
export async function learn(learning: Learning, cases: readonly Case[], before: Kept | null): Promise<Learnt> {
  const won = cases.filter(({ y }) => y === 1).length
  const none: Figures = {
    won,
    lost: cases.length - won,
    tested: 0,
    testedFrom: null,
    auc: null,
    aucOfSaying: null,
    aucOfBayes: null,
    reliability: [],
    drift: driftOf(learning, cases, before),
  }
  if (won < leastCases || cases.length - won < leastCases) return { model: null, figures: none }
  const first = Math.floor(cases.length * shares.learn)
  const second = Math.floor(cases.length * (shares.learn + shares.calibrate))
  const [early, middle, late] = [cases.slice(0, first), cases.slice(first, second), cases.slice(second)]
  const trial = await fitModel(learning, early)
  const { a, b } = await fitPlatt(middle.map((one) => ({ z: oddsOf(learning, trial, one), y: one.y })))
  const foretold = late.map((one) => ({ p: sigmoid(a * oddsOf(learning, trial, one) + b), y: one.y }))
  const bayes = naiveBayes([...early, ...middle].map((one) => ({ traits: traitsOf(learning, one), y: one.y })))
  const model = { ...(await fitModel(learning, cases)), a, b }
  return {
    model,
    figures: {
      ...none,
      tested: late.length,
      testedFrom: late[0]?.closedAt ?? null,
      auc: aucOf(foretold.map(({ p, y }) => ({ score: p, y }))),
      aucOfSaying: aucOf(late.map((one) => ({ score: saidOf(learning, trial, one), y: one.y }))),
      aucOfBayes: aucOf(late.map((one) => ({ score: bayes(traitsOf(learning, one)), y: one.y }))),
      reliability: reliabilityOf(foretold),
    },
  }
}

async function fitModel(learning: Learning, cases: readonly Case[]): Promise<Model> {
  const terms = learning.features.flatMap((feature, i) =>
    termsOf(
      feature,
      cases.map(({ values }) => values[i] ?? null),
    ),
  )
  const examples = cases.map(({ values, y }): Example => ({ x: numbersOf(learning, terms, values), y }))
  const { bias, weights } = await fitLogistic(examples, penalty)
  const sums = new Map<string, number>()
  for (const { x } of examples)
    for (const [i, { feature }] of terms.entries()) sums.set(feature, (sums.get(feature) ?? 0) + x[i]! * weights[i]!)
  const means = Object.fromEntries([...sums].map(([key, sum]) => [key, sum / examples.length]))
  return { bias, terms: terms.map((term, i) => ({ ...term, weight: weights[i]! })), means, a: 1, b: 0 }
}

/** The numbers that a feature becomes, as far as enough cases have them. */
function termsOf({ key, is }: Feature, values: Case['values']): Term[] {
  const empty = values.filter((value) => value === null).length
  const blank: Term[] = empty >= leastOfValue ? [{ feature: key, is: 'empty', weight: 0 }] : []
  if (is === 'filled') return [{ feature: key, is: 'value', value: 'true', weight: 0 }]
  if (is === 'choice') {
    const counts = Map.groupBy(values, (value) => value)
    const known = [...counts].flatMap(([value, list]) =>
      value !== null && list.length >= leastOfValue ? [String(value)] : [],
    )
    return [...known.sort().map((value): Term => ({ feature: key, is: 'value', value, weight: 0 })), ...blank]
  }
  const sizes = values.flatMap((value) => (value === null ? [] : [Math.log(1 + Math.max(0, Number(value)))]))
  if (sizes.length === 0) return blank
  const mean = sizes.reduce((sum, one) => sum + one, 0) / sizes.length
  const spread = Math.sqrt(sizes.reduce((sum, one) => sum + (one - mean) ** 2, 0) / sizes.length) || 1
  return [{ feature: key, is: 'size', mean, spread, weight: 0 }, ...blank]
}

function numbersOf(learning: Learning, terms: readonly Term[], values: Case['values']): number[] {
  const at = new Map(learning.features.map(({ key }, i) => [key, values[i] ?? null]))
  return terms.map((term) => {
    const value = at.get(term.feature) ?? null
    if (term.is === 'empty') return value === null ? 1 : 0
    if (term.is === 'value') return String(value) === term.value && value !== null ? 1 : 0
    return value === null ? 0 : (Math.log(1 + Math.max(0, Number(value))) - term.mean) / term.spread
  })
}

function oddsOf(learning: Learning, model: Model, { values }: Case): number {
  const weights = model.terms.map(({ weight }) => weight)
  return logOdds({ bias: model.bias, weights }, numbersOf(learning, model.terms, values))
}

/** What people would have said beforehand. */
function saidOf(learning: Learning, model: Model, { values }: Case): number {
  return learning.features.reduce((sum, { key }, i) => {
    const said = learning.saying[key]
    const value = values[i] ?? null
    if (!said || value === null) return sum
    const size = model.terms.find((term) => term.feature === key && term.is === 'size')
    const above = size?.is === 'size' && Math.log(1 + Math.max(0, Number(value))) > size.mean
    return sum + (said[String(value)] ?? 0) + (above ? (said['+'] ?? 0) : 0)
  }, 0)
}

/** A case as words, for the baseline: sizes by their power of two. */
function traitsOf(learning: Learning, { values }: Case): string[] {
  return learning.features.map(({ key, is }, i) => {
    const value = values[i] ?? null
    const sized = value !== null && is !== 'choice' && is !== 'filled'
    return `${key} ${sized ? Math.floor(Math.log2(1 + Math.max(0, Number(value)))) : value}`
  })
}

/** How the model before did on what was closed after it was learnt. */
function driftOf(learning: Learning, cases: readonly Case[], before: Kept | null): Figures['drift'] {
  const { model } = before ?? {}
  if (!before || !model) return null
  const since = cases.filter(({ closedAt }) => Date.parse(closedAt) > Date.parse(before.at))
  const auc = aucOf(since.map((one) => ({ score: oddsOf(learning, model, one), y: one.y })))
  return since.length < 30 ? null : { auc, was: before.figures.auc, cases: since.length }
}

/** How a term is called: the feature, and the choice that it is about. */
function calledBy(registry: Registry, learning: Learning, term: Term): Label {
  const feature = learning.features.find(({ key }) => key === term.feature)
  if (!feature) return { en: term.feature, zh: term.feature }
  if (term.is === 'empty') return { en: `${feature.label.en}: none`, zh: `${feature.label.zh}：无` }
  if (term.is === 'size' || 'over' in feature || feature.is !== 'choice') return feature.label
  const object = registry.object(learning.object)
  const field = (feature.of ? registry.object(toOf(object, feature.of)) : object).fields[feature.field]
  const options = (field as { options?: readonly { key: string; label: Label }[] }).options ?? []
  const { label } = options.find(({ key }) => key === term.value) ?? { label: { en: term.value, zh: term.value } }
  return { en: `${feature.label.en}: ${label.en}`, zh: `${feature.label.zh}：${label.zh}` }
}
