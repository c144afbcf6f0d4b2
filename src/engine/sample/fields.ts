import type { Configuration, CustomField } from '#kernel/configuration.ts'
import { usesOf } from '#kernel/configuration-uses.ts'
import { columnsOf } from '#kernel/fields/index.ts'
import { type Session, tableOf, type Workspace } from '../context.ts'
import { emptyFreed } from '../custom/administration.ts'
import { replaceDraft } from '../custom/draft.ts'
import { planOf } from '../custom/plan.ts'
import { beginRun, readRun } from '../custom/publish.ts'
import { pointsAtIn } from '../custom/repairs.ts'
import { readDraft, readFreed, readLive } from '../custom/store.ts'
import { ident, sql } from '../db/sql.ts'
import type { Runtime } from '../runtime.ts'
import { systemSession } from '../workspaces.ts'
import { sampleMark } from './mark.ts'
import { type Removed, removeSample } from './remove.ts'

/** Where configurations are published, and the workspaces as they are then. */
export type Publisher = Pick<Runtime, 'configurations' | 'workspaces'>
type Fields = Readonly<Record<string, CustomField>>

/**
 * Publishes fields that a sample needs, by object and key, marked as its own. A company that has one of these keys for
 * itself keeps it as it is: then none of them comes. @returns whether the sample has them
 */
export async function addSampleFields(on: Publisher, workspace: Workspace, fields: Fields): Promise<boolean> {
  const { db, clock } = workspace
  const live = await readLive(db, workspace)
  const draft = await readDraft(db, workspace)
  const taken = (key: string) =>
    [live, draft].some(({ document }) => {
      const there = Object.hasOwn(document.fields, key) ? document.fields[key] : undefined
      return there !== undefined && there.createdBy !== sampleMark
    })
  if (Object.keys(fields).some(taken)) return false
  const createdAt = clock.now().toISOString()
  const missing = Object.entries(fields).filter(([key]) => !Object.hasOwn(live.document.fields, key))
  if (missing.length === 0) return true
  const marked = Object.fromEntries(
    missing.map(([key, field]) => [key, { ...field, createdAt, createdBy: sampleMark }]),
  )
  return publishAside(on, workspace, (document) => ({ ...document, fields: { ...document.fields, ...marked } }))
}

/** Are there fields of a sample still? */
export async function hasSampleFields(workspace: Workspace): Promise<boolean> {
  return fieldsOf((await readLive(workspace.db, workspace)).document).length > 0
}

/**
 * Takes a sample out again, its records and then its fields. A field in which a record of the company's own says something,
 * or on which something of its own is built, stays and is the company's from now on.
 */
export async function takeOutSample(
  on: Publisher,
  session: Session,
): Promise<Removed & { /** Fields that have stayed. */ readonly keptFields: number }> {
  // As it is now, whenever the session was opened.
  const workspace = on.workspaces.get(session.workspace.id) ?? session.workspace
  const removed = await removeSample(workspace)
  const { document } = await readLive(workspace.db, workspace)
  const needed = new Set<string>()
  const mine = fieldsOf(document)
  for (const key of mine) if (await isNeeded(on, workspace, key)) needed.add(key)
  const gone = new Set(mine.filter((key) => !needed.has(key)))
  if (mine.length > 0 && (await publishAside(on, workspace, (wanted) => settled(wanted, gone, needed))))
    await emptyColumns({ ...session, workspace }, gone)
  return { ...removed, keptFields: needed.size }
}

function fieldsOf({ fields }: Configuration): string[] {
  return Object.keys(fields).filter((key) => fields[key]?.createdBy === sampleMark)
}

function settled(document: Configuration, gone: ReadonlySet<string>, kept: ReadonlySet<string>): Configuration {
  const fields = Object.entries(document.fields).flatMap(([key, field]): [string, CustomField][] => {
    const { createdBy: _, ...own } = field
    return gone.has(key) ? [] : [[key, kept.has(key) ? own : field]]
  })
  return { ...document, fields: Object.fromEntries(fields) }
}

/** Does something of the company's own need a field: a value, a part of its configuration, a flow or signal that is on? */
async function isNeeded({ configurations }: Publisher, workspace: Workspace, key: string): Promise<boolean> {
  const live = await readLive(workspace.db, workspace)
  if (usesOf(live.document, new Set([key]), pointsAtIn(workspace.registry)).length > 0) return true
  const without = settled(live.document, new Set([key]), new Set())
  if ((await planOf(workspace, configurations.base, live, without)).problems.length > 0) return true
  const [object = '', name = ''] = key.split('.')
  const field = workspace.registry.objects.get(object)?.fields[name]
  const [column] = field ? columnsOf(name, field) : []
  if (!column) return false
  const rows = await workspace.db.rows(
    sql`select 1 from ${tableOf(workspace, object)} r where r.${ident(column.name)} is not null limit 1`,
  )
  return rows.length > 0
}

/** The columns that fields have left hold nothing, and say so. */
async function emptyColumns(session: Session, gone: ReadonlySet<string>): Promise<void> {
  for (const { table, column, was, emptied } of await readFreed(session.workspace.db, session.workspace))
    if (!emptied && gone.has(was)) await emptyFreed(session, table, column)
}

/** Publishes a change of what is live, whatever is being drafted beside it; the draft then has it too. */
async function publishAside(
  { configurations, workspaces }: Publisher,
  workspace: Workspace,
  change: (document: Configuration) => Configuration,
): Promise<boolean> {
  const session = systemSession(workspace)
  const live = await readLive(workspace.db, workspace)
  const plan = await planOf(workspace, configurations.base, live, change(live.document))
  if (plan.problems.length > 0) return false
  await beginRun(session, plan, { base: live.version, revision: 0, reason: null, restores: null })
  for (;;) {
    await configurations.drive(workspace)
    const state = (await readRun(workspace))?.detail.state
    if (state === 'failed') return false
    if (state === undefined) break
    // Another process has taken it up.
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  await workspaces.refresh(workspace.id)
  const draft = await readDraft(workspace.db, workspace)
  if (draft.revision > 0) await replaceDraft(session, change(draft.document), draft.revision)
  return true
}
