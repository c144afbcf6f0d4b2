import type { Readable } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { sql } from '../../db/sql.ts'
import { presentSet } from '../../import/set/present.ts'
import { resumeSets } from '../../import/set/resume.ts'
import { cancelSet, runSet } from '../../import/set/run.ts'
import { changeMembers, uploadSet } from '../../import/set/set.ts'
import { findSets, loadSet } from '../../import/set/store.ts'
import { undoSet } from '../../import/set/undo.ts'
import type { Runtime } from '../../runtime.ts'
import { waitAWhile } from './imports.ts'
import { bodyOf, idOf } from './records.ts'

const signedIn = { config: { access: 'signed-in' as const } }
const mostParts = 50

/** Files that belong together, on their way in; `src/engine/import/README.md` has the contract. */
export async function importSetRoutes(app: FastifyInstance, { runtime }: { runtime: Runtime }): Promise<void> {
  const show = async (request: FastifyRequest) =>
    presentSet(request.caller, await loadSet(request.caller, idOf(request)))

  const timer = setInterval(() => {
    resumeSets(runtime)
      .then((resumed) => Promise.all(resumed.map(({ ended }) => ended)))
      .catch((error: unknown) => app.log.error({ err: error }, 'resuming sets failed'))
  }, 20_000).unref()
  app.addHook('onClose', async () => clearInterval(timer))

  app.post('/api/v1/import-sets', signedIn, async (request, reply) => {
    const row = await uploadSet(runtime, request.caller, filesOf(request))
    return reply
      .status(201)
      .header('location', `/api/v1/import-sets/${row.id}`)
      .send(await presentSet(request.caller, row))
  })

  app.get('/api/v1/import-sets', signedIn, async (request) => {
    const { principal, workspace } = request.caller
    const mine = principal.admin ? sql`true` : sql`created_by = ${principal.id}::uuid`
    const rows = await findSets(workspace, mine, 20)
    return { data: await Promise.all(rows.map((row) => presentSet(request.caller, row))) }
  })

  app.get('/api/v1/import-sets/:id', signedIn, show)

  app.patch('/api/v1/import-sets/:id', signedIn, async (request) =>
    presentSet(request.caller, await changeMembers(runtime, request.caller, idOf(request), bodyOf(request)['files'])),
  )

  app.post('/api/v1/import-sets/:id/run', signedIn, async (request, reply) => {
    const { ended } = await runSet(runtime, request.caller, idOf(request))
    await waitAWhile(request, ended)
    return reply.status(202).send(await show(request))
  })

  app.post('/api/v1/import-sets/:id/cancel', signedIn, async (request) => {
    await cancelSet(request.caller, idOf(request))
    return show(request)
  })

  app.post('/api/v1/import-sets/:id/undo', signedIn, async (request, reply) => {
    const { force, skip } = (request.body ?? {}) as { force?: unknown; skip?: unknown }
    const { ended } = await undoSet(request.caller, idOf(request), {
      ...(force === true ? { force } : {}),
      ...(skip === 'changed' ? { skip } : {}),
    })
    await waitAWhile(request, ended)
    return reply.status(202).send(await show(request))
  })
}

/** The files of a form, one after the other as they arrive. */
async function* filesOf(request: FastifyRequest): AsyncGenerator<{ fileName: string; bytes: Readable }> {
  if (!request.isMultipart()) return
  for await (const part of request.files({ limits: { files: mostParts } }))
    yield { fileName: part.filename ?? '', bytes: part.file }
}
