import type { FastifyInstance } from 'fastify'
import { notFound } from '#kernel/problem.ts'
import { signalObject } from '../../flows/live.ts'
import { getRecord } from '../../records/records.ts'
import { backTest } from '../../signals/back-test.ts'
import { measureSignal } from '../../signals/measure.ts'
import { definitionOfSignal, hasSignals, listFires, signalEvents, signalUses } from '../../signals/read.ts'
import { readLimit } from '../parameters.ts'
import { bodyOf, idOf, readId } from './records.ts'

const signedIn = { config: { access: 'signed-in' as const } }
const statuses = ['fired', 'held', 'cooling', 'refused']

/** What fired and what would have. What signals say are records like others. */
export async function signalRoutes(app: FastifyInstance): Promise<void> {
  app.get('/api/v1/signals/uses', signedIn, async (request) => ({ data: await signalUses(request.caller) }))

  app.get('/api/v1/signals/events', signedIn, async (request) => ({ data: signalEvents(request.caller) }))

  app.get('/api/v1/signals/:id/fires', signedIn, async (request) => {
    const { caller } = request
    const signal = idOf(request)
    await definitionOfSignal(caller, signal)
    const { status, before, limit } = request.query as Record<string, unknown>
    const wanted = String(status ?? '')
      .split(',')
      .filter((one) => statuses.includes(one))
    const data = await listFires(caller, {
      signal,
      limit: readLimit(limit, 200) ?? 50,
      ...(wanted.length > 0 ? { status: wanted } : {}),
      ...(typeof before === 'string' && !Number.isNaN(Date.parse(before))
        ? { before: new Date(before).toISOString() }
        : {}),
    })
    return { data }
  })

  app.get('/api/v1/signals/:id/measure', signedIn, (request) => measureSignal(request.caller, idOf(request)))

  // Nothing of it is kept.
  app.post('/api/v1/signals/back-test', signedIn, (request) => {
    const { caller } = request
    if (!hasSignals(caller) || !caller.principal.rights(signalObject).create) throw notFound()
    const { definition, days, signal } = bodyOf(request)
    return backTest(caller, { definition, days, ...(signal ? { signal: readId(signal) } : {}) })
  })

  app.get('/api/v1/signals/of', signedIn, async (request) => {
    const { object, record } = request.query as Record<string, unknown>
    const { workspace, principal } = request.caller
    const known = workspace.registry.objects.get(String(object))
    if (!known || principal.rights(known.key).scopes.read.length === 0) throw notFound()
    const id = readId(record)
    await getRecord(request.caller, known, id, [])
    return { data: await listFires(request.caller, { record: id, limit: 50 }) }
  })
}
