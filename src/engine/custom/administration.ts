import type {
  ApiConfiguration,
  ApiDraft,
  ApiFormula,
  ApiFreed,
  ApiImported,
  ApiItemProblem,
  ApiPlan,
  ApiRun,
  ApiUses,
  ApiVersion,
} from '#kernel/api-configuration.ts'
import type { Configuration, Section } from '#kernel/configuration.ts'
import { configure } from '#kernel/configuration-module.ts'
import { type ItemProblem, readConfiguration } from '#kernel/configuration-read.ts'
import { usesOf } from '#kernel/configuration-uses.ts'
import type { FormulaResult } from '#kernel/fields/formula.ts'
import { parseFormula } from '#kernel/formula.ts'
import { formulaWithKeys } from '#kernel/formula-keys.ts'
import { type Language, say } from '#kernel/label.ts'
import { notFound, type Problem, Refusal, refuse } from '#kernel/problem.ts'
import { engineTable, type Session } from '../context.ts'
import { ident, sql } from '../db/sql.ts'
import { freedDays } from './columns.ts'
import { countOf, countsOf } from './counts.ts'
import { replaceDraft } from './draft.ts'
import { readHave } from './have.ts'
import { type Plan, planOf } from './plan.ts'
import type { Configurations } from './press.ts'
import { beginRun, readRun } from './publish.ts'
import { findRepairs, pointsAtIn } from './repairs.ts'
import {
  liveVersion,
  noteFreed,
  readDraft,
  readFreed,
  readLive,
  readVersion,
  readVersions,
  removeDraft,
  type Version,
} from './store.ts'
import { fromYaml, toYaml } from './yaml.ts'

/** What is live, with how much it is used. */
export async function describeLive(press: Configurations, { workspace, language }: Session): Promise<ApiConfiguration> {
  const live = await readLive(workspace.db, workspace)
  return {
    version: live.version,
    publishedAt: live.at,
    publishedBy: live.by ? ((await workspace.directory.person(live.by))?.name ?? null) : null,
    document: withoutColumns(live.document),
    setAside: told(press.setAside(workspace.id), language),
    counts: await countsOf(workspace, live.document),
  }
}

/** What is being made, and what is still wrong with it. */
export async function describeDraft(press: Configurations, { workspace, language }: Session): Promise<ApiDraft> {
  const { document, ...draft } = await readDraft(workspace.db, workspace)
  const { problems } = configure(press.base.modules, document)
  return { ...draft, document: withoutColumns(document), problems: told(problems, language) }
}

/** Throws the draft away. */
export function discardDraft({ workspace }: Session): Promise<void> {
  return removeDraft(workspace.db, workspace)
}

/** What publishing the draft, or an earlier version, would do. */
export async function describePlan(press: Configurations, session: Session, version?: number): Promise<ApiPlan> {
  const { workspace } = session
  const live = await readLive(workspace.db, workspace)
  const wanted =
    version === undefined
      ? (await readDraft(workspace.db, workspace)).document
      : (await theVersion(session, version)).document
  return shownPlan(await planOf(workspace, press.base, live, wanted), live, session.language)
}

function shownPlan(plan: Plan, live: Version, language: Language): ApiPlan {
  const renames = plan.reuses.map(({ table, from, to }) => `alter table "${table}" rename column "${from}" to "${to}"`)
  return {
    base: live.version,
    changes: plan.changes.map((change) => ({ ...change, notes: change.notes.map((note) => say(note, language)) })),
    statements: [...renames, ...plan.steps.map(({ text }) => text.replaceAll('{schema}.', ''))],
    repairs: plan.repairs.map(({ use }) => use),
    problems: told(plan.problems, language),
    ready: plan.changes.length > 0 && plan.problems.length === 0,
  }
}

