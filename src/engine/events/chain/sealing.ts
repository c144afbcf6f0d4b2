import type { Workspace } from '../../context.ts'
import { dropAnchor } from './anchor.ts'
import { headOf, openSealer } from './seal.ts'

/** Seals what happens in every open workspace, minute by minute, and drops its anchor. */
export function startSealing(options: {
  readonly opened: () => readonly Workspace[]
  readonly dataFolder: string
  readonly log: (message: string, detail?: object) => void
  readonly everyMs?: number
}) {
  const sealer = openSealer()
  let going: Promise<void> | null = null
  const sealAll = async (all: boolean) => {
    for (const workspace of options.opened())
      try {
        await sealer.round(workspace, { all })
        const head = await headOf(workspace.db, workspace)
        if (head) dropAnchor(options.dataFolder, workspace.schema, head)
      } catch (error) {
        // A workspace at rest or on the move is sealed at a later round; so is everything when the database is away.
        options.log('sealing failed', { workspace: workspace.id, error: String(error) })
      }
  }
  const round = (all = false) => {
    going ??= sealAll(all).finally(() => {
      going = null
    })
    return going
  }
  const timer = setInterval(() => void round(), options.everyMs ?? 60_000)
  return {
    /** Seals everything now. */
    async now(): Promise<void> {
      await going
      await round(true)
    },
    async stop(): Promise<void> {
      clearInterval(timer)
      await going
    },
  }
}
