import type { Problem } from '#kernel/problem.ts'
import { engineTable, type Session } from '../context.ts'
import { sql } from '../db/sql.ts'

/** Why rows were refused, the most frequent first; `lines` are the first ones. */
export type Reason = { readonly problem: Problem; readonly rows: number; readonly lines: readonly number[] }

const most = 100
const linesShown = 20

/** Gathers reasons of a preview. */
export function gatherReasons() {
  const found = new Map<string, { problem: Problem; rows: number; lines: number[] }>()
  return {
    add(line: number, problems: readonly Problem[]): void {
      for (const problem of problems) {
        const key = `${problem.field} ${problem.code} ${problem.message.en}`
        const entry = found.get(key) ?? { problem, rows: 0, lines: [] }
        entry.rows++
        if (entry.lines.length < linesShown) entry.lines.push(line)
        if (found.size < 5_000) found.set(key, entry)
      }
    },
    list: (): Reason[] => [...found.values()].sort((a, b) => b.rows - a.rows).slice(0, most),
  }
}

/** The reasons of an import that ran, from its refusals. */
export async function reasonsOf(session: Session, importId: string): Promise<Reason[]> {
  const rows = await session.workspace.db.rows(
    sql`select p.value::text, count(*), (array_agg(f.line order by f.line))[1:${linesShown}::int]
      from ${engineTable(session.workspace, 'import_refusal')} f, jsonb_array_elements(f.problems) p
      where f.import_id = ${importId}::uuid group by 1 order by 2 desc, 1 limit ${most}::int`,
  )
  return rows.map(([text, count, lines]) => ({
    problem: JSON.parse(String(text)) as Problem,
    rows: Number(count),
    lines: lines as number[],
  }))
}
