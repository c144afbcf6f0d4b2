import { answers, body, problems, ref, type Schema, type Words } from './parts.ts'

/** Webhooks and the stream of events, as OpenAPI. */
export function eventPaths(): Schema {
  const id = path('id', { en: 'Id of the webhook.', zh: 'Webhook 编号。' })
  return {
    '/api/v1/webhooks': {
      get: {
        ...about('listWebhooks', {
          en: 'Webhooks of the caller; of everybody for an administrator',
          zh: 'Webhook 列表，管理员可见全部',
        }),
        responses: answers({ en: 'The webhooks', zh: 'Webhook 列表' }, list('Webhook')),
      },
      post: {
        ...about('createWebhook', { en: 'Have events sent to an address', zh: '新建 Webhook' }),
        requestBody: body(ref('WebhookDraft')),
        responses: answers(
          { en: 'The webhook with its secret, shown once', zh: '新建的 Webhook 及签名密钥，只显示一次' },
          ref('NewWebhook'),
          '201',
        ),
      },
    },
    '/api/v1/webhooks/events': {
      get: {
        ...about('webhookEvents', { en: 'Events that can be waited for', zh: '可订阅的事件' }),
        responses: answers({ en: 'By object', zh: '按对象列出' }, { type: 'object' }),
      },
    },
    '/api/v1/webhooks/{id}': {
      get: {
        ...about('getWebhook', { en: 'Read a webhook', zh: '查看 Webhook' }),
        parameters: [id],
        responses: answers({ en: 'It', zh: '该 Webhook' }, ref('Webhook')),
      },
      patch: {
        ...about('updateWebhook', { en: 'Change a webhook, switch it on or off', zh: '修改、启用或停用 Webhook' }),
        parameters: [id],
        requestBody: body({
          allOf: [
            { type: 'object', properties: { active: { type: 'boolean' } } },
            { ...draft, required: [] },
          ],
        }),
        responses: answers({ en: 'As it stands', zh: '修改后的内容' }, ref('Webhook')),
      },
      delete: {
        ...about('deleteWebhook', { en: 'Delete a webhook and its log', zh: '删除 Webhook 及其发送记录' }),
        parameters: [id],
        responses: { '204': { description: { en: 'Deleted', zh: '已删除' } }, ...problems },
      },
    },
    '/api/v1/webhooks/{id}/rotate': {
      post: {
        ...about('rotateWebhookSecret', {
          en: 'Give it a new secret; the old one signs beside it for 24 hours',
          zh: '更换签名密钥，旧密钥在 24 小时内仍同时签名',
        }),
        parameters: [id],
        responses: answers(
          { en: 'The new secret, shown once', zh: '新的签名密钥，只显示一次' },
          {
            type: 'object',
            required: ['secret'],
            properties: { secret: { type: 'string' } },
          },
        ),
      },
    },
    '/api/v1/webhooks/{id}/test': {
      post: {
        ...about('testWebhook', { en: 'Send a test message', zh: '发送测试消息' }),
        parameters: [id],
        responses: answers({ en: 'On its way', zh: '已安排发送' }, { type: 'object', properties: { id: uuid } }, '202'),
      },
    },
    '/api/v1/webhooks/{id}/deliveries': {
      get: {
        ...about('listDeliveries', {
          en: 'What was sent in the last 30 days, newest first',
          zh: '最近 30 天的发送记录，从新到旧',
        }),
        parameters: [
          id,
          query('before', uuid, {
            en: 'Older than this delivery: `next` of the page before.',
            zh: '早于该次发送，即上一页返回的 `next`。',
          }),
          query(
            'limit',
            { type: 'integer', minimum: 1, maximum: 200 },
            { en: 'How many; 50 where not given.', zh: '数量，默认 50。' },
          ),
        ],
        responses: answers(
          { en: 'Messages with every attempt', zh: '消息及每次尝试' },
          list('Delivery', { next: { type: ['string', 'null'] } }),
        ),
      },
    },
    '/api/v1/webhooks/{id}/deliveries/{delivery}/replay': {
      post: {
        ...about('replayDelivery', { en: 'Send a message again, under the same id', zh: '以相同编号重新发送消息' }),
        parameters: [id, path('delivery', { en: 'Id of the delivery.', zh: '发送记录编号。' })],
        responses: answers({ en: 'On its way', zh: '已安排发送' }, { type: 'object' }, '202'),
      },
    },
    '/api/v1/hooks': {
      post: {
        ...about('subscribeHook', {
          en: 'REST hook: one event to one address',
          zh: 'REST hook：把一种事件发送到一个地址',
        }),
        requestBody: body({
          type: 'object',
          required: ['event', 'url'],
          properties: { event: { type: 'string' }, url: { type: 'string', format: 'uri' }, where: { type: 'object' } },
        }),
        responses: answers(
          { en: 'The webhook with its secret, shown once', zh: '新建的 Webhook 及签名密钥，只显示一次' },
          ref('NewWebhook'),
          '201',
        ),
      },
    },
    '/api/v1/hooks/{id}': {
      delete: {
        ...about('unsubscribeHook', { en: 'REST hook: end it', zh: 'REST hook：取消' }),
        parameters: [id],
        responses: { '204': { description: { en: 'Ended', zh: '已取消' } }, ...problems },
      },
    },
    '/api/v1/hooks/samples/{event}': {
      get: {
        ...about('sampleHook', { en: 'REST hook: what would be sent', zh: 'REST hook：示例消息' }),
        parameters: [
          path('event', { en: 'Such as `region.created`.', zh: '例如 `region.created`。' }, { type: 'string' }),
        ],
        responses: answers(
          { en: 'Up to three messages', zh: '最多三条消息' },
          { type: 'array', items: ref('EventMessage') },
        ),
      },
    },
    '/api/v1/events': {
      get: {
        ...about('streamEvents', {
          en: 'What changes, as it changes: server-sent events, under the rights of the caller. `notice` says that there is a new notification',
          zh: '实时事件流（Server-Sent Events），按调用者的权限；`notice` 表示有新通知',
        }),
        parameters: [
          query(
            'object',
            { type: 'string' },
            { en: 'Only of these objects, by commas.', zh: '仅限这些对象，以逗号分隔。' },
          ),
          query('record', uuid, { en: 'Only of this record.', zh: '仅限该记录。' }),
          query(
            'ago',
            { type: 'integer', minimum: 0 },
            { en: 'Begins with what came in the last so many milliseconds.', zh: '先发送最近若干毫秒内的事件。' },
          ),
          {
            name: 'Last-Event-ID',
            in: 'header',
            schema: uuid,
            description: {
              en: 'Goes on behind this event, as far as it is not longer ago than ten minutes.',
              zh: '从该事件之后继续，最多十分钟以内。',
            },
          },
        ],
        responses: {
          '200': {
            description: { en: 'A stream that does not end', zh: '持续的事件流' },
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
  required: ['name', 'url'],
  properties: {
    name: { type: 'string', maxLength: 80 },
    url: { type: 'string', format: 'uri' },
    events: {
      type: 'array',
      items: { type: 'string' },
      description: {
        en: 'Such as `region.created`; left out where flows alone send to it.',
        zh: '例如 `region.created`；不填则只由流程发送。',
      },
    },
    where: {
      type: ['object', 'null'],
      description: {
        en: 'Only of records that match; all events are of one object then.',
        zh: '仅限符合条件的记录，此时事件须属于同一对象。',
      },
    },
    fields: {
      type: ['array', 'null'],
      items: { type: 'string' },
      description: {
        en: 'Only these fields; all events are of one object then.',
        zh: '仅发送这些字段，此时事件须属于同一对象。',
      },
    },
  },
}

const webhook = {
  ...(draft['properties'] as Schema),
  id: uuid,
  ownerId: uuid,
  active: { type: 'boolean' },
  stopped: {
    enum: ['gone', 'failing', null],
    description: { en: 'Why the server has switched it off.', zh: '被系统停用的原因。' },
  },
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
    description: {
      en: 'The body of a webhook request (Standard Webhooks).',
      zh: 'Webhook 请求的内容（Standard Webhooks）。',
    },
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

function about(operationId: string, summary: Words): Schema {
  return { tags: ['events'], operationId, summary }
}

function path(name: string, description: Words, schema: Schema = uuid): Schema {
  return { name, in: 'path', required: true, schema, description }
}

function query(name: string, schema: Schema, description: Words): Schema {
  return { name, in: 'query', schema, description }
}

function list(name: string, more: Schema = {}): Schema {
  return { type: 'object', required: ['data'], properties: { data: { type: 'array', items: ref(name) }, ...more } }
}
