import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Session } from '#engine/context.ts'
import type { Answer, TestSampan } from '../harness.ts'

/** A request to the API as the other process gets it. */
export type Asked = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly body: unknown
  readonly key: string
}

/** Another server process on the database of a test; it answers requests as `TestSampan.call` does, as many at once as come. */
export type SideProcess = {
  call(session: Session, method: Asked['method'], url: string, body?: unknown): Promise<Answer>
  stop(): Promise<void>
}

/** Starts one. */
export function startSide(sampan: TestSampan): SideProcess {
  const path = fileURLToPath(new URL('side-child.ts', import.meta.url))
  const child = spawn(process.execPath, [path, sampan.databaseUrl, sampan.runtime.dataFolder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const waiting = new Map<number, { done: (answer: Answer) => void; failed: (error: Error) => void }>()
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { n, answer } = JSON.parse(line) as { n: number; answer: Answer }
    waiting.get(n)!.done(answer)
    waiting.delete(n)
  })
  child.on('close', () => {
    for (const { failed } of waiting.values()) failed(new Error('The other process has ended.'))
  })
  const keys = new Map<string, Promise<string>>()
  const keyOf = async (user: string) => {
    const { runtime, workspace } = sampan
    return (await runtime.catalogue.createApiKey({ workspaceId: workspace.id, userId: user }, 'test')).key
  }
  let count = 0
  return {
    async call(session, method, url, body) {
      const user = session.principal.id!
      if (!keys.has(user)) keys.set(user, keyOf(user))
      const asked: Asked = { method, url, body, key: await keys.get(user)! }
      const n = ++count
      return new Promise((done, failed) => {
        waiting.set(n, { done, failed })
        child.stdin.write(`${JSON.stringify({ n, asked })}\n`)
      })
    },
    async stop() {
      const gone = once(child, 'close')
      child.stdin.end()
      await gone
    },
  }
}
