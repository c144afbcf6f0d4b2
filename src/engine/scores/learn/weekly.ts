import type { Workspace } from '../../context.ts'
import { latestOf } from './latest.ts'
import { train } from './train.ts'

const every = 7 * 86_400_000

/** Learns what was learnt a week ago, or never. */
export async function learnWeekly(workspace: Workspace): Promise<void> {
  const now = workspace.clock.now().getTime()
  await workspace.directory.everyone()
  for (const learning of workspace.registry.learnings) {
    const last = latestOf(workspace, learning)
    if (!last || now - Date.parse(last.at) >= every) await train(workspace, learning)
  }
}
