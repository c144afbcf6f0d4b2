import { createHash } from 'node:crypto'

import { v7 as uuid } from 'uuid'
import type { Configuration } from '#kernel/configuration.ts'
import { differencesOf } from '#kernel/configuration-diff.ts'
import { configure } from '#kernel/configuration-module.ts'
import type { ItemProblem } from '#kernel/configuration-read.ts'
import { problem, refuse } from '#kernel/problem.ts'
import type { Registry } from '#kernel/registry.ts'
import { engineTable, type Session, type Workspace } from '../context.ts'
import { crashPoint } from '../crash.ts'
import { sql } from '../db/sql.ts'
import { tableName, tablesOf } from '../db/tables.ts'
import { insertEvents } from '../events/event.ts'
import type { Writing } from '../records/op.ts'
import { writing } from '../records/write.ts'
import { scoreAll } from '../scores/job.ts'
import { systemSession } from '../workspaces.ts'
import type { Reuse } from './columns.ts'
import { type Direct, openDirect } from './direct.ts'
import { freedBy } from './freed.ts'
import { readHave } from './have.ts'
import type { Plan } from './plan.ts'
import { reindex, searchedDifferently } from './reindex.ts'
import { findRepairs, goneBetween, repair } from './repairs.ts'
import { type Step, stepsAfter, stepsTo } from './steps.ts'
import { forgetFreed, noteFreed, readLive, removeDraft } from './store.ts'

/** What is being published, and how far it is. The row that holds it outlives the process. */
export type Run = {
  readonly document: Configuration
  readonly base: number
  /** Of the draft that it was; a draft that has been changed since stays. */
  readonly revision: number
  readonly detail: RunDetail
}

type RunDetail = {
  readonly state: 'running' | 'failed'
  /** `making`: nothing of it is visible yet. `clearing`: it is live, and what it left behind is tidied up. */
  readonly phase: 'making' | 'clearing'
  readonly step: string | null
  readonly done: number
  readonly of: number
  readonly by: string | null
  readonly reason: string | null
  readonly restores: number | null
  readonly reuses: readonly Reuse[]
  /** Objects whose records are searched differently from now on. */
  readonly reindex: readonly string[]
  /** Objects whose records have other scores from now on. */
  readonly rescore?: readonly string[]
  readonly problems: readonly ItemProblem[]
}

/** Where publishing happens: the modules that every configuration builds on, a direct connection, and what to do once it is live. */
export type Press = {
  readonly base: Registry
  /** Not through a pooler: an index is built outside a transaction, and the lock is the connection's. */
  readonly directUrl: (workspace: Workspace) => Promise<string>
  /** Has this process and the others read the new version; answers the workspace as it is then. */
  readonly swap: (workspace: Workspace) => Promise<Workspace>
}

/** Notes what is to be published. From here on it is done, by this process or by another, or it fails as a whole. */
export async function beginRun(
  session: Session,
  plan: Plan,
  how: { base: number; revision: number; reason: string | null; restores: number | null },
): Promise<void> {
  const { workspace, principal } = session
  const detail: RunDetail = {
    state: 'running',
    phase: 'making',
    step: null,
    done: 0,
    of: plan.steps.length + 1,
    by: principal.id,
    reason: how.reason,
    restores: how.restores,
    reuses: plan.reuses,
    reindex: [],
    problems: [],
  }
  const table = engineTable(workspace, 'configuration_draft')
  const noted = await workspace.db.rows(
    sql`insert into ${table} as d (name, revision, base, document, detail, at, by_id)
      values ('run', ${how.revision}::integer, ${how.base}::integer, ${JSON.stringify(plan.document)}::json, ${JSON.stringify(detail)}::jsonb, ${workspace.clock.now().toISOString()}::timestamptz, ${principal.id}::uuid)
      on conflict (name) do update set revision = excluded.revision, base = excluded.base, document = excluded.document, detail = excluded.detail, at = excluded.at, by_id = excluded.by_id
      where d.detail ->> 'state' = 'failed' returning name`,
  )
  if (noted.length === 0)
    throw refuse(
      'conflict',
      null,
      { en: 'Something is being published just now; wait until it is done.', zh: '正在发布中，请等待完成。' },
      'publishing',
    )
  crashPoint('configuration.noted')
}

