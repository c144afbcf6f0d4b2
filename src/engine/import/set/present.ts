import type { ImportCounts } from '#kernel/api-import.ts'
import type { ApiImportSet, ImportSetFile } from '#kernel/api-import-set.ts'
import { say } from '#kernel/label.ts'
import type { Session } from '../../context.ts'
import { presentRecords } from '../../query/list.ts'
import { queryOf } from '../../query/query.ts'
import { importCounts, noCounts } from '../counts.ts'
import type { Previewed } from '../preview.ts'
import { progressOf } from '../run.ts'
import { loadImport } from '../store.ts'
import { awaitedFields } from './awaited.ts'
import { questionsOf } from './questions.ts'
import type { Member, SetRow } from './store.ts'

/** A set as the API shows it, in the caller's language. */
export async function presentSet(session: Session, row: SetRow): Promise<ApiImportSet> {
  const user = session.workspace.registry.object('user')
  const [person] = row.createdBy ? await presentRecords(queryOf(session), user, [row.createdBy], [user.title]) : []
  const files = await Promise.all(row.members.map((member) => presentFile(session, member)))
  return {
    id: row.id,
    fileName: row.fileName,
    status: row.status,
    createdAt: row.createdAt,
    createdBy: person && row.createdBy ? { id: row.createdBy, title: String(person[user.title] ?? '') } : null,
    finishedAt: row.finishedAt,
    undoneAt: row.undoneAt,
    files,
    leftOut: row.leftOut.map(({ path, reason }) => ({ path, reason: say(reason, session.language) })),
    counts: files.reduce((sum, file) => (file.progress ? added(sum, file.progress) : sum), importCounts(noCounts)),
    error: row.error,
  }
}

async function presentFile(session: Session, member: Member): Promise<ImportSetFile> {
  const { path, object, importId, skip, relations } = member
  const nothing = {
    system: null,
    rows: 0,
    columns: { used: 0, of: 0 },
    questions: [],
    preview: null,
    status: 'uploaded' as const,
    progress: null,
    undo: null,
  }
  if (importId === null) return { path, object, importId, skip, relations, ...nothing, error: null }
  const row = await loadImport(session, importId)
  const { counts } = await progressOf(session, importId)
  const undo = row.undo as ImportSetFile['undo']
  const { profile } = row.analysis
  const preview = row.preview as Previewed | null
  return {
    path,
    object,
    importId,
    skip,
    relations,
    system: profile ? say(profile.label, session.language) : null,
    rows: row.analysis.rows,
    columns: { used: row.plan.columns.length, of: row.analysis.columns.length },
    questions: row.status === 'uploaded' ? questionsOf(session, row, await awaitedFields(session, row)) : [],
    preview: preview && countsOf(preview),
    status: row.status,
    progress: row.status === 'uploaded' ? null : importCounts(counts),
    undo: undo && { removed: undo.removed, restored: undo.restored, kept: undo.kept },
    error: row.error,
  }
}

function countsOf({ rows, created, updated, unchanged, skipped, refused }: ImportCounts): ImportCounts {
  return { rows, created, updated, unchanged, skipped, refused }
}

function added(a: ImportCounts, b: ImportCounts): ImportCounts {
  return Object.fromEntries(
    Object.entries(a).map(([key, n]) => [key, n + b[key as keyof ImportCounts]]),
  ) as ImportCounts
}
