import type { ApiPresence } from '#kernel/api.ts'
import type { Event } from '#kernel/behaviour.ts'
import { refuse } from '#kernel/problem.ts'
import type { Principal } from '../../access/principal.ts'
import type { Session, Workspace } from '../../context.ts'
import { coveredOf } from '../../query/covered.ts'
import { beatMs, lookAway, presenceFor, stillHere, type Told, whoIsHere } from './presence.ts'
import { type Heard, heardBy, whoSees } from './seen.ts'
import { eventsOf, eventsSince, followEvents, followNotified, type Tail } from './tail.ts'

/**
 * What is told: an event, that so much has happened that everything should rather be looked at again, that there is a
 * notification, or who else looks at a record.
 */
export type Word = Heard | ApiPresence | 'reset' | 'notice'

/** Somebody who listens. */
export type Listener = {
  readonly session: Session
  /** Only of these objects, and only of this record; null for all. */
  readonly objects: ReadonlySet<string> | null
  readonly record: string | null
  /** The browser whose windows show records: while it listens, what it has said that they show holds. */
  readonly client: string | null
  /** Who she is now; null when she may listen no more. Asked about once a second. */
  readonly still: () => Promise<Principal | null>
  /** False when it takes no more. */
  readonly hear: (what: Word) => boolean
  readonly end: () => void
}

/** What a listener has not heard: what came after an event that it had, or in the last so many milliseconds. */
export type Missed = { readonly since: string } | { readonly lastMs: number }

/** Tells listeners what happens in their workspaces, each what she may see. */
export type Live = {
  /** Begins to tell, first what was missed. Refuses when too many listen. Answers how to stop. */
  listen(listener: Listener, missed?: Missed | null): Promise<() => void>
  /** How many listen. */
  count(): number
  /** Ends all of them. */
  stop(): void
}

const mostPerPerson = 8
const mostInAll = 2_000
const backMs = 600_000

