import { v7 as uuid } from 'uuid'
import type { Event } from '#kernel/behaviour.ts'
import { mentioned } from '#kernel/mention.ts'
import { channels, noticePreference } from '#kernel/notice.ts'
import { canRead, type Principal } from '../access/principal.ts'
import { engineTable, tableOf, type Workspace } from '../context.ts'
import type { Queryable } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { eventColumns, readEvent } from '../events/event.ts'
import { whoSees } from '../events/live/seen.ts'
import { past, queryOf } from '../query/query.ts'
import { loadStored } from '../records/load.ts'
import { systemSession } from '../workspaces.ts'
import { aboutOf, nameOf, newMentions, newOwner, placesOf } from './kinds.ts'

/** News for one person, before anybody has asked whether she may and wants to know. */
export type News = {
  readonly userId: string
  readonly kind: string
  readonly about: Ref
  /** Where the words stand, where that is not the record itself. */
  readonly source?: Ref
  /** A field that she must be able to read. */
  readonly field?: string
  readonly actorId: string | null
  readonly at: string
  /** What makes it the same news when it is told again. */
  readonly once: string
  /** What is shown as one; the record where it says nothing. */
  readonly group?: string
}
type Ref = { readonly object: string; readonly id: string }

/** `source` of a comment; no object can be called so. */
export const commentSource = 'sampan.comment'
/** What is about an import or an export of the person's own, and not about a record. */
export const importObject = 'sampan.import'
export const exportObject = 'sampan.export'

/** Tells people of events. Told twice, it does nothing twice: a person hears of an event once by each kind. */
export async function notifyOf(workspace: Workspace, eventIds: readonly string[]): Promise<void> {
  const rows = await workspace.db.rows(
    sql`select ${eventColumns} from ${engineTable(workspace, 'event')} where id = any(${eventIds}::uuid[]) order by id`,
  )
  const news = await Promise.all(rows.map((row) => newsOf(workspace, readEvent(row))))
  await deliver(workspace, news.flat())
}

/** Keeps news for those who may know of it and want to. */
export async function deliver(
  workspace: Workspace,
  news: readonly News[],
  on: Queryable = workspace.db,
): Promise<void> {
  if (news.length === 0) return
  const people = new Map<string, Principal>()
  for (const id of new Set(news.map(({ userId }) => userId))) {
    const person = await workspace.directory.person(id)
    if (person) people.set(id, person)
  }
  const open = news.filter(({ userId, actorId }) => people.has(userId) && userId !== actorId)
  const wanted = await unlessUnwanted(on, workspace, open)
  await keep(on, workspace, await unlessHidden(on, workspace, people, wanted))
}

/** Writes notifications, each once. */
async function keep(db: Queryable, workspace: Workspace, news: readonly News[]): Promise<void> {
  if (news.length === 0) return
  const rows = news.map(({ userId, kind, about, source, actorId, at, once, group }) => ({
    id: uuid(),
    user_id: userId,
    kind,
    object: about.object,
    record_id: about.id,
    source_object: source?.object ?? null,
    source_id: source?.id ?? null,
    actor_id: actorId,
    group_key: group ?? `${kind} ${about.id}`,
    once_key: `${kind} ${once}`,
    at,
  }))
  await db.count(
    sql`insert into ${engineTable(workspace, 'notification')} (id, user_id, kind, object, record_id, source_object, source_id, actor_id, group_key, once_key, at)
      select x.id, x.user_id, x.kind, x.object, x.record_id, x.source_object, x.source_id, x.actor_id, x.group_key, x.once_key, x.at
      from json_to_recordset(${JSON.stringify(rows)}::json) as x (id uuid, user_id uuid, kind text, object text, record_id uuid, source_object text,
        source_id uuid, actor_id uuid, group_key text, once_key text, at timestamptz)
      on conflict (user_id, once_key) do nothing`,
  )
}

