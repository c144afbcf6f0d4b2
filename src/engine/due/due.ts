import { v7 as uuid } from 'uuid'
import type { DueRecord, DueRun, DueWork } from '#kernel/due.ts'
import { columnOf } from '#kernel/fields/index.ts'
import type { FlowStep } from '#kernel/flow.ts'
import type { Label } from '#kernel/label.ts'
import { Refusal } from '#kernel/problem.ts'
import { type Session, tableOf, type Workspace } from '../context.ts'
import { crashPoint } from '../crash.ts'
import { and, ident, type Sql, sql } from '../db/sql.ts'
import { startSweep } from '../events/sweep.ts'
import { inTurns } from '../events/turns.ts'
import { performStep } from '../flows/perform.ts'
import { past } from '../query/query.ts'
import { loadStored } from '../records/load.ts'
import type { Writing } from '../records/op.ts'
import { writing } from '../records/write.ts'
import { systemSession, type Workspaces } from '../workspaces.ts'

/** Does what records have come due for. */
export type Due = {
  /** Something may be due: look now instead of at the next sweep. */
  wake(): void
  /** Does all that is due now; for tests and for the end of a command. */
  settle(): Promise<void>
  stop(): Promise<void>
}

export type DueOptions = {
  readonly workspaces: Pick<Workspaces, 'all' | 'retired'>
  readonly log: (message: string, detail?: object) => void
  readonly sweepMs?: number
  readonly concurrency?: number
}

const batch = 200
/** What is done in one look; what was done is kept in mind that long. */
const mostInALook = 10 * batch
/** How often something is tried that fails for no reason of its own, such as a database that is away. */
const mostAttempts = 6

/** What one workspace has of one kind of work, in one look. */
type Turn = { readonly workspace: Workspace; readonly work: DueWork; readonly looked: Set<string> }
type Candidate = { readonly id: string; readonly actor: string | null }

/** Starts in this process. Any number of processes may do so side by side: whoever locks a record does its work. */
export function startDue({ workspaces, log, sweepMs = 500, concurrency = 4 }: DueOptions): Due {
  const failed = new Map<string, { readonly times: number; readonly until: number }>()
  const sweeping = startSweep(sweep, {
    everyMs: sweepMs,
    failed: (error) => log('looking for what is due failed', { error: String(error) }),
  })

  async function sweep(): Promise<boolean> {
    if (workspaces.retired()) return false
    const turns = (await workspaces.all()).flatMap((workspace) =>
      workspace.registry.dues.map((work): Turn => ({ workspace, work, looked: new Set() })),
    )
    await inTurns(turns, doSome)
    if (turns.some(({ looked }) => looked.size >= mostInALook)) sweeping.wake()
    return turns.some(({ looked }) => looked.size > 0)
  }

  /** Each record once; what it is due for next is for the next look. True where there may be more. */
  async function doSome({ workspace, work, looked }: Turn): Promise<boolean> {
    if (sweeping.stopped()) return false
    const now = workspace.clock.now().getTime()
    const resting = [...failed].flatMap(([id, { until }]) => (until > now ? [id] : []))
    const found = await dueRecords(workspace, work, [...resting, ...looked])
    for (const { id } of found) looked.add(id)
    const left = [...found]
    const one = async () => {
      for (let next = left.shift(); next && !sweeping.stopped(); next = left.shift())
        await attempt(workspace, work, next)
    }
    await Promise.all(Array.from({ length: Math.min(concurrency, found.length) }, one))
    return found.length === batch && looked.size < mostInALook
  }

  async function attempt(workspace: Workspace, work: DueWork, one: Candidate): Promise<void> {
    try {
      await doOne(workspace, work, one)
      failed.delete(one.id)
    } catch (error) {
      log('work that was due failed', { object: work.object, id: one.id, error: String(error) })
      const times = (failed.get(one.id)?.times ?? 0) + 1
      failed.set(one.id, { times, until: workspace.clock.now().getTime() + 2 ** times * 1_000 })
      if (times >= mostAttempts) await refuseOne(workspace, work, one.id, brokenDown).catch(() => {}) // the next round tries again
    }
  }

  return {
    wake: sweeping.wake,
    async settle() {
      do await sweeping.looking()?.catch(() => {})
      while (await sweeping.look())
    },
    stop: sweeping.stop,
  }
}

const brokenDown: Label = {
  en: 'It failed several times, by a fault of the program.',
  zh: '程序出错，多次重试仍失败。',
}
const nobody: Label = {
  en: 'Nobody answers for it, or that person works here no more.',
  zh: '没有负责人，或负责人已停用。',
}

