import type { FastifyInstance } from 'fastify'
import { notFound, refuse } from '#kernel/problem.ts'
import { addressOf, closeAddress, makeAddress, signCalls } from '../../flows/address.ts'
import { flowObject, hasFlows } from '../../flows/live.ts'
import { retryRun, skipStep, stopRun } from '../../flows/mend.ts'
import { pressFlow } from '../../flows/press.ts'
import { flowsOfRecord, flowUses, listRuns, runHistory, stepKinds } from '../../flows/read.ts'
import { testFlow } from '../../flows/test-run.ts'
import { getRecord } from '../../records/records.ts'
import { readLimit } from '../parameters.ts'
import { bodyOf, identified, idOf, readId } from './records.ts'

const signedIn = { config: { access: 'signed-in' as const } }
const statuses = ['running', 'waiting', 'done', 'failed', 'stopped']

/** Flows under way: what happens in them, and what people do with that. Their definitions are records like others. */
export async function flowRoutes(app: FastifyInstance): Promise<void> {
  app.get('/api/v1/flows/steps', signedIn, async (request) => ({ data: stepKinds(request.caller) }))

  app.get('/api/v1/flows/uses', signedIn, async (request) => ({ data: await flowUses(request.caller) }))

  app.get('/api/v1/flows/:id/runs', signedIn, async (request) => {
    const { caller } = request
    if (!hasFlows(caller.workspace)) throw notFound()
    const flow = idOf(request)
    await getRecord(caller, caller.workspace.registry.object(flowObject), flow, [])
    const { status, before, limit } = request.query as Record<string, unknown>
    const wanted = String(status ?? '')
      .split(',')
      .filter((one) => statuses.includes(one))
    const data = await listRuns(caller, {
      flow,
      limit: readLimit(limit, 200) ?? 50,
      ...(wanted.length > 0 ? { status: wanted } : {}),
      ...(typeof before === 'string' && !Number.isNaN(Date.parse(before))
        ? { before: new Date(before).toISOString() }
        : {}),
    })
    return { data }
  })

  // Nothing of it is kept; the answer says what each step would do.
  app.post('/api/v1/flows/:id/test', signedIn, (request) => {
    const { recordId } = bodyOf(request)
    return testFlow(
      request.caller,
      idOf(request),
      recordId === undefined || recordId === null ? null : readId(recordId),
    )
  })

  app.post('/api/v1/flows/:id/start', signedIn, async (request, reply) => {
    const run = await pressFlow(identified(request), idOf(request), readId(bodyOf(request)['recordId']))
    return reply.status(202).send({ run })
  })

  app.get('/api/v1/flows/:id/address', signedIn, (request) => addressOf(request.caller, idOf(request)))

  app.post('/api/v1/flows/:id/address', signedIn, async (request, reply) =>
    reply.status(201).send(await makeAddress(request.caller, idOf(request))),
  )

  app.patch('/api/v1/flows/:id/address', signedIn, (request) => {
    const { signed } = bodyOf(request)
    if (typeof signed !== 'boolean')
      throw refuse('invalid', 'signed', { en: 'True or false?', zh: '请填写 true 或 false。' })
    return signCalls(request.caller, idOf(request), signed)
  })

  app.delete('/api/v1/flows/:id/address', signedIn, async (request, reply) => {
    await closeAddress(request.caller, idOf(request))
    return reply.status(204).send()
  })

  app.get('/api/v1/flow-runs/:id', signedIn, (request) => runHistory(request.caller, idOf(request)))

  for (const [path, act] of [
    ['retry', retryRun],
    ['skip', skipStep],
    ['stop', stopRun],
  ] as const)
    app.post(`/api/v1/flow-runs/:id/${path}`, signedIn, async (request) => {
      await act(request.caller, idOf(request))
      return runHistory(request.caller, idOf(request))
    })

  app.get('/api/v1/flows/of', signedIn, (request) => {
    const { object, record } = request.query as Record<string, unknown>
    const { workspace, principal } = request.caller
    const known = workspace.registry.objects.get(String(object))
    if (!known || principal.rights(known.key).scopes.read.length === 0) throw notFound()
    return flowsOfRecord(request.caller, known.key, readId(record))
  })
}
