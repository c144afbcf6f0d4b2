import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { refuse } from '#kernel/problem.ts'
import { copyOut, qualified, quoted, speakPlainly, tablesOf } from '../backup/tables.ts'
import type { WorkspaceRow } from '../catalogue/catalogue.ts'
import { crashPoint } from '../crash.ts'
import { connectAlone } from '../db/pool.ts'
import { complete, shapeOf } from '../db/shape.ts'
import { addressOf } from './clusters.ts'
import type { Lifecycle } from './lifecycle.ts'
import { completeMove, formerName } from './move-state.ts'
import { dropSchema, tableNames } from './schema.ts'
import { closeStream, openStream, streamed, waitForCopy, waitUntil } from './stream.ts'

export type MoveOptions = {
  /** The connection string of the cluster, as its servers and this one reach it; `home` is the cluster of the catalogue. */
  readonly to: string
  readonly onStep?: (step: 'copying' | 'catching-up' | 'switching' | 'comparing' | 'clearing') => void
}

export type Moved = {
  /** For how long nobody could write, in ms. */
  readonly pauseMs: number
  readonly rows: number
  readonly cluster: string
}

/**
 * Moves a workspace to another PostgreSQL cluster while people work. Its tables are copied and followed by logical
 * replication; then its writers wait for a moment, until the last row has arrived and the schema has got another name in
 * its former place, from which on everybody works in the new one. All rows are compared with the former ones before those go.
 * Cut short before that moment, nothing has happened; after it, the same command ends it.
 */
export async function moveWorkspace(at: Lifecycle, row: WorkspaceRow, options: MoveOptions): Promise<Moved> {
  if (row.movedFrom) return finish(at, row, options)
  if (row.movingTo && (await completeMove(at, row))) return finish(at, await again(at, row), options)
  const target = options.to === 'home' ? await at.clusters.url(null) : options.to
  const fromUrl = await at.clusters.url(row.cluster)
  refuseUnfit(row, fromUrl, target)
  const from = await connect(fromUrl)
  const there = await connect(target).catch(async (error: unknown) => {
    await from.end()
    throw unreachable(target, error)
  })
  const to = options.to === 'home' ? 'home' : await at.clusters.add(options.to)
  let begun = false
  try {
    await refuseUnderWay(from, row)
    begun = true
    await at.catalogue.setMoving(row.id, to)
    await prepare(from, there, row.schema)
    options.onStep?.('copying')
    await openStream(from, there, row.schema, fromUrl)
    await waitForCopy(there, row.schema)
    crashPoint('move.copied')
    options.onStep?.('catching-up')
    await caughtUp(from, row.schema)
    await importsDone(from, row.schema)
    options.onStep?.('switching')
    const { pauseMs, snapshot } = await switchOver(at, from, there, row, to)
    try {
      options.onStep?.('comparing')
      const rows = await compare(from, snapshot, row.schema)
      options.onStep?.('clearing')
      await clear(from, there, row.schema)
      await at.catalogue.forgetMove(row.id)
      return { pauseMs, rows, cluster: to }
    } finally {
      await snapshot.end()
    }
  } catch (error) {
    if (begun) await giveUp(at, from, there, row)
    throw error
  } finally {
    await Promise.all([from.end(), there.end()])
  }
}

/** What a move that was cut short after its moment of truth has left: compared as far as that can still be done, and cleared. */
async function finish(at: Lifecycle, row: WorkspaceRow, options: MoveOptions): Promise<Moved> {
  const former = row.movedFrom === 'home' ? null : row.movedFrom
  await at.clusters.learn([former, row.cluster])
  const [from, there] = await Promise.all([
    connect(await at.clusters.url(former)),
    connect(await at.clusters.url(row.cluster)),
  ])
  try {
    options.onStep?.('clearing')
    await clear(from, there, row.schema)
    await at.catalogue.forgetMove(row.id)
    return { pauseMs: 0, rows: 0, cluster: row.cluster ?? 'home' }
  } finally {
    await Promise.all([from.end(), there.end()])
  }
}

async function again({ catalogue }: Lifecycle, { id }: WorkspaceRow): Promise<WorkspaceRow> {
  return (await catalogue.workspaces()).find((one) => one.id === id)!
}

const connect = (url: string) => connectAlone(url, 'sampan-move')

