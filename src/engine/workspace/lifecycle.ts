import { existsSync, rmSync, statSync } from 'node:fs'
import type { Language } from '#kernel/label.ts'
import { refuse } from '#kernel/problem.ts'
import { namedFiles, storedAt } from '../backup/files.ts'
import { openSources } from '../backup/sources.ts'
import type { WorkspaceRow } from '../catalogue/catalogue.ts'
import { crashPoint } from '../crash.ts'
import { connectAlone } from '../db/pool.ts'
import { ident, sql } from '../db/sql.ts'
import type { Runtime } from '../runtime.ts'
import { dropSchema } from './schema.ts'

/** What the operator of an installation does with workspaces. Every process knows of it within a second, most at once. */
export type Lifecycle = Pick<
  Runtime,
  'catalogue' | 'clusters' | 'workspaces' | 'announce' | 'dataFolder' | 'clock' | 'db'
>

/** For how long a deleted workspace can be taken back, in days. */
export const graceDays = 30

/** The workspace of that name, id or schema, whatever its state. Refuses where none or several fit. */
export async function findWorkspace({ catalogue }: Pick<Lifecycle, 'catalogue'>, name: string): Promise<WorkspaceRow> {
  const all = await catalogue.workspaces()
  const fitting = all.filter((one) => [one.id, one.name, one.schema].includes(name))
  if (fitting[0] && fitting.length === 1) return fitting[0]
  const list = all.map((one) => `  ${one.name} (${one.id})`).join('\n')
  throw refuse('missing', null, {
    en: `There ${fitting.length > 1 ? 'are several workspaces' : 'is no workspace'} '${name}'. There are:\n${list}`,
    zh: `${fitting.length > 1 ? '有多个工作区名为' : '没有工作区'}「${name}」。现有：\n${list}`,
  })
}

/** Gives a workspace another name, which people see at their next answer. */
export async function renameWorkspace(at: Lifecycle, row: WorkspaceRow, name: string): Promise<void> {
  await at.catalogue.setWorkspace(row.id, { name: workspaceName(name) })
  await tell(at)
}

/** Makes a workspace; it has nobody yet. */
export async function makeWorkspace(at: Lifecycle, name: string, language: Language): Promise<string> {
  const { id } = await at.workspaces.create(workspaceName(name), language)
  await tell(at)
  return id
}

/** Lets nobody in and runs none of its jobs until it is resumed; keeps everything. */
export async function suspendWorkspace(at: Lifecycle, row: WorkspaceRow): Promise<void> {
  refuseUnless(row, ['live', 'suspended'])
  refuseMoving(row)
  await at.catalogue.setWorkspace(row.id, { status: 'suspended' })
  await tell(at)
}

/** Opens a suspended workspace again, also one that was marked for deletion. */
export async function resumeWorkspace(at: Lifecycle, row: WorkspaceRow): Promise<void> {
  refuseUnless(row, ['live', 'suspended', 'deleted'])
  if (row.status === 'deleted') await at.catalogue.markDeleted(row.id, null)
  await at.catalogue.setWorkspace(row.id, { status: 'live' })
  await wakeJobs(at, row.id)
  await tell(at)
}

/**
 * Marks a workspace for its end: nobody comes in any more, and in 30 days it may be purged. Until then it can be resumed.
 * The caller has backed it up.
 * @returns the instant from which it may be purged
 */
export async function deleteWorkspace(at: Lifecycle, row: WorkspaceRow): Promise<string> {
  refuseUnless(row, ['live', 'suspended', 'deleted'])
  refuseMoving(row)
  if (row.purgeAt) return row.purgeAt
  const purgeAt = new Date(at.clock.now().getTime() + graceDays * 86_400_000).toISOString()
  await at.catalogue.markDeleted(row.id, purgeAt)
  await tell(at)
  return purgeAt
}

/**
 * Removes a deleted workspace for good: its files, its jobs, its schema, last what the catalogue knows of it. Cut short,
 * it is done again from where it was. Bytes that another workspace has too stay.
 * @returns how many files went
 */
