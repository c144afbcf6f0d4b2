import type { FastifyInstance } from 'fastify'
import type { MergeRequest } from '#kernel/api-merge.ts'
import type { Values } from '#kernel/object.ts'
import { refuse } from '#kernel/problem.ts'
import { proposeMerge } from '../../merging/members.ts'
import { mergeRecords } from '../../merging/merge.ts'
import { mergeOf, mergesOf } from '../../merging/merges.ts'
import { proposeSplit, splitMerge } from '../../merging/split.ts'
import { queryOf } from '../../query/query.ts'
import { followingMerges } from '../former.ts'
import { bodyOf, identified, idOf, objectOf, readId } from './records.ts'

const signedIn = { config: { access: 'signed-in' as const } }
const reading = { config: { access: 'signed-in' as const, whileSeeing: true } }

/** Making one record of several, and parting them again. */
export async function mergeRoutes(app: FastifyInstance): Promise<void> {
  app.post('/api/v1/:object/merge/preview', reading, (request) => {
    const body = bodyOf(request)
    const { survivor } = body
    return proposeMerge(request.caller, objectOf(request), readIds(body), {
      ...(survivor === undefined ? {} : { survivor: readId(survivor) }),
    })
  })

  app.post('/api/v1/:object/merge', signedIn, (request) =>
    mergeRecords(identified(request), objectOf(request), readMerge(bodyOf(request))),
  )

  app.get('/api/v1/:object/:id/merges', signedIn, async (request, reply) => {
    const object = objectOf(request)
    return followingMerges(request, reply, { object, id: idOf(request) }, async (id) => ({
      data: await mergesOf(queryOf(request.caller), object, id),
    }))
  })

  app.get('/api/v1/:object/merges/:id', signedIn, (request) =>
    mergeOf(queryOf(request.caller), request.caller.workspace.db, objectOf(request), idOf(request)),
  )

  app.post('/api/v1/:object/merges/:id/preview', reading, (request) =>
    proposeSplit(request.caller, objectOf(request), idOf(request)),
  )

  app.post('/api/v1/:object/merges/:id/split', signedIn, (request) =>
    splitMerge(identified(request), objectOf(request), idOf(request)),
  )
}

function readIds({ ids }: Values): string[] {
  if (!Array.isArray(ids)) throw refuse('invalid', 'ids', { en: 'Name the records.', zh: '请指定记录。' }, 'required')
  return ids.map(readId)
}

/** `{ ids, survivor, choices?: { field: id | 'all' }, versions?: { id: version } }`. */
export function readMerge(body: Values): MergeRequest {
  const { survivor, choices = {}, versions = {} } = body
  const plain = (value: unknown, of: string): value is Readonly<Record<string, unknown>> =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((one) => typeof one === of)
  if (!plain(choices, 'string'))
    throw refuse('malformed', 'choices', {
      en: 'Say for each field from which record it is taken.',
      zh: '请为每个字段指定取值的记录。',
    })
  if (!plain(versions, 'number'))
    throw refuse('malformed', 'versions', { en: 'A version is a whole number.', zh: '版本号应为整数。' })
  return {
    ids: readIds(body),
    survivor: readSurvivor(survivor),
    choices: choices as MergeRequest['choices'] & object,
    versions: versions as MergeRequest['versions'] & object,
  }
}

function readSurvivor(given: unknown): string {
  if (typeof given === 'string') return readId(given)
  throw refuse(
    'invalid',
    'survivor',
    { en: 'Say which of these records goes on.', zh: '请指定保留哪一条记录。' },
    'required',
  )
}
