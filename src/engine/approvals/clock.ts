import { addWorkingHours } from '#kernel/calendar.ts'
import { engineTable, type Workspace } from '../context.ts'
import { sql } from '../db/sql.ts'
import { startSweep } from '../events/sweep.ts'
import type { Writing } from '../records/op.ts'
import { writing } from '../records/write.ts'
import { systemSession, type Workspaces } from '../workspaces.ts'
import { superiorsOf } from './deciders.ts'
import { hasApprovals } from './policies.ts'
import { noteApproval, readRequest, requestColumns, seatsOf } from './request.ts'
import { addSeats } from './seats.ts'
import { tellPerson } from './tell.ts'

export type ApprovalClock = {
  /** Does all that is due now; for tests. */
  settle(): Promise<void>
  stop(): Promise<void>
}

/** Asks those above where a decision takes too long. Any number of processes may do so side by side. */
export function startApprovalClock({
  workspaces,
  log,
  sweepMs = 30_000,
}: {
  readonly workspaces: Pick<Workspaces, 'all' | 'retired'>
  readonly log: (message: string, detail?: object) => void
  readonly sweepMs?: number
}): ApprovalClock {
  const sweeping = startSweep(
    async () => {
      if (workspaces.retired()) return
      for (const workspace of await workspaces.all())
        while (!sweeping.stopped() && hasApprovals(workspace) && (await askAbove(workspace)));
    },
    { everyMs: sweepMs, failed: (error) => log('asking for late approvals failed', { error: String(error) }) },
  )
  return { settle: () => sweeping.look(), stop: () => sweeping.stop() }
}

/** Sees to the request that is late longest; false where none is. */
function askAbove(workspace: Workspace): Promise<boolean> {
  return writing(systemSession(workspace, 'job'), async (w) => {
    const [row] = await w.db.rows(
      sql`select ${requestColumns} from ${engineTable(workspace, 'approval')} a where a.due_at <= ${w.now}::timestamptz
        order by a.due_at limit 1 for update skip locked`,
    )
    if (!row) return false
    const request = readRequest(row)
    const added = await addAbove(w, request)
    const hours = request.steps[request.step]?.hours
    // Once everybody above is asked there is nobody left to turn to.
    const due = added && hours ? addWorkingHours(workspace.calendar, w.now, hours) : null
    await w.db.count(
      sql`update ${engineTable(workspace, 'approval')} set due_at = ${due}::timestamptz where id = ${request.id}::uuid`,
    )
    return true
  })
}

/** The nearest superior of everybody who has not decided may decide in her place. */
async function addAbove(w: Writing, request: ReturnType<typeof readRequest>): Promise<boolean> {
  const { workspace } = w.session
  const company = await workspace.directory.everyone()
  const seats = (await seatsOf(w.db, workspace, [request.id])).filter(
    ({ round, step }) => round === request.round && step === request.step,
  )
  const asked = new Set(seats.filter(({ status }) => status === 'waiting').map(({ personId }) => personId))
  let added = false
  for (const [place, list] of Map.groupBy(
    seats.filter(({ status }) => status === 'waiting'),
    (seat) => seat.place,
  )) {
    const above = list
      .flatMap(({ personId }) => superiorsOf(personId, company))
      .find((id) => !asked.has(id) && company.people.get(id)?.active && (request.self || id !== request.askerId))
    if (!above) continue
    asked.add(above)
    added = true
    await addSeats(w, request, [{ personId: above, place, step: request.step, how: 'late' }])
    await noteApproval(w, request.id, 'late', { actor: null, other: above })
    await tellPerson(w, request, above, w.now)
  }
  return added
}
