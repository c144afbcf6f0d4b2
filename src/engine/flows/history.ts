import type { Label } from '#kernel/label.ts'
import type { Values } from '#kernel/object.ts'
import { engineTable, type Workspace } from '../context.ts'
import type { Queryable } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import type { Run } from './run.ts'

/** What is kept of a step of a run. */
export type Note = {
  readonly id: string
  readonly kind: string
  readonly status: 'done' | 'waiting' | 'failed' | 'skipped'
  readonly input: Values | null
  readonly output: Values | null
  readonly reason: Label | null
}

/** Writes what came of a step of each of these runs, in the transaction that moves them. A step that comes back is one row. */
export async function noteSteps(
  {
    db,
    now,
    session,
  }: { readonly db: Queryable; readonly now: string; readonly session: { readonly workspace: Workspace } },
  noted: readonly { readonly run: Pick<Run, 'id' | 'step' | 'steps'>; readonly note: Note }[],
): Promise<void> {
  const rows = noted.map(({ run, note }) => ({ ...note, run_id: run.id, step: run.step, number: run.steps }))
  await db.count(
    sql`insert into ${engineTable(session.workspace, 'flow_step')} (id, run_id, step, kind, number, status, input, output, reason, at)
      select id, run_id, step, kind, number, status, input, output, reason, ${now}::timestamptz
      from json_to_recordset(${JSON.stringify(rows)}::json) as x (id uuid, run_id uuid, step text, kind text, number integer,
        status text, input jsonb, output jsonb, reason jsonb)
      on conflict (run_id, step) do update set status = excluded.status, input = excluded.input, output = excluded.output,
        reason = excluded.reason, at = excluded.at`,
  )
}
