import type { Session } from '../context.ts'
import { sql } from '../db/sql.ts'
import type { Runtime } from '../runtime.ts'
import { silenceMs, startRun } from './run.ts'
import { findImports } from './store.ts'
import { undoImport } from './undo.ts'

/**
 * Goes on with imports and undos whose process died, with the rights that their people have now. Answers how many; each
 * is claimed first, so that of several processes one does it.
 */
export async function resumeImports(
  runtime: Pick<Runtime, 'files' | 'workspaces'>,
): Promise<{ id: string; ended: Promise<void> }[]> {
  const resumed: { id: string; ended: Promise<void> }[] = []
  for (const workspace of runtime.workspaces.opened()) {
    const dead = new Date(workspace.clock.now().getTime() - silenceMs).toISOString()
    const rows = await findImports(
      workspace,
      sql`status in ('running', 'undoing') and beat_at < ${dead}::timestamptz`,
      20,
    )
    for (const row of rows) {
      const principal = row.createdBy ? await workspace.directory.person(row.createdBy) : null
      if (!principal) continue
      const session: Session = { workspace, principal, origin: { via: 'import' }, language: workspace.language }
      const { ended } =
        row.status === 'undoing' ? await undoImport(session, row.id) : await startRun(runtime.files, session, row)
      resumed.push({ id: row.id, ended })
    }
  }
  return resumed
}
