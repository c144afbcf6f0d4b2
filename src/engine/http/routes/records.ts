import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { parseId } from '#kernel/fields/relation.ts'
import { say } from '#kernel/label.ts'
import type { Values } from '#kernel/object.ts'
import { notFound, problem, Refusal, refuse } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { ReadingKind } from '#kernel/watch.ts'
import type { Session } from '../../context.ts'
import { alikeAmong } from '../../matching/alike.ts'
import { similarTo } from '../../matching/similar.ts'
import { readBoard } from '../../query/board.ts'
import { groupRecords } from '../../query/group.ts'
import { listRecords } from '../../query/list.ts'
import { readPage } from '../../query/page.ts'
import { onReplica, queryOf } from '../../query/query.ts'
import { readTimeline } from '../../query/timeline.ts'
import { bulkWrite } from '../../records/bulk.ts'
import { bulkLog } from '../../records/bulk-log.ts'
import { undoBulk } from '../../records/bulk-undo.ts'
import type { Op } from '../../records/op.ts'
import { getRecord, runAction, tryUpdates, writeRecords } from '../../records/records.ts'
import { describeSelection } from '../../records/selection.ts'
import type { Runtime } from '../../runtime.ts'
import { explainScore } from '../../scores/explain.ts'
import { searchRecords } from '../../search/search.ts'
import { noteFound } from '../../watch/found.ts'
import { countOpening } from '../../watch/opening.ts'

import { readBulk, readSelection } from '../bulk.ts'
import { followingMerges } from '../former.ts'
import { readBoardQuery, readEntryType, readGroup, readLimit, readList, readSelect, wordOf } from '../parameters.ts'

type Params = { object: string; id: string; action: string }
const signedIn = { config: { access: 'signed-in' as const } }
const similar = { config: { access: 'signed-in' as const, rateLimit: { max: 120, timeWindow: 60_000 } } }
const reading = { config: { access: 'signed-in' as const, whileSeeing: true } }

