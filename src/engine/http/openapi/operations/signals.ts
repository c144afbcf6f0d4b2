import type { Operation } from '../operations.ts'

const uuid = { type: 'string', format: 'uuid' }
const instant = { type: 'string', format: 'date-time' }
const text = { type: ['string', 'null'] }
const count = { type: 'integer' }
const record = {
  type: ['object', 'null'],
  properties: { object: { type: 'string' }, id: uuid, title: text },
}
const fire = {
  type: 'object',
  required: ['id', 'signal', 'record', 'status', 'at', 'why', 'cameAt', 'runs'],
  properties: {
    id: uuid,
    signal: { type: 'object', required: ['id', 'name'], properties: { id: uuid, name: { type: 'string' } } },
    record,
    status: { enum: ['fired', 'held', 'cooling', 'refused'] },
    at: instant,
    why: text,
    cameAt: text,
    runs: { type: 'array', items: { type: 'object' } },
  },
}
const share = { type: 'object', required: ['count', 'came'], properties: { count, came: count } }
const listOf = (items: object) => ({
  type: 'object',
  required: ['data'],
  properties: { data: { type: 'array', items } },
})

/** Signals that fire. What they say are records of the object `signal`, with its actions. */
export const signalOperations: readonly Operation[] = [
  {
    at: 'GET /api/v1/signals/uses',
    id: 'listSignalUses',
    is: { en: 'How often each signal has fired within 30 days', zh: '各信号近 30 天的触发次数' },
    answer: listOf({ type: 'object' }),
  },
  {
    at: 'GET /api/v1/signals/events',
    id: 'listSignalEvents',
    is: { en: 'What objects tell of themselves', zh: '各对象可用于信号的事件' },
    answer: listOf({ type: 'object' }),
  },
  {
    at: 'GET /api/v1/signals/of',
    id: 'listSignalsOfRecord',
    is: { en: 'Signals that fired for a record', zh: '一条记录触发过的信号' },
    query: {
      object: { en: 'Key of the object.', zh: '对象的键。' },
      record: { en: 'Id of the record.', zh: '记录编号。' },
    },
    answer: listOf(fire),
  },
  {
    at: 'POST /api/v1/signals/back-test',
    id: 'backTestSignal',
    is: {
      en: 'When a signal would have fired, had it been on; nothing of it is kept',
      zh: '用历史回测信号：假如已启用会触发多少次，不产生任何影响',
    },
    body: {
      type: 'object',
      required: ['definition'],
      properties: {
        definition: { type: 'object' },
        days: { type: 'integer', minimum: 1, maximum: 400 },
        signal: uuid,
      },
    },
    answer: {
      type: 'object',
      required: [
        'from',
        'to',
        'fired',
        'held',
        'cooling',
        'refused',
        'records',
        'came',
        'weeks',
        'examples',
        'reaches',
        'limits',
      ],
      properties: {
        from: instant,
        to: instant,
        fired: count,
        held: count,
        cooling: count,
        refused: count,
        records: count,
        came: { type: ['integer', 'null'] },
        weeks: { type: 'array', items: { type: 'object' } },
        examples: { type: 'array', items: { type: 'object' } },
        reaches: text,
        limits: { type: 'array', items: { type: 'string' } },
      },
    },
  },
  {
    at: 'GET /api/v1/signals/{id}/fires',
    id: 'listSignalFires',
    is: { en: 'What fired of a signal, the latest first', zh: '信号的触发记录，从新到旧' },
    query: {
      status: {
        en: 'Only these, by commas: `fired`, `held`, `cooling`, `refused`.',
        zh: '仅这些状态，逗号分隔：`fired`、`held`、`cooling`、`refused`。',
      },
      before: { en: 'Before this instant.', zh: '在此时间之前。' },
      limit: { en: 'At most 200.', zh: '最多 200。' },
    },
    answer: listOf(fire),
  },
  {
    at: 'GET /api/v1/signals/{id}/measure',
    id: 'measureSignal',
    is: { en: 'What came of a signal, beside those who were held back', zh: '信号的效果，与对照组相比' },
    answer: {
      type: 'object',
      required: ['fired', 'held', 'open', 'difference', 'certain', 'days'],
      properties: {
        fired: share,
        held: share,
        open: count,
        difference: { type: ['object', 'null'] },
        certain: { type: 'boolean' },
        days: { type: ['integer', 'null'] },
      },
    },
  },
]
