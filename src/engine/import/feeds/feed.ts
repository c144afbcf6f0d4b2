import { v7 as uuid } from 'uuid'
import type { ApiFeed, ApiFeedFile, FeedSource } from '#kernel/api-feeds.ts'
import type { ImportPlan, ImportReport } from '#kernel/api-import.ts'
import { type Label, say } from '#kernel/label.ts'
import { notFound, problem, Refusal } from '#kernel/problem.ts'
import { engineTable, type Session, type Workspace } from '../../context.ts'
import type { Queryable } from '../../db/database.ts'
import { join, raw, type Sql, sql } from '../../db/sql.ts'
import type { Outbound } from '../../outbound/outbound.ts'
import { presentRecords } from '../../query/list.ts'
import { queryOf } from '../../query/query.ts'
import { settingChanges, tellSetting } from '../../security/tell.ts'
import { importable } from '../import.ts'
import { emptyPlan, mergePlan } from '../plan.ts'
import { readSource } from './source.ts'

/** A feed as it is kept. */
export type Feed = {
  readonly id: string
  readonly name: string
  readonly object: string
  readonly source: FeedSource
  /** Sealed. */
  readonly secret: string | null
  readonly plan: Partial<ImportPlan>
  readonly everyMinutes: number
  readonly paused: boolean
  readonly nextAt: string
  readonly startedAt: string | null
  readonly finishedAt: string | null
  readonly error: Label | null
  readonly createdAt: string
  readonly createdBy: string | null
}

const columns = raw(
  'id, name, object, source, secret, plan, every_minutes, paused, next_at, started_at, finished_at, error, created_at, created_by',
)

/** Feeds are made by administrators: they reach files and servers beside the records. */
function onlyAdmin({ principal }: Session): void {
  if (!principal.admin) throw notFound()
}

export async function listFeeds(session: Session): Promise<ApiFeed[]> {
  onlyAdmin(session)
  return present(session, await findFeeds(session.workspace, sql`true`))
}

export async function getFeed(session: Session, id: string): Promise<ApiFeed> {
  const [shown] = await present(session, [await loadFeed(session, id)])
  return shown!
}

/** The feed of that id, for administrators. */
export async function loadFeed(session: Session, id: string): Promise<Feed> {
  onlyAdmin(session)
  const [feed] = await findFeeds(session.workspace, sql`id = ${id}::uuid`)
  if (!feed) throw notFound()
  return feed
}

/** Makes a feed, which runs with the rights of the one who makes it. Refuses wrong values at their places. */
export async function createFeed(
  session: Session,
  outbound: Outbound,
  given: Readonly<Record<string, unknown>>,
): Promise<ApiFeed> {
  onlyAdmin(session)
  const now = session.workspace.clock.now().toISOString()
  const base: Feed = {
    id: uuid(),
    name: '',
    object: '',
    source: { kind: 'folder', path: '' },
    secret: null,
    plan: {},
    everyMinutes: 60,
    paused: false,
    nextAt: now,
    startedAt: null,
    finishedAt: null,
    error: null,
    createdAt: now,
    createdBy: session.principal.id,
  }
  const feed = changed(session, outbound, base, { name: '', object: '', source: null, ...given })
  await session.workspace.db.transaction(async (tx) => {
    await tx.count(sql`insert into ${engineTable(session.workspace, 'feed')} (${columns}) values (${feed.id}::uuid, ${feed.name}::text,
      ${feed.object}::text, ${JSON.stringify(feed.source)}::jsonb, ${feed.secret}::text, ${JSON.stringify(feed.plan)}::jsonb,
      ${feed.everyMinutes}::int, ${feed.paused}::boolean, ${feed.nextAt}::timestamptz, null, null, null,
      ${feed.createdAt}::timestamptz, ${feed.createdBy}::uuid)`)
    await tellSetting(session, 'feedMade', feed.id, told({}, feed), tx)
  })
  return getFeed(session, feed.id)
}

