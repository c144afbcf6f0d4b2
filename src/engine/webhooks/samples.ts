import type { Event } from '#kernel/behaviour.ts'
import { notFound } from '#kernel/problem.ts'
import { proxyOf } from '../access/principal.ts'
import { engineTable, type Session } from '../context.ts'
import { sql } from '../db/sql.ts'
import { eventColumns, readEvent } from '../events/event.ts'
import { listRecords } from '../query/list.ts'
import { queryOf } from '../query/query.ts'
import { type Message, messageOf } from './message.ts'
import { kindsOf } from './webhook.ts'

/** How far back samples are looked for. */
const lookBack = 2_000
const most = 3

/**
 * What a webhook would send for an event, so that a program can be set up before anything happens: the last ones of that
 * kind as the caller may see them, else one made of a record of hers. Empty where she has none.
 */
export async function sampleMessages(session: Session, name: string): Promise<Message[]> {
  const { workspace, principal } = session
  const [key = '', kind = '', ...rest] = name.split('.')
  const object = workspace.registry.objects.get(key)
  if (!object || rest.length > 0 || !kindsOf(object).includes(kind) || principal.rights(key).scopes.read.length === 0)
    throw notFound()
  const table = engineTable(workspace, 'event')
  const rows = await workspace.db.rows(
    sql`select ${eventColumns} from (select ${eventColumns} from ${table} order by id desc limit ${lookBack}::int) latest
      where object = ${key}::text and kind = ${kind}::text order by id desc limit 20`,
  )
  const all = { where: null, fields: null }
  const messages: Message[] = []
  for (const event of rows.map(readEvent)) {
    const message = await messageOf(workspace, proxyOf(principal), all, event)
    if (message) messages.push(message)
    if (messages.length === most) return messages
  }
  if (messages.length > 0) return messages
  const { data } = await listRecords(queryOf(session), object, { select: ['id'], limit: 1 })
  const made =
    data[0] && (await messageOf(workspace, proxyOf(principal), all, madeUp(session, key, kind, String(data[0]['id']))))
  return made ? [made] : []
}

function madeUp({ workspace, principal }: Session, object: string, kind: string, recordId: string): Event {
  return {
    id: '00000000-0000-7000-8000-000000000000',
    at: workspace.clock.now().toISOString(),
    kind,
    object,
    recordId,
    actorId: principal.id,
    origin: { via: 'api' },
    changes: {},
    data: null,
    causeId: null,
  }
}
