import { dayOf } from '#kernel/time.ts'
import type { NoteReading, Workspace } from '../context.ts'
import { noteReadings, type Reading } from './note.ts'

/** Counts who reads how much, without a write at each reading. */
export type Watch = {
  /** Somebody was given these records. What nobody owns by its kind, such as a setting, is not counted. */
  readonly note: NoteReading
  /** Writes down what was counted since, and tells whom it is to be told of. */
  settle(): Promise<void>
  stop(): Promise<void>
}

/** What somebody has read on a day need not be written down again, as far as this process remembers. */
const remembered = 20_000

type Counted = Reading & { readonly workspaceId: string; readonly seen: Set<string>; fresh: string[] }

/** Begins to count; every few seconds what was counted is written down. */
export function startWatch(options: {
  readonly workspaceOf: (id: string) => Workspace | null
  readonly log: (message: string, detail?: object) => void
  readonly everyMs?: number
}): Watch {
  const { workspaceOf, log, everyMs = 5_000 } = options
  const counted = new Map<string, Counted>()
  let writing: Promise<void> = Promise.resolve()

  const flush = async () => {
    const waiting = [...counted.values()].filter(({ fresh }) => fresh.length > 0)
    for (const [id, list] of Map.groupBy(waiting, ({ workspaceId }) => workspaceId)) {
      const taken = list.map((one) => ({ ...one, ids: one.fresh.splice(0) }))
      const workspace = workspaceOf(id)
      if (workspace)
        await noteReadings(workspace, taken).catch((error: unknown) =>
          log('counting who reads failed', { error: String(error) }),
        )
    }
    for (const [key, { workspaceId, day }] of counted) if (day !== today(workspaceOf(workspaceId))) counted.delete(key)
  }
  const settle = () => {
    writing = writing.then(flush)
    return writing
  }
  const timer = setInterval(() => void settle(), everyMs)
  timer.unref()

  return {
    note({ workspace, principal, seenBy }, object, kind, ids) {
      if (seenBy || principal.id === null || ids.length === 0 || !object.traits.includes('owned')) return
      const day = today(workspace)
      const key = [workspace.id, principal.id, object.key, kind, day].join(' ')
      let of = counted.get(key)
      if (!of) {
        const made = { workspaceId: workspace.id, userId: principal.id, object: object.key, kind, day: String(day) }
        of = { ...made, seen: new Set(), fresh: [] }
        counted.set(key, of)
      }
      for (const id of ids) {
        if (of.seen.has(id)) continue
        if (kind !== 'exported' && of.seen.size < remembered) of.seen.add(id)
        of.fresh.push(id)
      }
    },
    settle,
    async stop() {
      clearInterval(timer)
      await settle()
    },
  }
}

function today(workspace: Workspace | null): string | null {
  return workspace && dayOf(workspace.clock.now().toISOString(), workspace.settings.timeZone)
}
