import type { FastifyInstance, FastifyRequest } from 'fastify'
import { parseId } from '#kernel/fields/relation.ts'
import { readGrants } from '#kernel/grant-read.ts'
import { Refusal, refuse } from '#kernel/problem.ts'
import { beginSeeing, endSeeing } from '../../access/as.ts'
import { whoReaches } from '../../access/explain.ts'
import { previewRights, type RightsEdit } from '../../access/preview.ts'
import { type Wish, whyNot } from '../../access/why.ts'
import { exportLog } from '../../export/log.ts'
import type { Runtime } from '../../runtime.ts'
import { readLimit, wordOf } from '../parameters.ts'
import { seeingCookie } from '../seeing.ts'
import { bodyOf, idOf, objectOf } from './records.ts'

const admin = { config: { access: 'admin' as const } }
const whileSeeing = { config: { access: 'signed-in' as const, whileSeeing: true } }
const signedIn = { config: { access: 'signed-in' as const } }

/** Rights that explain themselves: who reaches a record and why, why somebody does not. */
export async function accessRoutes(app: FastifyInstance, { runtime }: { runtime: Runtime }): Promise<void> {
  const secure = runtime.baseUrl.startsWith('https:')

  app.get('/api/v1/:object/:id/access', signedIn, (request) =>
    whoReaches(request.caller, objectOf(request), idOf(request)),
  )

  app.get('/api/v1/access/why', signedIn, (request) => {
    const { object, id, link, person, ...rest } = request.query as Record<string, unknown>
    const target = targetOf(object, id, link)
    const other = person === undefined || person === '' ? undefined : idFrom(person)
    return whyNot(request.caller, { ...target, wish: wishOf(rest), ...(other ? { personId: other } : {}) })
  })

  app.post('/api/v1/access/seeing', admin, async (request, reply) => {
    const { person, reason } = bodyOf(request)
    const why = typeof reason === 'string' && reason.trim() !== '' ? reason.trim().slice(0, 500) : null
    const seeing = await beginSeeing(request.caller, idFrom(person), why)
    return reply.status(201).header('set-cookie', seeingCookie(seeing.id, secure)).send(seeing)
  })

  app.delete('/api/v1/access/seeing', whileSeeing, async (request, reply) => {
    await endSeeing(request.caller)
    return reply.status(204).header('set-cookie', seeingCookie(null, secure)).send()
  })

  app.post('/api/v1/access/preview', admin, (request) => previewRights(request.caller, readEdit(request)))

  app.get('/api/v1/exports', admin, (request) => {
    const { after, limit, unusual } = request.query as Record<string, unknown>
    return exportLog(request.caller, {
      ...(after ? { after: wordOf(after) } : {}),
      limit: readLimit(limit, 200) ?? 50,
      unusual: unusual === 'true',
    })
  })
}

/** `{ role, grants, admin }`, `{ role, deleted: true }`, `{ person, team, manager, roles, active }` or `{ team, parent }`. */
function readEdit(request: FastifyRequest): RightsEdit {
  const { role, grants, admin: administers, deleted, person, team, parent, manager, roles, active } = bodyOf(request)
  const one = (id: unknown) => (id === undefined ? undefined : id === null || id === '' ? null : idFrom(id))
  if (person !== undefined)
    return {
      person: idFrom(person),
      ...(team === undefined ? {} : { team: one(team) ?? null }),
      ...(manager === undefined ? {} : { manager: one(manager) ?? null }),
      ...(Array.isArray(roles) ? { roles: roles.map(idFrom) } : {}),
      ...(typeof active === 'boolean' ? { active } : {}),
    }
  if (team !== undefined) return { team: idFrom(team), parent: one(parent) ?? null }
  const id = idFrom(role)
  if (deleted === true) return { role: id, deleted }
  const read = readGrants(grants, request.caller.workspace.registry)
  if (read.problems.length > 0) throw new Refusal('invalid', read.problems)
  return { role: id, grants: read.grants, admin: administers === true }
}

/** A record by object and id, or by the address of its page. */
function targetOf(object: unknown, id: unknown, link: unknown): { object: string; id: string } {
  if (typeof link === 'string' && link !== '') {
    const [, key, record] = /\/([a-z][a-zA-Z0-9]{0,39})\/([0-9a-fA-F-]{36})(?:[/?#].*)?$/.exec(link) ?? []
    if (!key || !record)
      throw refuse('invalid', 'link', {
        en: 'This is not the address of a record.',
        zh: '这不是一条记录的链接。',
      })
    return { object: key, id: idFrom(record) }
  }
  return { object: wordOf(object), id: idFrom(id) }
}

/** What cannot be an id is one that nothing has. */
function idFrom(text: unknown): string {
  const parsed = parseId(text)
  return 'wrong' in parsed || parsed.value === null ? '00000000-0000-0000-0000-000000000000' : parsed.value
}

function wishOf({ do: verb, action, field }: Record<string, unknown>): Wish {
  if (typeof field === 'string' && field !== '') return { field }
  if (typeof action === 'string' && action !== '') return { action }
  const wish = verb === undefined || verb === '' ? 'read' : verb
  if (wish === 'read' || wish === 'update' || wish === 'delete' || wish === 'share' || wish === 'export')
    return { do: wish }
  throw refuse('invalid', 'do', {
    en: 'One can read, update, delete, share or export.',
    zh: '操作只能是 read、update、delete、share 或 export。',
  })
}
