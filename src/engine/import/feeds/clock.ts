import type { Workspaces } from '../../workspaces.ts'
import { type Feeding, runDueFeeds } from './run.ts'

export type FeedingOptions = Feeding & {
  readonly workspaces: Pick<Workspaces, 'opened'>
  readonly log: (message: string, detail?: object) => void
  /** Time between two looks for what is due; null where this process does no such work. */
  readonly everyMs?: number | null
}

/** Looks for feeds that are due, one round at a time. Any number of processes may do so side by side. */
export function startFeeding({ workspaces, log, everyMs = 30_000, ...parts }: FeedingOptions): {
  stop(): Promise<void>
} {
  let round: Promise<unknown> | null = null
  const timer =
    everyMs === null
      ? undefined
      : setInterval(() => {
          round ??= runDueFeeds(parts, workspaces)
            .catch((error: unknown) => log('looking at feeds failed', { error: String(error) }))
            .finally(() => {
              round = null
            })
        }, everyMs).unref()
  return {
    async stop() {
      clearInterval(timer)
      await round
    },
  }
}
