import { v7 as uuid } from 'uuid'
import { addWorkingHours } from '#kernel/calendar.ts'
import { engineTable } from '../context.ts'
import { sql } from '../db/sql.ts'
import type { Writing } from '../records/op.ts'
import { placesOf } from './deciders.ts'
import type { Request, Seat } from './request.ts'

/** Asks those who decide on a step, as they are now. */
export async function openStep(w: Writing, request: Request, step: number): Promise<void> {
  const company = await w.session.workspace.directory.everyone()
  const asked = request.steps[step]
  const places = asked ? placesOf(asked, request.askerId, company, request.self) : []
  await addSeats(
    w,
    request,
    places.flatMap((people, place) => people.map((personId) => ({ personId, place, step, how: 'policy' as const }))),
  )
  const due = asked?.hours ? addWorkingHours(w.session.workspace.calendar, w.now, asked.hours) : null
  await w.db.count(
    sql`update ${engineTable(w.session.workspace, 'approval')} set step = ${step}::int, due_at = ${due}::timestamptz where id = ${request.id}::uuid`,
  )
}

export async function addSeats(
  w: Pick<Writing, 'db' | 'now' | 'session'>,
  request: Pick<Request, 'id' | 'round'>,
  seats: readonly (Pick<Seat, 'personId' | 'place' | 'step'> & { readonly how: Seat['how'] })[],
): Promise<void> {
  if (seats.length === 0) return
  const rows = seats.map(({ personId, place, step, how }) => ({ id: uuid(), person: personId, place, step, how }))
  await w.db.count(
    sql`insert into ${engineTable(w.session.workspace, 'approval_seat')} (id, approval_id, round, step, place, person_id, how, status, asked_at)
      select x.id, ${request.id}::uuid, ${request.round}::int, x.step, x.place, x.person, x.how, 'waiting', ${w.now}::timestamptz
      from json_to_recordset(${JSON.stringify(rows)}::json) as x (id uuid, person uuid, place integer, step integer, how text)`,
  )
}

/** Notes what became of seats that wait still. */
export async function settleSeats(
  w: Pick<Writing, 'db' | 'now' | 'session'>,
  ids: readonly string[],
  status: Exclude<Seat['status'], 'waiting'>,
  by: string | null,
): Promise<void> {
  if (ids.length === 0) return
  await w.db.count(
    sql`update ${engineTable(w.session.workspace, 'approval_seat')} set status = ${status}, decided_by = ${by}::uuid, decided_at = ${w.now}::timestamptz
      where id = any(${[...ids]}::uuid[]) and status = 'waiting'`,
  )
}

/** Has somebody of every place of the step agreed? */
export function isAgreed(seats: readonly Seat[]): boolean {
  return [...Map.groupBy(seats, ({ place }) => place).values()].every((list) =>
    list.some(({ status }) => status === 'approved'),
  )
}
