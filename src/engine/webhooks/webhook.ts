import { randomBytes } from 'node:crypto'
import { v7 as uuid } from 'uuid'
import type { ApiWebhook } from '#kernel/api-webhooks.ts'
import { notFound, type Problem, problem, Refusal, refuse } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { Where } from '#kernel/where.ts'
import type { Principal } from '../access/principal.ts'
import { engineTable, type Session, type Workspace } from '../context.ts'
import type { Queryable } from '../db/database.ts'
import { and, join, raw, type Sql, sql } from '../db/sql.ts'
import type { Outbound } from '../outbound/outbound.ts'
import { queryOf } from '../query/query.ts'
import { compileSelect } from '../query/select.ts'
import { settingChanges, tellSetting } from '../security/tell.ts'
import { forgetWebhooks } from './listening.ts'

/** Where somebody has events sent to. */
export type Webhook = ApiWebhook

export type WebhookDraft = Pick<Webhook, 'name' | 'url' | 'events' | 'where' | 'fields'>

const mostPerPerson = 50

/** The kinds of event that every object has; what it emits comes on top. */
export const changeKinds = ['created', 'updated', 'deleted', 'restored'] as const

/** The events of an object that can be waited for. */
export function kindsOf(object: RegisteredObject): string[] {
  return [...changeKinds, ...Object.keys(object.emits ?? {})]
}

/** The webhooks of a person, newest last; everyone's for an administrator. */
export async function listWebhooks({ workspace, principal }: Session): Promise<Webhook[]> {
  const mine = principal.admin ? raw('true') : sql`owner_id = ${principal.id}::uuid`
  return select(workspace, sql`${mine} order by created_at, id limit 1000`)
}

/** One of hers; of anybody's for an administrator. Any other is not found. */
export async function getWebhook({ workspace, principal }: Session, id: string): Promise<Webhook> {
  const named = sql`id = ${id}::uuid`
  const [found] = await select(workspace, principal.admin ? named : and([named, sql`owner_id = ${principal.id}::uuid`]))
  if (!found) throw notFound()
  return found
}

/** Makes a webhook of the caller's; one without events is for flows to send to. The secret is answered here and never again. */
export async function createWebhook(
  session: Session,
  outbound: Outbound,
  given: Readonly<Record<string, unknown>>,
): Promise<Webhook & { readonly secret: string }> {
  const { workspace, principal } = session
  const draft = readDraft(session, outbound, { where: null, fields: null, ...given })
  const [counted] = await workspace.db.rows(
    sql`select count(*) from ${engineTable(workspace, 'webhook')} where owner_id = ${principal.id}::uuid`,
  )
  if (Number(counted![0]) >= mostPerPerson)
    throw refuse('conflict', null, {
      en: `You have ${mostPerPerson} webhooks already. Delete one that is no longer needed.`,
      zh: `你已有 ${mostPerPerson} 个 Webhook，请先删除不再使用的。`,
    })
  const id = uuid()
  const secret = newSecret()
  const now = workspace.clock.now().toISOString()
  await workspace.db.transaction(async (tx) => {
    await tx.count(sql`insert into ${engineTable(workspace, 'webhook')}
      (id, owner_id, name, url, events, condition, fields, secret, active, created_at, updated_at)
      values (${id}::uuid, ${principal.id}::uuid, ${draft.name}, ${draft.url}, ${JSON.stringify(draft.events)}::jsonb,
        ${json(draft.where)}::jsonb, ${json(draft.fields)}::jsonb,
        ${workspace.secrets.seal(secret, { column: 'webhook.secret', id })}, true, ${now}::timestamptz, ${now}::timestamptz)`)
    await tellSetting(session, 'webhookMade', id, told({}, draft), tx)
  })
  changed(workspace)
  return { ...(await getWebhook(session, id)), secret }
}