/** The routes that every object has, drawn from its declaration. */
export async function recordRoutes(app: FastifyInstance, _options: { runtime: Runtime }): Promise<void> {
  app.get('/api/v1/search', signedIn, async (request) => {
    const { q, objects, limit } = request.query as Record<string, unknown>
    const found = await searchRecords(queryOf(request.caller), wordOf(q), {
      ...(objects ? { objects: wordOf(objects).split(',') } : {}),
      limit: readLimit(limit, 100) ?? 20,
    })
    noteFound(request.caller, found.data)
    return found
  })

  app.get('/api/v1/bulk-writes', signedIn, (request) => {
    const { object, after, limit } = request.query as Record<string, unknown>
    return bulkLog(request.caller, {
      ...(object ? { object: wordOf(object) } : {}),
      ...(after ? { after: wordOf(after) } : {}),
      limit: readLimit(limit, 200) ?? 50,
    })
  })

  app.get('/api/v1/:object', signedIn, async (request) => {
    const object = objectOf(request)
    const list = readList(request.query as Record<string, unknown>)
    const found = await listRecords(queryOf(request.caller), object, list)
    noteReading(request, object, 'listed', found.data)
    return found
  })

  app.post('/api/v1/:object/group', reading, (request, reply) =>
    groupRecords(onReplica(queryOf(request.caller), left(reply)), objectOf(request), readGroup(bodyOf(request))),
  )

  app.post('/api/v1/:object/board', reading, async (request) => {
    const object = objectOf(request)
    const board = await readBoard(queryOf(request.caller), object, readBoardQuery(bodyOf(request)))
    const cards = board.columns.flatMap(({ data }) => data)
    noteReading(request, object, 'listed', cards)
    return board
  })

  app.post('/api/v1/:object/batch', signedIn, async (request, reply) => {
    const object = objectOf(request)
    const body = bodyOf(request)
    const ops = readOps(body)
    if (body['trial'] === true) return { refused: await tryBatch(request, object, ops) }
    const records = await writeRecords(
      identified(request),
      object,
      ops,
      readSelect((request.query as Values)['select']),
    )
    return reply.status(200).send({ data: records })
  })

  app.post('/api/v1/:object/bulk/:action', signedIn, (request) => {
    const { ids, input } = bodyOf(request) as { ids?: unknown; input?: Values }
    if (!Array.isArray(ids) || ids.length === 0 || ids.length > 1_000)
      throw refuse('invalid', 'ids', { en: 'Name 1 to 1,000 records.', zh: '每次选择 1 到 1,000 条记录。' })
    return runAction(
      identified(request),
      objectOf(request),
      (request.params as Params).action,
      ids.map(readId),
      input ?? {},
    )
  })

  // Typing asks often, and whoever guesses asks oftener.
  app.post('/api/v1/:object/similar', similar, (request) => {
    const { values, id } = bodyOf(request)
    if (typeof values !== 'object' || values === null || Array.isArray(values))
      throw refuse('malformed', 'values', { en: 'Send the values of a record.', zh: '请提交记录的字段值。' })
    const own = id === undefined ? {} : { id: readId(id) }
    return similarTo(request.caller, objectOf(request), { values: values as Values, ...own })
  })

  app.post('/api/v1/:object/alike', reading, (request) => {
    const { ids, with: others = [] } = bodyOf(request)
    const named = (object: RegisteredObject, list: unknown) => ({
      object,
      ids: Array.isArray(list) ? list.map(readId) : [],
    })
    if (!Array.isArray(others) || others.some((one) => typeof one !== 'object' || one === null))
      throw refuse('malformed', 'with', {
        en: 'Send a list of objects with ids.',
        zh: '请提交由对象和记录编号组成的列表。',
      })
    return alikeAmong(
      request.caller,
      named(objectOf(request), ids),
      others.map((one: Values) => named(objectNamed(request, String(one['object'])), one['ids'])),
    )
  })

  app.post('/api/v1/:object/selection', reading, (request) =>
    describeSelection(queryOf(request.caller), objectOf(request), readSelection(bodyOf(request))),
  )

  app.post('/api/v1/:object/bulk', signedIn, (request) =>
    bulkWrite(identified(request), objectOf(request), readBulk(bodyOf(request))),
  )

  app.post('/api/v1/:object/undo/:id', signedIn, (request) =>
    undoBulk(identified(request), objectOf(request), idOf(request)),
  )

  app.post('/api/v1/:object', signedIn, async (request, reply) => {
    const object = objectOf(request)
    const { id, ...values } = bodyOf(request)
    const op: Op = { do: 'create', ...(id === undefined ? {} : { id: readId(id) }), values }
    const [record] = await writeRecords(
      identified(request),
      object,
      [op],
      readSelect((request.query as Values)['select']),
    )
    tag(reply, record)
    return reply
      .status(201)
      .header('location', `/api/v1/${object.key}/${String(record?.['id'])}`)
      .send(record)
  })

  app.get('/api/v1/:object/:id', signedIn, async (request, reply) => {
    const select = readSelect((request.query as Values)['select'])
    const named = namedIn(request)
    const record = await followingMerges(request, reply, named, async (id) => {
      await countOpening(request.caller, named.object, id)
      return getRecord(request.caller, named.object, id, select)
    })
    noteReading(request, named.object, 'opened', [record])
    tag(reply, record)
    return record
  })

  app.get('/api/v1/:object/:id/page', signedIn, async (request, reply) => {
    const named = namedIn(request)
    const page = await followingMerges(request, reply, named, async (id) => {
      await countOpening(request.caller, named.object, id)
      return readPage(request.caller, named.object, id)
    })
    noteReading(request, named.object, 'opened', [page.record])
    tag(reply, page.record)
    return page
  })

  app.get('/api/v1/:object/:id/timeline', signedIn, (request, reply) => {
    const { after, limit, field, type } = request.query as Record<string, unknown>
    const named = namedIn(request)
    return followingMerges(request, reply, named, async (id) => {
      await countOpening(request.caller, named.object, id)
      return readTimeline(queryOf(request.caller), named.object, id, {
        ...(after ? { after: wordOf(after) } : {}),
        ...(field === undefined ? {} : { field: wordOf(field) }),
        ...(type === undefined ? {} : { type: readEntryType(type) }),
        limit: readLimit(limit, 200) ?? 50,
      })
    })
  })

  app.get('/api/v1/:object/:id/score/:field', signedIn, (request) =>
    explainScore(request.caller, objectOf(request), idOf(request), (request.params as { field: string }).field),
  )

  app.patch('/api/v1/:object/:id', signedIn, async (request, reply) => {
    const [session, select, named] = [
      identified(request),
      readSelect((request.query as Values)['select']),
      namedIn(request),
    ]
    const change = { do: 'update' as const, values: bodyOf(request), ...expected(request) }
    const [record] = await followingMerges(request, reply, named, (id) =>
      writeRecords(session, named.object, [{ ...change, id }], select),
    )
    tag(reply, record)
    return record
  })

  app.delete('/api/v1/:object/:id', signedIn, async (request, reply) => {
    const [session, named] = [identified(request), namedIn(request)]
    await followingMerges(request, reply, named, async (id) => {
      if (id === named.id) return writeRecords(session, named.object, [{ do: 'delete', id, ...expected(request) }])
      // Whoever tidies up doubles of her own must not take away what they have become.
      await getRecord(session, named.object, id, [])
      throw new Refusal('conflict', [problem(null, partOfAnother, 'merged')], { survivor: id })
    })
    return reply.status(204).send()
  })

  app.post('/api/v1/:object/:id/restore', signedIn, async (request) => {
    const [record] = await writeRecords(identified(request), objectOf(request), [{ do: 'restore', id: idOf(request) }])
    return record
  })

  app.post('/api/v1/:object/:id/:action', signedIn, async (request, reply) => {
    const { action } = request.params as Params
    const [session, named, input] = [identified(request), namedIn(request), optionalBody(request)]
    const { results, records } = await followingMerges(request, reply, named, (id) =>
      runAction(session, named.object, action, [id], input),
    )
    if (named.object.actions.some(({ key, reveals }) => key === action && reveals))
      noteReading(request, named.object, 'revealed', [named])
    tag(reply, records[0])
    return { result: results[0] ?? null, record: records[0] ?? null }
  })
}

