import { createHash, randomBytes } from 'node:crypto'
import { v7 as uuid } from 'uuid'
import type { ApiFlowAddress, ApiFlowCall } from '#kernel/api-flows.ts'
import type { FlowInput } from '#kernel/flow.ts'
import { readInputs } from '#kernel/flow-input.ts'
import { type Label, say } from '#kernel/label.ts'
import type { Values } from '#kernel/object.ts'
import { notFound, refuse } from '#kernel/problem.ts'
import { shortId } from '#kernel/public-page.ts'
import { engineTable, type Session, tableOf, type Workspace } from '../context.ts'
import type { Queryable } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { getRecord } from '../records/records.ts'
import { tellSetting } from '../security/tell.ts'
import { flowObject, hasFlows } from './live.ts'

/*
 * The secret address of a flow: who knows it may call it. It is kept as a hash, so that nobody reads it from the database
 * or a backup; whoever lost it makes a new one, and the old one is gone at once.
 */

/** Of so many calls the owner sees what came. */
const keptCalls = 20

/** The address of a flow as its owner and administrators see it, with the last calls. */
export async function addressOf(session: Session, flowId: string): Promise<ApiFlowAddress> {
  await mine(session, flowId)
  const { workspace, language } = session
  const [row] = await workspace.db.rows(
    sql`select made_at, secret is not null from ${engineTable(workspace, 'flow_address')} where id = ${flowId}::uuid`,
  )
  const calls = await workspace.db.rows(
    sql`select id, at, status, body, reason, run_id from ${engineTable(workspace, 'flow_call')}
      where flow_id = ${flowId}::uuid order by at desc, id desc limit ${keptCalls}::int`,
  )
  return {
    address: row ? { madeAt: String(row[0]), signed: row[1] === true } : null,
    calls: calls.map(([id, at, status, body, reason, run]) => ({
      id: String(id),
      at: String(at),
      status: status as ApiFlowCall['status'],
      body,
      reason: reason ? say(reason as Label, language) : null,
      run: run as string | null,
    })),
  }
}

/** Makes the address of a flow, or another one in place of it. Answers it here and never again. */
export async function makeAddress(session: Session, flowId: string): Promise<{ readonly path: string }> {
  await mine(session, flowId)
  const { workspace, principal } = session
  const token = randomBytes(32).toString('base64url')
  const now = workspace.clock.now().toISOString()
  await workspace.db.transaction(async (tx) => {
    await tx.count(
      sql`insert into ${engineTable(workspace, 'flow_address')} (id, token_hash, made_at, made_by)
        values (${flowId}::uuid, ${hashOf(token)}, ${now}::timestamptz, ${principal.id}::uuid)
        on conflict (id) do update set token_hash = excluded.token_hash, made_at = excluded.made_at, made_by = excluded.made_by`,
    )
    await tellSetting(session, 'flowAddressMade', flowId, {}, tx)
  })
  return { path: `/hooks/${shortId(workspace.id)}/${token}` }
}

/** Closes the address of a flow: from now on it is not found. */
export async function closeAddress(session: Session, flowId: string): Promise<void> {
  await mine(session, flowId)
  const { workspace } = session
  await workspace.db.transaction(async (tx) => {
    const gone = await tx.count(sql`delete from ${engineTable(workspace, 'flow_address')} where id = ${flowId}::uuid`)
    if (gone === 0) throw notFound()
    await tellSetting(session, 'flowAddressClosed', flowId, {}, tx)
  })
}

/** Asks a signature of every call from now on, by a new secret that is answered here and never again; or asks for none. */
export async function signCalls(session: Session, flowId: string, signed: boolean): Promise<{ secret: string | null }> {
  await mine(session, flowId)
  const { workspace } = session
  const secret = signed ? `whsec_${randomBytes(24).toString('base64')}` : null
  const sealed = secret && workspace.secrets.seal(secret, { column: 'flow_address.secret', id: flowId })
  await workspace.db.transaction(async (tx) => {
    const there = await tx.count(
      sql`update ${engineTable(workspace, 'flow_address')} set secret = ${sealed}::text where id = ${flowId}::uuid`,
    )
    if (there === 0)
      throw refuse('conflict', null, { en: 'Make the address first.', zh: '请先生成接收地址。' }, 'not-now')
    await tellSetting(session, 'flowCallsSigned', flowId, { signed: [!signed, signed] }, tx)
  })
  return { secret }
}

/** The flow that an address means, and what its calls are signed with; null where it means none. */
export async function flowAt(
  workspace: Workspace,
  token: string,
): Promise<{ readonly flowId: string; readonly secret: string | null } | null> {
  if (!hasFlows(workspace) || !/^[\w-]{43}$/.test(token)) return null
  const [row] = await workspace.db.rows(
    sql`select a.id, a.secret from ${engineTable(workspace, 'flow_address')} a join ${tableOf(workspace, flowObject)} f on f.id = a.id
      where a.token_hash = ${hashOf(token)} and f.deleted_at is null`,
  )
  if (!row) return null
  const flowId = String(row[0])
  return {
    flowId,
    secret:
      row[1] === null ? null : workspace.secrets.open(String(row[1]), { column: 'flow_address.secret', id: flowId }),
  }
}

/** Notes a call for the owner to see; of so many alone, so that nobody fills the database from outside. */
export async function noteCall(
  on: Queryable,
  workspace: Workspace,
  flowId: string,
  call: Pick<ApiFlowCall, 'status' | 'run'> & { readonly body: unknown; readonly reason: Label | null },
): Promise<void> {
  const table = engineTable(workspace, 'flow_call')
  await on.count(
    sql`insert into ${table} (id, flow_id, at, status, body, reason, run_id)
      values (${uuid()}::uuid, ${flowId}::uuid, ${workspace.clock.now().toISOString()}::timestamptz, ${call.status}::text,
        ${call.body === null ? null : JSON.stringify(call.body)}::jsonb, ${call.reason ? JSON.stringify(call.reason) : null}::jsonb, ${call.run}::uuid)`,
  )
  await on.count(
    sql`delete from ${table} where id in (
      select c.id from ${table} c where c.flow_id = ${flowId}::uuid order by c.at desc, c.id desc offset ${keptCalls}::int)`,
  )
}

/** What came last, as a flow would take it; for a test. */
export async function lastGiven(workspace: Workspace, flowId: string, inputs: readonly FlowInput[]): Promise<Values> {
  const [row] = await workspace.db.rows(
    sql`select body from ${engineTable(workspace, 'flow_call')} where flow_id = ${flowId}::uuid and body is not null
      order by at desc, id desc limit 1`,
  )
  return readInputs(inputs, row?.[0] ?? null).values
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

/** Refuses whoever may not see the flow, and all but its owner and administrators. */
async function mine(session: Session, flowId: string): Promise<void> {
  const { workspace, principal } = session
  if (!hasFlows(workspace)) throw notFound()
  const { owner } = await getRecord(session, workspace.registry.object(flowObject), flowId, ['owner'])
  if (!principal.admin && (owner as { id?: string } | null)?.id !== principal.id)
    throw refuse('forbidden', null, {
      en: 'Only the owner of the flow or an administrator may do this.',
      zh: '只有流程负责人或系统管理员可以这样做。',
    })
}
