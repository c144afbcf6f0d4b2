import type { Event } from '#kernel/behaviour.ts'
import { Refusal } from '#kernel/problem.ts'
import { signalProblems } from '#kernel/signal-read.ts'
import { canRead, type Principal } from '../access/principal.ts'
import type { Workspace } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { isHeard, type LiveSignal } from '../flows/live.ts'
import { depthsOf, type Listening } from '../flows/start.ts'
import { tellOwner } from '../flows/tell.ts'
import { queryOf } from '../query/query.ts'
import { aloud } from '../webhooks/outbox.ts'
import { fire } from './fire.ts'
import { type Hit, hitsOf, type Search } from './hits.ts'

/**
 * Lets signals fire that events make fire, in the transaction that takes these out of the outbox. Answers how many runs of
 * flows have begun.
 */
export async function hearSignals(
  tx: Transaction,
  workspace: Workspace,
  events: readonly Event[],
  listening: Listening,
): Promise<number> {
  const any = events.filter((event) => listening.signals.some((signal) => isHeard(signal, event)))
  if (any.length === 0) return 0
  const spoken = await aloud(tx, workspace, any)
  let begun = 0
  for (const signal of listening.signals) {
    const heard = spoken.filter((event) => event.at >= signal.since && isHeard(signal, event))
    if (heard.length === 0) continue
    const times = heard.map(({ at }) => Date.parse(at))
    const found = await hitsFor(tx, workspace, listening, signal, {
      from: new Date(Math.min(...times) - 1).toISOString(),
      to: new Date(Math.max(...times)).toISOString(),
      events: heard.map(({ id }) => id),
    })
    if (found.length === 0) continue
    const depths = await depthsOf(tx, workspace, heard)
    begun += await fire(tx, workspace, listening, signal, found, ({ key }) => depths.get(key.slice(0, 36)) ?? 0)
  }
  return begun
}

/** The hits of a signal that is on, with the rights of its owner, who is told where it can fire no more. */
export async function hitsFor(
  tx: Transaction,
  workspace: Workspace,
  { owners }: Listening,
  signal: LiveSignal,
  period: Omit<Search, 'query' | 'on'>,
): Promise<readonly Hit[]> {
  const owner = owners.get(signal.owner ?? '')
  try {
    if (owner && signalProblems(signal.definition, contextOf(workspace, owner)).length === 0)
      return await hitsOf(signal.definition, { ...period, query: queryOf({ workspace, principal: owner }), on: tx })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
  }
  await tellOwner(workspace, signal, 'signalFailed', tx)
  return []
}

/** What somebody may know of objects and fields when she says what a signal is. */
export function contextOf({ registry }: Workspace, principal: Principal) {
  return { registry, visible: (object: string, field: string) => canRead(principal, object, field) }
}