function refuseUnfit(row: WorkspaceRow, from: string, to: string): void {
  if (row.status !== 'live' && row.status !== 'suspended')
    throw refuse('conflict', null, {
      en: `'${row.name}' is ${row.status}; only a live or suspended workspace moves.`,
      zh: `「${row.name}」当前状态为 ${row.status}，只有正常或已暂停的工作区可以迁移。`,
    })
  if (addressOf(from) === addressOf(to))
    throw refuse('conflict', null, { en: `'${row.name}' lies there already.`, zh: `「${row.name}」已在该数据库中。` })
}

function unreachable(url: string, error: unknown) {
  const [at, why] = [addressOf(url), error instanceof Error ? error.message : String(error)]
  return refuse('unavailable', null, {
    en: `There is no way into ${at} (${why}). The workspace stays where it is.`,
    zh: `无法连接 ${at}（${why}）。工作区保持原位。`,
  })
}

/** Two at once would undo each other's work. The lock is the connection's: a move that dies lets go of it. */
async function refuseUnderWay(from: pg.Client, { name, schema }: WorkspaceRow): Promise<void> {
  const key = createHash('sha256').update(`sampan move ${schema}`).digest().readBigInt64BE().toString()
  const { rows } = await from.query<{ mine: boolean }>('select pg_try_advisory_lock($1::bigint) as mine', [key])
  if (rows[0]?.mine) return
  throw refuse('conflict', null, {
    en: `'${name}' is just being moved by another command.`,
    zh: `另一个命令正在迁移「${name}」。`,
  })
}

/** Looks whether both clusters can do it, clears what an earlier try has left, and makes an empty schema of the same shape. */
async function prepare(from: pg.Client, there: pg.Client, schema: string): Promise<void> {
  const { rows } = await from.query<{ level: string }>("select current_setting('wal_level') as level")
  if (rows[0]?.level !== 'logical')
    throw refuse('conflict', null, {
      en: `The cluster that '${schema}' lies in does not log what a move needs. Set wal_level = logical there and restart it.`,
      zh: `「${schema}」所在数据库未开启迁移所需的日志。请设置 wal_level = logical 并重启该数据库。`,
    })
  const { rows: version } = await there.query<{ number: number }>(
    "select current_setting('server_version_num')::int as number",
  )
  if ((version[0]?.number ?? 0) < 150_000)
    throw refuse('conflict', null, {
      en: 'The other cluster needs PostgreSQL 15 or later.',
      zh: '目标数据库需要 PostgreSQL 15 或更高版本。',
    })
  await closeStream(from, there, schema)
  await dropSchema(there, schema)
  await there.query(`create schema ${quoted(schema)}`)
  await complete(there, schema, await shapeOf(from, schema))
}

/** Follows until the last second is all that is missing. */
async function caughtUp(from: pg.Client, schema: string): Promise<void> {
  for (;;) {
    const began = performance.now()
    const { rows } = await from.query<{ lsn: string }>('select pg_current_wal_lsn()::text as lsn')
    await waitUntil(() => streamed(from, schema, rows[0]!.lsn), 50)
    if (performance.now() - began < 1_000) return
  }
}

/** An import reads through a connection of its own, which would be cut: it is waited for, half an hour at most. */
async function importsDone(from: pg.Client, schema: string): Promise<void> {
  const running = `select 1 from ${qualified(schema, 'import')} where status in ('running', 'undoing') limit 1`
  for (const until = Date.now() + 30 * 60_000; (await from.query(running)).rows.length > 0; await pause(500))
    if (Date.now() > until)
      throw refuse('unavailable', null, {
        en: 'An import has been running for half an hour. Move the workspace when it is over.',
        zh: '有导入任务已运行半小时，请在其结束后再迁移。',
      })
}

/** How long the fence waits for a writer who is at it; then everybody goes on and it is tried again. */
const fenceTimeout = '1s'

