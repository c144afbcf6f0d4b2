import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type HandoverCheck, type HandoverRule, type HandoverWish, handoverChecks } from '#kernel/api-handover.ts'
import { dateType } from '#kernel/fields/date.ts'
import { notFound, type Problem, problem, Refusal, refuse } from '#kernel/problem.ts'
import type { Where } from '#kernel/where.ts'
import { inventoryOf } from '../../handover/inventory.ts'
import { previewHandover } from '../../handover/preview.ts'
import { handoverOf, listHandovers, noteCheck } from '../../handover/read.ts'
import { resumeHandovers } from '../../handover/resume.ts'
import { beginHandover, carryOut } from '../../handover/run.ts'
import { beginUndo, undoHandover } from '../../handover/undo.ts'
import { applyOps, writing } from '../../records/write.ts'
import type { Runtime } from '../../runtime.ts'
import { tellSecurity } from '../../security/tell.ts'
import type { Callers } from '../caller.ts'
import { bodyOf, idOf, readId } from './records.ts'

const admin = { config: { access: 'admin' as const } }

/** Handing over what somebody who leaves answers for; for administrators. */
export async function handoverRoutes(
  app: FastifyInstance,
  { runtime, callers }: { runtime: Runtime; callers: Callers },
): Promise<void> {
  const { catalogue } = runtime

  // Those of a process that died, here or elsewhere, are taken up again.
  const timer = setInterval(() => {
    Promise.all(runtime.workspaces.opened().map(resumeHandovers)).catch((error: unknown) =>
      app.log.error({ err: error }, 'resuming handovers failed'),
    )
  }, 20_000).unref()
  app.addHook('onClose', async () => clearInterval(timer))

  app.get('/api/v1/people/:id/inventory', admin, (request) => {
    const { lastDay } = request.query as Record<string, unknown>
    const last = lastDay ? readDay(lastDay) : null
    if (last && 'wrong' in last) throw new Refusal('invalid', [problem('lastDay', last.wrong)])
    return inventoryOf(request.caller, idOf(request), last?.value ?? null, (userId) => liveKeys(request, userId))
  })

  app.post('/api/v1/people/:id/handover/preview', admin, async (request) => {
    await known(request)
    return previewHandover(request.caller, idOf(request), readWish(request).rules)
  })

  app.post('/api/v1/people/:id/handover', admin, async (request, reply) => {
    const { caller } = request
    const id = await beginHandover(caller, idOf(request), readWish(request))
    inBackground(request, carryOut(caller, id))
    return reply.status(202).send(await handoverOf(caller, id))
  })

  app.get('/api/v1/handovers', admin, async (request) => {
    const { person } = request.query as Record<string, unknown>
    return { data: await listHandovers(request.caller, person === undefined ? null : readId(person)) }
  })

  app.get('/api/v1/handovers/:id', admin, (request) => handoverOf(request.caller, idOf(request)))

  // Goes on with what was cut short.
  app.post('/api/v1/handovers/:id/run', admin, async (request, reply) => {
    const { caller } = request
    const { id, status } = await handoverOf(caller, idOf(request))
    inBackground(request, status === 'undoing' ? undoHandover(caller, id) : carryOut(caller, id))
    return reply.status(202).send(await handoverOf(caller, id))
  })

  app.post('/api/v1/handovers/:id/undo', admin, async (request, reply) => {
    const { caller } = request
    await beginUndo(caller, idOf(request))
    inBackground(request, undoHandover(caller, idOf(request)))
    return reply.status(202).send(await handoverOf(caller, idOf(request)))
  })

  // Each step of the checklist is done and signed by one click.
  app.post('/api/v1/handovers/:id/checks/:check', admin, async (request) => {
    const { caller } = request
    const { check } = request.params as { check: string }
    const known = handoverChecks.find((one) => one === check)
    const { id, person } = await handoverOf(caller, idOf(request))
    if (!known) throw notFound()
    await steps[known](request, person.id)
    await noteCheck(caller, id, known)
    return handoverOf(caller, id)
  })

  const steps: Record<HandoverCheck, (request: FastifyRequest, personId: string) => Promise<void>> = {
    async sessions({ caller: { workspace, principal, origin } }, userId) {
      await catalogue.endSessions({ workspaceId: workspace.id, userId })
      await tellSecurity(workspace, 'sessionsEnded', userId, { actorId: principal.id, via: origin.via })
      forget()
    },
    async keys(request, userId) {
      const { workspace } = request.caller
      for (const { id } of await liveKeys(request, userId)) await catalogue.revokeApiKey(workspace.id, id, userId)
      forget()
    },
    async signIn({ caller }, userId) {
      const user = caller.workspace.registry.object('user')
      await writing(caller, (w) => applyOps(w, user, [{ do: 'update', id: userId, values: { active: false } }]))
      forget()
    },
    async signOff() {},
  }

  async function liveKeys({ caller: { workspace } }: FastifyRequest, userId: string) {
    const now = workspace.clock.now().toISOString()
    const keys = await catalogue.apiKeys(workspace.id, userId)
    return keys
      .filter(({ revokedAt, expiresAt }) => !revokedAt && (!expiresAt || expiresAt > now))
      .map(({ id, name, lastUsedAt }) => ({ id, name, lastUsedAt }))
  }

  function forget(): void {
    callers.forget()
    runtime.policies.forget()
    runtime.announce('forget')
  }
}

