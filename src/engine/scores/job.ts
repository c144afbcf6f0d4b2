import type { RegisteredObject } from '#kernel/registry.ts'
import { dayOf } from '#kernel/time.ts'
import { engineTable, tableOf, type Workspace } from '../context.ts'
import { crashPoint } from '../crash.ts'
import { sql } from '../db/sql.ts'
import { past, queryOf } from '../query/query.ts'
import { systemSession } from '../workspaces.ts'
import { scoresOf } from './expression.ts'
import { rescore } from './write.ts'

const batch = 2_000
const first = '00000000-0000-0000-0000-000000000000'

/** How far the scores of a day are: the objects that are done, and the last record of the one at hand. */
type Progress = { readonly day: string; readonly done: readonly string[]; readonly after: string }

/**
 * Once on each day of the company's: reckons all scores anew, since points fade and filters know `today`. Goes on where it
 * stopped, however it stopped; told twice it does nothing twice.
 */
export async function scoreDaily(workspace: Workspace): Promise<void> {
  const scored = [...workspace.registry.objects.values()].filter(
    (object) => scoresOf(workspace.registry, object).length > 0,
  )
  if (scored.length === 0) return
  const day = dayOf(workspace.clock.now().toISOString(), workspace.calendar.timeZone)
  const known = await readProgress(workspace)
  let progress: Progress = known?.day === day ? known : { day, done: [], after: first }
  for (const object of scored) {
    if (progress.done.includes(object.key)) continue
    await scoreAll(workspace, object, {
      after: progress.after,
      done: async (after) => {
        progress = { ...progress, after }
        await keepProgress(workspace, progress)
        crashPoint('scores.batch')
      },
    })
    progress = { day, done: [...progress.done, object.key], after: first }
    await keepProgress(workspace, progress)
  }
}

/** Reckons the scores of all records of an object anew, in order of id, some thousands in one statement. */
export async function scoreAll(
  workspace: Workspace,
  object: RegisteredObject,
  { after = first, done = async () => {} }: { after?: string; done?: (after: string) => Promise<void> } = {},
): Promise<void> {
  const fields = scoresOf(workspace.registry, object).map(({ key }) => key)
  if (fields.length === 0) return
  const table = tableOf(workspace, object.key)
  for (let last = after; ; ) {
    const [row] = await workspace.db.rows(
      sql`select x.id from (select id from ${table} where id > ${last}::uuid order by id limit ${batch}::int) x order by x.id desc limit 1`,
    )
    if (!row) return
    const until = String(row[0])
    const all = past(queryOf(systemSession(workspace)))
    await workspace.db.transaction((tx) =>
      rescore(tx, all, object, {
        fields,
        where: sql`r.id > ${last}::uuid and r.id <= ${until}::uuid`,
      }),
    )
    last = until
    await done(last)
  }
}

async function readProgress(workspace: Workspace): Promise<Progress | null> {
  const [row] = await workspace.db.rows(
    sql`select value from ${engineTable(workspace, 'setting')} where key = 'scores'`,
  )
  return (row?.[0] as Progress | undefined) ?? null
}

async function keepProgress(workspace: Workspace, progress: Progress): Promise<void> {
  const now = workspace.clock.now().toISOString()
  await workspace.db.count(
    sql`insert into ${engineTable(workspace, 'setting')} (key, value, updated_at)
      values ('scores', ${JSON.stringify(progress)}::jsonb, ${now}::timestamptz)
      on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at`,
  )
}
