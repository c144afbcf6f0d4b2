import type { Operation } from '../operations.ts'
import type { Schema } from '../parts.ts'

const text = { type: 'string' }
const maybe = { type: ['string', 'null'] }

const gateway: Schema = {
  type: 'object',
  properties: {
    id: { type: 'string', format: 'uuid' },
    url: maybe,
    hasSecret: { type: 'boolean' },
    secret: text,
    newsUrl: text,
    problem: maybe,
    problemAt: maybe,
  },
}

export const messageOperations: readonly Operation[] = [
  {
    at: 'GET /api/v1/messages/gateways/{id}',
    id: 'getMessageGateway',
    is: { en: 'Where a gateway of messages stands, and how it is', zh: '消息接口的地址和状态' },
    admin: true,
    answer: gateway,
  },
  {
    at: 'PATCH /api/v1/messages/gateways/{id}',
    id: 'changeMessageGateway',
    is: {
      en: 'Say where a gateway stands; a secret that is made is answered this once',
      zh: '设置消息接口的地址；新生成的密钥只返回一次',
    },
    admin: true,
    body: { type: 'object', properties: { url: maybe, renew: { type: 'boolean' } } },
    answer: gateway,
  },
  {
    at: 'POST /api/v1/messages/gateways/{id}/test',
    id: 'testMessageGateway',
    is: { en: 'Call a gateway with nothing to send', zh: '测试消息接口' },
    admin: true,
    status: '204',
  },
  {
    at: 'POST /api/v1/messages/news/{workspace}/{id}',
    id: 'tellMessageNews',
    is: {
      en: 'For the gateway, signed as Standard Webhooks are: an answer came, a message arrived or did not',
      zh: '供消息接口调用（按 Standard Webhooks 签名）：收到回复、消息送达或未送达',
    },
    body: {
      type: 'object',
      required: ['type', 'data'],
      properties: {
        type: { enum: ['message.received', 'message.delivered', 'message.failed'] },
        data: { type: 'object', properties: { from: text, text, id: text, said: text } },
      },
    },
    status: '204',
  },
]
