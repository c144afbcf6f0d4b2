import type { Session } from '../../context.ts'
import type { ImportRow } from '../store.ts'
import { pointsAt } from '../targets.ts'
import { loadSet } from './store.ts'

/** Relations of an import whose records other files of its set may bring; none where it came alone. */
export async function awaitedFields(session: Session, row: ImportRow): Promise<ReadonlySet<string>> {
  if (!row.setId) return new Set()
  const { members } = await loadSet(session, row.setId)
  const coming = new Set(members.flatMap((m) => (m.importId && m.importId !== row.id && !m.skip ? [m.object] : [])))
  const fields = Object.entries(session.workspace.registry.object(row.object).fields)
  return new Set(fields.flatMap(([key, field]) => (coming.has(pointsAt(field)) ? [key] : [])))
}
