import { hoursOn, isWorkingDay, type WorkingCalendar } from '#kernel/calendar.ts'
import type { Language } from '#kernel/label.ts'
import { Refusal } from '#kernel/problem.ts'
import { addDays, dayOf, instantOf, startOfWeek } from '#kernel/time.ts'
import { isUnderWay } from '../access/cover.ts'
import type { Principal } from '../access/principal.ts'
import { engineTable, type Session, tableOf, type Workspace } from '../context.ts'
import { ident, sql } from '../db/sql.ts'
import type { Writing } from '../records/op.ts'
import { writing } from '../records/write.ts'
import { systemSession } from '../workspaces.ts'
import { digestOf } from './content.ts'

/** The preference that says how often somebody wants one: `daily` or `weekly`; none where it is not there. */
export const digestPreference = 'digest'
/** The preference that knows of which day somebody has had hers. */
const donePreference = 'digest.done'

/** So long after work begins a digest still is one of the morning. */
const morningMs = 4 * 3_600_000

/** Who wants a digest, and how often. */
type Wish = {
  readonly userId: string
  readonly every: 'daily' | 'weekly'
  readonly language: Language
  readonly done: string | null
}

/**
 * Writes the digests of everybody whose morning it is, in her time zone and by the working calendar, unless she is away:
 * once a day or a week whatever happens in between, and none where there is nothing to say.
 */
export async function sendDigests(workspace: Workspace, baseUrl: string): Promise<void> {
  if (!workspace.registry.mail) return
  for (const wish of await wishesOf(workspace)) {
    const principal = await workspace.directory.person(wish.userId)
    const day = principal && dueOn(workspace, principal, wish)
    if (!principal || !day) continue
    const session = { workspace, principal, origin: { via: 'job' }, language: wish.language } as const satisfies Session
    const since = addDays(day, wish.every === 'daily' ? -3 : -7)
    const digest = await digestOf(session, wish.every, wish.done ?? since, baseUrl)
    try {
      await writing(systemSession(workspace, 'job'), async (w) => {
        if ((await isFirst(w, wish.userId, day)) && digest)
          await workspace.registry.mail!.tell(w.tx, wish.userId, digest)
      })
    } catch (error) {
      // Nothing may go to her address: that will be no other in ten minutes.
      if (!(error instanceof Refusal)) throw error
      await writing(systemSession(workspace, 'job'), (w) => isFirst(w, wish.userId, day))
    }
  }
}

/** Writes the caller hers now, in her own language, whether or not it is morning; false where there is nothing to say. */
export async function sendOwnDigest(session: Session, baseUrl: string): Promise<boolean> {
  const { workspace, principal } = session
  if (!workspace.registry.mail) return false
  const since = addDays(dayOf(workspace.clock.now().toISOString(), principal.timeZone), -3)
  const [row] = await workspace.db.rows(
    sql`select u.${ident('language')} from ${tableOf(workspace, 'user')} u where u.id = ${principal.id}::uuid`,
  )
  const language = (row?.[0] as Language | null | undefined) ?? workspace.language
  const digest = await digestOf({ ...session, language }, 'daily', since, baseUrl)
  if (!digest) return false
  await writing({ ...systemSession(workspace), origin: session.origin }, (w) =>
    workspace.registry.mail!.tell(w.tx, String(principal.id), digest),
  )
  workspace.hint('event')
  return true
}

async function wishesOf(workspace: Workspace): Promise<Wish[]> {
  const preference = engineTable(workspace, 'preference')
  const rows = await workspace.db.rows(
    sql`select p.user_id, p.value #>> '{}', u.${ident('language')}, d.value #>> '{}' from ${preference} p
      join ${tableOf(workspace, 'user')} u on u.id = p.user_id and u.active and u.deleted_at is null
      left join ${preference} d on d.user_id = p.user_id and d.key = ${donePreference}::text
      where p.key = ${digestPreference}::text and p.value in ('"daily"', '"weekly"') order by p.user_id`,
  )
  return rows.map(([userId, every, language, done]) => ({
    userId: String(userId),
    every: every as Wish['every'],
    language: (language as Language | null) ?? workspace.language,
    done: done === null ? null : String(done),
  }))
}

/** The day of which her digest is due at this moment, by her own clock; null where none is. */
function dueOn(workspace: Workspace, principal: Principal, { every, done }: Wish): string | null {
  const now = workspace.clock.now().toISOString()
  const zone = principal.timeZone
  const day = dayOf(now, zone)
  if (done !== null && done >= day) return null
  const { calendar } = workspace
  const opens = hoursOn(calendar, day)[0]?.[0]
  if (!opens || (every === 'weekly' && !isFirstOfWeek(calendar, day))) return null
  const begins = Date.parse(instantOf(`${day}T${opens}`, zone))
  const passed = Date.parse(now) - begins
  if (passed < 0 || passed > morningMs) return null
  const away = workspace.directory.absences().some((one) => one.personId === principal.id && isUnderWay(one, now))
  return away ? null : day
}

/** Is no working day of the week before this one? */
function isFirstOfWeek(calendar: WorkingCalendar, day: string): boolean {
  for (let earlier = startOfWeek(day); earlier < day; earlier = addDays(earlier, 1))
    if (isWorkingDay(calendar, earlier)) return false
  return true
}

/** Whoever notes the day first writes the digest, in the same transaction. */
async function isFirst(w: Writing, userId: string, day: string): Promise<boolean> {
  const table = engineTable(w.session.workspace, 'preference')
  const rows = await w.db.rows(
    sql`insert into ${table} as p (user_id, key, value, updated_at)
      values (${userId}::uuid, ${donePreference}::text, to_jsonb(${day}::text), ${w.now}::timestamptz)
      on conflict (user_id, key) do update set value = excluded.value, updated_at = excluded.updated_at
      where p.value #>> '{}' < ${day}::text returning p.key`,
  )
  return rows.length > 0
}