async function newsOf(workspace: Workspace, event: Event): Promise<News[]> {
  const { id, actorId, at } = event
  const self = { object: event.object, id: event.recordId }
  const base = { about: self, actorId, at, once: id }
  const declared = await declaredNews(workspace, event)
  if (event.kind === 'exported') return [...declared, ...(await exportNews(workspace, event))]
  const object = workspace.registry.objects.get(event.object)
  if (!object) return declared
  if (event.kind === 'shared') {
    const grantee = String(event.data?.['granteeId'])
    const given = await membersOf(workspace, grantee)
    return [...declared, ...given.map((userId): News => ({ ...base, userId, kind: 'shared' }))]
  }
  if (event.kind === 'commented' || event.kind === 'commentEdited')
    return [...declared, ...(await commentNews(workspace, event))]
  if (event.kind !== 'created' && event.kind !== 'updated') return declared
  const places = event.kind === 'created' ? placesOf(object, event) : []
  const fieldMentions = Object.entries(newMentions(object, event)).flatMap(([field, ids]) =>
    ids.map((userId) => ({ userId, field })),
  )
  // A mention in a call is told of the customer whom it was with.
  const place = places.at(-1) ?? (await placeNow(workspace, event))
  const mentions = fieldMentions.map(
    ({ userId, field }): News => ({
      ...base,
      userId,
      kind: 'mentioned',
      field,
      ...(place ? { about: { object: place.object, id: place.id } } : {}),
      source: self,
    }),
  )
  const owner = newOwner(object, event)
  const group = event.causeId ? { group: `assigned ${event.causeId}` } : {}
  const assigned: News[] = owner ? [{ ...base, userId: owner, kind: 'assigned', field: 'owner', ...group }] : []
  const known = new Set([...mentions, ...assigned].map(({ userId }) => userId))
  const logged = new Map<string, News>()
  for (const { object: to, id: about, field } of places)
    for (const userId of await concernedBy(workspace, { object: to, id: about }))
      if (!known.has(userId))
        logged.set(userId, { ...base, userId, kind: 'logged', about: { object: to, id: about }, source: self, field })
  return [...declared, ...mentions, ...assigned, ...logged.values()]
}

async function declaredNews({ registry, ...rest }: Workspace, event: Event): Promise<News[]> {
  const workspace = { registry, ...rest }
  const name = nameOf(event)
  const all = past(queryOf(systemSession(workspace)))
  const reader = {
    get: async (def: { key: string }, id: string) =>
      (
        await loadStored(workspace.db, all, registry.object(def.key), sql`r.id = ${id}::uuid and r.deleted_at is null`)
      )[0] ?? null,
    list: async (def: { key: string }, query: { where?: object; limit?: number }) =>
      loadStored(
        workspace.db,
        all,
        registry.object(def.key),
        sql`${all.reach(registry.object(def.key), { where: (query.where ?? {}) as never })} order by r.id limit ${query.limit ?? 100}::int`,
      ),
  }
  const found: News[] = []
  for (const notice of registry.notices) {
    if (!('events' in notice) || !notice.events.includes(name)) continue
    const to = new Set((await notice.to(event, reader as never)).filter((id): id is string => typeof id === 'string'))
    for (const userId of to)
      found.push({
        userId,
        kind: notice.kind,
        about: { object: aboutOf(event.object), id: event.recordId },
        actorId: event.actorId,
        at: event.at,
        once: event.id,
      })
  }
  return found
}

async function commentNews(workspace: Workspace, event: Event): Promise<News[]> {
  const id = String(event.data?.['commentId'])
  const [row] = await workspace.db.rows(
    sql`select c.body, c.before, p.author_id from ${engineTable(workspace, 'comment')} c
      left join ${engineTable(workspace, 'comment')} p on p.id = c.reply_to_id where c.id = ${id}::uuid and c.deleted_at is null`,
  )
  if (!row) return []
  const about = { object: event.object, id: event.recordId }
  const base = { about, source: { object: commentSource, id }, actorId: event.actorId, at: event.at }
  // Whoever was named is told once, however often the comment is edited.
  const named = mentioned(String(row[0]))
  const mentions = named.map((userId): News => ({ ...base, userId, kind: 'mentioned', once: id }))
  if (event.kind === 'commentEdited') return mentions
  const others = new Set(await concernedBy(workspace, about))
  if (row[2]) others.add(String(row[2]))
  return [
    ...mentions,
    ...[...others]
      .filter((userId) => !named.includes(userId))
      .map((userId): News => ({ ...base, userId, kind: 'commented', once: event.id })),
  ]
}

/** An export that was waited for; a short one was seen to end. */
async function exportNews(workspace: Workspace, event: Event): Promise<News[]> {
  if (!event.actorId || !event.causeId) return []
  const [row] = await workspace.db.rows(
    sql`select at from ${engineTable(workspace, 'event')} where id = ${event.causeId}::uuid`,
  )
  if (!row || Date.parse(event.at) - Date.parse(String(row[0])) < longExportMs) return []
  const about = { object: exportObject, id: event.causeId }
  return [{ userId: event.actorId, kind: 'exportEnded', about, actorId: null, at: event.at, once: event.causeId }]
}
const longExportMs = 10_000

