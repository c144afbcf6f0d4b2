import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ListQuery } from '#kernel/api.ts'
import { type Exported, exportObject } from '../../export/export.ts'
import { exportSet } from '../../export/set.ts'
import type { Runtime } from '../../runtime.ts'
import { takeOut } from '../../takeout/takeout.ts'
import { readList, wordOf } from '../parameters.ts'
import { formatOf } from './imports.ts'
import { bodyOf, objectOf } from './records.ts'

const signedIn = { config: { access: 'signed-in' as const } }

/** Records as a table to take away; by address, or by a body where the filter is long. Several objects as a set; everything as an archive. */
export async function exportRoutes(app: FastifyInstance, { runtime }: { runtime: Runtime }): Promise<void> {
  app.get('/api/v1/export-set', signedIn, (request, reply) => {
    const objects = wordOf((request.query as Record<string, unknown>)['objects'])
    const set = exportSet(request.caller, {
      ...(objects ? { objects: objects.split(',').map((key) => key.trim()) } : {}),
      address: request.ip,
    })
    set.done.catch((error: unknown) => request.log.error({ err: error }, 'export ended early'))
    return sendFile(reply, { ...set, contentType: 'application/zip' })
  })

  app.get('/api/v1/export-all', { config: { access: 'admin' as const } }, (request, reply) => {
    const everything = takeOut(request.caller, { dataFolder: runtime.dataFolder, address: request.ip })
    everything.done.catch((error: unknown) => request.log.error({ err: error }, 'export ended early'))
    return sendFile(reply, { ...everything, contentType: 'application/gzip' })
  })

  app.get('/api/v1/:object/export', signedIn, (request, reply) => {
    const { mark, ...query } = request.query as Record<string, unknown>
    return answer(request, reply, { format: query['format'], mark }, readList(query))
  })

  app.post('/api/v1/:object/export', signedIn, (request, reply) => {
    const { format, mark, where, select, sort } = bodyOf(request)
    const query = {
      ...(where === undefined ? {} : { where: JSON.stringify(where) }),
      select,
      sort,
    }
    return answer(
      request,
      reply,
      { format, mark },
      readList(Object.fromEntries(Object.entries(query).filter(([, v]) => v !== undefined))),
    )
  })
}

function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  { format, mark }: { readonly format?: unknown; readonly mark?: unknown },
  { where, select, sort }: ListQuery,
): FastifyReply {
  const exported = exportObject(request.caller, objectOf(request).key, {
    format: formatOf(format),
    mark: mark === true || mark === 'true',
    address: request.ip,
    ...(where ? { where } : {}),
    ...(select ? { select } : {}),
    ...(sort ? { sort } : {}),
  })
  exported.done.catch((error: unknown) => request.log.error({ err: error }, 'export ended early'))
  return sendFile(reply, exported)
}

/** Sends a table while it is made. */
export function sendFile(
  reply: FastifyReply,
  { stream, fileName, contentType }: Pick<Exported, 'stream' | 'fileName' | 'contentType'>,
): FastifyReply {
  return reply
    .type(contentType)
    .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`)
    .header('cache-control', 'no-store')
    .send(stream)
}
