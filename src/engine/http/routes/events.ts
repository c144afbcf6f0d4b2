import type { ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { parseId } from '#kernel/fields/relation.ts'
import { notFound, Refusal } from '#kernel/problem.ts'
import type { Principal } from '../../access/principal.ts'
import type { Session } from '../../context.ts'
import { type Missed, openLive, type Word } from '../../events/live/live.ts'
import type { Runtime } from '../../runtime.ts'
import { noteHere } from '../../today/seen.ts'
import type { Callers } from '../caller.ts'
import { readClient } from './presence.ts'
import { readId } from './records.ts'

const heartbeatMs = 15_000
/** What may wait to be taken by a slow reader, in bytes; beyond that it is cut off and may come again. */
const mostWaiting = 256 * 1024

/** What changes, as it changes: server-sent events (WHATWG HTML, 9.2) under the rights of the caller. */
export async function eventRoutes(
  app: FastifyInstance,
  { runtime, callers }: { runtime: Runtime; callers: Callers },
): Promise<void> {
  const live = openLive({
    workspaceOf: (id) => runtime.workspaces.get(id),
    log: (message, detail) => app.log.error(detail, message),
  })
  app.addHook('preClose', async () => live.stop())

  app.get('/api/v1/events', { config: { access: 'signed-in' } }, async (request, reply) => {
    const { object, record, client } = request.query as Record<string, unknown>
    const filter = {
      objects: object
        ? new Set(
            String(object)
              .split(',')
              .map((key) => readable(request.caller, key)),
          )
        : null,
      record: record ? readId(record) : null,
    }
    const stream = reply.raw
    const waiting: Word[] = []
    let open = false
    // Heard of before the head of the answer is written: what cannot be listened to is still refused as a problem.
    const leave = await live.listen(
      {
        session: request.caller,
        ...filter,
        client: readClient(client),
        still: () => callerNow(callers, request),
        hear: (what) => (open ? write(stream, what) : waiting.push(what) <= 10_000),
        end: () => stream.end(),
      },
      missedBy(request),
    )
    reply.hijack()
    if (stream.destroyed) return leave()
    const here = () =>
      noteHere(request.caller).catch((error: unknown) => app.log.error({ error: String(error) }, 'noting who is here'))
    void here()
    const beat = setInterval(() => {
      stream.write(':\n\n')
      void here()
    }, heartbeatMs)
    stream.once('close', () => {
      clearInterval(beat)
      leave()
    })
    stream.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      // When the stream ends its connection does: nothing else is asked on it.
      connection: 'close',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
      'x-request-id': request.id,
    })
    stream.write('retry: 3000\n\n')
    open = true
    for (const what of waiting) write(stream, what)
  })
}

/**
 * `event: change` with the id that a client names when it comes again; `event: reset` when it should look anew;
 * `event: notice` when there is a notification for the caller; `event: presence` when somebody comes to or leaves a record
 * that she looks at.
 */
function write(stream: ServerResponse, what: Word): boolean {
  if (stream.writableEnded || stream.writableLength > mostWaiting) return false
  stream.write(
    typeof what === 'string'
      ? `event: ${what}\ndata: {}\n\n`
      : 'people' in what
        ? `event: presence\ndata: ${JSON.stringify(what)}\n\n`
        : `id: ${what.id}\nevent: change\ndata: ${JSON.stringify(what)}\n\n`,
  )
  return true
}

/** An object that she may not read at all is as unknown as one that does not exist. */
function readable({ workspace, principal }: Session, key: string): string {
  if (!workspace.registry.objects.has(key) || principal.rights(key).scopes.read.length === 0) throw notFound()
  return key
}

/** What a client comes behind: the event that it had last, or the time since which it shows what it shows. */
function missedBy({ headers, query }: FastifyRequest): Missed | null {
  const given = parseId(headers['last-event-id'] ?? null)
  if (!('wrong' in given) && given.value) return { since: given.value }
  const { ago } = query as Record<string, unknown>
  return typeof ago === 'string' && /^\d{1,9}$/.test(ago) ? { lastMs: Number(ago) } : null
}

/** Who the caller is by now: somebody who has signed out or was disabled is nobody, and rights may have changed. */
async function callerNow(callers: Callers, request: FastifyRequest): Promise<Principal | null> {
  const { workspace, principal, seenBy } = request.caller
  try {
    const now = await callers.require(request)
    if (now.workspace.id !== workspace.id) return null
    return seenBy ? await now.workspace.directory.person(principal.id!) : now.principal
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}
