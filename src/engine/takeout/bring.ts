import { createHash } from 'node:crypto'
import { v7 as uuid } from 'uuid'
import type { Configuration } from '#kernel/configuration.ts'
import { configure } from '#kernel/configuration-module.ts'
import { Refusal, refuse } from '#kernel/problem.ts'
import type { RegisteredObject, Registry } from '#kernel/registry.ts'
import { rebuildReportingLines } from '../access/changes.ts'
import { readArchive } from '../backup/archive.ts'
import { engineTable, tableOf, type Workspace } from '../context.ts'
import { crashPoint } from '../crash.ts'
import { readHave } from '../custom/have.ts'
import { stepsTo } from '../custom/steps.ts'
import type { Transaction } from '../db/database.ts'
import { ident, join, raw, type Sql, sql } from '../db/sql.ts'
import { tableName, tablesOf } from '../db/tables.ts'
import { insertEvents } from '../events/event.ts'
import { workspaceObject } from '../events/no-object.ts'
import { codecOf, type Stored } from '../records/codec.ts'
import { insertRecords, writeLinks } from '../records/store.ts'
import type { Runtime } from '../runtime.ts'
import { type CheckedTakeout, checkTakeout } from './check.ts'
import { broughtKind, type Carried, camel, carried, type TakeoutManifest } from './format.ts'
import { linesOf } from './lines.ts'
import { carriedColumns } from './rows.ts'

export type Brought = {
  readonly manifest: TakeoutManifest
  /** Addresses of people who can sign in now. */
  readonly enter: readonly string[]
}

/**
 * Brings a takeout into an empty workspace: the same ids, authors, dates, versions, history, configuration and files. What
 * a new workspace starts with gives way. All of it is one transaction, so whoever stops it finds the workspace as empty as
 * before. People whose address has a login here come in; the same takeout a second time only sees to that.
 * Refuses a workspace in which anybody has worked, and a takeout that is damaged or has more than this program knows.
 * @param onProgress told after every page, with the lines so far
 */
export async function bringIn(
  runtime: Pick<Runtime, 'catalogue' | 'workspaces' | 'files' | 'announce'>,
  workspace: Workspace,
  path: string,
  onProgress: (lines: number) => void = () => {},
): Promise<Brought> {
  const takeout = await checkTakeout(path, runtime.files)
  const registry = registryOf(runtime.workspaces.registries.base, takeout)
  crashPoint('bring.checked')
  await workspace.db.transaction(async (tx) => {
    await tx.rows(sql`select pg_advisory_xact_lock(${lockKey(workspace.schema)}::bigint)`)
    if (await cameIn(tx, workspace, takeout.seal)) return
    await fill(tx, { ...workspace, registry }, path, takeout, onProgress)
    crashPoint('bring.filled')
  })
  crashPoint('bring.committed')
  const enter = await letIn(runtime, workspace)
  workspace.directory.forget()
  await runtime.workspaces.refresh(workspace.id)
  runtime.announce('forget')
  runtime.announce(`configuration ${workspace.id}`)
  return { manifest: takeout.manifest, enter }
}

/** What the archive is made of must all be known here: what has no place would be lost. */
function registryOf(base: Registry, { schema }: CheckedTakeout): Registry {
  const { configuration } = schema
  const made = configuration
    ? configure(base.modules, configuration.document as Configuration, { version: configuration.version })
    : { registry: base, problems: [] }
  if (!made.registry)
    throw unknown(made.problems.map(({ section, key, problem }) => `${section} ${key}: ${problem.message.en}`))
  const { objects } = made.registry
  const missing = Object.entries(schema.objects).flatMap(([key, { fields }]) => {
    const object = objects.get(key)
    if (!object) return [key]
    return Object.keys(fields).flatMap((field) => (object.fields[field] ? [] : [`${key}.${field}`]))
  })
  if (missing.length > 0) throw unknown(missing)
  return made.registry
}

function unknown(names: readonly string[]) {
  const list = names.slice(0, 20).join(', ')
  return refuse('invalid', null, {
    en: `This program does not know what the archive has: ${list}. Update Sampan, or install the modules first.`,
    zh: `当前程序无法识别归档中的内容：${list}。请先升级 Sampan 或安装相应模块。`,
  })
}

