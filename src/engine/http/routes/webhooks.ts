import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Label, say } from '#kernel/label.ts'
import type { Runtime } from '../../runtime.ts'
import { readLog, replay, sendTest } from '../../webhooks/log.ts'
import { sampleMessages } from '../../webhooks/samples.ts'
import {
  changeKinds,
  createWebhook,
  deleteWebhook,
  getWebhook,
  listWebhooks,
  rotateSecret,
  updateWebhook,
} from '../../webhooks/webhook.ts'
import { readLimit, wordOf } from '../parameters.ts'
import { bodyOf, idOf, readId } from './records.ts'

const signedIn = { config: { access: 'signed-in' as const } }

/** Webhooks of the caller's own, and the same in the words that Zapier, Make and n8n use for REST hooks. */
export async function webhookRoutes(app: FastifyInstance, { runtime }: { runtime: Runtime }): Promise<void> {
  const { outbound } = runtime

  app.get('/api/v1/webhooks', signedIn, async (request) => ({ data: await listWebhooks(request.caller) }))

  app.get('/api/v1/webhooks/events', signedIn, (request) => ({ data: eventsOf(request) }))

  app.post('/api/v1/webhooks', signedIn, async (request, reply) => {
    const { name, url, events, where = null, fields = null } = bodyOf(request)
    return reply.status(201).send(await createWebhook(request.caller, outbound, { name, url, events, where, fields }))
  })

  app.get('/api/v1/webhooks/:id', signedIn, (request) => getWebhook(request.caller, idOf(request)))

  app.patch('/api/v1/webhooks/:id', signedIn, (request) =>
    updateWebhook(request.caller, outbound, idOf(request), bodyOf(request)),
  )

  app.delete('/api/v1/webhooks/:id', signedIn, async (request, reply) => {
    await deleteWebhook(request.caller, idOf(request))
    return reply.status(204).send()
  })

  app.post('/api/v1/webhooks/:id/rotate', signedIn, (request) => rotateSecret(request.caller, idOf(request)))

  app.post('/api/v1/webhooks/:id/test', signedIn, async (request, reply) => {
    const id = await sendTest(request.caller, idOf(request))
    request.caller.workspace.hint('event')
    return reply.status(202).send({ id })
  })

  app.get('/api/v1/webhooks/:id/deliveries', signedIn, async (request) => {
    const { before, limit } = request.query as Record<string, unknown>
    const most = readLimit(limit, 200) ?? 50
    const data = await readLog(request.caller, idOf(request), { before: before ? readId(before) : null, limit: most })
    return { data, next: data.length === most ? data.at(-1)!.id : null }
  })

  app.post('/api/v1/webhooks/:id/deliveries/:delivery/replay', signedIn, async (request, reply) => {
    await replay(request.caller, idOf(request), readId((request.params as { delivery: string }).delivery))
    request.caller.workspace.hint('event')
    return reply.status(202).send({})
  })

  app.post('/api/v1/hooks', signedIn, async (request, reply) => {
    const { event, url, targetUrl, hookUrl, where = null } = bodyOf(request)
    const address = url ?? targetUrl ?? hookUrl
    const webhook = await createWebhook(request.caller, outbound, {
      name: wordOf(event).slice(0, 80),
      url: address,
      events: [event],
      where,
    })
    return reply.status(201).send(webhook)
  })

  app.delete('/api/v1/hooks/:id', signedIn, async (request, reply) => {
    await deleteWebhook(request.caller, idOf(request))
    return reply.status(204).send()
  })

  app.get('/api/v1/hooks/samples/:event', signedIn, (request) =>
    sampleMessages(request.caller, (request.params as { event: string }).event),
  )
}

const kindLabels: Readonly<Record<(typeof changeKinds)[number], Label>> = {
  created: { en: 'Created', zh: '新建' },
  updated: { en: 'Changed', zh: '修改' },
  deleted: { en: 'Deleted', zh: '删除' },
  restored: { en: 'Restored', zh: '恢复' },
}

/** The events that the caller may wait for, object by object. */
function eventsOf({ caller }: FastifyRequest) {
  const { workspace, principal, language } = caller
  return [...workspace.registry.objects.values()]
    .filter((object) => principal.rights(object.key).scopes.read.length > 0)
    .map((object) => ({
      object: object.key,
      label: say(object.label, language),
      nested: object.nested === true,
      events: [
        ...changeKinds.map((kind) => ({ name: `${object.key}.${kind}`, label: say(kindLabels[kind], language) })),
        ...Object.entries(object.emits ?? {}).map(([kind, { label }]) => ({
          name: `${object.key}.${kind}`,
          label: say(label, language),
        })),
      ],
    }))
}
