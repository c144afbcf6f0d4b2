import type { Workspace } from '../context.ts'
import { crashPoint } from '../crash.ts'
import { sql } from '../db/sql.ts'
import { startSweep } from '../events/sweep.ts'
import type { Outbound } from '../outbound/outbound.ts'
import type { Workspaces } from '../workspaces.ts'
import { claim, dueWebhooks } from './claim.ts'
import { deliver } from './deliver.ts'
import { hasWebhooks } from './listening.ts'
import { select, type Webhook } from './webhook.ts'

/** Sends what is due to webhooks. */
export type Sender = {
  /** Something may be due: look now instead of at the next sweep. */
  wake(): void
  /** Sends all that is due now; for tests and for the end of a command. */
  settle(): Promise<void>
  stop(): Promise<void>
}

export type SenderOptions = {
  readonly workspaces: Pick<Workspaces, 'all' | 'retired'>
  readonly outbound: Outbound
  readonly log: (message: string, detail?: object) => void
  readonly sweepMs?: number
}

/** What one host gets at once, so that one that is dead or slow stalls itself alone. */
const perHost = 4
/** What a host gets that answers nothing: enough to see when it is back. */
const perFailing = 1
const inAll = 128

/** Starts sending in this process. Any number of processes may do so side by side. */
export function startSender({ workspaces, outbound, log, sweepMs = 1_000 }: SenderOptions): Sender {
  const running = new Set<Promise<void>>()
  const byHost = new Map<string, number>()
  const sweeping = startSweep(sweep, {
    everyMs: sweepMs,
    failed: (error) => log('looking for webhooks failed', { error: String(error) }),
  })

  async function sweep(): Promise<void> {
    if (workspaces.retired()) return
    for (const workspace of await workspaces.all()) {
      if (sweeping.stopped()) return
      if (!hasWebhooks(workspace)) continue
      const due = await dueWebhooks(workspace)
      if (due.length === 0) continue
      for (const webhook of await select(workspace, sql`id = any(${due}::uuid[]) and active`))
        await sendDue(workspace, webhook)
    }
  }

  /** Fills the room that the webhook's host has; what does not fit waits until one is through. */
  async function sendDue(workspace: Workspace, webhook: Webhook): Promise<void> {
    const host = new URL(webhook.url).host
    const room = Math.min((webhook.failingSince ? perFailing : perHost) - (byHost.get(host) ?? 0), inAll - running.size)
    if (room <= 0 || sweeping.stopped()) return
    const claimed = await claim(workspace, webhook.id, room)
    crashPoint('webhook.claimed')
    for (const one of claimed) {
      byHost.set(host, (byHost.get(host) ?? 0) + 1)
      const sending = deliver(workspace, outbound, webhook, one)
        .catch((error: unknown) => log('sending to a webhook failed', { error: String(error) }))
        .finally(() => {
          running.delete(sending)
          const left = (byHost.get(host) ?? 1) - 1
          if (left > 0) byHost.set(host, left)
          else byHost.delete(host)
          sweeping.wake()
        })
      running.add(sending)
    }
  }

  return {
    wake: sweeping.wake,
    async settle() {
      for (;;) {
        await sweeping.look()
        if (running.size === 0 && !sweeping.looking()) {
          const left = await Promise.all((await workspaces.all()).map(dueWebhooks))
          if (left.every((due) => due.length === 0)) return
        }
        await Promise.race([...running, new Promise((done) => setTimeout(done, 10))])
      }
    },
    async stop() {
      await sweeping.stop()
      await Promise.allSettled(running)
    },
  }
}