const partOfAnother = {
  en: 'This record has become part of another one. Delete that one, or take the merge apart first.',
  zh: '这条记录已合并到另一条记录。请删除那条记录，或先拆分合并。',
}

/** Given when whoever asked has gone before she was answered: closed the page, or went to another. */
function left({ raw }: FastifyReply): AbortSignal {
  const leaving = new AbortController()
  raw.on('close', () => raw.writableFinished || leaving.abort())
  return leaving.signal
}

/** Counts what its reader was given. */
function noteReading(
  { caller }: FastifyRequest,
  object: RegisteredObject,
  kind: ReadingKind,
  records: readonly { readonly id?: unknown }[],
): void {
  caller.workspace.noteReading(
    caller,
    object,
    kind,
    records.map(({ id }) => String(id)),
  )
}

/** What of a batch of changes would be refused, and why; for a preview. */
async function tryBatch(request: FastifyRequest, object: RegisteredObject, ops: readonly Op[]) {
  const updates = ops.flatMap((op) => (op.do === 'update' ? [op] : []))
  if (updates.length < ops.length)
    throw refuse('invalid', 'trial', { en: 'Only changes can be tried.', zh: '只能预检修改操作。' })
  const { language } = request.caller
  const refused = await tryUpdates(request.caller, object, updates)
  return [...refused].map(([index, problems]) => ({
    index,
    errors: problems.map(({ field, code, message }) => ({ field, code, detail: say(message, language) })),
  }))
}

/** The object of the path. One that the caller may not read at all is as unknown as one that does not exist. */
export function objectOf(request: FastifyRequest): RegisteredObject {
  return objectNamed(request, (request.params as Params).object)
}

