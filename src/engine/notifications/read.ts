import type { ApiNoticeKind, ApiNotificationGroup, ApiNotifications, ApiOffer } from '#kernel/api-notifications.ts'
import { approvalObject } from '#kernel/approval.ts'
import { typeOf } from '#kernel/fields/index.ts'
import { type Language, say } from '#kernel/label.ts'
import { plainMentions } from '#kernel/mention.ts'
import { noticePreference } from '#kernel/notice.ts'
import { canRead } from '../access/principal.ts'
import { titlesOfApprovals } from '../approvals/read.ts'
import { engineTable, type Session } from '../context.ts'
import { and, isOneOf, limitTo, raw, type Sql, sql } from '../db/sql.ts'
import { flowSource, wordsOfSteps } from '../flows/tell.ts'
import { readCursor, writeCursor } from '../query/cursor.ts'
import { presentRecords } from '../query/list.ts'
import { type Query, queryOf } from '../query/query.ts'
import { type Kind, kindsOf } from './kinds.ts'
import { channelsFor, commentSource, exportObject, importObject } from './notify.ts'

export type NotificationFilter = 'all' | 'unread' | 'mentions'

/** So many groups at most are counted, and so many people named. */
const most = { unread: 100, people: 3, words: 200 } as const

/**
 * The caller's own notifications, grouped, the latest first. What each is about is read under her rights as they are now:
 * where she has lost the record she learns that there was something, and no more.
 */
export async function readNotifications(
  session: Session,
  options: { filter: NotificationFilter; after?: string; limit?: number },
): Promise<ApiNotifications> {
  // They are hers: an administrator who looks through her eyes sees her records, not her letters.
  if (session.seenBy) return { data: [], next: null, unread: 0 }
  const { workspace, principal } = session
  const limit = Math.min(Math.max(options.limit ?? 30, 1), 100)
  const cursor = options.after ? readCursor(options.after, 'notifications', ['timestamptz']) : null
  const table = engineTable(workspace, 'notification')
  const only = {
    all: raw(''),
    unread: sql`and exists (select 1 from ${table} u where u.user_id = n.user_id and u.group_key = n.group_key and u.read_at is null)`,
    mentions: raw("and n.kind = 'mentioned'"),
  }[options.filter]
  const heads = await workspace.db.rows(
    sql`select n.id, n.at, n.group_key, n.kind from ${table} n where n.user_id = ${principal.id}::uuid ${only}
      ${cursor ? sql`and (n.at, n.id) < (${cursor.values[0]}::timestamptz, ${cursor.id}::uuid)` : raw('')}
      and not exists (select 1 from ${table} l where l.user_id = n.user_id and l.group_key = n.group_key and (l.at, l.id) > (n.at, n.id))
      order by n.at desc, n.id desc ${limitTo(limit + 1)}`,
  )
  const shown = heads.slice(0, limit)
  const last = shown.at(-1)
  const [data, unread] = await Promise.all([
    groupsOf(
      session,
      shown.map(([, , key]) => String(key)),
    ),
    countUnread(session),
  ])
  const next = writeNext(heads.length > limit ? last : undefined)
  return { data, next, unread }
}

function writeNext(last: readonly unknown[] | undefined): string | null {
  return last ? writeCursor({ sort: 'notifications', values: [last[1]], id: String(last[0]) }) : null
}

/** How many groups have something unread, up to a hundred. */
export async function countUnread(session: Session): Promise<number> {
  if (session.seenBy) return 0
  const [row] = await session.workspace.db.rows(
    sql`select count(*) from (select distinct group_key from ${engineTable(session.workspace, 'notification')}
      where user_id = ${session.principal.id}::uuid and read_at is null limit ${most.unread}::int) g`,
  )
  return Number(row?.[0] ?? 0)
}

