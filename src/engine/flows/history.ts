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

/** Writes what came of a step, in the transaction that moves its run. A step that comes back is one row. */
export async function noteStep(
  {
    db,
    now,
    session,
  }: { readonly db: Queryable; readonly now: string; readonly session: { readonly workspace: Workspace } },
  run: Pick<Run, 'id' | 'step' | 'steps'>,
  { id, kind, status, input, output, reason }: Note,
): Promise<void> {
  const json = (value: unknown) => (value === null ? null : JSON.stringify(value))
  await db.count(
    sql`insert into ${engineTable(session.workspace, 'flow_step')} (id, run_id, step, kind, number, status, input, output, reason, at)
      values (${id}::uuid, ${run.id}::uuid, ${run.step}::text, ${kind}::text, ${run.steps}::int, ${status}::text, ${json(input)}::jsonb,
        ${json(output)}::jsonb, ${json(reason)}::jsonb, ${now}::timestamptz)
      on conflict (run_id, step) do update set status = excluded.status, input = excluded.input, output = excluded.output,
        reason = excluded.reason, at = excluded.at`,
  )
}
