import type { ApiQuality, ApiQualityDetail, ApiQualityObject, ApiQualityPart } from '#kernel/api-quality.ts'
import { notFound } from '#kernel/problem.ts'
import { driftsOf } from '#kernel/quality/drift.ts'
import { allRecords, askedOf, type Measure } from '#kernel/quality/measures.ts'
import { type Counts, type QualityScore, scoreOf } from '#kernel/quality/score.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { addDays, dayOf } from '#kernel/time.ts'
import type { Where } from '#kernel/where.ts'
import { canRead } from '../access/principal.ts'
import { engineTable, type Session, tableOf } from '../context.ts'
import { sql } from '../db/sql.ts'
import { latestFigures, trendOf, trendsOf } from './figures.ts'
import { type ApiKeyNames, nameSources } from './sources.ts'
import { judgedObjects, measuring } from './standards.ts'

const trendDays = 60
const trendWeeks = 9
const mendDays = 30
/** Owners and sources that are named, those with most records first. */
const most = 100

/** Whoever may not read the standards is told no figures. */
export function mayJudge({ workspace, principal }: Session): boolean {
  const standards = workspace.registry.quality?.standards.object
  return standards !== undefined && principal.rights(standards).scopes.read.length > 0
}

/** How good the records of every object are that the caller sees any of. Reads what was counted; counts nothing. */
export async function readQuality(session: Session): Promise<ApiQuality> {
  if (!mayJudge(session)) throw notFound()
  const { workspace, principal } = session
  const objects = judgedObjects(workspace).filter(({ key }) => principal.rights(key).scopes.read.length > 0)
  const since = addDays(dayOf(workspace.clock.now().toISOString(), workspace.calendar.timeZone), -mendDays)
  const [data, rows, { people }] = await Promise.all([
    Promise.all(objects.map((object) => summary(session, object))),
    workspace.db.rows(
      sql`select person_id, kind, sum(count)::int from ${engineTable(workspace, 'quality_mend')}
        where day > ${since}::date group by 1, 2`,
    ),
    workspace.directory.everyone(),
  ])
  const mends = [...Map.groupBy(rows, ([person]) => String(person))].map(([id, list]) => {
    const count = (kind: string) => Number(list.find((row) => row[1] === kind)?.[2] ?? 0)
    return {
      person: { id, name: people.get(id)?.name ?? '—' },
      filled: count('filled'),
      corrected: count('corrected'),
      merged: count('merged'),
    }
  })
  const all = (one: (typeof mends)[number]) => one.filled + one.corrected + one.merged
  return {
    data: data.filter(({ records }) => records > 0),
    mends: mends.sort((a, b) => all(b) - all(a)).slice(0, most),
  }
}

/** What is wrong with the records of one object, whose they are, and through what they came. */
export async function readQualityOf(
  session: Session,
  object: RegisteredObject,
  keys: ApiKeyNames,
): Promise<ApiQualityDetail> {
  if (!mayJudge(session)) throw notFound()
  const { workspace, principal } = session
  if (!judgedObjects(workspace).includes(object) || principal.rights(object.key).scopes.read.length === 0)
    throw notFound()
  const { standard, measures } = measuring(workspace, object)
  const figures = (dimension: 'all' | 'owner' | 'team' | 'source') =>
    latestFigures(workspace.db, workspace, object.key, dimension)
  const [whole, all, owners, teams, sources, everyone] = await Promise.all([
    summary(session, object),
    figures('all'),
    figures('owner'),
    figures('team'),
    figures('source'),
    workspace.directory.everyone(),
  ])
  const total = all.byKey.get('') ?? {}
  const records = total[allRecords] ?? 0
  const visible = measures.filter(({ field }) => field === undefined || canRead(principal, object.key, field))
  const teamNames = await namesOfTeams(
    session,
    [...teams.byKey.keys()].filter((id) => id !== ''),
  )
  const teamName = (id: string) => teamNames.get(id) ?? null
  const trends = await Promise.all(
    Object.entries({ owner: owners, team: teams, source: sources }).map(async ([dimension, { day, byKey }]) => {
      const found = await trendsOf(workspace.db, workspace, object.key, {
        dimension: dimension as 'owner' | 'team' | 'source',
        keys: largest(byKey).map(([key]) => key),
        days: day === null ? [] : Array.from({ length: trendWeeks }, (_, i) => addDays(day, -7 * i)),
      })
      return [dimension, found] as const
    }),
  )
  const part = partOf(session, object, Object.fromEntries(trends))
  const named = await nameSources(session, [...sources.byKey.keys()], keys)
  const newDoubles = total['newDouble'] ?? 0
  return {
    ...whole,
    standard,
    problems: visible.flatMap((measure) => problemOf(measure, total, records)).sort((a, b) => b.count - a.count),
    owners: listed(owners.byKey, (key, counts) =>
      part('owner', key, everyone.people.get(key)?.name ?? null, counts, { owner: key === '' ? { empty: true } : key }),
    ),
    teams: listed(teams.byKey, (key, counts) =>
      part('team', key, teamName(key), counts, key === '' ? { 'owner.team': { empty: true } } : { 'owner.team': key }),
    ),
    sources: listed(sources.byKey, (key, counts) => ({
      ...part('source', key, named.get(key)?.name ?? null, counts, { cameBy: key }),
      door: named.get(key)!.door,
      at: named.get(key)!.at,
      new: counts['new'] ?? 0,
      newDoubles: counts['newDouble'] ?? 0,
      newDoublesShare: newDoubles > 0 ? Math.round(((counts['newDouble'] ?? 0) / newDoubles) * 100) : 0,
    })),
    drifts: driftsOf(
      new Map([...teams.byKey].filter(([key]) => key !== '')),
      askedOf(object, standard).filter((key) => canRead(principal, object.key, key)),
    )
      .slice(0, 20)
      .map((drift) => ({ ...drift, name: teamName(drift.team) ?? '—', where: whereOfDrift(drift) })),
  }
}