/** Has this very archive come in already? */
async function cameIn(tx: Transaction, workspace: Workspace, seal: string): Promise<boolean> {
  const rows = await tx.rows(
    sql`select 1 from ${engineTable(workspace, 'event')} where kind = ${broughtKind} and object = ${workspaceObject} and data ->> 'seal' = ${seal} limit 1`,
  )
  return rows.length > 0
}

async function fill(
  tx: Transaction,
  workspace: Workspace,
  path: string,
  { manifest, seal }: CheckedTakeout,
  onProgress: (lines: number) => void,
): Promise<void> {
  const { schema, registry } = workspace
  const run = (text: string) => tx.rows(raw(text.replaceAll('{schema}', ident(schema).compile().text)), { once: true })
  await run(`set local lock_timeout = '10s'`)
  await run('set local statement_timeout = 0')
  const before = await readHave(tx, schema)
  // Rows come in any order, and an index over all of them is made faster than one row by row.
  for (const [table, { constraints, indexes }] of before) {
    for (const [name, { foreign }] of constraints)
      if (foreign) await run(`alter table {schema}."${table}" drop constraint "${name}"`)
    for (const name of indexes.keys()) if (!constraints.has(name)) await run(`drop index {schema}."${name}"`)
  }
  await refuseUsed(tx, workspace, before.keys())
  for (const table of before.keys()) if (table !== 'migration') await run(`truncate {schema}."${table}"`)
  const wanted = tablesOf(registry)
  for (const step of stepsTo(before, wanted))
    if (step.phase === 'tables' || step.phase === 'columns') await run(step.text)
  crashPoint('bring.emptied')
  let lines = 0
  for await (const { name, bytes } of readArchive(path)) {
    const into = destinationOf(workspace, name)
    if (!into) continue
    try {
      for await (const page of linesOf(bytes)) {
        await into(tx, page)
        lines += page.length
        onProgress(lines)
        crashPoint('bring.page')
      }
    } catch (error) {
      throw unreadable(name, error)
    }
  }
  await rebuildReportingLines(tx, workspace)
  for (const { text } of stepsTo(await readHave(tx, schema), wanted))
    try {
      await run(text.replace('index concurrently', 'index'))
    } catch (error) {
      throw unreadable(text.replaceAll('{schema}.', ''), error)
    }
  await note(tx, workspace, manifest, seal)
}

/** Only what a new workspace starts with, and its first person, may be there. */
async function refuseUsed(tx: Transaction, workspace: Workspace, tables: Iterable<string>): Promise<void> {
  const { registry } = workspace
  const starters = new Set(['role', ...registry.seeds.map(({ object }) => object)])
  const there = new Set(tables)
  const places = [
    ...[...registry.objects.values()]
      .filter((object) => !starters.has(object.key) && there.has(tableName(object)))
      .map((object) => ({
        name: object.key,
        table: tableOf(workspace, object.key),
        few: object.key === 'user' ? 1 : 0,
      })),
    ...['configuration_version', 'import'].map((name) => ({ name, table: engineTable(workspace, name), few: 0 })),
  ]
  for (const { name, table, few } of places) {
    const rows = await tx.rows(sql`select 1 from ${table} limit ${raw(String(few + 1))}`, { once: true })
    if (rows.length > few)
      throw refuse('conflict', null, {
        en: `'${workspace.name}' is not empty: it has ${name} already. Make a workspace of its own: npx sampan workspace create NAME --admin EMAIL`,
        zh: `「${workspace.name}」不是空的工作区，已有 ${name} 数据。请先新建工作区：npx sampan workspace create 名称 --admin 邮箱`,
      })
  }
}

type Into = (tx: Transaction, lines: readonly string[]) => Promise<void>

/** Where the lines of an entry go; null for what is no lines. */
function destinationOf(workspace: Workspace, name: string): Into | null {
  const [, base] = /^(.+?)(?:\.\d+)?\.ndjson$/.exec(name) ?? []
  if (!base) return null
  const one = carried.find((candidate) => candidate.base === base)
  if (one) return (tx, lines) => insertLines(tx, workspace, one, lines)
  const key = base.startsWith('records/') ? base.slice('records/'.length) : ''
  const object = workspace.registry.objects.get(key)
  if (!object) throw unknown([name])
  return (tx, lines) => insertStored(tx, workspace, object, lines)
}

