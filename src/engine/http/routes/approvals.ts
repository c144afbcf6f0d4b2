import type { FastifyInstance } from 'fastify'
import { type ApprovalChange, approvalActs } from '#kernel/approval.ts'
import { notFound, refuse } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { askApproval, previewApproval, type Wish } from '../../approvals/ask.ts'
import { actOn } from '../../approvals/decide.ts'
import { hasApprovals } from '../../approvals/policies.ts'
import { type Box, boxes, listApprovals, readApproval } from '../../approvals/read.ts'
import type { Session } from '../../context.ts'
import { readLimit } from '../parameters.ts'
import { readMerge } from './merges.ts'
import { bodyOf, identified, idOf, readId } from './records.ts'

const signedIn = { config: { access: 'signed-in' as const } }

/** What needs the consent of others: asking for it, and deciding. Policies are records like others. */
export async function approvalRoutes(app: FastifyInstance): Promise<void> {
  app.get('/api/v1/approvals', signedIn, (request) => {
    const { box, before, limit } = request.query as Record<string, unknown>
    return listApprovals(request.caller, {
      box: boxes.includes(box as Box) ? (box as Box) : 'waiting',
      limit: readLimit(limit, 200) ?? 50,
      ...(typeof before === 'string' && !Number.isNaN(Date.parse(before))
        ? { before: new Date(before).toISOString() }
        : {}),
    })
  })

  app.post('/api/v1/approvals', signedIn, async (request, reply) => {
    const caller = identified(request)
    const body = bodyOf(request)
    const id = await askApproval(caller, {
      ...readWish(caller, body),
      ...(body['id'] === undefined ? {} : { id: readId(body['id']) }),
      reason: wordsOf(body['reason']),
    })
    return reply.status(201).send(await readApproval(caller, id))
  })

  app.post('/api/v1/approvals/preview', signedIn, (request) => {
    const caller = identified(request)
    return previewApproval(caller, readWish(caller, bodyOf(request)))
  })

  app.get('/api/v1/approvals/:id', signedIn, (request) => readApproval(request.caller, idOf(request)))

  for (const act of approvalActs)
    app.post(`/api/v1/approvals/:id/${act}`, signedIn, async (request) => {
      const caller = identified(request)
      if (!hasApprovals(caller.workspace)) throw notFound()
      const { words, personId, values } = bodyOf(request)
      await actOn(caller, idOf(request), {
        act,
        words: wordsOf(words),
        ...(personId === undefined ? {} : { personId: readId(personId) }),
        ...(values === undefined ? {} : { values: plain(values, 'values') }),
      })
      return readApproval(caller, idOf(request))
    })
}

function readWish({ workspace, principal }: Session, body: Record<string, unknown>): Omit<Wish, 'reason'> {
  if (!hasApprovals(workspace)) throw notFound()
  const object = workspace.registry.objects.get(String(body['object']))
  if (!object || principal.rights(object.key).scopes.read.length === 0) throw notFound()
  const change = readChange(object, plain(body['change'], 'change'))
  return {
    object,
    recordId: change.do === 'create' ? null : readId(body['recordId']),
    change,
    ...(body['policyId'] === undefined ? {} : { policyId: readId(body['policyId']) }),
  }
}

function readChange(object: RegisteredObject, given: Record<string, unknown>): ApprovalChange {
  switch (given['do']) {
    case 'create':
    case 'update':
      return { do: given['do'], values: plain(given['values'], 'change.values') }
    case 'delete':
      return { do: 'delete' }
    case 'ask':
      return { do: 'ask' }
    case 'action':
      if (!object.actions.some(({ key }) => key === given['action'])) throw notFound()
      return { do: 'action', action: String(given['action']), input: plain(given['input'] ?? {}, 'change.input') }
    case 'merge':
      return { do: 'merge', request: readMerge(plain(given['request'], 'change.request')) }
    default:
      throw refuse(
        'invalid',
        'change.do',
        { en: 'Say what is to be approved.', zh: '请说明要审批的变更。' },
        'required',
      )
  }
}

function plain(value: unknown, field: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw refuse('malformed', field, { en: 'Send a JSON object.', zh: '请提交 JSON 对象。' })
  return value as Record<string, unknown>
}

function wordsOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}
