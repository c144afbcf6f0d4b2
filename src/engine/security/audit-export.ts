import { v7 as uuid } from 'uuid'
import type { ApiAuditEntry } from '#kernel/api-security.ts'
import { refuse } from '#kernel/problem.ts'
import type { Session } from '../context.ts'
import { contentTypes, type Exported } from '../export/export.ts'
import { type ExportTold, tellEnd, tellStart } from '../export/log.ts'
import { tableWriter } from '../import/readers/writers.ts'
import { type AuditAsked, auditLog } from './audit-log.ts'

/** How the log is called among the exports. No object can be called so. */
const auditObject = 'sampan.audit'
const pageRows = 1_000

const columns: readonly (readonly [name: string, cell: (entry: ApiAuditEntry) => string | number | null])[] = [
  ['at', (entry) => entry.at],
  ['actor', (entry) => entry.actor?.name ?? null],
  ['kind', (entry) => entry.kind],
  ['object', (entry) => entry.object],
  ['title', (entry) => entry.title],
  ['recordId', (entry) => entry.recordId],
  ['via', (entry) => entry.via],
  ['ip', (entry) => (typeof entry.data?.['ip'] === 'string' ? entry.data['ip'] : null)],
  ['changes', (entry) => (Object.keys(entry.changes).length > 0 ? JSON.stringify(entry.changes) : null)],
  ['data', (entry) => (entry.data ? JSON.stringify(entry.data) : null)],
  ['block', (entry) => entry.block],
  ['id', (entry) => entry.id],
]

/**
 * Streams what the log says as CSV, newest first, under the filters of `auditLog`; its names are those of the API, for
 * programs that keep logs. Taking it out is told in the log itself, as any export is.
 * @param address the network address it goes to
 */
export async function exportAudit(session: Session, asked: AuditAsked, address: string): Promise<Exported> {
  if (session.seenBy)
    throw refuse('forbidden', null, {
      en: 'Nothing is exported while looking through somebody else’s eyes.',
      zh: '以他人视角查看时不能导出。',
    })
  const { after: _, limit: __, ...filter } = asked
  const first = await auditLog(session, { ...filter, limit: pageRows })
  const exportId = uuid()
  const told: ExportTold = {
    object: auditObject,
    format: 'csv',
    columns: columns.map(([name]) => name),
    where: Object.keys(filter).length > 0 ? (filter as ExportTold['where']) : null,
    fileName: `audit-${session.workspace.clock.now().toISOString().slice(0, 10)}-${exportId.slice(-8)}.csv`,
    address,
  }
  const writer = tableWriter(
    'csv',
    columns.map(([name]) => ({ name })),
  )
  const pump = async () => {
    let rows = 0
    let complete = false
    await tellStart(session, exportId, told)
    try {
      for (let page = first; ; page = await auditLog(session, { ...filter, limit: pageRows, after: page.next })) {
        for (const entry of page.data) await writer.write(columns.map(([, cell]) => cell(entry)))
        rows += page.data.length
        if (!page.next) break
      }
      await writer.end()
      complete = true
    } finally {
      await tellEnd(session, exportId, told, { rows, complete })
    }
    return { rows }
  }
  const done = pump()
  done.catch((error: unknown) => writer.stream.destroy(error instanceof Error ? error : new Error(String(error))))
  return { stream: writer.stream, fileName: told.fileName, contentType: contentTypes.csv, done }
}