async function insertStored(
  tx: Transaction,
  workspace: Workspace,
  object: RegisteredObject,
  lines: readonly string[],
): Promise<void> {
  const records = lines.map((line) => JSON.parse(line) as Stored)
  await insertRecords(tx, workspace, object, records)
  const fields = Object.keys(object.fields)
  await writeLinks(
    tx,
    workspace,
    object,
    records.map((after) => ({ before: null, after, fields })),
  )
}

/** Lines go to the database as they are: it reads them itself, so that no digit changes on the way. */
async function insertLines(
  tx: Transaction,
  workspace: Workspace,
  one: Carried,
  lines: readonly string[],
): Promise<void> {
  const columns = carriedColumns(one)
  const [names, values]: [Sql[], Sql[]] = [
    columns.map(({ name }) => ident(name)),
    columns.map(({ name }) => ident('x', name)),
  ]
  for (const [name, becomes] of Object.entries(one.without ?? {})) {
    names.push(ident(name))
    values.push(raw(becomes))
  }
  const given = columns.map(({ name }) => ident(camel(name)))
  const types = columns.map(({ name, sql: type }) => sql`${ident(camel(name))} ${raw(type)}`)
  await tx.count(
    sql`insert into ${engineTable(workspace, one.table)} (${join(names)}) select ${join(values)} from (
        select ${join(given.map((from, i) => sql`l.${from} as ${ident(columns[i]!.name)}`))}
        from json_to_recordset(${`[${lines.join(',')}]`}::json) as l (${join(types)})) as x`,
  )
}

/** Data that the database or a field type cannot take names the entry in which it stands. */
function unreadable(name: string, error: unknown): unknown {
  const { code } = error as { code?: string }
  const data = code?.startsWith('22') || code?.startsWith('23')
  if (error instanceof Refusal || !(data || error instanceof SyntaxError || error instanceof TypeError)) return error
  return refuse('invalid', null, {
    en: `The archive cannot be read at ${name}: ${(error as Error).message}`,
    zh: `归档内容有误（${name}）：${(error as Error).message}`,
  })
}

/** The one line that the history of the other place does not have. */
async function note(tx: Transaction, workspace: Workspace, manifest: TakeoutManifest, seal: string): Promise<void> {
  const now = workspace.clock.now().toISOString()
  const { at, workspace: from, sampan, records, events, files } = manifest
  await tx.count(
    sql`insert into ${engineTable(workspace, 'setting')} (key, value, updated_at)
      values ('access', ${JSON.stringify({ at: now })}::jsonb, ${now}::timestamptz)`,
  )
  await insertEvents(
    tx,
    workspace,
    [
      {
        id: uuid(),
        at: now,
        kind: broughtKind,
        object: workspaceObject,
        recordId: workspace.id,
        actorId: null,
        origin: { via: 'cli' },
        changes: {},
        data: { at, from, sampan, records, events, files, seal },
        causeId: null,
      },
    ],
    now,
  )
}

/** Ties the logins of this workspace to the people of the archive by their addresses; who is none of them cannot come in any more. */
async function letIn({ catalogue }: Pick<Runtime, 'catalogue'>, workspace: Workspace): Promise<string[]> {
  const enter: string[] = []
  const user = workspace.registry.object('user')
  const email = codecOf(user).columns('email')[0]!.name
  for (const { loginId, userId, email: address } of await catalogue.members(workspace.id)) {
    const [row] = await workspace.db.rows(
      sql`select id from ${tableOf(workspace, user.key)} where ${ident(email)} = ${address} and deleted_at is null`,
    )
    if (row) {
      enter.push(address)
      await catalogue.addMembership(loginId, { workspaceId: workspace.id, userId: String(row[0]) })
    } else await catalogue.removePerson({ workspaceId: workspace.id, userId })
  }
  return enter
}

function lockKey(schema: string): string {
  return createHash('sha256').update(`takeout ${schema}`).digest().readBigInt64BE().toString()
}
