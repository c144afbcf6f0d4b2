import { setTimeout as pause } from 'node:timers/promises'
import { v7 as uuid } from 'uuid'
import { say } from '#kernel/label.ts'
import { Refusal, refuse } from '#kernel/problem.ts'
import type { Session } from '../../context.ts'
import { crashPoint } from '../../crash.ts'
import { or, sql } from '../../db/sql.ts'
import { cancel as cancelImport, type Files } from '../import.ts'
import { silenceMs, startRun } from '../run.ts'
import { changeImport, type ImportRow, loadImport } from '../store.ts'
import { knownPeople, withPeople } from './people.ts'
import { importsOf } from './set.ts'
import { changeSet, loadSet } from './store.ts'

type Run = { readonly session: Session; readonly id: string; readonly runId: string }

/**
 * Runs the files of a set one after the other; each is an import of its own. A set that was cut short goes on with the
 * file at which it stopped. Refuses while it runs, and when it is done.
 */
export async function runSet(parts: Files, session: Session, id: string): Promise<{ ended: Promise<void> }> {
  const { workspace } = session
  const row = await loadSet(session, id)
  const rows = await importsOf(session, row)
  const now = workspace.clock.now()
  const dead = new Date(now.getTime() - silenceMs).toISOString()
  const runId = uuid()
  const claimed = await changeSet(
    workspace,
    id,
    {
      status: 'running',
      runId,
      beatAt: now.toISOString(),
      startedAt: row.startedAt ?? now.toISOString(),
      finishedAt: null,
      error: null,
    },
    or([
      sql`status in ('uploaded', 'failed', 'cancelled')`,
      sql`(status = 'running' and (beat_at is null or beat_at < ${dead}::timestamptz))`,
    ]),
  )
  if (!claimed)
    throw refuse(
      'conflict',
      null,
      row.status === 'running'
        ? { en: 'This import is running.', zh: '导入正在进行。' }
        : { en: 'This import has been run already.', zh: '这次导入已经执行过了。' },
      'not-now',
    )
  return { ended: work(parts, { session, id, runId }, rows) }
}

/** Stops after the batch at hand; the files that are in stay and can be undone. */
export async function cancelSet(session: Session, id: string): Promise<void> {
  const set = await loadSet(session, id)
  const at = session.workspace.clock.now().toISOString()
  await changeSet(session.workspace, id, { status: 'cancelled', finishedAt: at }, sql`status = 'running'`)
  for (const row of await importsOf(session, set)) if (row.status === 'running') await cancelImport(session, row.id)
}

async function work(parts: Files, run: Run, rows: readonly ImportRow[]): Promise<void> {
  const { session, id, runId } = run
  const { workspace } = session
  const mine = sql`run_id = ${runId}::uuid and status = 'running'`
  const beat = setInterval(() => {
    changeSet(workspace, id, { beatAt: workspace.clock.now().toISOString() }, mine).catch(() => {})
  }, 5_000)
  try {
    let people: Record<string, string> = {}
    for (const row of rows) {
      if (!(await changeSet(workspace, id, { beatAt: workspace.clock.now().toISOString() }, mine))) return
      await runMember(parts, session, row.id, people)
      crashPoint('set.file')
      if (row.object === 'user') people = { ...people, ...(await knownPeople(parts.files, session, row)) }
    }
    await changeSet(workspace, id, { status: 'done', finishedAt: workspace.clock.now().toISOString() }, mine)
  } catch (error) {
    const message = error instanceof Refusal ? wordsOf(error, session) : String(error)
    const at = workspace.clock.now().toISOString()
    await changeSet(workspace, id, { status: 'failed', error: message, finishedAt: at }, mine)
    throw error
  } finally {
    clearInterval(beat)
  }
}

/** Runs one file to its end, or waits for whoever is at it; what is done is passed over. */
async function runMember(
  parts: Files,
  session: Session,
  importId: string,
  people: Readonly<Record<string, string>>,
): Promise<void> {
  for (;;) {
    let row = await loadImport(session, importId)
    if (row.status === 'done') return
    const alive = row.beatAt !== null && Date.parse(row.beatAt) > session.workspace.clock.now().getTime() - silenceMs
    if (row.status === 'running' && alive) {
      await pause(500)
      continue
    }
    const plan = withPeople(row.plan, session.workspace.registry.object(row.object), people)
    if (plan !== row.plan) {
      await changeImport(session.workspace, importId, { plan })
      row = { ...row, plan }
    }
    await (await startRun(parts.files, session, row)).ended
    const { status } = await loadImport(session, importId)
    if (status === 'cancelled') return
  }
}

function wordsOf({ problems }: Refusal, { language }: Session): string {
  return problems.map((p) => say(p.message, language)).join(' ')
}
