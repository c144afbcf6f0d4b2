import type { Readable } from 'node:stream'
import { say } from '#kernel/label.ts'
import type { Problem } from '#kernel/problem.ts'
import { engineTable, type Session } from '../context.ts'
import { sql } from '../db/sql.ts'
import type { FileStore } from '../files/store.ts'
import { openFile } from './file.ts'
import { fixesOf } from './fix-store.ts'
import { cellText } from './readers/cell.ts'
import { tableWriter } from './readers/writers.ts'
import type { ImportRow } from './store.ts'

/** The refused rows as the file had them, with the reason in a last column: mend them there and import that file. */
export async function errorFile(
  files: FileStore,
  session: Session,
  row: ImportRow,
  format: 'csv' | 'xlsx',
): Promise<Readable> {
  const table = await openFile(files, row, await fixesOf(session, row.id))
  const reason = say({ en: 'Reason', zh: '未导入原因' }, session.language)
  const writer = tableWriter(format, [
    ...table.header.columns.map(({ name }) => ({ name })),
    { name: reason, width: 40 },
  ])
  const pump = async () => {
    const refusals = refusalsOf(session, row.id)
    let next = await refusals.next()
    for await (const { line, cells } of table.rows()) {
      if (next.done) break
      if (line < next.value.line) continue
      const told = next.value.problems
        .map((p) => reasonText(p, session, row))
        .join(session.language === 'en' ? ' ' : '')
      await writer.write([...table.header.columns.map(({ index }) => cellText(cells[index])), told])
      next = await refusals.next()
    }
    await writer.end()
  }
  pump().catch((error: unknown) => writer.stream.destroy(error instanceof Error ? error : new Error(String(error))))
  return writer.stream
}

function reasonText(p: Problem, { language }: Session, row: ImportRow): string {
  const column = p.field && row.plan.columns.find((c) => c.field === p.field)
  const name = column && row.analysis.columns.find((c) => c.column === column.column)?.name
  const message = say(p.message, language)
  return name && !message.includes(name) ? `${name}${language === 'en' ? ': ' : '：'}${message}` : message
}

async function* refusalsOf(session: Session, importId: string): AsyncGenerator<{ line: number; problems: Problem[] }> {
  for (let after = -1; ; ) {
    const rows = await session.workspace.db.rows(
      sql`select line, problems from ${engineTable(session.workspace, 'import_refusal')}
        where import_id = ${importId}::uuid and line > ${after}::int order by line limit 1000`,
    )
    for (const [line, problems] of rows) yield { line: Number(line), problems: problems as Problem[] }
    if (rows.length < 1_000) return
    after = Number(rows.at(-1)![0])
  }
}
