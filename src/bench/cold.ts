import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { findEmbedded } from '#engine/db/embedded/embedded.ts'
import { openConnection, requestText } from './load/connection.ts'
import { median } from './load/figures.ts'
import { startChild } from './servers/child.ts'
import type { OursReady } from './servers/ours.ts'

const times = 3

/** From nothing running to the first page of a list answered, database included; and the memory of it when nobody asks. */
export async function coldStarts(
  dataFolder: string,
  say: (text: string) => void,
): Promise<{ seconds: number; idle: { node: number; database: number | null } }> {
  say('Measuring cold starts …')
  const seconds: number[] = []
  let idle = { node: 0, database: null as number | null }
  for (let i = 0; i < times; i++) {
    const began = performance.now()
    const server = await startChild<OursReady>(new URL('servers/ours.ts', import.meta.url), [dataFolder])
    const connection = await openConnection(server.ready.port)
    const { status } = await connection.ask(
      requestText('GET', '/api/v1/opportunity?limit=50', { key: server.ready.keys.admin }),
    )
    if (status !== 200) throw new Error(`The first list answered ${status}.`)
    seconds.push((performance.now() - began) / 1_000)
    connection.close()
    if (i === times - 1) {
      await wait(3_000)
      idle = { node: await server.memory(), database: databaseMemory(dataFolder) }
    }
    await server.stop()
  }
  return { seconds: median(seconds), idle }
}

/** The memory of PostgreSQL and its backends in bytes, shared pages counted once (`Pss`, proc(5)); null where there is no /proc. */
function databaseMemory(dataFolder: string): number | null {
  const server = findEmbedded(dataFolder)
  if (!server || process.platform !== 'linux') return null
  const pids = readdirSync('/proc').filter(
    (name) => /^\d+$/.test(name) && (name === String(server.pid) || parentOf(name) === server.pid),
  )
  return pids.reduce(
    (sum, pid) =>
      sum + Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) * 1_024,
    0,
  )
}

function parentOf(pid: string): number | null {
  try {
    return Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1])
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return null // it has ended meanwhile
  }
}
