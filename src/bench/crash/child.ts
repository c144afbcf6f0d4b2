import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { findEmbedded } from '#engine/db/embedded/embedded.ts'
import type { Ready } from './server.ts'

/** A data folder with a server that can be killed and started again. */
export type Victim = Awaited<ReturnType<typeof makeVictim>>

type Beside = {
  readonly folder: string
  key(): string
  findPostgres(): { url: string } | undefined
}

/**
 * Starts a server in a temporary folder; `close` ends it and removes the folder.
 * @param crashAt a named point at which the first process ends, before it has said that it is ready
 * @param on a folder of the caller's, which stays
 * @param beside another one, on whose database and folder it shall work too
 */
export async function makeVictim({ crashAt, beside, on }: { crashAt?: string; beside?: Beside; on?: string } = {}) {
  const folder = beside?.folder ?? on ?? mkdtempSync(join(tmpdir(), 'sampan-crash-'))
  chmodSync(folder, 0o711) // as root, postgres runs as somebody else, who must be able to pass
  const logFile = join(folder, beside ? 'beside.log' : 'server.log')
  let child: ChildProcess | undefined
  let url = ''
  let schema = ''
  let key = beside?.key() ?? ''
  const start = async (crashAt?: string): Promise<number> => {
    if (isRunning()) throw new Error('The server runs already.')
    const began = performance.now()
    const log = openSync(logFile, 'a')
    child = spawn(process.execPath, [new URL('server.ts', import.meta.url).pathname], {
      env: {
        ...process.env,
        NODE_ENV: 'test',
        SAMPAN_DATA: folder,
        PORT: '0',
        HOST: '127.0.0.1',
        DATABASE_URL: beside?.findPostgres()?.url ?? '',
        SAMPAN_CRASH_AT: crashAt ?? '',
      },
      stdio: ['ignore', 'pipe', log],
    })
    const ready = await firstLine(child)
    if (!ready) {
      await exited()
      throw new Error(`The server did not start:\n${readFileSync(logFile, 'utf8').slice(-4_000)}`)
    }
    ;({ url, schema } = ready)
    key = ready.key ?? key
    return performance.now() - began
  }
  const isRunning = () => child?.exitCode === null && child.signalCode === null
  const exited = async () => {
    while (isRunning()) await pause(5)
  }
  const findPostgres = () => findEmbedded(folder)
  if (crashAt) await start(crashAt).catch(() => {})
  else await start()
  return {
    folder,
    start,
    isRunning,
    exited,
    findPostgres,
    url: () => url,
    schema: () => schema,
    key: () => key,
    log: () => readFileSync(logFile, 'utf8'),
    /** Stops every instruction of the server for so long, as a machine that is starved or moved does. */
    async freezeServer(ms: number) {
      child?.kill('SIGSTOP')
      await pause(ms)
      child?.kill('SIGCONT')
    },
    async killServer() {
      child?.kill('SIGKILL')
      await exited()
    },
    killPostgres() {
      const { pid } = findPostgres()!
      process.kill(pid, 'SIGKILL')
    },
    async close() {
      if (isRunning()) child?.kill('SIGTERM')
      await Promise.race([exited(), pause(5_000)])
      if (isRunning()) child?.kill('SIGKILL')
      if (beside) return
      while (findPostgres()) await pause(20)
      if (!on) rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function firstLine(child: ChildProcess): Promise<Ready | null> {
  for await (const line of createInterface({ input: child.stdout! })) return JSON.parse(line) as Ready
  return null
}