/** Marks groups as read or unread; all of them where no keys are given. Whoever else's keys do nothing. */
export async function markNotifications(
  session: Session,
  keys: readonly string[] | null,
  state: 'read' | 'unread',
): Promise<void> {
  const { workspace, principal } = session
  const now = workspace.clock.now().toISOString()
  const table = engineTable(workspace, 'notification')
  const mine = sql`user_id = ${principal.id}::uuid ${keys ? sql`and group_key = any(${[...keys]}::text[])` : raw('')}`
  if (state === 'read')
    await workspace.db.count(sql`update ${table} set read_at = ${now}::timestamptz where ${mine} and read_at is null`)
  else
    await workspace.db.count(
      sql`update ${table} n set read_at = null where ${mine} and not exists (select 1 from ${table} l
        where l.user_id = n.user_id and l.group_key = n.group_key and (l.at, l.id) > (n.at, n.id))`,
    )
}

/** The kinds that there are, and by which ways the caller hears of each. */
export async function readKinds(session: Session): Promise<ApiNoticeKind[]> {
  const { workspace, principal, language } = session
  const [row] = await workspace.db.rows(
    sql`select value from ${engineTable(workspace, 'preference')} where user_id = ${principal.id}::uuid and key = ${noticePreference}`,
  )
  return kindsOf(workspace.registry).map(({ kind, label }) => ({
    kind,
    label: say(label, language),
    channels: channelsFor(row?.[0], kind),
  }))
}

type Item = {
  readonly kind: string
  readonly object: string
  readonly recordId: string
  readonly source: { readonly object: string; readonly id: string } | null
  readonly actors: readonly string[]
  readonly at: string
  readonly count: number
  readonly unread: number
}

async function groupsOf(session: Session, keys: readonly string[]): Promise<ApiNotificationGroup[]> {
  if (keys.length === 0) return []
  const { workspace, language } = session
  const query = queryOf(session)
  const items = await itemsOf(session, keys)
  const all = [...items.values()]
  const kinds = new Map(kindsOf(workspace.registry).map((one) => [one.kind, one]))
  const [titles, words, shown, fits, { people }] = await Promise.all([
    titlesOf(query, all),
    wordsOf(query, all),
    shownOf(query, all, kinds, language),
    fittingOf(query, all, kinds),
    workspace.directory.everyone(),
  ])
  return keys.flatMap((key) => {
    const item = items.get(key)
    const kind = item && kinds.get(item.kind)
    // A kind that no module declares any more has nothing to say.
    if (!kind) return []
    const title = titles.get(`${item.object} ${item.recordId}`)
    const seen = title !== undefined
    const count = item.unread > 0 ? item.unread : item.count
    const own = [importObject, exportObject, approvalObject].includes(item.object)
    const told = own || tellsWho(query, item)
    return [
      {
        key,
        kind: item.kind,
        says: say((count > 1 && kind.says.many) || kind.says.one, language).replaceAll('{count}', String(count)),
        at: item.at,
        count,
        unread: item.unread > 0,
        who:
          seen && told ? item.actors.slice(0, most.people).map((id) => ({ id, name: people.get(id)?.name ?? '' })) : [],
        record: seen ? { object: item.object, id: item.recordId, title } : null,
        offers: seen && count === 1 ? offersOf(session, kind, item, fits) : [],
        text: !seen
          ? null
          : item.source
            ? (words.get(`${item.source.object} ${item.source.id}`) ?? null)
            : (shown.get(`${item.kind} ${item.recordId}`) ?? null),
      },
    ]
  })
}

type Fits = (object: string, action: string, id: string) => boolean

/** Whether what is offered fits the record as it is now: what has been decided is not to be decided again. */
async function fittingOf(query: Query, items: readonly Item[], kinds: ReadonlyMap<string, Kind>): Promise<Fits> {
  const fit = new Map<string, ReadonlySet<string>>()
  for (const [key, list] of Map.groupBy(items, ({ object }) => object)) {
    const object = query.workspace.registry.objects.get(key)
    const offered = new Set(
      list.flatMap(({ kind }) => kinds.get(kind)?.offers ?? []).flatMap((one) => ('action' in one ? one.action : [])),
    )
    for (const action of object?.actions.filter((one) => offered.has(one.key)) ?? []) {
      const condition = action.when ? query.declared(object!, action.when, 'r') : null
      if (!condition) continue
      const ids = list.map(({ recordId }) => recordId)
      const rows = await query.workspace.db.rows(
        sql`select r.id from ${query.from(key, 'r')} where ${and([isOneOf(raw('r.id'), ids), condition])}`,
      )
      fit.set(`${key} ${action.key}`, new Set(rows.map(([id]) => String(id))))
    }
  }
  return (object, action, id) => fit.get(`${object} ${action}`)?.has(id) ?? true
}

