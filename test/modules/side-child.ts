/* One more server process: answers the request of each line that comes in with a line. */
import { createInterface } from 'node:readline'
import { modules } from '#app'
import { buildServer } from '#engine/http/server.ts'
import { openRuntime } from '#engine/runtime.ts'
import { buildRegistry } from '#kernel/registry.ts'
import type { Asked } from './side-process.ts'

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
await runtime.workspaces.all()
const app = await buildServer({ runtime, logLevel: 'silent', rateLimit: 1_000_000 })
await app.ready()

const answer = async (n: number, { method, url, body, key }: Asked) => {
  const { statusCode, headers, payload } = await app.inject({
    method,
    url,
    headers: { authorization: `Bearer ${key}`, 'accept-language': 'en' },
    ...(body === undefined ? {} : { payload: body as object }),
  })
  const told = { status: statusCode, headers, body: payload === '' ? null : JSON.parse(payload) }
  process.stdout.write(`${JSON.stringify({ n, answer: told })}\n`)
}
const open = new Set<Promise<void>>()
for await (const line of createInterface({ input: process.stdin })) {
  const { n, asked } = JSON.parse(line) as { n: number; asked: Asked }
  const one = answer(n, asked).finally(() => open.delete(one))
  open.add(one)
}
await Promise.all(open)
await app.close()
await runtime.close()
