import type { Work } from '#kernel/behaviour.ts'
import { engineTable, type Session, type Workspace } from '../context.ts'
import { sql } from '../db/sql.ts'
import { scanLikes } from '../matching/scan.ts'
import { deliver } from '../notifications/notify.ts'
import { openPace } from '../pace.ts'
import { putBack, setAside } from '../records/aside.ts'
import { dueSince } from '../records/due-since.ts'
import { sweep } from '../records/sweep.ts'
import { writing } from '../records/write.ts'
import { systemSession } from '../workspaces.ts'
import { eventColumns, readEvent } from './event.ts'

/** Tells one subscriber of one event. Its write commits together with the note that it was told, so a second telling does nothing. */
export async function handleEvent(workspace: Workspace, eventId: string, name: string): Promise<void> {
  const subscriber = workspace.registry.subscribers.find((s) => s.name === name)
  if (!subscriber) return
  const [row] = await workspace.db.rows(
    sql`select ${eventColumns} from ${engineTable(workspace, 'event')} where id = ${eventId}::uuid`,
  )
  if (!row || (await isHandled(workspace, eventId, name))) return
  await workspace.directory.everyone() // what is kept at hand, as it is now
  const session = systemSession(workspace, 'job', eventId)
  await subscriber.run(readEvent(row), workOf(session, { eventId, name }))
}

/** Runs a declared job in a workspace. Throws `Stopped` between two of its steps once it is to stop. */
export async function runJob(
  workspace: Workspace,
  name: string,
  input: Readonly<Record<string, unknown>>,
  stop?: AbortSignal,
): Promise<void> {
  const job = workspace.registry.jobs.find((j) => j.name === name)
  await workspace.directory.everyone() // what is kept at hand, as it is now
  if (job) await job.run(workOf(systemSession(workspace, 'job'), undefined, stop), input)
}

function workOf(session: Session, cause?: { eventId: string; name: string }, stop?: AbortSignal): Work {
  const { workspace } = session
  const pace = openPace(stop)
  const now = workspace.clock.now().toISOString()
  let written = false
  return {
    now,
    registry: workspace.registry,
    calendar: workspace.calendar,
    ports: {},
    get: (object, id) => writing(session, (w) => w.tx.all.get(object, id)),
    list: (object, query) => writing(session, (w) => w.tx.all.list(object, query)),
    count: (object, where) => writing(session, (w) => w.tx.all.count(object, where)),
    ids: (object, where) => writing(session, (w) => w.tx.all.ids(object, where)),
    sums: (object, query) => writing(session, (w) => w.tx.all.sums(object, query)),
    due: (object, query) => writing(session, (w) => w.tx.all.due(object, query)),
    dueSince: (object, query, run) => dueSince(session, workspace.registry.object(object.key), query, run),
    sweep: (object, where, cause, run, options) =>
      sweep(
        session,
        workspace.registry.object(object.key),
        where,
        cause,
        run as unknown as Parameters<typeof sweep>[4],
        options,
        pace,
      ),
    scanLikes: (object, options, run) =>
      scanLikes(
        session,
        workspace.registry.object(object.key),
        { ...options, among: options.among?.map(({ key }) => key) ?? [], pace },
        run as unknown as Parameters<typeof scanLikes>[3],
      ),
    async setAside(key, where, cause) {
      const object = workspace.registry.objects.get(key)
      return object ? setAside(session, object, where, cause) : nothing
    },
    async putBack(key, cause) {
      const object = workspace.registry.objects.get(key)
      return object ? putBack(session, object, cause) : nothing
    },
    notify: (kind, news) =>
      deliver(
        workspace,
        news.map(({ userId, object, recordId, once, group }) => ({
          userId,
          kind,
          about: { object, id: recordId },
          actorId: null,
          at: now,
          once,
          ...(group !== undefined && { group }),
        })),
      ),
    async write(run) {
      if (cause && written)
        throw new Error(`The subscriber '${cause.name}' writes twice for one event; what it does must commit together.`)
      written = true
      return writing(session, async (w) => {
        if (cause) {
          const first = await w.db.rows(
            sql`insert into ${engineTable(workspace, 'handled')} (event_id, subscriber, at)
              values (${cause.eventId}::uuid, ${cause.name}, ${now}::timestamptz) on conflict (event_id, subscriber) do nothing returning event_id`,
          )
          if (first.length === 0) return undefined as never
        }
        return run(w.tx)
      })
    },
  }
}

const nothing = { done: 0, kept: 0 }

async function isHandled(workspace: Workspace, eventId: string, name: string): Promise<boolean> {
  const rows = await workspace.db.rows(
    sql`select 1 from ${engineTable(workspace, 'handled')} where event_id = ${eventId}::uuid and subscriber = ${name}`,
  )
  return rows.length > 0
}
