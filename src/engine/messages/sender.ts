import type { MessageOut, MessageOutcome } from '#kernel/messages.ts'
import type { Workspace } from '../context.ts'
import { crashPoint } from '../crash.ts'
import { startSweep } from '../events/sweep.ts'
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

/** Hands short messages that are due to their gateways. */
export type MessageSender = {
  /** Something may be due: look now instead of at the next sweep. */
  wake(): void
  /** Sends all that is due now; for tests and for the end of a command. */
  settle(): Promise<void>
  stop(): Promise<void>
}

const atOnce = 4

/**
 * Starts in this process. Any number of processes may do so side by side: each message is claimed by one. Whoever dies
 * before noting how it ended is followed by another, who sends it under the same key.
 */
export function startMessageSender({
  workspaces,
  outbound,
  log,
  sweepMs = 2_000,
}: MessageSenderOptions): MessageSender {
  const running = new Set<Promise<void>>()
  const sweeping = startSweep(sweep, {
    everyMs: sweepMs,
    failed: (error) => log('looking for messages failed', { error: String(error) }),
  })

  async function sweep(): Promise<void> {
    if (workspaces.retired()) return
    for (const workspace of await workspaces.all())
      while (!sweeping.stopped() && running.size < atOnce && (await sendNext(workspace)));
  }

  async function sendNext(workspace: Workspace): Promise<boolean> {
    const { messages } = workspace.registry
    const message = messages && (await writing(systemSession(workspace, 'job'), (w) => messages.claim(w.tx)))
    if (!message) return false
    const sending = sendOne(workspace, outbound, message)
      .catch((error: unknown) => log('sending a message failed', { error: String(error) }))
      .finally(() => {
        running.delete(sending)
        sweeping.wake()
      })
    running.add(sending)
    return true
  }

  return {
    wake: sweeping.wake,
    async settle() {
      for (;;) {
        await sweeping.look()
        if (running.size === 0 && !sweeping.looking()) return
        await Promise.race([...running, new Promise((done) => setTimeout(done, 10))])
      }
    },
    async stop() {
      await sweeping.stop()
      await Promise.allSettled(running)
    },
  }
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
