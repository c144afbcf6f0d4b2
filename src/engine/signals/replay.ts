import type { Workspace } from '../context.ts'
import { forgetFlows } from '../flows/live.ts'
import { listeningOf } from '../flows/start.ts'
import { fire } from './fire.ts'
import { hitsFor } from './heard.ts'

/**
 * Notes for which records these signals, which are on, would have fired within so many days before now, as though they had
 * been on: who was held back, who wanted no contact. No flow begins. For a past that is told, as that of sample data.
 */
export async function replaySignals(workspace: Workspace, ids: ReadonlySet<string>, days: number): Promise<void> {
  forgetFlows(workspace)
  const listening = await listeningOf(workspace)
  const quiet = { ...listening, bySignal: new Map() }
  const now = workspace.clock.now().getTime()
  const period = { from: new Date(now - days * 86_400_000).toISOString(), to: new Date(now).toISOString() }
  for (const signal of listening.signals)
    if (ids.has(signal.id))
      await workspace.db.transaction(async (tx) => {
        await fire(tx, workspace, quiet, signal, await hitsFor(tx, workspace, listening, signal, period))
      })
}
