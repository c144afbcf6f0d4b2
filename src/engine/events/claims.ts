import type { Workspace } from '../context.ts'
import type { Workspaces } from '../workspaces.ts'
import { startSweep } from './sweep.ts'

/** Does what is due: each piece is claimed, some are under way at once. */
export type Claims = {
  /** Something may be due: look now instead of at the next sweep. */
  wake(): void
  /** Does all that is due now; for tests and for the end of a command. */
  settle(): Promise<void>
  /** Claims nothing more; comes back when what is under way has ended. */
  stop(): Promise<void>
}

/**
 * Starts it in this process. Any number of processes may do so side by side: who claims a piece does it. One piece of each
 * workspace in turn, so that a large mailing of one company holds up no other.
 * @param options.next claims what is due next in a workspace and answers what does it, or null where nothing is due
 * @param options.atOnce so many are under way at once
 * @param options.what names it in the log when it fails
 */
export function startClaims({
  workspaces,
  next,
  atOnce,
  everyMs,
  what,
  log,
}: {
  readonly workspaces: Pick<Workspaces, 'all' | 'retired'>
  readonly next: (workspace: Workspace) => Promise<(() => Promise<void>) | null>
  readonly atOnce: number
  readonly everyMs: number
  readonly what: string
  readonly log: (message: string, detail?: object) => void
}): Claims {
  const running = new Set<Promise<void>>()
  let last = ''
  const sweeping = startSweep(sweep, {
    everyMs,
    failed: (error) => log(`looking for ${what} failed`, { error: String(error) }),
  })

  async function sweep(): Promise<void> {
    if (workspaces.retired()) return
    const all = await workspaces.all()
    const at = all.findIndex(({ id }) => id === last) + 1
    const turns = [...all.slice(at), ...all.slice(0, at)]
    while (!sweeping.stopped() && running.size < atOnce) {
      const workspace = turns.shift()
      if (!workspace) return
      const run = await next(workspace)
      if (!run) continue
      last = workspace.id
      begin(run)
      turns.push(workspace)
    }
  }

  function begin(run: () => Promise<void>): void {
    const doing = run()
      .catch((error: unknown) => log(`sending of ${what} failed`, { error: String(error) }))
      .finally(() => {
        running.delete(doing)
        sweeping.wake()
      })
    running.add(doing)
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
