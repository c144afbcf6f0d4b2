import { type Label, say } from '#kernel/label.ts'
import type { ApiMessageGateway } from '#kernel/messages.ts'
import { notFound, refuse } from '#kernel/problem.ts'
import { engineTable, type Session, type Workspace } from '../context.ts'
import { ident, sql } from '../db/sql.ts'
import type { Outbound } from '../outbound/outbound.ts'
import { queryOf } from '../query/query.ts'
import { settingChanges, tellSetting } from '../security/tell.ts'
import { newSecret } from '../webhooks/webhook.ts'

type Given = Readonly<Record<string, unknown>>

/** A gateway as it is kept; its secret is sealed. */
export type Gateway = {
  readonly id: string
  readonly url: string
  readonly secret: string
  readonly problem: Label | null
  readonly problemAt: string | null
}

/** Where a gateway stands; null where nobody has said. */
export async function gatewayOf(workspace: Workspace, id: string): Promise<Gateway | null> {
  const [row] = await workspace.db.rows(
    sql`select url, secret, problem, problem_at from ${engineTable(workspace, 'message_connection')} where id = ${id}::uuid`,
  )
  if (!row) return null
  const [url, secret, problem, problemAt] = row
  return {
    id,
    url: String(url),
    secret: String(secret),
    problem: problem as Label | null,
    problemAt: problemAt as string | null,
  }
}

/** The secret by which calls are signed, in both directions. */
export function secretOf({ secrets }: Workspace, { id, secret }: Gateway): string {
  return secrets.open(secret, { column: 'message_connection.secret', id })
}

/** Keeps why a call failed, or that all is well. */
export async function noteTrouble(workspace: Workspace, id: string, problem: Label | null): Promise<void> {
  const at = problem ? workspace.clock.now().toISOString() : null
  await workspace.db.count(
    sql`update ${engineTable(workspace, 'message_connection')}
      set problem = ${problem ? JSON.stringify(problem) : null}::jsonb, problem_at = ${at}::timestamptz where id = ${id}::uuid`,
  )
}

/** A gateway that the caller may change. Another one is not found. */
export async function readGateway(session: Session, baseUrl: string, id: string): Promise<ApiMessageGateway> {
  await mine(session, id)
  const { workspace, language } = session
  const gateway = await gatewayOf(workspace, id)
  return {
    id,
    url: gateway?.url ?? null,
    hasSecret: gateway !== null,
    newsUrl: new URL(`/api/v1/messages/news/${workspace.id}/${id}`, baseUrl).href,
    problem: gateway?.problem ? say(gateway.problem, language) : null,
    problemAt: gateway?.problemAt ?? null,
  }
}

/**
 * Says where a gateway stands; null takes it away. A secret is made with the first address, and anew with `renew`; it is
 * answered this once. Refuses addresses that could never be called.
 */
export async function writeGateway(
  session: Session,
  { outbound, baseUrl }: { readonly outbound: Outbound; readonly baseUrl: string },
  id: string,
  given: Given,
): Promise<ApiMessageGateway> {
  await mine(session, id)
  const { workspace } = session
  const before = await gatewayOf(workspace, id)
  const url = urlOf(given, before, outbound)
  const made = url !== null && (!before || given['renew'] === true) ? newSecret() : null
  const secret = made ? workspace.secrets.seal(made, { column: 'message_connection.secret', id }) : before?.secret
  const table = engineTable(workspace, 'message_connection')
  const now = workspace.clock.now().toISOString()
  await workspace.db.transaction(async (tx) => {
    if (url === null) await tx.count(sql`delete from ${table} where id = ${id}::uuid`)
    else
      await tx.count(sql`insert into ${table} (id, url, secret, updated_at)
        values (${id}::uuid, ${url}::text, ${secret!}::text, ${now}::timestamptz)
        on conflict (id) do update set url = excluded.url, secret = excluded.secret, problem = null, problem_at = null,
          updated_at = excluded.updated_at`)
    const told = settingChanges<{ url: string | null; secret: string | null }>(
      before ?? {},
      { url, secret: url === null ? null : secret! },
      ['url'],
      ['secret'],
    )
    await tellSetting(session, 'messageGatewayChanged', id, told, tx)
  })
  workspace.hint('event')
  return { ...(await readGateway(session, baseUrl, id)), ...(made ? { secret: made } : {}) }
}

function urlOf(given: Given, before: Gateway | null, outbound: Outbound): string | null {
  const url = given['url']
  if (url === undefined) return before?.url ?? null
  if (url === null || url === '') return null
  if (typeof url === 'string') return outbound.check(url.trim(), 'url').href
  throw refuse('invalid', 'url', { en: 'This is a text.', zh: '这里应为文本。' })
}

/** Whoever may change the record may say where it stands. */
export async function mine(session: Session, id: string): Promise<void> {
  const { registry, db } = session.workspace
  const object = registry.messages && registry.object(registry.messages.gateway.key)
  if (!object) throw notFound()
  const query = queryOf(session)
  const [row] = await db.rows(
    sql`select 1 from ${query.from(object.key, 'r')} where ${ident('r', 'id')} = ${id}::uuid and ${query.reach(object, { verb: 'update' })}`,
  )
  if (!row) throw notFound()
}