/** Records that are due, the longest first, but those. */
async function dueRecords(workspace: Workspace, work: DueWork, but: readonly string[]): Promise<readonly Candidate[]> {
  const now = workspace.clock.now().toISOString()
  const at = column(workspace, work, work.at)
  const rows = await workspace.db.rows(
    sql`select r.id, ${column(workspace, work, work.actor)} from ${tableOf(workspace, work.object)} r
      where ${at} <= ${now}::timestamptz and r.deleted_at is null and r.id <> all(${but}::uuid[])
      order by ${at} limit ${batch}::int`,
  )
  return rows.map(([id, actor]) => ({ id: String(id), actor: actor as string | null }))
}

function column({ registry }: Workspace, { object }: DueWork, key: string): Sql {
  return ident('r', columnOf(registry.object(object), key))
}

/** What a record is due for, and that it was done, commit together: it is done once, or not at all. */
async function doOne(workspace: Workspace, work: DueWork, { id, actor }: Candidate): Promise<void> {
  const principal = actor ? await workspace.directory.person(actor) : null
  if (!principal) return refuseOne(workspace, work, id, nobody)
  const origin = { via: 'job' } as const
  const session: Session = { workspace, principal, origin, language: workspace.language, causeId: id }
  try {
    await writing(session, async (w) => {
      const record = await take(w, work, id)
      if (!record) return
      await work.run(record as never, { tx: w.tx, perform: performing(w) })
      crashPoint('due.performed')
    })
    crashPoint('due.done')
  } catch (error) {
    if (!(error instanceof Refusal) || error.reason === 'unavailable') throw error
    await refuseOne(workspace, work, id, error.problems[0]!.message)
  }
}

function refuseOne(workspace: Workspace, work: DueWork, id: string, why: Label): Promise<void> {
  return writing(systemSession(workspace, 'job'), async (w) => {
    const record = await take(w, work, id)
    if (record) await work.refused(record as never, why, w.tx)
  })
}

/** Locks the record, and before it those to which it belongs; null where it is due no more, or somebody has one of them. */
async function take(w: Writing, work: DueWork, id: string): Promise<object | null> {
  const { workspace } = w.session
  const object = workspace.registry.object(work.object)
  const everything = past(w.query)
  const [plain] = await loadStored(w.db, everything, object, sql`r.id = ${id}::uuid`)
  if (!plain) return null
  for (const key of work.within) {
    const whole = plain[key] as string | null
    const { to } = object.fields[key] as unknown as { to: string }
    if (whole && !(await hold(w, to, sql`r.id = ${whole}::uuid`)) && (await isThere(w, to, whole))) return null
  }
  const due = sql`${column(workspace, work, work.at)} <= ${w.now}::timestamptz`
  if (!(await hold(w, work.object, and([sql`r.id = ${id}::uuid`, due])))) return null
  const [record] = await loadStored(
    w.db,
    everything,
    object,
    and([sql`r.id = ${id}::uuid`, everything.reach(object, {})]),
  )
  return record ?? null
}

/** Holds a record, unless somebody else does. */
async function hold(w: Writing, key: string, which: Sql): Promise<boolean> {
  const table = tableOf(w.session.workspace, key)
  const rows = await w.db.rows(sql`select r.id from ${table} r where ${which} for no key update skip locked`)
  return rows.length > 0
}

async function isThere(w: Writing, key: string, id: string): Promise<boolean> {
  const rows = await w.db.rows(sql`select 1 from ${tableOf(w.session.workspace, key)} r where r.id = ${id}::uuid`)
  return rows.length > 0
}

function performing(w: Writing): DueRun['perform'] {
  return async (step: FlowStep, on, { id, name }) => {
    const definition = { trigger: { on: 'call', object: on.object }, steps: [step] } as const
    const run = { ...standing, id, object: on.object, recordId: on.id, step: step.id }
    const by = { id, name, owner: w.session.principal.id }
    const { outcome } = await performStep(w, by, definition, run, { stepId: uuid() })
    if (outcome.go !== 'on') throw new Error(`A step of kind '${step.kind}' cannot be done at once.`)
    if (outcome.skipped) return 'skipped'
    const { object, id: made } = outcome.output ?? {}
    return typeof object === 'string' && typeof made === 'string' ? ({ object, id: made } satisfies DueRecord) : null
  }
}

/** A step that is done by itself belongs to no run; it is as one at its beginning. */
const standing = {
  flowId: '',
  versionId: '',
  status: 'running',
  turn: 0,
  kept: null,
  dueAt: null,
  attempts: 0,
  depth: 0,
  parentId: null,
  root: null,
  steps: 0,
  data: {},
} as const