/** Publishes the draft, or brings back an earlier version; waits a while for it to be done. */
export async function publish(
  press: Configurations,
  session: Session,
  how: { version?: number; reason?: string | null },
): Promise<ApiRun> {
  const { workspace } = session
  const live = await readLive(workspace.db, workspace)
  const draft = how.version === undefined ? await readDraft(workspace.db, workspace) : null
  const wanted = draft ?? (await theVersion(session, how.version ?? 0))
  const plan = await planOf(workspace, press.base, live, wanted.document)
  if (plan.problems.length > 0)
    throw new Refusal('invalid', plan.problems.map(withPlace), { problems: told(plan.problems, session.language) })
  if (plan.changes.length === 0)
    throw refuse('conflict', null, { en: 'There is nothing to publish.', zh: '没有需要发布的更改。' }, 'unchanged')
  await beginRun(session, plan, {
    base: live.version,
    revision: draft?.revision ?? 0,
    reason: how.reason ?? null,
    restores: how.version ?? null,
  })
  const done = press.drive(workspace)
  done.catch(() => {}) // what is left of it is taken up again
  const timeout = Promise.withResolvers<void>()
  const timer = setTimeout(timeout.resolve, patience)
  await Promise.race([done, timeout.promise]).finally(() => clearTimeout(timer))
  const run = await describeRun(session)
  return run.state === 'idle' ? { ...run, state: 'done' } : run
}

/** So long an answer waits for what it has begun, in milliseconds. */
const patience = 5_000

/** How far publishing is. */
export async function describeRun({ workspace, language }: Session): Promise<ApiRun> {
  const [run, version] = await Promise.all([readRun(workspace), liveVersion(workspace.db, workspace)])
  if (!run) return { state: 'idle', step: null, done: 0, of: 0, version, problems: [] }
  const { state, step, done, of, problems } = run.detail
  return { state, step, done, of, version, problems: told(problems, language) }
}

/** The change log. */
export async function describeVersions({ workspace }: Session): Promise<ApiVersion[]> {
  const names = new Map([...(await workspace.directory.everyone()).people].map(([id, { name }]) => [id, name]))
  return (await readVersions(workspace.db, workspace)).map((version) => shownVersion(version, names))
}

export async function describeVersion(
  session: Session,
  version: number,
): Promise<ApiVersion & { document: Configuration }> {
  const found = await theVersion(session, version)
  const names = new Map([...(await session.workspace.directory.everyone()).people].map(([id, { name }]) => [id, name]))
  return { ...shownVersion(found, names), document: withoutColumns(found.document) }
}

function shownVersion(version: Version, names: ReadonlyMap<string, string>): ApiVersion {
  const { at, by, changes, reason, restores } = version
  const name = by === null ? 'Sampan' : (names.get(by) ?? '')
  return { version: version.version, at: at ?? '', by: { id: by, name }, reason, restores, changes }
}

/** What uses an object or a field, whoever declared it, and how much. */
export async function describeUses(session: Session, section: Section, key: string): Promise<ApiUses> {
  const { workspace } = session
  const { document } = await readDraft(workspace.db, workspace)
  const names = new Set([key])
  const thing = section === 'objects' || section === 'fields'
  const repairs = thing ? await findRepairs(workspace.db, workspace, names) : []
  const uses = thing ? usesOf(document, names, pointsAtIn(workspace.registry)) : []
  return { uses: [...uses, ...repairs.map(({ use }) => use)], count: await countOf(workspace, section, key) }
}

/** Columns and tables whose field or object is gone. */
export async function describeFreed({ workspace }: Session): Promise<ApiFreed> {
  const freed = await readFreed(workspace.db, workspace)
  return {
    data: freed.map(({ table, column, shape, was, at, emptied }) => ({
      table,
      column: column || null,
      was,
      at,
      reusableAt:
        column && !shape.startsWith('links')
          ? new Date(emptied ? at : Date.parse(at) + freedDays * 86_400_000).toISOString()
          : null,
      emptied,
    })),
  }
}