function objectNamed({ caller: { workspace, principal } }: FastifyRequest, key: string): RegisteredObject {
  const object = workspace.registry.objects.get(key)
  const rights = object && principal.rights(object.key)
  if (!object || !rights || (rights.scopes.read.length === 0 && !rights.create)) throw notFound()
  return object
}

/** The record that the path names. */
function namedIn(request: FastifyRequest): { object: RegisteredObject; id: string } {
  return { object: objectOf(request), id: idOf(request) }
}

export function idOf(request: FastifyRequest): string {
  return readId((request.params as Params).id)
}

/** Reads an id; what cannot be one leads nowhere. */
export function readId(text: unknown): string {
  const parsed = parseId(text)
  if ('wrong' in parsed) throw notFound()
  return parsed.value
}

export function bodyOf(request: FastifyRequest): Record<string, unknown> {
  const body = request.body
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw refuse('malformed', null, { en: 'Send a JSON object.', zh: '请提交 JSON 对象。' })
  return body as Record<string, unknown>
}

function optionalBody(request: FastifyRequest): Record<string, unknown> {
  return request.body === undefined || request.body === null ? {} : bodyOf(request)
}

/** `{ create: […], update: [{ id, version?, … }], delete: [{ id, version? }] }`; the answer has them in that order. */
function readOps(body: Values): Op[] {
  const list = (key: string): Values[] => {
    const entries = body[key] ?? []
    if (!Array.isArray(entries) || entries.some((entry) => typeof entry !== 'object' || entry === null))
      throw refuse('malformed', key, { en: 'This is a list of records.', zh: '这里应为记录列表。' })
    return entries as Values[]
  }
  const version = (given: unknown) => {
    if (given === undefined) return {}
    if (typeof given === 'number' && Number.isInteger(given)) return { version: given }
    throw refuse('malformed', 'version', { en: 'A version is a whole number.', zh: '版本号应为整数。' })
  }
  const ops: Op[] = [
    ...list('create').map(
      ({ id, ...values }): Op => ({ do: 'create', ...(id === undefined ? {} : { id: readId(id) }), values }),
    ),
    ...list('update').map(
      ({ id, version: v, ...values }): Op => ({ do: 'update', id: readId(id), values, ...version(v) }),
    ),
    ...list('delete').map(({ id, version: v }): Op => ({ do: 'delete', id: readId(id), ...version(v) })),
  ]
  if (ops.length === 0 || ops.length > 1_000)
    throw refuse('invalid', null, { en: 'Send 1 to 1,000 records.', zh: '每次提交 1 到 1,000 条记录。' })
  return ops
}

/** The version that `If-Match` asks for. */
function expected(request: FastifyRequest): { version?: number } {
  const header = request.headers['if-match']
  if (header === undefined || header === '*') return {}
  const version = /^(?:W\/)?"?(\d{1,12})"?$/.exec(header)?.[1]
  if (!version) throw refuse('malformed', null, { en: 'If-Match holds no version.', zh: 'If-Match 不是有效的版本号。' })
  return { version: Number(version) }
}

function tag(reply: { header(name: string, value: string): unknown }, record: Values | null | undefined): void {
  if (record?.['version'] !== undefined) reply.header('etag', `"${String(record['version'])}"`)
}

/** The session of a write; with the key by which a repeated request is known. */
export function identified(request: FastifyRequest): Session {
  const key = request.headers['idempotency-key']
  const confirm = request.headers['x-sampan-confirm']
  const caller = typeof confirm === 'string' ? { ...request.caller, confirmed: confirm.split(',') } : request.caller
  if (typeof key !== 'string') return caller
  if (key.length < 8 || key.length > 200)
    throw refuse('malformed', null, {
      en: 'An idempotency key has 8 to 200 characters.',
      zh: '幂等键长度应为 8 到 200 个字符。',
    })
  const fingerprint = createHash('sha256')
    .update(`${request.method} ${request.url}\n${JSON.stringify(request.body ?? null)}`)
    .digest('hex')
  return { ...caller, idempotency: { key, fingerprint } }
}
