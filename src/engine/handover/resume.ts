import { engineTable, type Workspace } from '../context.ts'
import { sql } from '../db/sql.ts'
import { carryOut } from './run.ts'
import { undoHandover } from './undo.ts'

/** Goes on with handovers that were cut short, with the rights that whoever began them has now. Those under way are waited for. */
export async function resumeHandovers(workspace: Workspace): Promise<void> {
  const rows = await workspace.db.rows(
    sql`select id, status, coalesce(undone_by, created_by) from ${engineTable(workspace, 'handover')} where status in ('running', 'undoing')`,
  )
  for (const [id, status, by] of rows) {
    const principal = await workspace.directory.person(String(by))
    if (!principal?.admin) continue
    const session = { workspace, principal, origin: { via: 'job' as const }, language: workspace.language }
    await (status === 'running' ? carryOut(session, String(id)) : undoHandover(session, String(id)))
  }
}