/** Takes the data out of a freed column, or away with a freed table, for good. */
export async function emptyFreed({ workspace }: Session, table: string, column: string): Promise<void> {
  const { db } = workspace
  const found = (await readFreed(db, workspace)).find((one) => one.table === table && one.column === column)
  if (!found) throw notFound()
  const name = ident(workspace.schema, table)
  if (column === '') {
    await db.transaction(async (tx) => {
      await tx.rows(sql`drop table if exists ${name} cascade`, { once: true })
      await tx.count(sql`delete from ${engineTable(workspace, 'freed_column')} where table_name = ${table}`)
    })
    return
  }
  const columns = [...((await readHave(db, workspace.schema)).get(table)?.columns.keys() ?? [])]
  const parts = found.shape.split(' ').map((part) => column + (part.split(':')[0] ?? ''))
  const own = columns.filter((one) => parts.includes(one))
  for (const one of own)
    while (
      (await db.count(
        sql`update ${name} set ${ident(one)} = null where id = any(array(select id from ${name} where ${ident(one)} is not null limit 5000))`,
      )) > 0
    );
  await noteFreed(db, workspace, [{ ...found, emptied: true }])
}

/** Reads an expression against the draft without storing it. */
export async function readFormula(
  press: Configurations,
  { workspace }: Session,
  { object, is, result }: { object: string; is: string; result: FormulaResult },
): Promise<ApiFormula> {
  const { document } = await readDraft(workspace.db, workspace)
  const { registry } = configure(press.base.modules, document)
  const { objects } = registry ?? workspace.registry
  if (!objects.has(object))
    throw refuse('invalid', 'object', { en: `There is no object '${object}'.`, zh: `没有对象「${object}」。` })
  const context = { registry: { objects }, object }
  const read = parseFormula({ is, result }, context)
  const reads = read.reads.map(({ hops, column }) => [...hops.map((hop) => hop.field), column.field].join('.'))
  return { is: formulaWithKeys(is, context), type: read.type, reads: [...new Set(reads)] }
}

/** The whole configuration as one file. */
export async function exportYaml(session: Session, version?: number): Promise<string> {
  const { workspace } = session
  const { document, version: number } =
    version === undefined ? await readLive(workspace.db, workspace) : await theVersion(session, version)
  return toYaml(document, { workspace: workspace.name, version: number })
}

/** Reads a file into the draft, and tells what publishing it would do. Nothing is kept in a dry run, or when an item cannot be read. */
export async function importYaml(
  press: Configurations,
  session: Session,
  { yaml, dryRun }: { yaml: string; dryRun: boolean },
): Promise<ApiImported> {
  const { workspace, language } = session
  const { document, problems } = readConfiguration(fromYaml(yaml))
  if (problems.length > 0)
    throw new Refusal('invalid', problems.slice(0, 100).map(withPlace), { problems: told(problems, language) })
  const live = await readLive(workspace.db, workspace)
  const plan = shownPlan(
    await planOf(workspace, press.base, live, withColumns(document, live.document)),
    live,
    language,
  )
  if (dryRun) return { revision: (await readDraft(workspace.db, workspace)).revision, plan }
  const { revision } = await replaceDraft(session, withColumns(document, live.document))
  return { revision, plan }
}

async function theVersion({ workspace }: Session, version: number): Promise<Version> {
  const found = await readVersion(workspace.db, workspace, version)
  if (!found) throw notFound()
  return found
}

function withoutColumns(document: Configuration): Configuration {
  const fields = Object.entries(document.fields).map(([key, { column: _column, ...field }]) => [key, field])
  return { ...document, fields: Object.fromEntries(fields) }
}

/** The columns are this database's own, whatever a file says. */
function withColumns(document: Configuration, live: Configuration): Configuration {
  const fields = Object.entries(document.fields).map(([key, { column: _column, ...field }]) => {
    const known = Object.hasOwn(live.fields, key) ? live.fields[key]?.column : undefined
    return [key, known ? { ...field, column: known } : field]
  })
  return { ...document, fields: Object.fromEntries(fields) }
}

function withPlace({ section, key, problem }: ItemProblem): Problem {
  return { ...problem, field: [section, key, problem.field].filter((part) => part).join('.') }
}

function told(problems: readonly ItemProblem[], language: Language): ApiItemProblem[] {
  return problems.map(({ section, key, problem }) => ({
    section,
    key,
    field: problem.field,
    code: problem.code,
    detail: say(problem.message, language),
  }))
}