async function namesOfTeams({ workspace }: Session, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await workspace.db.rows(
    sql`select id, name from ${tableOf(workspace, 'team')} where id = any(${[...ids]}::uuid[])`,
  )
  return new Map(rows.map(([id, name]) => [String(id), String(name)]))
}

async function summary(session: Session, object: RegisteredObject): Promise<ApiQualityObject> {
  const { workspace } = session
  const [trend, [note]] = await Promise.all([
    trendOf(workspace.db, workspace, object.key, trendDays),
    workspace.db.rows(sql`select counted_at from ${engineTable(workspace, 'quality')} where object = ${object.key}`),
  ])
  const score = scoring(session, object)
  const days = trend.map(({ day, counts }) => ({ day, records: counts[allRecords] ?? 0, ...score(counts) }))
  const last = trend.at(-1)?.counts ?? {}
  return {
    object: object.key,
    countedAt: note?.[0] ? new Date(String(note[0])).toISOString() : null,
    records: last[allRecords] ?? 0,
    score: score(last),
    trend: days,
  }
}

function scoring({ workspace }: Session, object: RegisteredObject): (counts: Counts) => QualityScore {
  const { standard, measures, doubles } = measuring(workspace, object)
  const asked = askedOf(object, standard).length
  const checked = measures.filter(({ kind }) => kind === 'invalid').length
  return (counts) => scoreOf(counts, { asked, checked, doubles })
}

type Trends = Readonly<Record<string, Awaited<ReturnType<typeof trendsOf>>>>

function partOf(session: Session, object: RegisteredObject, trends: Trends) {
  const score = scoring(session, object)
  const sum = (counts: Counts, kind: string) =>
    Object.entries(counts).reduce((all, [key, count]) => (key.startsWith(`${kind}:`) ? all + count : all), 0)
  return (
    dimension: 'owner' | 'team' | 'source',
    key: string,
    name: string | null,
    counts: Counts,
    where: Where,
  ): ApiQualityPart => ({
    key,
    name,
    records: counts[allRecords] ?? 0,
    score: score(counts),
    missing: sum(counts, 'missing'),
    invalid: sum(counts, 'invalid'),
    doubles: counts['double'] ?? 0,
    stale: counts['stale'] ?? 0,
    trend: (trends[dimension]?.get(key) ?? []).map(({ day, counts: then }) => ({ day, total: score(then).total })),
    where,
  })
}

function listed<T>(byKey: ReadonlyMap<string, Counts>, make: (key: string, counts: Counts) => T): readonly T[] {
  return largest(byKey).map(([key, counts]) => make(key, counts))
}

function largest(byKey: ReadonlyMap<string, Counts>): readonly (readonly [key: string, counts: Counts])[] {
  return [...byKey].sort(([, a], [, b]) => (b[allRecords] ?? 0) - (a[allRecords] ?? 0)).slice(0, most)
}

function problemOf(
  { key, kind, field, where }: Measure,
  counts: Counts,
  records: number,
): ApiQualityDetail['problems'] {
  if (kind === 'new' || kind === 'newDouble' || kind === 'value') return []
  const count = counts[key] ?? 0
  if (count === 0) return []
  return [{ kind, field: field ?? null, count, share: Math.round((count / records) * 1_000) / 10, where }]
}

function whereOfDrift({
  team,
  field,
  kind,
  value,
}: {
  team: string
  field: string
  kind: string
  value?: string
}): Where {
  return { 'owner.team': team, [field]: kind === 'filled' ? { empty: true } : (value ?? { empty: false }) }
}
