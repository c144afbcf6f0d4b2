import type { FastifyInstance, FastifyRequest } from 'fastify'
import { fixRows, readFixes, refusedRows } from '../../import/fixes.ts'
import { importable, preview } from '../../import/import.ts'
import { forgetMapping, listMappings } from '../../import/mappings.ts'
import { presentImport } from '../../import/present.ts'
import { loadImport } from '../../import/store.ts'
import type { Runtime } from '../../runtime.ts'
import { bodyOf, idOf } from './records.ts'

const signedIn = { config: { access: 'signed-in' as const } }

/** Refused rows that are mended on the screen, and mappings that are remembered. */
export async function importRowRoutes(app: FastifyInstance, { runtime }: { runtime: Runtime }): Promise<void> {
  app.get('/api/v1/imports/:id/rows', signedIn, async (request) => {
    const row = await loadImport(request.caller, idOf(request))
    const { after, limit } = request.query as Record<string, string | undefined>
    return refusedRows(runtime.files, request.caller, row, {
      ...(Number.isInteger(Number(after ?? '-')) ? { after: Number(after) } : {}),
      limit: Math.min(500, Math.max(1, Math.trunc(Number(limit)) || 100)),
    })
  })

  app.post('/api/v1/imports/:id/rows', signedIn, async (request) => {
    const { caller } = request
    const before = await loadImport(caller, idOf(request))
    const fixes = readFixes(bodyOf(request)['rows'])
    const fixed = await fixRows(runtime.files, caller, before, fixes)
    const row = fixed.status === 'uploaded' ? await preview(runtime, caller, fixed.id) : fixed
    return presentImport(caller, row)
  })

  app.get('/api/v1/imports/mappings', signedIn, async (request) => ({
    data: await listMappings(request.caller, objectOf(request, 'query')),
  }))

  app.delete('/api/v1/imports/mappings/:object/:header', signedIn, async (request, reply) => {
    const { header = '' } = request.params as Record<string, string>
    await forgetMapping(request.caller, objectOf(request, 'params'), header)
    return reply.status(204).send()
  })
}

function objectOf(request: FastifyRequest, at: 'query' | 'params') {
  const { object = '' } = request[at] as Record<string, string>
  return importable(request.caller, object)
}
