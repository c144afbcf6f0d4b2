import { Refusal } from '#kernel/problem.ts'
import type { Session } from '../../context.ts'
import { sql } from '../../db/sql.ts'
import type { Runtime } from '../../runtime.ts'
import { silenceMs } from '../run.ts'
import { loadImport } from '../store.ts'
import type { UndoNote } from '../undo.ts'
import { runSet } from './run.ts'
import { findSets, type SetRow } from './store.ts'
import { undoSet } from './undo.ts'

/** Goes on with sets whose process died, as `resumeImports` does with single files. Answers how many. */
export async function resumeSets(
  runtime: Pick<Runtime, 'files' | 'workspaces'>,
): Promise<{ id: string; ended: Promise<void> }[]> {
  const resumed: { id: string; ended: Promise<void> }[] = []
  for (const workspace of runtime.workspaces.opened()) {
    const dead = new Date(workspace.clock.now().getTime() - silenceMs).toISOString()
    for (const row of await findSets(
      workspace,
      sql`status in ('running', 'undoing') and beat_at < ${dead}::timestamptz`,
      20,
    )) {
      const principal = row.createdBy ? await workspace.directory.person(row.createdBy) : null
      if (!principal) continue
      const session: Session = { workspace, principal, origin: { via: 'job' }, language: workspace.language }
      try {
        const { ended } =
          row.status === 'running'
            ? await runSet(runtime, session, row.id)
            : await undoSet(session, row.id, await howOf(session, row))
        resumed.push({ id: row.id, ended })
      } catch (error) {
        // taken up by another process, or changed meanwhile: then a person decides
        if (!(error instanceof Refusal)) throw error
      }
    }
  }
  return resumed
}

/** How the undo was asked for, as the first of its files noted it. */
async function howOf(session: Session, { members }: SetRow): Promise<UndoNote['how']> {
  for (const { importId } of members) {
    const note = importId ? ((await loadImport(session, importId)).undo as UndoNote | null) : null
    if (note?.how) return note.how
  }
  return {}
}