/** Opens the streams of this process. They ask the database for nothing while nobody listens. */
export function openLive(options: {
  /** A workspace as it is now; null when it is closed. */
  readonly workspaceOf: (id: string) => Workspace | null
  readonly log: (message: string, detail?: object) => void
  readonly everyMs?: number
}): Live {
  const { workspaceOf, log, everyMs = 500 } = options
  const rooms = new Map<string, Room>()
  const all = new Set<Listener>()
  let stopped = false

  const leave = (room: Room, listener: Listener) => {
    all.delete(listener)
    room.listeners.delete(listener)
    const { client, session } = listener
    if (client && ![...room.listeners].some((one) => one.client === client))
      lookAway(session.workspace, [client]).catch((error: unknown) =>
        log('noting who left failed', { error: String(error) }),
      )
    if (room.listeners.size > 0) return
    clearInterval(room.timer)
    if (rooms.get(room.id) === room) rooms.delete(room.id)
  }
  const part = (room: Room, listener: Listener) => {
    leave(room, listener)
    listener.end()
  }

  const enter = (workspace: Workspace): Room => {
    const known = rooms.get(workspace.id)
    if (known) return known
    const room: Room = {
      id: workspace.id,
      listeners: new Set(),
      tail: followEvents(workspace),
      notified: followNotified(workspace),
      busy: false,
      beatAt: 0,
      told: new WeakMap(),
      timer: setInterval(() => {
        if (room.busy) return
        room.busy = true
        round(room)
          .catch((error: unknown) => {
            // Nobody may go on listening whose rights cannot be asked for.
            log('telling of events failed', { error: String(error) })
            for (const listener of room.listeners) part(room, listener)
          })
          .finally(() => {
            room.busy = false
          })
      }, everyMs),
    }
    room.tail.catch(() => {})
    room.notified.catch(() => {})
    rooms.set(workspace.id, room)
    return room
  }

  const round = async (room: Room) => {
    const here = new Map<Listener, Principal>()
    await Promise.all(
      [...room.listeners].map(async (listener) => {
        const principal = await listener.still()
        if (principal) here.set(listener, principal)
        else part(room, listener)
      }),
    )
    const events = await (await room.tail).read()
    if (events === 'many' || events.length > 0) await tell(room, here, events)
    const notified = await (await room.notified).read()
    for (const [listener, { id }] of here) if (id && notified.has(id) && !listener.hear('notice')) part(room, listener)
    await tellPresence(room, here)
  }

  const tellPresence = async (room: Room, listeners: ReadonlyMap<Listener, Principal>) => {
    const workspace = workspaceOf(room.id)
    const looking = [...listeners].filter(([{ client }]) => client !== null)
    if (!workspace || looking.length === 0) return
    if (Date.now() - room.beatAt >= beatMs) {
      room.beatAt = Date.now()
      await stillHere(workspace, [...new Set(looking.map(([{ client }]) => client!))])
    }
    const here = await whoIsHere(workspace)
    for (const [listener, principal] of looking) {
      const told = room.told.get(listener) ?? { records: new Map(), rounds: 0 }
      room.told.set(listener, told)
      for (const news of await presenceFor(workspace, principal, here, told))
        if (!listener.hear(news)) {
          part(room, listener)
          break
        }
    }
  }

  const tell = async (room: Room, listeners: ReadonlyMap<Listener, Principal>, events: readonly Event[] | 'many') => {
    if (events === 'many') {
      for (const listener of listeners.keys()) if (!listener.hear('reset')) part(room, listener)
      return
    }
    const wanted = events.filter((event) => [...listeners.keys()].some((listener) => concerns(listener, event)))
    if (wanted.length === 0) return
    const workspace = workspaceOf(room.id)
    const seen = workspace && (await whoSees(workspace, [...new Set(listeners.values())], wanted))
    for (const [listener, principal] of listeners) {
      const ids = (key: string) => wanted.flatMap(({ object, recordId }) => (object === key ? [recordId] : []))
      const covered = new Map(
        await Promise.all(
          [...new Set(wanted.map(({ object }) => object))].map(
            async (key) => [key, workspace && (await coveredOf(workspace, principal, key, ids(key)))] as const,
          ),
        ),
      )
      for (const event of wanted) {
        if (!concerns(listener, event) || !seen?.get(principal)?.has(event.id)) continue
        const heard = heardBy(principal, event, covered.get(event.object)?.(event.recordId) ?? new Set())
        if (heard && !listener.hear(heard)) {
          part(room, listener)
          break
        }
      }
    }
  }

  return {
    async listen(listener, missed = null) {
      const { principal, workspace } = listener.session
      if (stopped || all.size >= mostInAll)
        throw refuse('unavailable', null, {
          en: 'Too many are listening; try again in a moment.',
          zh: '实时连接已满，请稍后再试。',
        })
      if ([...all].filter((one) => one.session.principal.id === principal.id).length >= mostPerPerson)
        throw refuse('throttled', null, {
          en: `You listen ${mostPerPerson} times already.`,
          zh: `你已有 ${mostPerPerson} 个实时连接。`,
        })
      const room = enter(workspace)
      all.add(listener)
      room.listeners.add(listener)
      try {
        // From here on nothing is missed.
        await room.tail
        if (missed) {
          const events =
            'since' in missed
              ? await eventsSince(workspace, missed.since, backMs)
              : await eventsOf(workspace, Math.min(missed.lastMs, backMs))
          await tell(room, new Map([[listener, principal]]), events)
        }
      } catch (error) {
        leave(room, listener)
        throw error
      }
      return () => leave(room, listener)
    },
    count: () => all.size,
    stop() {
      stopped = true
      for (const room of rooms.values()) for (const listener of room.listeners) part(room, listener)
    },
  }
}

/** All who listen in one workspace. */
type Room = {
  readonly id: string
  readonly listeners: Set<Listener>
  readonly tail: Promise<Tail>
  readonly notified: ReturnType<typeof followNotified>
  readonly timer: NodeJS.Timeout
  busy: boolean
  /** When it was said last that those who listen here are still there. */
  beatAt: number
  /** What each has been told of who is where. */
  readonly told: WeakMap<Listener, Told>
}

function concerns({ objects, record }: Listener, event: Event): boolean {
  return (objects === null || objects.has(event.object)) && (record === null || record === event.recordId)
}
