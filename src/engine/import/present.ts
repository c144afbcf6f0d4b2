import type { ApiImport, ImportPreview, ImportReason, ImportReport, ImportUndo } from '#kernel/api-import.ts'
import { say } from '#kernel/label.ts'
import type { Session } from '../context.ts'
import { presentRecords } from '../query/list.ts'
import { queryOf } from '../query/query.ts'
import { importCounts } from './counts.ts'
import type { Previewed } from './preview.ts'
import type { Reason } from './reasons.ts'
import { progressOf } from './run.ts'
import type { ImportRow } from './store.ts'

/** An import as the API shows it, in the caller's language. */
export async function presentImport(session: Session, row: ImportRow): Promise<ApiImport> {
  const user = session.workspace.registry.object('user')
  const [[person], progress] = await Promise.all([
    row.createdBy ? presentRecords(queryOf(session), user, [row.createdBy], [user.title]) : [],
    progressOf(session, row.id),
  ])
  const preview = row.preview as Previewed | null
  const report = row.report as (Omit<ImportReport, 'reasons'> & { reasons: Reason[] }) | null
  return {
    id: row.id,
    setId: row.setId,
    object: row.object,
    fileName: row.fileName,
    status: row.status,
    createdAt: row.createdAt,
    createdBy: person && row.createdBy ? { id: row.createdBy, title: String(person[user.title] ?? '') } : null,
    finishedAt: row.finishedAt,
    undoneAt: row.undoneAt,
    analysis: row.analysis,
    plan: row.plan,
    preview: preview && presentPreview(session, preview),
    progress: { ...importCounts(progress.counts), of: row.analysis.rows },
    report: report && { ...report, reasons: reasonsIn(session, report.reasons) },
    undo: row.undo as ImportUndo | null,
    error: row.error,
  }
}

function presentPreview(session: Session, { refusals: _, ...preview }: Previewed): ImportPreview {
  return { ...preview, reasons: reasonsIn(session, preview.reasons) }
}

function reasonsIn({ language }: Session, reasons: readonly Reason[]): ImportReason[] {
  return reasons.map(({ problem, rows, lines }) => ({
    field: problem.field,
    code: problem.code,
    message: say(problem.message, language),
    rows,
    lines,
  }))
}