/** Changes a webhook, or switches it on or off. What was stopped begins afresh when it is switched on. */
export async function updateWebhook(
  session: Session,
  outbound: Outbound,
  id: string,
  given: Readonly<Record<string, unknown>>,
): Promise<Webhook> {
  const before = await getWebhook(session, id)
  const { active = before.active, ...rest } = given
  if (typeof active !== 'boolean')
    throw refuse('invalid', 'active', { en: 'This is true or false.', zh: '这里应为 true 或 false。' })
  // The eyes are its owner's, whoever changes it.
  const owner = before.ownerId === session.principal.id ? session.principal : await ownerOf(session.workspace, before)
  const draft = readDraft({ ...session, principal: owner }, outbound, {
    name: before.name,
    url: before.url,
    events: before.events.length > 0 ? before.events : undefined,
    where: before.where,
    fields: before.fields,
    ...rest,
  })
  const set = sql`name = ${draft.name}, url = ${draft.url}, events = ${JSON.stringify(draft.events)}::jsonb,
      condition = ${json(draft.where)}::jsonb, fields = ${json(draft.fields)}::jsonb, active = ${active}::boolean,
      ${active && !before.active ? raw('stopped = null, failing_since = null') : raw('stopped = stopped')}`
  await session.workspace.db.transaction(async (tx) => {
    await write(session.workspace, id, set, tx)
    await tellSetting(session, 'webhookChanged', id, told(before, { ...draft, active }), tx)
  })
  changed(session.workspace)
  return getWebhook(session, id)
}

/** How long both secrets sign after a rotation, so that the receiver can change over without losing anything. */
export const rotationHours = 24

/** Gives a webhook a new secret, answered once. The old one goes on signing beside it for a day. */
export async function rotateSecret(session: Session, id: string): Promise<{ readonly secret: string }> {
  const { workspace } = session
  await getWebhook(session, id)
  const secret = newSecret()
  const until = new Date(workspace.clock.now().getTime() + rotationHours * 3_600_000).toISOString()
  const table = engineTable(workspace, 'webhook')
  await workspace.db.transaction(async (tx) => {
    const [row] = await tx.rows(sql`select secret from ${table} where id = ${id}::uuid for update`)
    if (!row) throw notFound()
    const old = workspace.secrets.open(String(row[0]), { column: 'webhook.secret', id })
    await tx.count(
      sql`update ${table} set secret = ${workspace.secrets.seal(secret, { column: 'webhook.secret', id })},
        old_secret = ${workspace.secrets.seal(old, { column: 'webhook.old_secret', id })}, old_until = ${until}::timestamptz,
        updated_at = ${workspace.clock.now().toISOString()}::timestamptz where id = ${id}::uuid`,
    )
    await tellSetting(session, 'webhookChanged', id, { secret: ['•', '•'] }, tx)
  })
  return { secret }
}

/** Deletes a webhook with its log. */
export async function deleteWebhook(session: Session, id: string): Promise<void> {
  const { workspace } = session
  const { name } = await getWebhook(session, id)
  await workspace.db.transaction(async (tx) => {
    await tx.count(sql`delete from ${engineTable(workspace, 'webhook')} where id = ${id}::uuid`)
    await tx.count(sql`delete from ${engineTable(workspace, 'webhook_delivery')} where webhook_id = ${id}::uuid`)
    await tellSetting(session, 'webhookRemoved', id, { name: [name, null] }, tx)
  })
  changed(workspace)
}

/** Reads webhooks that match. */
export async function select(workspace: Workspace, condition: Sql): Promise<Webhook[]> {
  const rows = await workspace.db.rows(
    sql`select id, owner_id, name, url, events, condition, fields, active, stopped, failing_since, created_at
      from ${engineTable(workspace, 'webhook')} where ${condition}`,
  )
  return rows.map(([id, ownerId, name, url, events, where, fields, active, stopped, failingSince, createdAt]) => ({
    id: String(id),
    ownerId: String(ownerId),
    name: String(name),
    url: String(url),
    events: events as string[],
    where: where as Where | null,
    fields: fields as string[] | null,
    active: active === true,
    stopped: stopped as Webhook['stopped'],
    failingSince: failingSince as string | null,
    createdAt: String(createdAt),
  }))
}

/** Sets columns of a webhook and tells every process. */
export async function update(workspace: Workspace, id: string, set: Sql): Promise<void> {
  await write(workspace, id, set, workspace.db)
  changed(workspace)
}