/** Changes what is given. A secret that is not given stays; null takes it away. */
export async function updateFeed(
  session: Session,
  outbound: Outbound,
  id: string,
  given: Readonly<Record<string, unknown>>,
): Promise<ApiFeed> {
  const before = await loadFeed(session, id)
  const feed = changed(session, outbound, before, given)
  const set = [
    sql`name = ${feed.name}::text`,
    sql`object = ${feed.object}::text`,
    sql`source = ${JSON.stringify(feed.source)}::jsonb`,
    sql`secret = ${feed.secret}::text`,
    sql`plan = ${JSON.stringify(feed.plan)}::jsonb`,
    sql`every_minutes = ${feed.everyMinutes}::int`,
    sql`paused = ${feed.paused}::boolean`,
  ]
  await session.workspace.db.transaction(async (tx) => {
    await change(session.workspace, id, set, tx)
    await tellSetting(session, 'feedChanged', id, told(before, feed), tx)
  })
  return getFeed(session, id)
}

/** Takes a feed away; what it brought stays and can still be undone. */
export async function deleteFeed(session: Session, id: string): Promise<void> {
  const feed = await loadFeed(session, id)
  const table = (name: string) => engineTable(session.workspace, name)
  await session.workspace.db.transaction(async (tx) => {
    await tx.count(sql`delete from ${table('feed_file')} where feed_id = ${feed.id}::uuid`)
    await tx.count(sql`delete from ${table('feed')} where id = ${feed.id}::uuid`)
    await tellSetting(session, 'feedRemoved', feed.id, { name: [feed.name, null] }, tx)
  })
}

/** What a feed has brought, the latest first. */
export async function feedFiles(session: Session, id: string): Promise<ApiFeedFile[]> {
  const feed = await loadFeed(session, id)
  const table = (name: string) => engineTable(session.workspace, name)
  const rows = await session.workspace.db.rows(
    sql`select f.file_name, f.at, f.import_id, i.status, i.report, f.error from ${table('feed_file')} f
      left join ${table('import')} i on i.id = f.import_id where f.feed_id = ${feed.id}::uuid order by f.at desc limit 100`,
  )
  return rows.map(([fileName, at, importId, status, report, error]) => ({
    fileName: String(fileName),
    at: String(at),
    importId: importId === null ? null : String(importId),
    status: status === null ? null : String(status),
    report: report === null ? null : countsOf(report as ImportReport),
    error: error === null ? null : say(error as Label, session.language),
  }))
}

/** Changes columns of a feed. */
export async function change(
  workspace: Workspace,
  id: string,
  sets: readonly Sql[],
  on: Queryable = workspace.db,
): Promise<void> {
  await on.count(sql`update ${engineTable(workspace, 'feed')} set ${join([...sets])} where id = ${id}::uuid`)
}

export async function findFeeds(workspace: Workspace, condition: Sql): Promise<Feed[]> {
  const rows = await workspace.db.rows(
    sql`select ${columns} from ${engineTable(workspace, 'feed')} where ${condition} order by created_at, id`,
  )
  return rows.map(readFeed)
}

/** What the audit log tells of a change; an address may hold a token. */
function told(before: Partial<Feed>, after: Partial<Feed>) {
  return settingChanges<Feed>(before, after, ['name', 'object', 'everyMinutes', 'paused'], ['source', 'secret', 'plan'])
}

/** Where a feed's secret is sealed to. */
export function placeOf(id: string): { column: 'feed.secret'; id: string } {
  return { column: 'feed.secret', id }
}

function readFeed(row: readonly unknown[]): Feed {
  const [id, name, object, source, secret, plan, every, paused, nextAt, startedAt, finishedAt, error, createdAt, by] =
    row
  const text = (value: unknown) => (value === null || value === undefined ? null : String(value))
  return {
    id: String(id),
    name: String(name),
    object: String(object),
    source: source as FeedSource,
    secret: text(secret),
    plan: plan as Partial<ImportPlan>,
    everyMinutes: Number(every),
    paused: paused === true,
    nextAt: String(nextAt),
    startedAt: text(startedAt),
    finishedAt: text(finishedAt),
    error: error as Label | null,
    createdAt: String(createdAt),
    createdBy: text(by),
  }
}

