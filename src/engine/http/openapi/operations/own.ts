import type { Operation } from '../operations.ts'
import { ref } from '../parts.ts'

export const ownOperations: readonly Operation[] = [
  {
    at: 'GET /api/v1/search',
    id: 'search',
    is: { en: 'Find records of every object', zh: '搜索所有对象的记录' },
    query: {
      q: { en: 'Characters, pinyin, initials, the end of a phone number.', zh: '文字、拼音、拼音首字母或电话尾号。' },
      objects: { en: 'Only these, by commas.', zh: '仅限这些对象，以逗号分隔。' },
      limit: { en: 'At most 100; 20 where not given.', zh: '最多 100，默认 20。' },
    },
    answer: ref('SearchResults'),
  },
  {
    at: 'GET /api/v1/{object}/{id}/score/{field}',
    id: 'explainScore',
    is: { en: 'What a score of a record is made of, rule by rule', zh: '查询记录评分的构成' },
  },
  {
    at: 'GET /api/v1/quality',
    id: 'quality',
    is: {
      en: 'How complete, valid, unique and fresh the records of each object are, day by day, and who has mended what',
      zh: '各对象数据的完整、有效、唯一与新鲜程度及每日趋势，谁修复了什么',
    },
  },
  {
    at: 'GET /api/v1/quality/{object}',
    id: 'qualityOf',
    is: {
      en: 'What is wrong with the records of an object, by owner, team and source; each figure with the filter of its records',
      zh: '某对象数据的问题，按负责人、团队与来源统计，每个数字附带对应记录的筛选条件',
    },
  },
  {
    at: 'GET /api/v1/today',
    id: 'today',
    is: {
      en: 'What waits for you, what others did to your records while you were away',
      zh: '今日待办、离开期间他人对你名下记录的改动',
    },
    answer: ref('Today'),
  },
  {
    at: 'GET /api/v1/today/team',
    id: 'todayTeam',
    is: { en: 'How the people of your teams do, with a figure each', zh: '所带成员的情况，每人各项数字' },
    answer: ref('TodayTeam'),
  },
  {
    at: 'GET /api/v1/meta',
    id: 'meta',
    is: { en: 'Objects, fields, actions and rights of the caller', zh: '对象、字段、动作及当前权限' },
  },
  {
    at: 'PATCH /api/v1/me',
    id: 'updateMe',
    is: { en: 'Change your own name, phone, language, time zone', zh: '修改自己的姓名、电话、语言、时区' },
    body: {
      type: 'object',
      properties: {
        name: { type: 'string' },
        phone: { type: 'string' },
        language: { enum: ['zh-CN', 'zh-TW', 'en'] },
        timeZone: { type: 'string' },
      },
    },
  },
  {
    at: 'GET /api/v1/bulk-writes',
    id: 'listBulkWrites',
    is: {
      en: 'Bulk writes that were made, your own; of an administrator all',
      zh: '批量操作记录（本人的；管理员可看全部）',
    },
    query: {
      object: { en: 'Of this object alone.', zh: '仅限该对象。' },
      after: { en: 'The `next` of the page before.', zh: '上一页的 `next`。' },
      limit: { en: 'At most 200; 50 where not given.', zh: '最多 200，默认 50。' },
    },
  },
  { at: 'GET /api/v1/me/preferences', id: 'preferences', is: { en: 'Your own preferences', zh: '个人偏好' } },
  {
    at: 'PATCH /api/v1/me/preferences/{key}',
    id: 'keepPreference',
    is: { en: 'Keep a preference', zh: '保存个人偏好' },
    body: { type: 'object', properties: { value: {} } },
    status: '204',
  },
  {
    at: 'POST /api/v1/me/digest',
    id: 'sendOwnDigest',
    is: {
      en: 'Write yourself the digest of the day now; `written` is false where there is nothing to say. How often you get one is your preference `digest`: `daily`, `weekly` or none',
      zh: '立即给自己发一封今日待办摘要；没有内容时 `written` 为 false。接收频率由个人偏好 `digest` 决定：`daily`、`weekly` 或不设',
    },
  },
  {
    at: 'POST /api/v1/presence',
    id: 'lookAt',
    is: {
      en: 'Say what you have before your eyes; others who look there see you, while your stream of events with the same `client` lasts',
      zh: '告知正在查看的记录；在带相同 `client` 的事件流保持期间，其他查看者能看到你',
    },
    body: {
      type: 'object',
      required: ['client', 'looking'],
      properties: {
        client: { type: 'string', pattern: '^[\\w-]{8,64}$' },
        looking: {
          type: 'array',
          maxItems: 20,
          items: {
            type: 'object',
            required: ['object', 'record'],
            properties: {
              object: { type: 'string' },
              record: { type: 'string', format: 'uuid' },
              field: { type: ['string', 'null'] },
            },
          },
        },
      },
    },
    status: '204',
  },
  { at: 'GET /api/v1/workspaces', id: 'listWorkspaces', is: { en: 'Your workspaces', zh: '你的工作区' } },
  {
    at: 'POST /api/v1/workspaces/{id}/enter',
    id: 'enterWorkspace',
    is: { en: 'Change to another workspace', zh: '切换工作区' },
    answer: null,
  },
  { at: 'GET /api/v1/sample', id: 'sampleState', admin: true, is: { en: 'The sample data', zh: '示例数据状态' } },
  {
    at: 'POST /api/v1/sample',
    id: 'loadSample',
    admin: true,
    is: { en: 'Load the sample data', zh: '载入示例数据' },
    status: '202',
  },
  {
    at: 'DELETE /api/v1/sample',
    id: 'removeSample',
    admin: true,
    is: { en: 'Remove the sample data; your own stays', zh: '移除示例数据，保留自己的数据' },
  },
]
