import { flushCompileCache } from 'node:module'
import { draftMigration } from '#engine/db/draft.ts'
import { buildRegistry } from '#kernel/registry.ts'
import { startServer } from '#server'
import { settingsFrom } from '../../settings.ts'
import { harbour } from './harbour.ts'

/* The process that is killed: a whole Sampan of the made-up business. It says where it listens in one line of JSON. */

export type Ready = {
  readonly url: string
  /** An API key of the administrator, the first time only. */
  readonly key?: string
  readonly schema: string
}

const registry = buildRegistry(harbour)
const server = await startServer(settingsFrom(process.env), {
  registry,
  migrations: [{ name: '0001-harbour.sql', text: draftMigration(registry, null)!.text, hash: 'harbour' }],
  logLevel: 'error',
  rateLimit: 10_000_000,
  log: (message, detail) => process.stderr.write(`${message} ${JSON.stringify(detail ?? {})}\n`),
})
const { runtime } = server
const key = await firstKey()
const [workspace] = await runtime.catalogue.workspaces()
const ready: Ready = { url: server.url, schema: workspace!.schema, ...(key ? { key } : {}) }
process.stdout.write(`${JSON.stringify(ready)}\n`)
// whoever is killed writes nothing at its end
flushCompileCache()

async function firstKey(): Promise<string | null> {
  if (await runtime.catalogue.hasMembers()) return null
  const entry = await runtime.setUp({
    company: 'Harbour',
    name: 'Harbour master',
    email: 'master@example.com',
    password: 'password-1234',
    language: 'en',
    timeZone: 'UTC',
    sample: false,
  })
  return (await runtime.catalogue.createApiKey(entry, 'load')).key
}
