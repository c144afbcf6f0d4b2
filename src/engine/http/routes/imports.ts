import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ImportSource } from '#kernel/api-import.ts'
import { say } from '#kernel/label.ts'
import { refuse } from '#kernel/problem.ts'
import { sql } from '../../db/sql.ts'
import { errorFile } from '../../import/errors.ts'
import { cancel, changePlan, importable, preview, run, undoImport, uploadImport } from '../../import/import.ts'
import { presentImport } from '../../import/present.ts'
import { resumeImports } from '../../import/resume.ts'
import { findImports, loadImport } from '../../import/store.ts'
import { templateFile } from '../../import/template.ts'
import type { Runtime } from '../../runtime.ts'
import { refuseLargeForm } from '../limits.ts'
import { bodyOf, idOf } from './records.ts'

const signedIn = { config: { access: 'signed-in' as const } }
/** How long an answer waits for work that may soon be done. */
const patience = 1_000

/** Files on their way in; `src/engine/import/README.md` has the contract. */
export async function importRoutes(app: FastifyInstance, { runtime }: { runtime: Runtime }): Promise<void> {
  const show = async (request: FastifyRequest, id: string) =>
    presentImport(request.caller, await loadImport(request.caller, id))

  // runs of a process that died, here or elsewhere, are taken up again
  const timer = setInterval(() => {
    resumeImports(runtime)
      .then((resumed) => Promise.all(resumed.map(({ ended }) => ended)))
      .catch((error: unknown) => app.log.error({ err: error }, 'resuming imports failed'))
  }, 20_000).unref()
  app.addHook('onClose', async () => clearInterval(timer))

  app.post('/api/v1/imports', signedIn, async (request, reply) => {
    refuseLargeForm(request, 512 * 1024 * 1024)
    const part = await request.file()
    if (!part) throw refuse('malformed', 'file', { en: 'Send a file.', zh: '请选择文件。' })
    const { object = '' } = request.query as Record<string, string>
    const row = await uploadImport(runtime, request.caller, { object, fileName: part.filename ?? '', bytes: part.file })
    return reply
      .status(201)
      .header('location', `/api/v1/imports/${row.id}`)
      .send(await presentImport(request.caller, row))
  })

  app.get('/api/v1/imports', signedIn, async (request) => {
    const { principal, workspace } = request.caller
    const rows = await findImports(workspace, principal.admin ? sql`true` : sql`created_by = ${principal.id}::uuid`, 50)
    const readable = rows.filter((row) => principal.rights(row.object).scopes.read.length > 0)
    const shown = await Promise.all(readable.map((row) => presentImport(request.caller, row)))
    return { data: shown.map(({ analysis: _a, plan: _p, preview: _v, ...rest }) => rest) }
  })

  app.get('/api/v1/imports/template', signedIn, async (request, reply) => {
    const { object: key = '', format } = request.query as Record<string, string>
    const object = importable(request.caller, key)
    const kind = formatOf(format)
    return sendTable(
      reply,
      await templateFile(request.caller, object, kind),
      say(object.label, request.caller.language),
      kind,
    )
  })

  app.get('/api/v1/imports/:id', signedIn, (request) => show(request, idOf(request)))

  app.patch('/api/v1/imports/:id', signedIn, async (request) => {
    const { object, source, plan } = bodyOf(request) as { object?: unknown; source?: ImportSource; plan?: unknown }
    const given = {
      ...(typeof object === 'string' ? { object } : {}),
      ...(source ? { source } : {}),
      ...(plan === undefined ? {} : { plan }),
    }
    return presentImport(request.caller, await changePlan(runtime, request.caller, idOf(request), given))
  })

  app.post('/api/v1/imports/:id/preview', signedIn, async (request) =>
    presentImport(request.caller, await preview(runtime, request.caller, idOf(request), planOf(request))),
  )

  app.post('/api/v1/imports/:id/run', signedIn, async (request, reply) => {
    const { ended } = await run(runtime, request.caller, idOf(request), planOf(request))
    await waitAWhile(request, ended)
    return reply.status(202).send(await show(request, idOf(request)))
  })

  app.post('/api/v1/imports/:id/cancel', signedIn, async (request) => {
    await cancel(request.caller, idOf(request))
    return show(request, idOf(request))
  })

  app.post('/api/v1/imports/:id/undo', signedIn, async (request, reply) => {
    const { force, skip } = (request.body ?? {}) as { force?: unknown; skip?: unknown }
    const { ended } = await undoImport(request.caller, idOf(request), {
      ...(force === true ? { force } : {}),
      ...(skip === 'changed' ? { skip } : {}),
    })
    await waitAWhile(request, ended)
    return reply.status(202).send(await show(request, idOf(request)))
  })

  app.get('/api/v1/imports/:id/errors', signedIn, async (request, reply) => {
    const row = await loadImport(request.caller, idOf(request))
    const format = formatOf((request.query as Record<string, string>)['format'])
    const name = row.fileName.replace(/\.[^.]*$/, '')
    return sendTable(
      reply,
      await errorFile(runtime.files, request.caller, row, format),
      `${name}-${say({ en: 'refused', zh: '未导入' }, request.caller.language)}`,
      format,
    )
  })
}

function planOf(request: FastifyRequest): unknown {
  return request.body === undefined || request.body === null ? undefined : bodyOf(request)['plan']
}

/** Waits until the work has ended or a moment has passed; a failure later is noted with the import, and logged. */
export async function waitAWhile(request: FastifyRequest, ended: Promise<void>): Promise<void> {
  let over = false
  const settled = ended.then(
    () => {
      over = true
    },
    (error: unknown) => {
      over = true
      request.log.error({ err: error }, 'import failed')
    },
  )
  await Promise.race([settled, new Promise((resolve) => setTimeout(resolve, patience).unref())])
  void over
}

export function formatOf(format: unknown): 'csv' | 'xlsx' {
  if (format === undefined || format === 'csv') return 'csv'
  if (format === 'xlsx') return 'xlsx'
  throw refuse('invalid', 'format', { en: "The format is 'csv' or 'xlsx'.", zh: '格式只能是 csv 或 xlsx。' })
}

const types = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

/** Sends a table to be saved, never shown. */
export function sendTable(
  reply: FastifyReply,
  stream: NodeJS.ReadableStream,
  name: string,
  format: 'csv' | 'xlsx',
): FastifyReply {
  return reply
    .type(types[format])
    .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(`${name}.${format}`)}`)
    .header('cache-control', 'no-store')
    .send(stream)
}
