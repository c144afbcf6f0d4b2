import { setTimeout as pause } from 'node:timers/promises'
import { Refusal } from '#kernel/problem.ts'
import { oldChildren, type Server } from './server.ts'

/**
 * Keeps postgres running: when it ends without having been asked to, it is started again in the same place, as often as
 * that takes, so that the server above only sees its connections break. The first start fails like any other.
 */
export async function keepRunning(start: () => Promise<Server>, log: (sentence: string) => void): Promise<Server> {
  let server = await patiently(start)
  let stopping = false
  const exited = watch()
  return {
    get pid() {
      return server.pid
    },
    exited,
    async stop() {
      stopping = true
      await server.stop()
      await exited
    },
  }

  async function watch(): Promise<void> {
    for (;;) {
      await server.exited
      if (stopping) return
      log('PostgreSQL ended without having been asked to; it is started again.')
      await again()
      if (stopping) return server.stop()
    }
  }

  async function again(): Promise<void> {
    for (let wait = 100; !stopping; wait = Math.min(2 * wait, 10_000)) {
      try {
        server = await patiently(start)
        return log(`PostgreSQL runs again (process ${server.pid}).`)
      } catch (error) {
        log(error instanceof Error ? error.message : String(error))
        await pause(wait)
      }
    }
  }
}

/** The children of a postgres that was killed need a moment to notice; until then it does not start again. */
async function patiently(start: () => Promise<Server>): Promise<Server> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start()
    } catch (error) {
      const waiting = error instanceof Refusal && error.problems[0]?.code === oldChildren
      if (!waiting || attempt === 600) throw error
      await pause(50)
    }
  }
}