async function write(workspace: Workspace, id: string, set: Sql, on: Queryable): Promise<void> {
  const now = workspace.clock.now().toISOString()
  await on.count(
    sql`update ${engineTable(workspace, 'webhook')} set ${join([set, sql`updated_at = ${now}::timestamptz`])} where id = ${id}::uuid`,
  )
}

/** What the audit log tells of a change; an address may hold a token. */
function told(before: Partial<Webhook>, after: Partial<Webhook>) {
  return settingChanges<Webhook>(before, after, ['name', 'events', 'fields', 'where', 'active'], ['url'])
}

function changed(workspace: Workspace): void {
  forgetWebhooks(workspace)
  workspace.hint('access')
}

async function ownerOf(workspace: Workspace, webhook: Webhook): Promise<Principal> {
  const owner = await workspace.directory.person(webhook.ownerId)
  if (owner) return owner
  throw refuse('conflict', null, {
    en: 'The person whom this webhook belongs to is disabled.',
    zh: '该 Webhook 的所有者已停用。',
  })
}

/** Reads what a webhook is to be; every problem at once. An event of an object that she may not read is unknown to her. */
function readDraft(session: Session, outbound: Outbound, given: Readonly<Record<string, unknown>>): WebhookDraft {
  const { workspace, principal } = session
  const wrong: Problem[] = []
  const gather = (run: () => void) => {
    try {
      run()
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      wrong.push(...error.problems)
    }
  }
  const name = typeof given['name'] === 'string' ? given['name'].trim() : ''
  if (name === '' || [...name].length > 80)
    wrong.push(
      problem('name', { en: 'Name the webhook, in 80 characters at most.', zh: '请填写名称，最多 80 个字符。' }),
    )
  const url = typeof given['url'] === 'string' ? given['url'].trim() : ''
  gather(() => outbound.check(url))
  const events = Array.isArray(given['events']) ? [...new Set(given['events'].map(named))] : []
  if ((events.length === 0 && given['events'] !== undefined) || events.length > 200)
    wrong.push(problem('events', { en: 'Choose 1 to 200 events.', zh: '请选择 1 到 200 个事件。' }))
  const objects = new Set<RegisteredObject>()
  for (const event of events) {
    const [key = '', kind = '', ...rest] = event.split('.')
    const object = workspace.registry.objects.get(key)
    if (object && rest.length === 0 && principal.rights(key).scopes.read.length > 0 && kindsOf(object).includes(kind))
      objects.add(object)
    else
      wrong.push(
        problem('events', {
          en: `There is no event '${event.slice(0, 80)}'.`,
          zh: `没有「${event.slice(0, 80)}」事件。`,
        }),
      )
  }
  const where = isObject(given['where']) && Object.keys(given['where']).length > 0 ? (given['where'] as Where) : null
  if (!isObject(given['where'] ?? {}))
    wrong.push(problem('where', { en: 'A filter is a JSON object.', zh: '筛选条件应为 JSON 对象。' }))
  const fields = Array.isArray(given['fields']) && given['fields'].length > 0 ? given['fields'].map(named) : null
  const [only, ...others] = objects
  if ((where || fields) && others.length > 0)
    wrong.push(
      problem(where ? 'where' : 'fields', {
        en: 'A filter or a choice of fields fits events of one object only.',
        zh: '设置筛选条件或字段时，只能选择同一个对象的事件。',
      }),
    )
  else if (only) {
    const query = queryOf(session)
    if (where) gather(() => query.where(only, where, 'r'))
    if (fields) gather(() => compileSelect(query, only, fields))
  }
  if (wrong.length > 0) throw new Refusal('invalid', wrong)
  return { name, url, events, where, fields }
}

/** A name as it is given; what is none is one that nobody has. */
function named(given: unknown): string {
  return typeof given === 'string' ? given : '?'
}

function isObject(given: unknown): given is object {
  return typeof given === 'object' && given !== null && !Array.isArray(given)
}

function json(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value)
}

/** As Standard Webhooks writes it: `whsec_` and 24 to 64 random bytes in base64. */
export function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`
}