/** What a kind offers, as far as the reader may do it with such a record. */
function offersOf(
  { workspace, principal, language }: Session,
  { offers = [] }: Kind,
  { object: key, recordId }: Item,
  fits: Fits,
): ApiOffer[] {
  const object = workspace.registry.objects.get(key)
  if (!object) return []
  const { actions } = principal.rights(key)
  return offers.flatMap((offer): ApiOffer[] => {
    if ('action' in offer) {
      const action = object.actions.find((one) => one.key === offer.action)
      const may = action && (actions === 'all' || actions.has(action.key)) && fits(key, action.key, recordId)
      return may ? [{ action: action.key, label: say(action.label, language) }] : []
    }
    const made = workspace.registry.objects.get(offer.create)
    const relation = Object.entries(made?.fields ?? {}).find(
      ([, field]) => field.type === 'relation' && 'to' in field && field.to === key,
    )?.[0]
    if (!relation || !principal.rights(offer.create).create) return []
    return [{ create: offer.create, relation, values: offer.values, label: say(offer.label, language) }]
  })
}

/** Who did it is what the record keeps as its last changer, and as hidden as that; who writes or shares says so herself. */
function tellsWho({ principal, workspace }: Query, { kind, object, source }: Item): boolean {
  if (kind === 'shared' || source?.object === commentSource) return true
  const where = source?.object ?? object
  return !workspace.registry.objects.has(where) || canRead(principal, where, 'updatedBy')
}

async function itemsOf({ workspace, principal }: Session, keys: readonly string[]): Promise<Map<string, Item>> {
  const table = engineTable(workspace, 'notification')
  const rows = await workspace.db.rows(
    sql`select k.key, h.kind, h.object, h.record_id, h.source_object, h.source_id, h.at, c.all_of, c.unread,
        array(select a.actor_id::text from (select n.actor_id, max(n.at) as at from (select actor_id, at from ${table}
          where user_id = ${principal.id}::uuid and group_key = k.key and actor_id is not null order by at desc limit 100) n
          group by n.actor_id order by 2 desc limit 10) a)
      from unnest(${[...keys]}::text[]) as k (key)
      cross join lateral (select kind, object, record_id, source_object, source_id, at from ${table} where user_id = ${principal.id}::uuid and group_key = k.key order by at desc, id desc limit 1) h
      cross join lateral (select count(*) as all_of, count(*) filter (where read_at is null) as unread
        from ${table} where user_id = ${principal.id}::uuid and group_key = k.key) c`,
  )
  return new Map(
    rows.map(([key, kind, object, recordId, sourceObject, sourceId, at, count, unread, actors]) => [
      String(key),
      {
        kind: String(kind),
        object: String(object),
        recordId: String(recordId),
        source: sourceId ? { object: String(sourceObject), id: String(sourceId) } : null,
        actors: actors as string[],
        at: String(at),
        count: Number(count),
        unread: Number(unread),
      },
    ]),
  )
}

