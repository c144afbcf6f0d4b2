import { draftMigration } from '#engine/db/draft.ts'
import { openRuntime } from '#engine/runtime.ts'
import { findWorkspace } from '#engine/workspace/lifecycle.ts'
import { moveWorkspace } from '#engine/workspace/move.ts'
import { buildRegistry } from '#kernel/registry.ts'
import { sky } from '../planets.ts'

/** Moves the workspace of a test as the command does, in a process of its own that may be killed on its way. */
const registry = buildRegistry(sky())
const runtime = await openRuntime({
  databaseUrl: process.env['DATABASE_URL']!,
  dataFolder: process.env['SAMPAN_DATA']!,
  registry,
  migrations: [{ name: '0001-made.sql', text: draftMigration(registry, null)!.text, hash: 'made' }],
  secret: 'a secret that only tests know, and long enough',
  baseUrl: 'http://127.0.0.1:7717',
  worker: false,
  poolSize: 2,
})
await moveWorkspace(runtime, await findWorkspace(runtime, 'Test'), { to: process.env['MOVE_TO']! })
await runtime.close()
