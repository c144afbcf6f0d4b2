import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ApiPersonRef } from '#kernel/api-person.ts'
import { datetimeType } from '#kernel/fields/datetime.ts'
import { parseId } from '#kernel/fields/relation.ts'
import { refuse } from '#kernel/problem.ts'
import { accessFile } from '../../personal/file.ts'
import { findPerson } from '../../personal/find.ts'
import { placeHold, releaseHold } from '../../personal/hold.ts'
import {
  askErasure,
  cancelErasure,
  confirmErasure,
  listRequests,
  noteAccess,
  requestOf,
} from '../../personal/requests.ts'
import type { Runtime } from '../../runtime.ts'
import { readLimit, wordOf } from '../parameters.ts'
import { bodyOf, idOf, objectOf } from './records.ts'

const admin = { config: { access: 'admin' as const } }

/** What is known about a person, and forgetting her; for administrators. What is asked for never stands in an address. */
export async function personRoutes(app: FastifyInstance, { runtime }: { runtime: Runtime }): Promise<void> {
  app.post('/api/v1/persons/find', admin, async (request) => {
    const { email, phone, name } = bodyOf(request)
    const word = (value: unknown) => (typeof value === 'string' ? value : '')
    return {
      data: await findPerson(request.caller, { email: word(email), phone: word(phone), name: word(name) }),
    }
  })

  app.post('/api/v1/persons/file', admin, async (request, reply) => {
    const refs = readRefs(request)
    const { stream, fileName } = await accessFile(runtime.files, request.caller, refs)
    await noteAccess(request.caller, refs)
    return reply
      .type('application/zip')
      .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`)
      .header('cache-control', 'no-store')
      .send(stream)
  })

  app.get('/api/v1/persons/requests', admin, (request) => {
    const { after, limit } = request.query as Record<string, unknown>
    return listRequests(request.caller, {
      ...(after ? { after: wordOf(after) } : {}),
      limit: readLimit(limit, 200) ?? 50,
    })
  })

  app.get('/api/v1/persons/requests/:id', admin, (request) => requestOf(request.caller, idOf(request)))

  app.post('/api/v1/persons/requests', admin, async (request, reply) =>
    reply.status(201).send(await askErasure(request.caller, readRefs(request))),
  )

  app.post('/api/v1/persons/requests/:id/confirm', admin, async (request, reply) => {
    const { workspace } = request.caller
    const parts = {
      files: runtime.files,
      removePerson: (userId: string) => runtime.catalogue.removePerson({ workspaceId: workspace.id, userId }),
    }
    const { request: begun, whenDone } = await confirmErasure(parts, request.caller, idOf(request))
    whenDone.catch((error: unknown) => request.log.error({ err: error }, 'erasing ended early'))
    return reply.status(202).send(begun)
  })

  app.delete('/api/v1/persons/requests/:id', admin, async (request, reply) => {
    await cancelErasure(request.caller, idOf(request))
    return reply.status(204).send()
  })

  app.post('/api/v1/:object/:id/hold', admin, async (request, reply) => {
    const { reason, until } = bodyOf(request)
    await placeHold(request.caller, objectOf(request), idOf(request), {
      reason: typeof reason === 'string' ? reason : '',
      until: readUntil(until),
    })
    return reply.status(204).send()
  })

  app.delete('/api/v1/:object/:id/hold', admin, async (request, reply) => {
    await releaseHold(request.caller, objectOf(request), idOf(request))
    return reply.status(204).send()
  })
}

function readRefs(request: FastifyRequest): ApiPersonRef[] {
  const { records } = bodyOf(request)
  if (!Array.isArray(records)) throw refuse('malformed', 'records', { en: 'Name the records.', zh: '请选择记录。' })
  return records.map((one: unknown) => {
    const { object, id } = (typeof one === 'object' && one !== null ? one : {}) as Record<string, unknown>
    const parsed = parseId(id)
    if (typeof object !== 'string' || 'wrong' in parsed || parsed.value === null)
      throw refuse('malformed', 'records', { en: 'A record is an object and an id.', zh: '记录应包含对象和编号。' })
    return { object, id: parsed.value }
  })
}

function readUntil(until: unknown): string | null {
  if (until === undefined || until === null || until === '') return null
  const parsed = datetimeType.parse(until, { type: 'datetime', label: { en: 'Until', zh: '截止时间' } })
  if ('wrong' in parsed) throw refuse('invalid', 'until', parsed.wrong)
  return parsed.value
}