/** Titles of what the reader may see, by object and id; null where she may see a record but not its name. */
async function titlesOf(query: Query, items: readonly Item[]): Promise<Map<string, string | null>> {
  const { workspace, principal } = query
  const lists = await Promise.all(
    [...Map.groupBy(items, ({ object }) => object)].map(async ([key, list]) => {
      const ids = [...new Set(list.map(({ recordId }) => recordId))]
      const named = (rows: readonly (readonly unknown[])[]) =>
        rows.map(([id, title]) => [`${key} ${String(id)}`, title === null ? null : String(title)] as const)
      if (key === importObject)
        return named(
          await workspace.db.rows(
            sql`select id, file_name from ${engineTable(workspace, 'import')} where id = any(${ids}::uuid[]) and created_by = ${principal.id}::uuid`,
          ),
        )
      if (key === exportObject)
        return named(
          await workspace.db.rows(
            sql`select id, data ->> 'fileName' from ${engineTable(workspace, 'event')} where id = any(${ids}::uuid[]) and actor_id = ${principal.id}::uuid`,
          ),
        )
      if (key === approvalObject) return named(await titlesOfApprovals(workspace, ids))
      const object = workspace.registry.objects.get(key)
      if (!object || principal.rights(key).scopes.read.length === 0) return []
      const told = canRead(principal, key, object.title)
      const records = await presentRecords(query, object, ids, told ? [object.title] : [])
      return named(records.map((record) => [record['id'], told ? (record[object.title] ?? null) : null]))
    }),
  )
  return new Map(lists.flat())
}

/** The beginning of what was written, by source: of comments, and of records as far as the reader may see them. */
async function wordsOf(query: Query, items: readonly Item[]): Promise<Map<string, string>> {
  const { workspace, principal } = query
  const sources = Map.groupBy(
    items.flatMap(({ source }) => (source ? [source] : [])),
    ({ object }) => object,
  )
  const lists = await Promise.all(
    [...sources].map(async ([key, list]) => {
      const ids = [...new Set(list.map(({ id }) => id))]
      if (key === commentSource) return comments(workspace.db, engineTable(workspace, 'comment'), ids)
      if (key === flowSource) return wordsOfSteps(workspace, ids)
      const object = workspace.registry.objects.get(key)
      if (!object || principal.rights(key).scopes.read.length === 0) return []
      const texts = [
        object.title,
        ...Object.keys(object.fields).filter((field) => object.fields[field]!.type === 'longText'),
      ].filter((field) => canRead(principal, key, field))
      const records = await presentRecords(query, object, ids, texts)
      return records.map(
        (record) =>
          [
            `${key} ${String(record['id'])}`,
            texts.flatMap((field) => (typeof record[field] === 'string' ? [record[field]] : [])).join(' · '),
          ] as const,
      )
    }),
  )
  return new Map(lists.flat().map(([key, text]) => [key, [...plainMentions(text)].slice(0, most.words).join('')]))
}

/** What kinds show of their records as these are now, by kind and record; a number with what it is called. */
async function shownOf(
  query: Query,
  items: readonly Item[],
  kinds: ReadonlyMap<string, Kind>,
  language: Language,
): Promise<Map<string, string>> {
  const { workspace, principal } = query
  const lists = await Promise.all(
    [...Map.groupBy(items, ({ kind, object }) => `${kind} ${object}`).values()].map(async (some) => {
      const { kind, object: key } = some[0]!
      const object = workspace.registry.objects.get(key)
      const shows = kinds.get(kind)?.shows?.filter((field) => object?.fields[field] && canRead(principal, key, field))
      if (!object || !shows?.length || principal.rights(key).scopes.read.length === 0) return []
      const records = await presentRecords(query, object, [...new Set(some.map(({ recordId }) => recordId))], shows)
      return records.map((record) => {
        const told = shows.flatMap((name) => {
          const field = object.fields[name]!
          const value = record[name]
          if (value === null || value === undefined) return []
          const text = typeOf(field).toText(value, field, language)
          return field.type === 'number'
            ? `${say(field.label, language)}${language === 'en' ? ': ' : '：'}${text}`
            : text
        })
        return [`${kind} ${String(record['id'])}`, [...told.join(' · ')].slice(0, most.words).join('')] as const
      })
    }),
  )
  return new Map(lists.flat().filter(([, text]) => text !== ''))
}

async function comments(db: Query['db'], table: Sql, ids: readonly string[]) {
  const rows = await db.rows(
    sql`select id, body from ${table} where id = any(${[...ids]}::uuid[]) and deleted_at is null`,
  )
  return rows.map(([id, body]) => [`${commentSource} ${String(id)}`, String(body)] as const)
}