/** What is being published or has failed, or null. */
export async function readRun(workspace: Pick<Workspace, 'schema' | 'db'>): Promise<Run | null> {
  const [row] = await workspace.db.rows(
    sql`select document, base, detail, revision from ${engineTable(workspace, 'configuration_draft')} where name = 'run'`,
  )
  if (!row) return null
  const [document, base, detail, revision] = row
  return {
    document: document as Configuration,
    base: Number(base),
    detail: detail as RunDetail,
    revision: Number(revision),
  }
}

/**
 * Takes a run that was noted to its end, from wherever it stands; does nothing while another process does. What cannot be
 * done fails the run: nothing of it is visible then.
 */
export async function driveRun(press: Press, workspace: Workspace): Promise<void> {
  const direct = await openDirect(await press.directUrl(workspace), workspace.schema)
  try {
    if (!(await direct.lock(lockKey(workspace.schema)))) return
    const run = await readRun(workspace)
    if (run?.detail.state !== 'running') return
    // This process may still see the version before.
    const made =
      run.detail.phase === 'clearing' ? await press.swap(workspace) : await make(press, workspace, direct, run)
    if (made) await clear(made, direct)
  } finally {
    await direct.end()
  }
}

/** Everything that must stand before anybody sees the new version, then the moment in which all do. */
async function make(press: Press, workspace: Workspace, direct: Direct, run: Run): Promise<Workspace | null> {
  const { registry, problems } = configure(press.base.modules, run.document, { version: run.base + 1 })
  if (!registry) return fail(workspace, run, problems)
  const target = tablesOf(registry)
  for (const reuse of run.detail.reuses) await takeOver(workspace, direct, reuse)
  const steps = stepsTo(await readHave(direct, workspace.schema), target)
  for (const [done, step] of steps.entries()) {
    await note(workspace, { step: step.phase, done, of: steps.length + 1 })
    const wrong = await direct.run(step)
    if (wrong) return fail(workspace, run, [itemOf(step, registry, wrong)])
    crashPoint(`configuration.${step.phase}`)
  }
  await note(workspace, { step: 'visible', done: steps.length, of: steps.length + 1 })
  const live = await readLive(workspace.db, workspace)
  const lists = searchedDifferently(workspace.registry, registry, live.document, run.document)
  await show(workspace, press, run, lists)
  crashPoint('configuration.visible')
  return press.swap(workspace)
}

/** The moment: the version, the log, the event, roles and views brought in step, all in one transaction. */
async function show(workspace: Workspace, press: Press, run: Run, reindexed: readonly string[]): Promise<void> {
  const { by, reason, restores } = run.detail
  const system = systemSession(workspace)
  await writing(system, async (w) => {
    const live = await readLive(w.db, workspace)
    if (live.version !== run.base) throw new Error(`Version ${run.base} was to be followed, ${live.version} is live.`)
    const version = run.base + 1
    const changes = differencesOf(live.document, run.document)
    await w.db.count(
      sql`insert into ${engineTable(workspace, 'configuration_version')} (version, document, changes, reason, restores, at, by_id)
        values (${version}::integer, ${JSON.stringify(run.document)}::json, ${JSON.stringify(changes)}::json, ${reason}, ${restores}::integer, ${w.now}::timestamptz, ${by}::uuid)`,
    )
    const gone = goneBetween(live.document, run.document)
    await repair(w, system, await findRepairs(w.db, workspace, gone))
    const { freed, taken } = freedBy(live.document, run.document, press.base, w.now)
    await noteFreed(w.db, workspace, freed)
    for (const { table, column } of taken) await forgetFreed(w.db, workspace, table, column)
    for (const { table, from } of run.detail.reuses) await forgetFreed(w.db, workspace, table, from)
    await tell(w, workspace, { version, base: run.base, by, reason, restores, changes })
    await w.db.count(
      sql`insert into ${engineTable(workspace, 'setting')} (key, value, updated_at, updated_by)
        values ('configuration', ${JSON.stringify({ version })}::jsonb, ${w.now}::timestamptz, ${by}::uuid)
        on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at, updated_by = excluded.updated_by`,
    )
    if (restores === null) await removeDraft(w.db, workspace, run.revision)
    const next: RunDetail = {
      ...run.detail,
      phase: 'clearing',
      step: 'search',
      reindex: reindexed,
      rescore: rescored(changes),
    }
    await w.db.count(
      sql`update ${engineTable(workspace, 'configuration_draft')} set detail = ${JSON.stringify(next)}::jsonb where name = 'run'`,
    )
  })
}

