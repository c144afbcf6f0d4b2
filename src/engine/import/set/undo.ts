import { setTimeout as pause } from 'node:timers/promises'
import { v7 as uuid } from 'uuid'
import { refuse } from '#kernel/problem.ts'
import type { Session } from '../../context.ts'
import { or, sql } from '../../db/sql.ts'
import { silenceMs } from '../run.ts'
import { loadImport } from '../store.ts'
import { refuseChanged, type UndoOptions, undoImport } from '../undo.ts'
import { importsOf } from './set.ts'
import { changeSet, loadSet } from './store.ts'

/**
 * Takes a whole set back, the last file first. Refuses (409, with the records) before anything is touched when somebody
 * has changed any record of any of its files since, unless told to `force` or to `skip` those. Sent again for an undo that
 * was cut short it goes on.
 */
export async function undoSet(
  session: Session,
  id: string,
  options: UndoOptions = {},
): Promise<{ ended: Promise<void> }> {
  const { workspace } = session
  const set = await loadSet(session, id)
  if (!['done', 'failed', 'cancelled', 'undoing'].includes(set.status))
    throw refuse(
      'conflict',
      null,
      set.status === 'undone'
        ? { en: 'This import has been undone already.', zh: '这次导入已经撤销。' }
        : { en: 'There is nothing to undo.', zh: '没有可以撤销的内容。' },
      'not-now',
    )
  const rows = (await importsOf(session, set)).toReversed().filter((row) => row.status !== 'uploaded')
  const within = rows.map((row) => row.id)
  const left = rows.filter((row) => row.status !== 'undone')
  if (!options.force && options.skip !== 'changed')
    await refuseChanged(
      session,
      left.map((row) => row.id),
      within,
    )
  const now = workspace.clock.now()
  const dead = new Date(now.getTime() - silenceMs).toISOString()
  const runId = uuid()
  const claimed = await changeSet(
    workspace,
    id,
    { status: 'undoing', runId, beatAt: now.toISOString(), error: null },
    or([
      sql`status in ('done', 'failed', 'cancelled')`,
      sql`(status = 'undoing' and (beat_at is null or beat_at < ${dead}::timestamptz))`,
    ]),
  )
  if (!claimed)
    throw refuse('conflict', null, { en: 'This import is being undone.', zh: '正在撤销这次导入。' }, 'not-now')
  return { ended: work(session, id, runId, within, options) }
}

async function work(
  session: Session,
  id: string,
  runId: string,
  importIds: readonly string[],
  options: UndoOptions,
): Promise<void> {
  const { workspace } = session
  const mine = sql`run_id = ${runId}::uuid and status = 'undoing'`
  const beat = setInterval(() => {
    changeSet(workspace, id, { beatAt: workspace.clock.now().toISOString() }, mine).catch(() => {})
  }, 5_000)
  try {
    for (const importId of importIds) await undoMember(session, importId, importIds, options)
    await changeSet(workspace, id, { status: 'undone', undoneAt: workspace.clock.now().toISOString() }, mine)
  } catch (error) {
    await changeSet(workspace, id, { status: 'failed', error: String(error) }, mine)
    throw error
  } finally {
    clearInterval(beat)
  }
}

async function undoMember(
  session: Session,
  importId: string,
  within: readonly string[],
  options: UndoOptions,
): Promise<void> {
  for (;;) {
    const { status, beatAt } = await loadImport(session, importId)
    if (status === 'undone') return
    const alive = beatAt !== null && Date.parse(beatAt) > session.workspace.clock.now().getTime() - silenceMs
    if (status === 'undoing' && alive) await pause(500)
    else {
      await (await undoImport(session, importId, { ...options, within })).ended
      return
    }
  }
}