/** The owner of a record and who follows it. */
async function concernedBy(workspace: Workspace, { object, id }: Ref): Promise<string[]> {
  const follow = engineTable(workspace, 'follow')
  const owned = workspace.registry.objects.get(object)?.traits.includes('owned')
  const rows = await workspace.db.rows(
    owned
      ? sql`select user_id from ${follow} where record_id = ${id}::uuid and object = ${object}::text and state = 'follow'
          union select owner_id from ${tableOf(workspace, object)} where id = ${id}::uuid and owner_id is not null`
      : sql`select user_id from ${follow} where record_id = ${id}::uuid and object = ${object}::text and state = 'follow'`,
  )
  return rows.map(([userId]) => String(userId))
}

/** Where a record that was changed stands by now. */
async function placeNow(workspace: Workspace, event: Event): Promise<Ref | null> {
  const object = workspace.registry.object(event.object)
  const fields = Object.entries(object.fields).filter(([, f]) => 'timeline' in f && f.timeline)
  if (event.kind !== 'updated' || fields.length === 0) return null
  const all = queryOf(systemSession(workspace))
  const [record] = await loadStored(workspace.db, all, object, sql`r.id = ${event.recordId}::uuid`)
  const at = fields.findLast(([key]) => typeof record?.[key] === 'string')
  return at ? { object: String((at[1] as { to?: unknown }).to), id: String(record![at[0]]) } : null
}

/** A person herself, or those of a team and the teams below it. */
async function membersOf(workspace: Workspace, grantee: string): Promise<string[]> {
  const { people } = await workspace.directory.everyone()
  if (people.has(grantee)) return [grantee]
  const principals = await Promise.all([...people.keys()].map((id) => workspace.directory.person(id)))
  return principals.flatMap((p) => (p?.id && p.grantees.includes(grantee) ? [p.id] : []))
}

/** Leaves out what people have switched off, and records that they have muted; who is named is told all the same. */
async function unlessUnwanted(db: Queryable, workspace: Workspace, news: readonly News[]): Promise<News[]> {
  if (news.length === 0) return []
  const people = [...new Set(news.map(({ userId }) => userId))]
  const [likes, mutes] = await Promise.all([
    db.rows(
      sql`select user_id, value from ${engineTable(workspace, 'preference')} where key = ${noticePreference} and user_id = any(${people}::uuid[])`,
    ),
    db.rows(
      sql`select user_id, record_id from ${engineTable(workspace, 'follow')} where state = 'mute' and user_id = any(${people}::uuid[])
        and record_id = any(${news.map(({ about }) => about.id)}::uuid[])`,
    ),
  ])
  const liked = new Map(likes.map(([id, value]) => [String(id), value as Record<string, unknown>]))
  const muted = new Set(mutes.map(([user, record]) => `${String(user)} ${String(record)}`))
  return news.filter(({ userId, kind, about }) => {
    if (!channelsFor(liked.get(userId), kind).includes('app')) return false
    return kind === 'mentioned' || !muted.has(`${userId} ${about.id}`)
  })
}

/** By which ways somebody hears of a kind, as her preference says it. */
export function channelsFor(preference: unknown, kind: string): readonly (typeof channels)[number][] {
  const chosen = (preference as Record<string, unknown> | null | undefined)?.[kind]
  return Array.isArray(chosen) ? channels.filter((one) => chosen.includes(one)) : channels
}

/** Leaves out what somebody may not see: the record, the one where the words stand, or the field in which they do. */
async function unlessHidden(
  db: Queryable,
  workspace: Workspace,
  people: ReadonlyMap<string, Principal>,
  news: readonly News[],
): Promise<News[]> {
  const refs = (one: News) => [one.about, ...(one.source ? [one.source] : [])]
  const records = [...new Map(news.flatMap(refs).map((ref) => [`${ref.object} ${ref.id}`, ref])).values()]
  const asked = records.map(({ object, id }) => ({ id: `${object} ${id}`, object, recordId: id }))
  const seen = await whoSees(workspace, [...new Set(news.map(({ userId }) => people.get(userId)!))], asked, db)
  return news.filter((one) => {
    const person = people.get(one.userId)!
    const fieldOf = one.source && one.source.object !== commentSource ? one.source.object : one.about.object
    return (
      refs(one).every(
        ({ object, id }) => !workspace.registry.objects.has(object) || seen.get(person)?.has(`${object} ${id}`),
      ) &&
      (one.field === undefined || canRead(person, fieldOf, one.field))
    )
  })
}
