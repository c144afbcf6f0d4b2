import { readingKinds } from '#kernel/watch.ts'
import type { Operation } from '../operations.ts'

const texts = { type: 'array', items: { type: 'string' } }
const rules = {
  type: 'array',
  items: {
    type: 'object',
    required: ['object', 'field', 'to'],
    properties: {
      object: { type: 'string', description: { en: 'sampan.approval for requests.', zh: '审批用 sampan.approval。' } },
      field: {
        type: 'string',
        description: {
          en: 'The field that names her; of requests: decides or asks.',
          zh: '表示负责人的字段；审批为 decides（待她审批）或 asks（她发起的）。',
        },
      },
      where: { type: 'object' },
      past: { type: 'boolean' },
      with: texts,
      to: { type: 'array', items: { type: 'string', format: 'uuid' } },
      into: {
        type: 'string',
        format: 'uuid',
        description: {
          en: 'Instead of people: a pool. Only what may stand there goes.',
          zh: '不交给成员，而是放入这个公海池；只放入符合准入条件的记录。',
        },
      },
      split: { enum: ['count', 'value'] },
    },
  },
}
const wish = {
  type: 'object',
  required: ['rules'],
  properties: {
    rules,
    count: { type: 'integer' },
    note: { type: ['string', 'null'] },
    lastDay: { type: ['string', 'null'], format: 'date' },
  },
}

const reading = {
  type: 'object',
  properties: {
    total: { type: 'integer' },
    most: {
      type: ['object', 'null'],
      properties: { day: { type: 'string', format: 'date' }, count: { type: 'integer' } },
    },
    unusual: { type: 'array', items: { type: 'object' } },
    whose: { type: 'array', items: { type: 'object' } },
  },
}

/** Who reads how much. */
export const watchOperations: readonly Operation[] = [
  {
    at: 'GET /api/v1/watch',
    id: 'watchReading',
    is: {
      en: 'Who read how many records, whose, and which days were unusual: administrators of everybody, others of the people below them',
      zh: '谁查阅了多少记录、属于谁、哪些天异常：系统管理员可看全部成员，其他人只看下级',
    },
    query: {
      days: { en: 'How many days back, at most 90; 30 where not given.', zh: '最近多少天，最多 90，默认 30。' },
      person: { en: 'Of this person alone.', zh: '只看这名成员。' },
    },
    answer: {
      type: 'object',
      properties: {
        until: { type: 'string', format: 'date' },
        days: { type: 'integer' },
        people: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              id: { type: 'string', format: 'uuid' },
              name: { type: 'string' },
              reads: { type: 'object', properties: Object.fromEntries(readingKinds.map((kind) => [kind, reading])) },
            },
          },
        },
        settings: { type: 'object' },
      },
    },
  },
]

/** Handing over what somebody answers for. */
export const handoverOperations: readonly Operation[] = [
  {
    at: 'GET /api/v1/people/{id}/inventory',
    id: 'personInventory',
    admin: true,
    is: { en: 'All that a person answers for', zh: '成员名下的全部内容' },
    query: {
      lastDay: {
        en: 'What she read and took out is told since a month before this day.',
        zh: '查阅与导出从这一天的一个月前算起。',
      },
    },
  },
  {
    at: 'POST /api/v1/people/{id}/handover/preview',
    id: 'previewHandover',
    admin: true,
    is: { en: 'Who would get what', zh: '预览交接结果' },
    body: { type: 'object', required: ['rules'], properties: { rules } },
  },
  {
    at: 'POST /api/v1/people/{id}/handover',
    id: 'handOver',
    admin: true,
    is: { en: 'Hand over', zh: '执行交接' },
    body: wish,
    status: '202',
  },
  {
    at: 'GET /api/v1/handovers',
    id: 'listHandovers',
    admin: true,
    is: { en: 'Handovers', zh: '交接列表' },
    query: { person: { en: 'Of this person only.', zh: '仅某位成员的交接。' } },
  },
  { at: 'GET /api/v1/handovers/{id}', id: 'getHandover', admin: true, is: { en: 'One handover', zh: '交接详情' } },
  {
    at: 'POST /api/v1/handovers/{id}/run',
    id: 'resumeHandover',
    admin: true,
    is: { en: 'Go on with a handover that was cut short', zh: '继续中断的交接' },
    status: '202',
  },
  {
    at: 'POST /api/v1/handovers/{id}/undo',
    id: 'undoHandover',
    admin: true,
    is: { en: 'Take a handover back, within 7 days', zh: '撤销交接（7 天内）' },
    status: '202',
  },
  {
    at: 'POST /api/v1/handovers/{id}/checks/{check}',
    id: 'checkHandover',
    admin: true,
    is: { en: 'Do and sign a step of the checklist', zh: '完成并签署一项检查' },
  },
]
