import { createHmac, timingSafeEqual } from 'node:crypto'
import { Webhook as Signer } from 'standardwebhooks'
import { v7 as uuid } from 'uuid'
import { typeOf } from '#kernel/fields/index.ts'
import type { FlowTrigger } from '#kernel/flow.ts'
import { readInputs } from '#kernel/flow-input.ts'
import type { Label } from '#kernel/label.ts'
import type { Values } from '#kernel/object.ts'
import { notFound, Refusal, refuse } from '#kernel/problem.ts'
import type { Principal } from '../access/principal.ts'
import { engineTable, type Workspace } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { queryOf } from '../query/query.ts'
import { flowAt, noteCall } from './address.ts'
import { areLive, type LiveFlow, liveFlows } from './live.ts'
import { begin } from './start.ts'
import { tellOwner } from './tell.ts'

/** A call of the secret address of a flow. */
export type Call = {
  readonly token: string
  readonly headers: Readonly<Record<string, unknown>>
  /** As it came, byte for byte: that is what is signed. */
  readonly bytes: Buffer
  readonly body: unknown
  /** The same call under the same key sets the flow off once. */
  readonly key: string | null
}

type Incoming = Extract<FlowTrigger, { on: 'webhook' }>

/**
 * Takes a call: begins a run of the flow whose address it is, once for its key, and answers the run's id; null where none
 * begins, since the flow is not live or no record fits. Refuses an address that means nothing (404), a signature that is
 * wrong (401), and what lacks an input that the flow must have (422). What a stranger learns says nothing of records.
 */
export async function receive(workspace: Workspace, call: Call): Promise<string | null> {
  const found = await flowAt(workspace, call.token)
  if (!found) throw notFound()
  const { flowId, secret } = found
  if (secret !== null && !isSigned(call, secret)) {
    const reason = { en: 'The signature is missing or wrong.', zh: '签名缺失或不正确。' }
    await noteCall(workspace.db, workspace, flowId, { status: 'refused', body: null, reason, run: null })
    throw refuse('unauthenticated', null, reason, 'signature')
  }
  const flow = await liveFlow(workspace, flowId)
  const trigger = flow?.definition.trigger
  const kept = { status: 'kept', body: call.body, reason: null, run: null } as const
  if (!flow || trigger?.on !== 'webhook') {
    await noteCall(workspace.db, workspace, flowId, kept)
    return null
  }
  const { values, problems } = readInputs(trigger.inputs, call.body)
  if (problems.length > 0) {
    await workspace.db.transaction(async (tx) => {
      await noteCall(tx, workspace, flowId, { ...kept, status: 'refused', reason: problems[0]!.message })
      await tellOwner(workspace, flow, 'flowFailed', tx)
    })
    throw new Refusal('invalid', problems)
  }
  const owner = flow.owner ? await workspace.directory.proxy(flow.owner) : null
  const run = await workspace.db.transaction(async (tx) => {
    const record = trigger.object === null ? null : await recordFor(tx, workspace, owner, trigger, values)
    if (record && 'reason' in record) {
      await noteCall(tx, workspace, flowId, { ...kept, status: 'unmatched', reason: record.reason })
      return null
    }
    const once = `call ${call.key ?? uuid()}`
    await begin(tx, workspace, flow, owner, [
      { once, object: trigger.object, recordId: record?.id ?? null, depth: 0, given: values, outside: true },
    ])
    const [row] = await tx.rows(
      sql`select id from ${engineTable(workspace, 'flow_run')} where flow_id = ${flowId}::uuid and once_key = ${once}`,
    )
    const id = row ? String(row[0]) : null
    const reason = { en: 'The record does not match.', zh: '记录不符合条件。' }
    await noteCall(tx, workspace, flowId, {
      ...kept,
      status: id ? 'begun' : 'unmatched',
      reason: id ? null : reason,
      run: id,
    })
    return id
  })
  if (run) workspace.hint('event')
  return run
}

/** The flow where it is live, also when another process has just let it. */
async function liveFlow(workspace: Workspace, id: string): Promise<LiveFlow | undefined> {
  const index = await liveFlows(workspace)
  const now = (await areLive(workspace.db, workspace, index)) ? index : await liveFlows(workspace)
  return now.flows.find((flow) => flow.id === id)
}

/** The one record that is meant, as the owner of the flow may find it. */
async function recordFor(
  tx: Transaction,
  workspace: Workspace,
  owner: Principal | null,
  { object: key, by }: Incoming,
  values: Values,
): Promise<{ readonly id: string } | { readonly reason: Label }> {
  const none = { reason: { en: 'No record is found by it.', zh: '没有找到对应的记录。' } }
  const object = workspace.registry.objects.get(key ?? '')
  const field = by && object?.fields[by.field]
  const sent = by && values[by.input]
  if (!owner || !object || !by || sent === null || sent === undefined) return none
  const parsed = field ? typeOf(field).parse(sent, field) : { value: String(sent) }
  if ('wrong' in parsed) return none
  const query = queryOf({ workspace, principal: owner })
  try {
    const reach = query.reach(object, { where: { [by.field]: parsed.value as string } })
    const rows = await tx.rows(sql`select r.id from ${query.from(object.key, 'r')} where ${reach} limit 2`)
    if (rows.length > 1) return { reason: { en: 'More than one record is found by it.', zh: '找到不止一条记录。' } }
    return rows[0] ? { id: String(rows[0][0]) } : none
  } catch (error) {
    // What cannot be asked for is not found: an id that is none, a field that the owner may not read.
    if (!(error instanceof Refusal)) throw error
    return none
  }
}

/**
 * Is a call signed with the secret? Either as Standard Webhooks has it, within five minutes, or as most systems do: the
 * HMAC-SHA256 of the body (RFC 2104) in hex in `X-Signature-256` or `X-Hub-Signature-256`, with or without `sha256=`.
 */
function isSigned({ headers, bytes }: Call, secret: string): boolean {
  const text = (name: string) => (typeof headers[name] === 'string' ? headers[name] : '')
  if (text('webhook-signature') !== '') {
    try {
      new Signer(secret).verify(bytes, {
        'webhook-id': text('webhook-id'),
        'webhook-timestamp': text('webhook-timestamp'),
        'webhook-signature': text('webhook-signature'),
      })
      return true
    } catch {
      return false
    }
  }
  const given = (text('x-signature-256') || text('x-hub-signature-256')).replace(/^sha256=/, '')
  const right = createHmac('sha256', secret).update(bytes).digest('hex')
  return given.length === right.length && timingSafeEqual(Buffer.from(given), Buffer.from(right))
}