export async function purgeWorkspace(
  at: Lifecycle & { readonly databaseUrl: string },
  row: WorkspaceRow,
  { now = false }: { now?: boolean } = {},
): Promise<{ files: number }> {
  refuseUnless(row, ['deleted'])
  if (!now && at.clock.now().toISOString() < (row.purgeAt ?? ''))
    throw refuse('conflict', null, {
      en: `It can be taken back until ${row.purgeAt?.slice(0, 10)}. To purge it before, say --now.`,
      zh: `${row.purgeAt?.slice(0, 10)} 之前仍可恢复。如需立即清除，请加上 --now。`,
    })
  const files = await removeFiles(at, row)
  crashPoint('purge.files')
  await removeJobs(at, row.id)
  crashPoint('purge.jobs')
  const url = row.cluster === null ? at.databaseUrl : await at.clusters.url(row.cluster)
  const client = await connectAlone(url, 'sampan-purge')
  await dropSchema(client, row.schema).finally(() => client.end())
  crashPoint('purge.schema')
  await at.catalogue.removeWorkspace(row.id)
  await tell(at)
  return { files }
}

/** What a workspace takes: bytes of its tables, and how many people may enter it. */
export async function sizeOf(
  { clusters, catalogue }: Pick<Lifecycle, 'clusters' | 'catalogue'>,
  row: WorkspaceRow,
): Promise<{ bytes: number; people: number }> {
  await clusters.learn([row.cluster])
  const db = clusters.get(row.cluster)
  const [size] = await db.rows(
    sql`select coalesce(sum(pg_total_relation_size(c.oid)), 0) from pg_catalog.pg_class c
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace where n.nspname = ${row.schema} and c.relkind = 'r'`,
  )
  return { bytes: Number(size?.[0] ?? 0), people: await catalogue.countMembers(row.id) }
}

/** Hints to every process, and looks here at once. */
async function tell({ workspaces, announce }: Lifecycle): Promise<void> {
  announce('workspaces')
  await workspaces.all()
}

/** A name as it is kept. Refuses none, and one that is too long. */
export function workspaceName(text: string): string {
  const name = text.trim()
  if (name !== '' && [...name].length <= 120) return name
  throw refuse('invalid', 'name', { en: 'A name has 1 to 120 characters.', zh: '名称长度应为 1 到 120 个字符。' })
}

function refuseUnless(row: WorkspaceRow, states: readonly string[]): void {
  if (states.includes(row.status)) return
  throw refuse('conflict', null, {
    en: `'${row.name}' is ${row.status}; this needs it ${states.join(' or ')}.`,
    zh: `「${row.name}」当前状态为 ${row.status}，此操作要求状态为 ${states.join(' 或 ')}。`,
  })
}

function refuseMoving(row: WorkspaceRow): void {
  if (!row.movingTo && !row.movedFrom) return
  throw refuse('conflict', null, {
    en: `'${row.name}' is being moved to another cluster. Finish that first: npx sampan workspace move`,
    zh: `「${row.name}」正在迁移到其他数据库。请先完成迁移：npx sampan workspace move`,
  })
}

/** The bytes that only this workspace's records name. What is younger than a day stays: somebody may be storing the same this moment. */
async function removeFiles(at: Lifecycle & { readonly databaseUrl: string }, row: WorkspaceRow): Promise<number> {
  const sources = await openSources({ databaseUrl: at.databaseUrl, dataFolder: at.dataFolder })
  try {
    const named = { own: new Set<string>(), others: new Set<string>() }
    for (const schema of sources.schemas)
      for (const hash of await namedFiles(sources.clientOf(schema.schema), [schema]))
        (schema.schema === row.schema ? named.own : named.others).add(hash)
    const day = at.clock.now().getTime() - 86_400_000
    const old = (hash: string) => {
      const place = storedAt(at.dataFolder, hash)
      return existsSync(place) && statSync(place).mtimeMs < day
    }
    const gone = [...named.own.difference(named.others)].filter(old)
    for (const hash of gone) rmSync(storedAt(at.dataFolder, hash), { force: true })
    return gone.length
  } finally {
    await sources.end()
  }
}

/** The queue is a third party's; by its own words alone are jobs taken out of it. */
async function removeJobs({ db }: Lifecycle, id: string): Promise<void> {
  if (!(await hasQueue(db))) return
  await db.count(
    sql`delete from ${ident('graphile_worker', '_private_jobs')} where payload ->> 'workspaceId' = ${id} and locked_at is null`,
  )
}

async function wakeJobs(at: Lifecycle, id: string): Promise<void> {
  if (!(await hasQueue(at.db))) return
  const now = at.clock.now().toISOString()
  await at.db.count(
    sql`update ${ident('graphile_worker', '_private_jobs')} set run_at = ${now}::timestamptz
      where payload ->> 'workspaceId' = ${id} and run_at > ${now}::timestamptz and locked_at is null and attempts = 0`,
  )
}

async function hasQueue(db: Lifecycle['db']): Promise<boolean> {
  const [row] = await db.rows(sql`select to_regclass('graphile_worker._private_jobs') is not null`)
  return row?.[0] === true
}
