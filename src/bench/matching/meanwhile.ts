import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import { personByEmail } from '#engine/access/people.ts'
import { tableOf, type Workspace } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import { runJob } from '#engine/events/work.ts'
import { buildServer } from '#engine/http/server.ts'
import type { Runtime } from '#engine/runtime.ts'
import { manager } from '../fill/people.ts'
import { type Figures, figuresOf } from '../load/figures.ts'

/** Requests of one kind: how long they took while duplicates were searched for, and while they were not. */
export type Meanwhile = { readonly what: string; readonly searching: Figures; readonly idle: Figures }

/** A turn with the search and one without, so that whatever else the machine does hits both. */
const turnMs = { searching: 20_000, idle: 10_000 }
type Turn = keyof typeof turnMs
/** So many people ask for something, then read so long. */
const people = 4
const readsMs = 200

/**
 * Searches for duplicates until `atEnd` says that nothing is left, while people of the same process ask for lists, records
 * and what they search for. Answers how long that took them and the search, and for how long the process answered nobody at the worst, ms.
 */
export async function measureMeanwhile(
  runtime: Runtime,
  workspace: Workspace,
  atEnd: () => Promise<boolean>,
): Promise<{ asked: Meanwhile[]; searchedMs: number; deafMs: Record<Turn, number> }> {
  const app = await buildServer({ runtime, logLevel: 'silent', rateLimit: 1_000_000_000 })
  const userId = await personByEmail(workspace, manager)
  const { key } = await runtime.catalogue.createApiKey({ workspaceId: workspace.id, userId: userId! }, 'bench')
  const rows = await workspace.db.rows(
    sql`select id, name from ${tableOf(workspace, 'account')} where owner_id = ${userId}::uuid limit 200`,
  )
  const kinds = kindsOf(rows.map(([id, name]) => ({ id: String(id), name: String(name) })))
  const times = { searching: kinds.map((): number[] => []), idle: kinds.map((): number[] => []) }
  const deafMs = { searching: 0, idle: 0 }
  const spentMs = { searching: 0, idle: 0 }

  const askFor = async (turn: Turn, until: { over: boolean }, person: number): Promise<void> => {
    for (let n = person; !until.over; n++) {
      const kind = n % kinds.length
      const began = performance.now()
      const { statusCode } = await app.inject({ url: kinds[kind]!.url(n), headers: { authorization: `Bearer ${key}` } })
      if (statusCode !== 200) throw new Error(`${kinds[kind]!.url(n)}: ${statusCode}`)
      times[turn][kind]!.push(performance.now() - began)
      await pause(readsMs)
    }
  }
  const take = async (turn: Turn, work: () => Promise<unknown>): Promise<void> => {
    const [until, delay, began] = [{ over: false }, monitorEventLoopDelay({ resolution: 2 }), performance.now()]
    delay.enable()
    const asking = Promise.all(Array.from({ length: people }, (_, person) => askFor(turn, until, person)))
    await work()
    spentMs[turn] += performance.now() - began
    until.over = true
    await asking
    delay.disable()
    deafMs[turn] = Math.max(deafMs[turn], delay.max / 1e6)
  }

  try {
    await take('idle', () => pause(turnMs.idle))
    // Nobody counts while everything is still cold.
    for (const list of [...times.idle, ...times.searching]) list.length = 0
    deafMs.idle = 0
    do {
      await take('searching', () => runJob(workspace, 'find duplicates', { forMs: turnMs.searching }))
      await take('idle', () => pause(turnMs.idle))
    } while (!(await atEnd()))
  } finally {
    await app.close()
  }
  const asked = kinds.map(({ what }, i) => ({
    what,
    searching: figuresOf(times.searching[i]!, spentMs.searching),
    idle: figuresOf(times.idle[i]!, spentMs.idle),
  }))
  return { asked, searchedMs: spentMs.searching, deafMs }
}

/** What people ask for, the n-th time. */
function kindsOf(records: readonly { readonly id: string; readonly name: string }[]) {
  const of = (n: number) => records[(n * 7) % records.length]!
  return [
    { what: 'a list', url: () => '/api/v1/account?limit=50&sort=-updatedAt' },
    { what: 'a search', url: (n: number) => `/api/v1/search?q=${encodeURIComponent(of(n).name.slice(0, 4))}` },
    { what: 'a record', url: (n: number) => `/api/v1/account/${of(n).id}/page` },
  ]
}
