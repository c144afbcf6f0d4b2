import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { modules as business } from '#app'
import { addPerson } from '#engine/access/people.ts'
import type { Clock, Session, Workspace } from '#engine/context.ts'
import { draftMigration } from '#engine/db/draft.ts'
import { buildServer } from '#engine/http/server.ts'
import { openRuntime, type Runtime } from '#engine/runtime.ts'
import { systemSession } from '#engine/workspaces.ts'
import type { Language } from '#kernel/label.ts'
import type { Module } from '#kernel/module.ts'
import { buildRegistry } from '#kernel/registry.ts'

import { freshDatabase, templateDatabase } from './postgres-client.ts'

/** A whole Sampan on a database of its own, for one test file. */
export type TestSampan = {
  readonly runtime: Runtime
  readonly app: FastifyInstance
  /** As it is now, with the settings that hold. */
  readonly workspace: Workspace
  readonly databaseUrl: string
  /** The administrator, who signed nothing in but may do everything. */
  readonly admin: Session
  /** Adds a person with a role and answers her session. */
  person(name: string, role: string, more?: { teamId?: string }): Promise<Session>
  /** Calls the API as a person, by an API key of hers. */
  call(
    session: Session | null,
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>
  close(): Promise<void>
}

export type Answer = {
  readonly status: number
  readonly headers: Record<string, unknown>
  // biome-ignore lint/suspicious/noExplicitAny: an answer is whatever it is
  readonly body: any
}

/** Starts one. Modules of a test's own come on top of identity, so that an engine test needs no business. */
export async function startSampan(
  options: {
    modules?: readonly Module[]
    clock?: Clock
    language?: Language
    worker?: boolean
    allowNetworks?: string
    /** A database of the test's own, and a replica of it. */
    on?: { url: string; readUrl?: string }
    /** A folder of the test's own. */
    dataFolder?: string
  } = {},
): Promise<TestSampan> {
  const language = options.language ?? 'zh-CN'
  // What knows nothing of a time or of modules of its own begins with a copy of a company that stands already.
  const template = !options.on && !options.modules && !options.clock
  const database = options.on
    ? { ...options.on, pooledUrl: options.on.url, drop: async () => {} }
    : await freshDatabase(template ? { template: await companyIn(language) } : {})
  const dataFolder = options.dataFolder ?? mkdtempSync(join(tmpdir(), 'sampan-files-'))
  const registry = buildRegistry(options.modules ?? business)
  const runtime = await openRuntime({
    databaseUrl: database.pooledUrl,
    directUrl: database.url,
    ...(options.on?.readUrl ? { readUrl: options.on.readUrl } : {}),
    registry,
    ...(options.modules ? { migrations: [madeMigration(draftMigration(registry, null)!.text)] } : {}),
    dataFolder,
    ...fixed,
    worker: options.worker ?? false,
    ...(options.clock ? { clock: options.clock } : {}),
    ...(options.allowNetworks ? { allowNetworks: options.allowNetworks } : {}),
    poolSize: 8,
  })
  if (!template) await runtime.setUp(company(language))
  const [{ id: workspaceId }] = runtime.workspaces.opened() as [Workspace]
  const now = () => runtime.workspaces.get(workspaceId) as Workspace
  const { userId } = (await runtime.catalogue.members(workspaceId))[0]!
  const app = await buildServer({ runtime, logLevel: process.env.TEST_LOG ? 'error' : 'silent', rateLimit: 1_000_000 })
  await app.ready()
  const keys = new Map<string, string>()
  let people = 0
  const sessionOf = async (id: string): Promise<Session> => ({
    workspace: now(),
    principal: (await now().directory.person(id))!,
    origin: { via: 'api' },
    language: 'zh-CN',
  })
  return {
    runtime,
    app,
    get workspace() {
      return now()
    },
    databaseUrl: database.url,
    admin: await sessionOf(userId),
    async person(name, role, more = {}) {
      const email = `p${++people}-${Math.abs(hash(name))}@example.com`
      return sessionOf(await addPerson(runtime, systemSession(now()), { name, email, role, ...more }))
    },
    async call(session, method, url, body, headers = {}) {
      const request: InjectOptions = { method, url, headers: { ...headers } }
      if (body !== undefined) request.payload = body as object
      if (session) {
        const id = session.principal.id!
        const key = keys.get(id) ?? (await runtime.catalogue.createApiKey({ workspaceId, userId: id }, 'test')).key
        keys.set(id, key)
        request.headers = { authorization: `Bearer ${key}`, 'accept-language': 'en', ...headers }
      }
      const response = await app.inject(request)
      const json = String(response.headers['content-type'] ?? '').includes('json')
      return {
        status: response.statusCode,
        headers: response.headers,
        body: json && response.body ? response.json() : response.body,
      }
    },
    async close() {
      await app.close()
      await runtime.close()
      await database.drop()
      if (!options.dataFolder) rmSync(dataFolder, { recursive: true })
    },
  }
}

const fixed = { secret: 'a secret that only tests know, and long enough', baseUrl: 'http://127.0.0.1:7717' }

function company(language: Language) {
  const person = { name: '管理员', email: 'admin@example.com', password: 'password-1234' }
  return { company: 'Test', ...person, language, timeZone: 'Asia/Shanghai', sample: false }
}

/** The template with Sampan's own modules and a company of this language. */
function companyIn(language: Language): Promise<string> {
  return templateDatabase(`company_${language}`, async (databaseUrl) => {
    const dataFolder = mkdtempSync(join(tmpdir(), 'sampan-files-'))
    const runtime = await openRuntime({
      databaseUrl,
      registry: buildRegistry(business),
      dataFolder,
      ...fixed,
      worker: false,
    })
    await runtime.setUp(company(language))
    await runtime.close()
    rmSync(dataFolder, { recursive: true })
  })
}

function madeMigration(text: string) {
  return { name: '0001-made.sql', text, hash: 'made' }
}

function hash(text: string): number {
  return [...text].reduce((sum, c) => (sum * 31 + (c.codePointAt(0) ?? 0)) | 0, 7)
}
