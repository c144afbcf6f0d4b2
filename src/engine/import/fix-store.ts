import { engineTable, type Session } from '../context.ts'
import { sql } from '../db/sql.ts'

/** A row with mended cells: column → text as it should have stood in the file. */
export type Fix = { readonly line: number; readonly cells: Readonly<Record<string, string>> }

/** Mended cells by line. */
export async function fixesOf({ workspace }: Session, importId: string): Promise<Map<number, Fix['cells']>> {
  const rows = await workspace.db.rows(
    sql`select line, cells from ${engineTable(workspace, 'import_fix')} where import_id = ${importId}::uuid`,
  )
  return new Map(rows.map(([line, cells]) => [Number(line), cells as Fix['cells']]))
}

/** Keeps mended cells; what was mended before in the same row stays. */
export async function keepFixes(
  { workspace, principal }: Session,
  importId: string,
  fixes: readonly Fix[],
): Promise<void> {
  const table = engineTable(workspace, 'import_fix')
  await workspace.db.count(
    sql`insert into ${table} as f (import_id, line, cells, at, by_id)
      select ${importId}::uuid, x.line, x.cells, ${workspace.clock.now().toISOString()}::timestamptz, ${principal.id}::uuid
      from json_to_recordset(${JSON.stringify(fixes)}::json) as x (line int, cells jsonb)
      on conflict (import_id, line) do update set cells = f.cells || excluded.cells, at = excluded.at, by_id = excluded.by_id`,
  )
}