/** The moment of truth: writers wait, the last rows arrive, the schema changes its name, and the catalogue says where it is now. */
async function switchOver(at: Lifecycle, from: pg.Client, there: pg.Client, row: WorkspaceRow, to: string) {
  const { schema } = row
  const names = await tableNames(from, schema)
  const flush = await connect(await at.clusters.url(row.cluster))
  const snapshot = await connect(await at.clusters.url(to === 'home' ? null : to))
  try {
    const began = await fence(from, schema, names)
    refuseChanged(await shapeOf(from, schema), await shapeOf(there, schema))
    // What has committed before its log was on disk is flushed with this commit.
    const { rows } = await flush.query<{ lsn: string }>(
      "select pg_logical_emit_message(true, 'sampan', 'move')::text as lsn",
    )
    await waitUntil(() => streamed(flush, schema, rows[0]!.lsn), 3)
    await copyUnlogged(from, there, schema)
    await snapshot.query('begin isolation level repeatable read read only')
    await speakPlainly(snapshot)
    await snapshot.query('select 1 from pg_catalog.pg_class limit 1')
    crashPoint('move.fenced')
    await from.query(`alter schema ${quoted(schema)} rename to ${quoted(formerName(schema))}`)
    await from.query('commit')
    crashPoint('move.renamed')
    await at.catalogue.arrive(row.id, row.cluster ?? 'home', to)
    at.announce('workspaces')
    const pauseMs = performance.now() - began
    await at.workspaces.all()
    crashPoint('move.arrived')
    return { pauseMs, snapshot }
  } catch (error) {
    await from.query('rollback').catch(() => {})
    await snapshot.end()
    throw error
  } finally {
    await flush.end()
  }
}

/** Lets nobody write to any of the tables, readers go on. Answers when it began. */
async function fence(from: pg.Client, schema: string, names: readonly string[]): Promise<number> {
  const tables = names.map((name) => qualified(schema, name)).join(', ')
  for (let attempt = 1; ; attempt++) {
    const began = performance.now()
    await from.query('begin')
    try {
      await from.query(`set local lock_timeout = '${fenceTimeout}'`)
      await from.query(`lock table ${tables} in share mode`)
      return began
    } catch (error) {
      await from.query('rollback')
      const { code } = error as { code?: string }
      if ((code !== '55P03' && code !== '40P01') || attempt >= 60) throw error
      await pause(200 + Math.random() * 300)
    }
  }
}

function refuseChanged(here: readonly string[], there: readonly string[]): void {
  if (here.length === there.length && here.every((statement, i) => statement === there[i])) return
  throw refuse('conflict', null, {
    en: 'The configuration of the workspace was changed while it was copied. It stays where it is; move it again.',
    zh: '复制期间工作区的配置发生了变化。工作区保持原位，请重新迁移。',
  })
}

/** Unlogged tables are followed by no replication; what they hold is a few rows on their way. */
async function copyUnlogged(from: pg.Client, there: pg.Client, schema: string): Promise<void> {
  const names = new Set(await tableNames(from, schema, 'u'))
  for (const table of await tablesOf(from, schema)) {
    if (!names.has(table.name) || table.rows === 0) continue
    const columns = table.columns.map(quoted).join(', ')
    const into = there.query(copyFrom(`copy ${qualified(schema, table.name)} (${columns}) from stdin`))
    const ended = new Promise<void>((resolve, reject) => into.once('finish', resolve).once('error', reject))
    await copyOut(from, schema, table, async (bytes) => void into.write(bytes))
    into.end()
    await ended
  }
}

/** Every table of the former place with the new one as it was at the switch. */
async function compare(from: pg.Client, snapshot: pg.Client, schema: string): Promise<number> {
  await from.query('begin isolation level repeatable read read only')
  await speakPlainly(from)
  let rows = 0
  for (const table of await tablesOf(from, formerName(schema))) {
    const [was, is] = [await copyOut(from, formerName(schema), table), await copyOut(snapshot, schema, table)]
    if (was.sha256 !== is.sha256)
      throw new Error(
        `${schema}.${table.name} differs after the move: ${was.rows} rows there, ${is.rows} here. Its former rows are kept in ${formerName(schema)}.`,
      )
    rows += was.rows
  }
  await from.query('commit')
  await snapshot.query('commit')
  return rows
}

async function clear(from: pg.Client, there: pg.Client, schema: string): Promise<void> {
  await closeStream(from, there, schema)
  await dropSchema(from, formerName(schema))
}

/** Before the moment of truth a failed move leaves nothing behind; after it everything stays, and the same command ends it. */
async function giveUp(at: Lifecycle, from: pg.Client, there: pg.Client, row: WorkspaceRow): Promise<void> {
  await from.query('rollback').catch(() => {})
  const now = await again(at, row)
  if (now.movedFrom || (await completeMove(at, now))) return
  await closeStream(from, there, row.schema)
  await dropSchema(there, row.schema)
  await at.catalogue.setMoving(row.id, null)
}
