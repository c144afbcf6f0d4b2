import type { MessageOut, MessageOutcome } from '#kernel/messages.ts'
import type { Workspace } from '../context.ts'
import { crashPoint } from '../crash.ts'
import { type Claims, startClaims } from '../events/claims.ts'
import type { Outbound } from '../outbound/outbound.ts'
import { writing } from '../records/write.ts'
import { systemSession, type Workspaces } from '../workspaces.ts'
import { callGateway } from './call.ts'
import { gatewayOf, noteTrouble } from './gateway.ts'

export type MessageSenderOptions = {
  readonly workspaces: Pick<Workspaces, 'all' | 'retired'>
  readonly outbound: Outbound
  readonly log: (message: string, detail?: object) => void
  readonly sweepMs?: number
}

const atOnce = 4

/**
 * Starts in this process. Any number of processes may do so side by side: each message is claimed by one. Whoever dies
 * before noting how it ended is followed by another, who sends it under the same key.
 */
export function startMessageSender({ workspaces, outbound, log, sweepMs = 2_000 }: MessageSenderOptions): Claims {
  return startClaims({
    workspaces,
    atOnce,
    everyMs: sweepMs,
    what: 'messages',
    log,
    async next(workspace) {
      const { messages } = workspace.registry
      const message = messages && (await writing(systemSession(workspace, 'job'), (w) => messages.claim(w.tx)))
      return message ? () => sendOne(workspace, outbound, message) : null
    },
  })
}

async function sendOne(workspace: Workspace, outbound: Outbound, message: MessageOut): Promise<void> {
  const outcome = await handOver(workspace, outbound, message)
  crashPoint('message.sent')
  await writing(systemSession(workspace, 'job'), (w) => workspace.registry.messages!.settle(w.tx, message.id, outcome))
}

async function handOver(
  workspace: Workspace,
  outbound: Outbound,
  { id, gatewayId, channel, to, text }: MessageOut,
): Promise<MessageOutcome> {
  const gateway = gatewayId ? await gatewayOf(workspace, gatewayId) : null
  if (!gateway) return { is: 'held' }
  const timestamp = workspace.clock.now().toISOString()
  const outcome = await callGateway(workspace, outbound, gateway, {
    type: 'message.send',
    id,
    timestamp,
    data: { channel, to, text },
  })
  if (outcome.is === 'again') await noteTrouble(workspace, gateway.id, outcome.said)
  else if (gateway.problem) await noteTrouble(workspace, gateway.id, null)
  return outcome
}