/** Objects of which a score is new or says something else. */
function rescored(changes: ReturnType<typeof differencesOf>): string[] {
  const scores = changes.filter(({ section }) => section === 'scores')
  return [...new Set(scores.map(({ key }) => key.split('.')[0] ?? ''))]
}

/** Every publication is an event, with what it changed: it stands in the audit and can be subscribed to. */
async function tell(
  w: Writing,
  workspace: Workspace,
  told: {
    version: number
    base: number
    by: string | null
    reason: string | null
    restores: number | null
    changes: readonly object[]
  },
): Promise<void> {
  const { version, base, by, ...data } = told
  await insertEvents(w.db, workspace, [
    {
      id: uuid(),
      at: w.now,
      kind: 'published',
      object: 'configuration',
      recordId: workspace.id,
      actorId: by,
      origin: w.session.origin,
      changes: { version: [base, version] },
      data: { version, ...data },
      causeId: null,
    },
  ])
}

/** What the new version left behind: search documents, then indexes and foreign keys that nobody needs. */
async function clear(workspace: Workspace, direct: Direct): Promise<void> {
  const run = await readRun(workspace)
  if (!run) return
  for (const key of run.detail.reindex) await reindex(workspace, key)
  for (const key of run.detail.rescore ?? []) await scoreAll(workspace, workspace.registry.object(key))
  crashPoint('configuration.search')
  const after = stepsAfter(await readHave(direct, workspace.schema), tablesOf(workspace.registry))
  for (const step of after) {
    // What is still in use a while later is tidied up by the next publication.
    await direct.run(step)
    crashPoint('configuration.cleaning')
  }
  await workspace.db.count(sql`delete from ${engineTable(workspace, 'configuration_draft')} where name = 'run'`)
}

/** Nothing of it is visible. What was made stays, unseen, and is found again when it is tried once more. */
async function fail(workspace: Workspace, run: Run, problems: readonly ItemProblem[]): Promise<null> {
  const detail: RunDetail = { ...run.detail, state: 'failed', problems }
  await workspace.db.count(
    sql`update ${engineTable(workspace, 'configuration_draft')} set detail = ${JSON.stringify(detail)}::jsonb where name = 'run'`,
  )
  return null
}

async function note(workspace: Workspace, at: Pick<RunDetail, 'step' | 'done' | 'of'>): Promise<void> {
  await workspace.db.count(
    sql`update ${engineTable(workspace, 'configuration_draft')} set detail = detail || ${JSON.stringify(at)}::jsonb where name = 'run'`,
  )
}

/** A freed column changes hands: what was in it goes, a few thousand rows at once, then it gets its new name. */
async function takeOver(workspace: Workspace, direct: Direct, { table, from, to, parts, empty }: Reuse): Promise<void> {
  const have = (await readHave(direct, workspace.schema)).get(table)
  if (have?.columns.has(`${to}${parts[0] ?? ''}`) || !have?.columns.has(`${from}${parts[0] ?? ''}`)) return
  if (empty)
    await direct.emptyColumns(
      table,
      parts.map((part) => from + part),
    )
  crashPoint('configuration.emptied')
  for (const part of parts) {
    if (!have.columns.has(from + part)) continue
    await direct.brief(`alter table {schema}."${table}" rename column "${from + part}" to "${to + part}"`)
  }
}

function itemOf(step: Step, registry: Registry, wrong: 'taken' | 'dangling' | 'busy'): ItemProblem {
  const words = {
    taken: {
      en: 'Two records hold the same value, so it cannot be unique. Mend them first.',
      zh: '有记录的值重复，不能设为唯一。请先处理重复记录。',
    },
    dangling: { en: 'Some records point at others that are gone.', zh: '有记录指向已不存在的记录。' },
    busy: {
      en: 'The table was in use the whole time. Try again when there is less going on.',
      zh: '数据表一直被占用，请在空闲时重试。',
    },
  }
  for (const object of registry.objects.values()) {
    if (tableName(object) !== step.table) continue
    const [key] = Object.entries(object.fields).find(([, f]) => f.column && step.column?.startsWith(f.column)) ?? []
    return key
      ? { section: 'fields', key: `${object.key}.${key}`, problem: problem('unique', words[wrong], wrong) }
      : { section: 'objects', key: object.key, problem: problem(null, words[wrong], wrong) }
  }
  return { section: 'objects', key: step.table, problem: problem(null, words[wrong], wrong) }
}

function lockKey(schema: string): string {
  return createHash('sha256').update(`sampan configuration ${schema}`).digest().readBigInt64BE().toString()
}
