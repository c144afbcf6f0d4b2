import type { Operation } from '../operations.ts'
import { ref } from '../parts.ts'

export const notificationOperations: readonly Operation[] = [
  {
    at: 'GET /api/v1/notifications',
    id: 'listNotifications',
    is: { en: 'What is new for you, grouped by record and kind', zh: '通知列表，按记录和类型合并' },
    query: {
      filter: { en: '`all`, `unread` or `mentions`.', zh: '`all`、`unread` 或 `mentions`。' },
      after: { en: 'The `next` of the page before.', zh: '上一页返回的 `next`。' },
      limit: { en: 'At most 100; 30 where not given.', zh: '最多 100，默认 30。' },
    },
    answer: ref('Notifications'),
  },
  {
    at: 'GET /api/v1/notifications/unread',
    id: 'countNotifications',
    is: { en: 'How many groups are unread, up to 100', zh: '未读通知数，最多计到 100' },
    answer: { type: 'object', properties: { unread: { type: 'integer' } } },
  },
  {
    at: 'GET /api/v1/notifications/kinds',
    id: 'notificationKinds',
    is: { en: 'What you can be notified of, and by which ways', zh: '通知类型与接收方式' },
  },
  {
    at: 'POST /api/v1/notifications/read',
    id: 'readNotifications',
    is: { en: 'Mark as read, or unread again', zh: '标为已读或未读' },
    body: {
      type: 'object',
      properties: {
        keys: { type: 'array', maxItems: 500, items: { type: 'string' } },
        all: { type: 'boolean' },
        state: { enum: ['read', 'unread'] },
      },
    },
    status: '204',
  },
]
