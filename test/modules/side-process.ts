import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { modules } from '#app'
import type { Session, Workspace } from '#engine/context.ts'
import { openRuntime } from '#engine/runtime.ts'
import { buildRegistry } from '#kernel/registry.ts'
import type { TestSampan } from '../harness.ts'

/** Another server process on the database of a test, which does one job after the other. */
export type SideProcess<Job, Done> = { ask(job: Job): Promise<Done>; stop(): Promise<void> }

/** Starts one from a file beside this one that calls `answerJobs`. */
export function startSide<Job, Done>(sampan: TestSampan, file: string): SideProcess<Job, Done> {
  const path = fileURLToPath(new URL(file, import.meta.url))
  const child = spawn(process.execPath, [path, sampan.databaseUrl, sampan.runtime.dataFolder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async ask(job) {
      child.stdin.write(`${JSON.stringify(job)}\n`)
      const { value, done } = await lines.next()
      if (done) throw new Error('The other process has ended.')
      return JSON.parse(value) as Done
    },
    async stop() {
      const gone = once(child, 'close')
      child.stdin.end()
      await gone
    },
  }
}

/** The other side: does the job of each line that comes in, and answers with a line. */
export async function answerJobs<Job>(
  run: (job: Job, workspace: Workspace, as: (user: string) => Promise<Session>) => Promise<unknown>,
): Promise<void> {
  const [databaseUrl = '', dataFolder = ''] = process.argv.slice(2)
  const runtime = await openRuntime({
    databaseUrl,
    registry: buildRegistry(modules),
    dataFolder,
    secret: 'a secret that only tests know, and long enough',
    baseUrl: 'http://127.0.0.1:7717',
    worker: false,
    poolSize: 8,
  })
  const workspace = (await runtime.workspaces.all())[0]!
  const as = async (user: string): Promise<Session> => {
    const principal = (await workspace.directory.person(user))!
    return { workspace, principal, origin: { via: 'api' }, language: 'en' }
  }
  for await (const line of createInterface({ input: process.stdin }))
    process.stdout.write(`${JSON.stringify(await run(JSON.parse(line), workspace, as))}\n`)
  await runtime.close()
}
