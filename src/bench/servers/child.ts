import { type ChildProcess, fork } from 'node:child_process'
import type { FastifyInstance } from 'fastify'

/** A server in a process of its own. */
export type Server<T> = {
  /** What it said when it was ready. */
  readonly ready: T
  /** Its resident memory in bytes. */
  memory(): Promise<number>
  stop(): Promise<void>
}

/** Starts a program that sends one message when it listens, answers `memory`, and ends on `stop`. */
export async function startChild<T>(
  program: URL,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Server<T>> {
  const execArgv = process.env['BENCH_NODE_OPTIONS']?.split(' ') ?? []
  const child = fork(program, [...args], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv,
    env: { ...process.env, ...env },
  })
  const ready = await message<T>(child)
  return {
    ready,
    async memory() {
      child.send('memory')
      return message<number>(child)
    },
    async stop() {
      if (child.exitCode !== null) return
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.send('stop')
      await ended
    },
  }
}

/** The other side: says that it is ready, and does as it is told. Ends with its parent. */
export function serveParent(ready: object, close: () => Promise<void>): void {
  const end = () => void close().then(() => process.exit(0))
  process.on('message', (wish) => {
    if (wish === 'memory') process.send!(process.memoryUsage.rss())
    if (wish === 'stop') end()
  })
  process.on('disconnect', end)
  process.send!(ready)
}

export function listeningPort(app: FastifyInstance): number {
  const address = app.server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The server does not listen on a port.')
  return address.port
}

function message<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`A server of the benchmark ended with ${code}.`))
    child.once('exit', ended)
    child.once('message', (value) => {
      child.off('exit', ended)
      resolve(value as T)
    })
  })
}
