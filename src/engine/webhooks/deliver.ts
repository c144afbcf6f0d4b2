import type { ApiAttempt } from '#kernel/api-webhooks.ts'
import { Refusal } from '#kernel/problem.ts'
import { engineTable, type Workspace } from '../context.ts'
import { crashPoint } from '../crash.ts'
import { raw, sql } from '../db/sql.ts'
import { eventColumns, readEvent } from '../events/event.ts'
import { tellOfSending } from '../flows/tell.ts'
import type { Outbound } from '../outbound/outbound.ts'
import { type Claimed, settle } from './claim.ts'
import { type Message, messageOf } from './message.ts'
import { mostAttempts, nextAttempt, patienceMs, retryAfter } from './schedule.ts'
import { signedHeaders } from './sign.ts'
import { select, update, type Webhook } from './webhook.ts'

/** How long a receiver may take, all in all. */
const timeoutMs = 20_000
/** How much of an answer the log keeps, in characters. */
const answerLength = 2_000

/**
 * Attempts one delivery and notes how it went. What is sent is made now, of what the webhook's owner may see now.
 * A status of 2xx is success; 410 switches the webhook off; anything else is tried again by the schedule.
 */
export async function deliver(
  workspace: Workspace,
  outbound: Outbound,
  webhook: Webhook,
  claimed: Claimed,
): Promise<void> {
  const message = await messageFor(workspace, webhook, claimed)
  if (!message) return settle(workspace, claimed, 'withheld', null)
  const body = JSON.stringify(message)
  const log = await attempt(workspace, outbound, webhook, claimed, body)
  crashPoint('webhook.sent')
  const outcome = outcomeOf(workspace, claimed, log)
  await settle(workspace, claimed, outcome, { request: body, log: log.attempt })
  crashPoint('webhook.noted')
  await noteHealth(workspace, webhook, log.attempt)
  if (claimed.eventId && !arrived(log.attempt)) await tellOfSending(workspace, claimed.eventId)
}

async function messageFor(workspace: Workspace, webhook: Webhook, { eventId, at }: Claimed): Promise<Message | null> {
  const owner = await workspace.directory.proxy(webhook.ownerId)
  if (!owner) return null
  if (eventId === null)
    return { type: 'webhook.test', timestamp: at, data: { webhook: webhook.name, events: webhook.events } }
  const [row] = await workspace.db.rows(
    sql`select ${eventColumns} from ${engineTable(workspace, 'event')} where id = ${eventId}::uuid`,
  )
  return row ? messageOf(workspace, owner, webhook, readEvent(row)) : null
}

type Log = { readonly attempt: ApiAttempt; readonly askedMs: number }

async function attempt(
  workspace: Workspace,
  outbound: Outbound,
  webhook: Webhook,
  { messageId, attempt: n }: Claimed,
  body: string,
): Promise<Log> {
  const at = workspace.clock.now()
  const begun = performance.now()
  const told = (more: Pick<ApiAttempt, 'status' | 'answer' | 'error'>, askedMs = 0): Log => ({
    attempt: { n, at: at.toISOString(), ms: Math.round(performance.now() - begun), ...more },
    askedMs,
  })
  try {
    const headers = signedHeaders({ id: messageId, body, at }, await secretsOf(workspace, webhook.id))
    const answer = await outbound.stream(webhook.url, { method: 'POST', headers, body, timeoutMs, maxBytes: 65_536 })
    const chunks: Buffer[] = []
    try {
      for await (const chunk of answer.body) if (chunks.push(chunk as Buffer) >= 8) break
    } catch (error) {
      // The status is what counts; an answer that breaks off is kept as far as it came.
      if (!(error instanceof Refusal)) throw error
    }
    const asked = retryAfter(answer.headers['retry-after'], at.getTime())
    const text = Buffer.concat(chunks).toString('utf8').replaceAll('\0', '')
    return told({ status: answer.status, answer: text.slice(0, answerLength), error: null }, asked)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return told({ status: null, answer: null, error: error.problems[0]!.message })
  }
}

/** The secrets that sign now: after a rotation the old one too, for a day. */
async function secretsOf(workspace: Workspace, id: string): Promise<string[]> {
  const [row] = await workspace.db.rows(
    sql`select secret, old_secret, old_until from ${engineTable(workspace, 'webhook')} where id = ${id}::uuid`,
  )
  if (!row) return []
  const [secret, old, until] = row
  const { secrets, clock } = workspace
  const both = old !== null && String(until) > clock.now().toISOString()
  return [
    secrets.open(String(secret), { column: 'webhook.secret', id }),
    ...(both ? [secrets.open(String(old), { column: 'webhook.old_secret', id })] : []),
  ]
}

function arrived({ status }: Pick<ApiAttempt, 'status'>): boolean {
  return status !== null && status >= 200 && status < 300
}

function outcomeOf(workspace: Workspace, { attempt }: Claimed, log: Log) {
  if (arrived(log.attempt)) return 'delivered'
  if (log.attempt.status === 410 || attempt >= mostAttempts) return 'failed'
  const again = nextAttempt(attempt, workspace.clock.now().getTime(), Math.random(), log.askedMs)
  return again ? { again } : 'failed'
}

/** Since when it fails; and off with what is gone or has failed for days. Its owner finds it so, and why. */
async function noteHealth(workspace: Workspace, webhook: Webhook, log: ApiAttempt): Promise<void> {
  if (arrived(log)) {
    if (webhook.failingSince) await update(workspace, webhook.id, raw('failing_since = null'))
    return
  }
  const now = workspace.clock.now()
  if (log.status === 410) await update(workspace, webhook.id, raw("active = false, stopped = 'gone'"))
  else if (!webhook.failingSince)
    await update(workspace, webhook.id, sql`failing_since = coalesce(failing_since, ${now.toISOString()}::timestamptz)`)
  else if (now.getTime() - Date.parse(webhook.failingSince) >= patienceMs) {
    const [current] = await select(workspace, sql`id = ${webhook.id}::uuid`)
    if (current?.failingSince && current.active)
      await update(workspace, webhook.id, raw("active = false, stopped = 'failing'"))
  }
}