/** Answers now; what becomes of it is told by the handover itself. */
function inBackground(request: FastifyRequest, work: Promise<void>): void {
  work.catch((error: unknown) => request.log.error({ err: error }, 'a handover ended early'))
}

async function known(request: FastifyRequest): Promise<void> {
  if (!(await request.caller.workspace.directory.everyone()).people.has(idOf(request))) throw notFound()
}

const readDay = (value: unknown) => dateType.parse(value, { type: 'date', label: { en: 'Last day', zh: '最后工作日' } })
const words = (value: unknown) =>
  Array.isArray(value) && value.length <= 100 && value.every((one) => typeof one === 'string')

/** `{ rules: [{ object, field, where?, past?, with?, to, into?, split? }], count?, note?, lastDay? }`; all problems at once. */
function readWish(request: FastifyRequest): HandoverWish {
  const { rules, count, note, lastDay } = bodyOf(request)
  if (!Array.isArray(rules) || rules.length === 0 || rules.length > 200)
    throw refuse('invalid', 'rules', { en: 'Say what goes to whom.', zh: '请指定交接给谁。' }, 'required')
  const problems: Problem[] = []
  const read = rules.map((given: unknown, i): HandoverRule => {
    const { object, field, where, past, with: by, to, into, split } = (given ?? {}) as Record<string, unknown>
    const wrong = (key: string) =>
      problems.push(problem(`rules.${i}.${key}`, { en: 'This cannot be read.', zh: '格式不正确。' }))
    if (typeof object !== 'string') wrong('object')
    if (typeof field !== 'string') wrong('field')
    if (where !== undefined && (typeof where !== 'object' || where === null)) wrong('where')
    if (by !== undefined && !words(by)) wrong('with')
    if (!words(to)) wrong('to')
    if (into !== undefined && typeof into !== 'string') wrong('into')
    if (split !== undefined && split !== 'count' && split !== 'value') wrong('split')
    return {
      object: String(object),
      field: String(field),
      ...(where === undefined ? {} : { where: where as Where }),
      past: past === true,
      ...(by === undefined ? {} : { with: by as string[] }),
      to: (to ?? []) as string[],
      ...(into === undefined ? {} : { into: String(into) }),
      split: split === 'value' ? 'value' : 'count',
    }
  })
  if (note !== undefined && note !== null && (typeof note !== 'string' || [...note].length > 4_000))
    problems.push(problem('note', { en: 'At most 4,000 characters.', zh: '最多 4000 个字。' }))
  const last = lastDay === undefined || lastDay === null || lastDay === '' ? null : readDay(lastDay)
  if (last && 'wrong' in last) problems.push(problem('lastDay', last.wrong))
  if (problems.length > 0) throw new Refusal('invalid', problems)
  return {
    rules: read,
    ...(typeof count === 'number' ? { count } : {}),
    note: typeof note === 'string' && note.trim() !== '' ? note.trim() : null,
    lastDay: last && 'value' in last ? last.value : null,
  }
}