function changed(session: Session, outbound: Outbound, feed: Feed, given: Readonly<Record<string, unknown>>): Feed {
  const wrong = []
  const next: { -readonly [K in keyof Feed]: Feed[K] } = { ...feed }
  if ('name' in given) {
    const { name } = given
    if (typeof name === 'string' && name.trim() !== '' && name.length <= 100) next.name = name.trim()
    else
      wrong.push(
        problem(
          'name',
          { en: 'Give it a name of at most 100 characters.', zh: '请填写名称，最多 100 个字。' },
          'required',
        ),
      )
  }
  if ('object' in given) {
    if (typeof given['object'] === 'string' && session.workspace.registry.objects.has(given['object']))
      next.object = importable(session, given['object']).key
    else wrong.push(problem('object', { en: 'Say what the rows become.', zh: '请选择导入为哪种记录。' }, 'required'))
  }
  if ('source' in given) {
    const read = readSource(given['source'])
    if ('wrong' in read) wrong.push(...read.wrong)
    else {
      if (read.source.kind === 'url') outbound.check(read.source.url, 'source.url')
      next.source = read.source
      // a key that was seen at another host says nothing of this one
      if (sameHost(feed.source, read.source) && !('hostKey' in read.source))
        next.source = { ...feed.source, ...read.source }
    }
  }
  if ('everyMinutes' in given) {
    const every = given['everyMinutes']
    if (Number.isInteger(every) && Number(every) >= 5 && Number(every) <= 10_080) next.everyMinutes = Number(every)
    else
      wrong.push(
        problem('everyMinutes', { en: 'Between 5 minutes and a week.', zh: '间隔应在 5 分钟到一周之间。' }, 'range'),
      )
  }
  if ('paused' in given) {
    if (typeof given['paused'] === 'boolean') next.paused = given['paused']
    else wrong.push(problem('paused', { en: 'Say yes or no.', zh: '这里应为是或否。' }))
  }
  if ('plan' in given) {
    mergePlan(emptyPlan, given['plan'])
    next.plan = given['plan'] as Partial<ImportPlan>
  }
  if ('secret' in given) {
    const { secret } = given
    if (secret === null || secret === '') next.secret = null
    else if (typeof secret === 'string' && secret.length <= 20_000)
      next.secret = session.workspace.secrets.seal(secret, placeOf(feed.id))
    else wrong.push(problem('secret', { en: 'This is no password, key or token.', zh: '密码、密钥或令牌格式不对。' }))
  }
  if (wrong.length > 0) throw new Refusal('invalid', wrong)
  return next
}

function sameHost(a: FeedSource, b: FeedSource): boolean {
  return a.kind === 'sftp' && b.kind === 'sftp' && a.host === b.host && a.port === b.port
}

async function present(session: Session, feeds: readonly Feed[]): Promise<ApiFeed[]> {
  const user = session.workspace.registry.object('user')
  const ids = [...new Set(feeds.flatMap((feed) => feed.createdBy ?? []))]
  const people = new Map(
    (await presentRecords(queryOf(session), user, ids, [user.title])).map((p) => [String(p['id']), p[user.title]]),
  )
  return feeds.map(({ secret, createdAt: _, createdBy, error, ...feed }) => ({
    ...feed,
    hasSecret: secret !== null,
    error: error && say(error, session.language),
    createdBy:
      createdBy && people.has(createdBy) ? { id: createdBy, title: String(people.get(createdBy) ?? '') } : null,
  }))
}

function countsOf({ rows, created, updated, unchanged, skipped, refused }: ImportReport) {
  return { rows, created, updated, unchanged, skipped, refused }
}
