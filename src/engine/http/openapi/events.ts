import { answers, body, problems, ref, type Schema } from './parts.ts'

/** Webhooks and the stream of events, as OpenAPI. */
export function eventPaths(): Schema {
  const id = path('id', 'Id of the webhook.')
  return {
    '/api/v1/webhooks': {
      get: {
        ...about('listWebhooks', 'Webhooks of the caller; of everybody for an administrator'),
        responses: answers('The webhooks', list('Webhook')),
      },
      post: {
        ...about('createWebhook', 'Have events sent to an address'),
        requestBody: body(ref('WebhookDraft')),
        responses: answers('The webhook with its secret, shown once', ref('NewWebhook'), '201'),
      },
    },
    '/api/v1/webhooks/events': {
      get: {
        ...about('webhookEvents', 'Events that can be waited for'),
        responses: answers('By object', { type: 'object' }),
      },
    },
    '/api/v1/webhooks/{id}': {
      get: { ...about('getWebhook', 'Read a webhook'), parameters: [id], responses: answers('It', ref('Webhook')) },
      patch: {
        ...about('updateWebhook', 'Change a webhook, switch it on or off'),
        parameters: [id],
        requestBody: body({
          allOf: [
            { type: 'object', properties: { active: { type: 'boolean' } } },
            { ...draft, required: [] },
          ],
        }),
        responses: answers('As it stands', ref('Webhook')),
      },
      delete: {
        ...about('deleteWebhook', 'Delete a webhook and its log'),
        parameters: [id],
        responses: { '204': { description: 'Deleted' }, ...problems },
      },
    },
    '/api/v1/webhooks/{id}/rotate': {
      post: {
        ...about('rotateWebhookSecret', 'Give it a new secret; the old one signs beside it for 24 hours'),
        parameters: [id],
        responses: answers('The new secret, shown once', {
          type: 'object',
          required: ['secret'],
          properties: { secret: { type: 'string' } },
        }),
      },
    },
    '/api/v1/webhooks/{id}/test': {
      post: {
        ...about('testWebhook', 'Send a test message'),
        parameters: [id],
        responses: answers('On its way', { type: 'object', properties: { id: uuid } }, '202'),
      },
    },
    '/api/v1/webhooks/{id}/deliveries': {
      get: {
        ...about('listDeliveries', 'What was sent in the last 30 days, newest first'),
        parameters: [
          id,
          query('before', uuid, 'Older than this delivery: `next` of the page before.'),
          query('limit', { type: 'integer', minimum: 1, maximum: 200 }, 'How many; 50 where not given.'),
        ],
        responses: answers('Messages with every attempt', list('Delivery', { next: { type: ['string', 'null'] } })),
      },
    },
    '/api/v1/webhooks/{id}/deliveries/{delivery}/replay': {
      post: {
        ...about('replayDelivery', 'Send a message again, under the same id'),
        parameters: [id, path('delivery', 'Id of the delivery.')],
        responses: answers('On its way', { type: 'object' }, '202'),
      },
    },
    '/api/v1/hooks': {
      post: {
        ...about('subscribeHook', 'REST hook: one event to one address'),
        requestBody: body({
          type: 'object',
          required: ['event', 'url'],
          properties: { event: { type: 'string' }, url: { type: 'string', format: 'uri' }, where: { type: 'object' } },
        }),
        responses: answers('The webhook with its secret, shown once', ref('NewWebhook'), '201'),
      },
    },
    '/api/v1/hooks/{id}': {
      delete: {
        ...about('unsubscribeHook', 'REST hook: end it'),
        parameters: [id],
        responses: { '204': { description: 'Ended' }, ...problems },
      },
    },
    '/api/v1/hooks/samples/{event}': {
      get: {
        ...about('sampleHook', 'REST hook: what would be sent'),
        parameters: [path('event', 'Such as `region.created`.', { type: 'string' })],
        responses: answers('Up to three messages', { type: 'array', items: ref('EventMessage') }),
      },
    },
    '/api/v1/events': {
      get: {
        ...about('streamEvents', 'What changes, as it changes: server-sent events, under the rights of the caller'),
        parameters: [
          query('object', { type: 'string' }, 'Only of these objects, by commas.'),
          query('record', uuid, 'Only of this record.'),
          {
            name: 'Last-Event-ID',
            in: 'header',
            schema: uuid,
            description: 'Goes on behind this event, as far as it is not longer ago than ten minutes.',
          },
        ],
        responses: {
          '200': {
            description: 'A stream that does not end',
            content: { 'text/event-stream': { schema: { type: 'string' } } },
          },
          ...problems,
        },
      },
    },
  }
}

const uuid: Schema = { type: 'string', format: 'uuid' }
const instant: Schema = { type: 'string', format: 'date-time' }

const draft: Schema = {
  type: 'object',
  required: ['name', 'url', 'events'],
  properties: {
    name: { type: 'string', maxLength: 80 },
    url: { type: 'string', format: 'uri' },
    events: { type: 'array', minItems: 1, items: { type: 'string' }, description: 'Such as `region.created`.' },
    where: { type: ['object', 'null'], description: 'Only of records that match; all events are of one object then.' },
    fields: {
      type: ['array', 'null'],
      items: { type: 'string' },
      description: 'Only these fields; all events are of one object then.',
    },
  },
}

const webhook = {
  ...(draft['properties'] as Schema),
  id: uuid,
  ownerId: uuid,
  active: { type: 'boolean' },
  stopped: { enum: ['gone', 'failing', null], description: 'Why the server has switched it off.' },
  failingSince: { ...instant, type: ['string', 'null'] },
  createdAt: instant,
}

/** The shapes that `eventPaths` names. */
export const eventSchemas: Schema = {
  WebhookDraft: draft,
  Webhook: { type: 'object', required: Object.keys(webhook), properties: webhook },
  NewWebhook: {
    type: 'object',
    required: [...Object.keys(webhook), 'secret'],
    properties: { ...webhook, secret: { type: 'string', pattern: '^whsec_' } },
  },
  EventMessage: {
    type: 'object',
    description: 'The body of a webhook request (Standard Webhooks).',
    required: ['type', 'timestamp', 'data'],
    properties: { type: { type: 'string' }, timestamp: instant, data: { type: 'object' } },
  },
  Delivery: {
    type: 'object',
    required: ['id', 'messageId', 'type', 'at', 'status', 'nextAt', 'request', 'attempts'],
    properties: {
      id: uuid,
      messageId: { type: 'string' },
      type: { type: 'string' },
      at: instant,
      status: { enum: ['waiting', 'sending', 'delivered', 'failed'] },
      nextAt: { ...instant, type: ['string', 'null'] },
      request: { type: 'string' },
      attempts: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            n: { type: 'integer' },
            at: instant,
            ms: { type: 'integer' },
            status: { type: ['integer', 'null'] },
            answer: { type: ['string', 'null'] },
            error: { type: ['object', 'null'] },
          },
        },
      },
    },
  },
}

function about(operationId: string, summary: string): Schema {
  return { tags: ['events'], operationId, summary }
}

function path(name: string, description: string, schema: Schema = uuid): Schema {
  return { name, in: 'path', required: true, schema, description }
}

function query(name: string, schema: Schema, description: string): Schema {
  return { name, in: 'query', schema, description }
}

function list(name: string, more: Schema = {}): Schema {
  return { type: 'object', required: ['data'], properties: { data: { type: 'array', items: ref(name) }, ...more } }
}
