import type { Field } from '#kernel/fields/field.ts'
import { type Label, type Language, say } from '#kernel/label.ts'

export type Schema = Record<string, unknown>

/** Words of the document. It is written with labels and spoken at the end, in the language of the caller. */
export type Words = Label | string

/** A document with every summary and description in one language. */
export function spoken(part: unknown, language: Language): unknown {
  if (Array.isArray(part)) return part.map((one) => spoken(one, language))
  if (typeof part !== 'object' || part === null) return part
  return Object.fromEntries(
    Object.entries(part).map(([key, value]) =>
      (key === 'description' || key === 'summary') && isLabel(value)
        ? [key, say(value, language)]
        : [key, spoken(value, language)],
    ),
  )
}

function isLabel(value: unknown): value is Label {
  return typeof value === 'object' && value !== null && 'en' in value && typeof value.en === 'string'
}

export const problems = { '4XX': { $ref: '#/components/responses/Problem' } }

export function answers(description: Words, schema: Schema, status = '200'): Schema {
  return { [status]: { description, content: { 'application/json': { schema } } }, ...problems }
}

export function body(schema: Schema, required = true): Schema {
  return { required, content: { 'application/json': { schema } } }
}

export function parameter(where: string, name: string, schema: Schema, description: Words): Schema {
  return { in: where, name, schema, description, ...(where === 'path' ? { required: true } : {}) }
}

export function required(entries: readonly (readonly [string, Field])[]): Schema {
  const keys = entries.filter(([, field]) => field.required).map(([key]) => key)
  return keys.length ? { required: keys } : {}
}

export function nullable(schema: Schema): Schema {
  return { anyOf: [schema, { type: 'null' }] }
}

export function ref(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` }
}

/** The name of an object among the shapes; an administrator may have called one like a shape of ours. */
export function pascal(key: string): string {
  const name = key.charAt(0).toUpperCase() + key.slice(1)
  return ours.has(name) ? `${name}Object` : name
}

const ours = new Set(
  'Address ApiKey Board BoardQuery BulkResult Comment Delivery EventMessage FrozenSelection GroupQuery Groups KeyScope Money NewWebhook Notifications Phone Problem Reference SearchResults Selection Share Timeline Today TodayList TodayTeam Total Webhook WebhookDraft'.split(
    ' ',
  ),
)

export const pageParameters = [
  parameter(
    'query',
    'limit',
    { type: 'integer', minimum: 1, maximum: 1000 },
    { en: 'Records of a page.', zh: '每页记录数。' },
  ),
  parameter(
    'query',
    'after',
    { type: 'string' },
    { en: 'The `next` of the page before.', zh: '上一页返回的 `next`。' },
  ),
]
export const historyParameter = parameter(
  'query',
  'field',
  { type: 'string' },
  { en: 'Only the changes of this field: its history.', zh: '只返回该字段的修改，即它的修改历史。' },
)
export const entryTypeParameter = parameter(
  'query',
  'type',
  { type: 'string', enum: ['event', 'record', 'comment'] },
  {
    en: 'Only entries of this type: changes, records such as calls, comments.',
    zh: '只返回该类条目：event 为修改，record 为通话等记录，comment 为评论。',
  },
)
export const listParameters = [
  parameter(
    'query',
    'where',
    { type: 'string' },
    {
      en: 'A filter as JSON: `{"owner":{"is":"me"},"updatedAt":{"within":"thisMonth"}}`.',
      zh: '筛选条件（JSON）：`{"owner":{"is":"me"},"updatedAt":{"within":"thisMonth"}}`。',
    },
  ),
  parameter(
    'query',
    'sort',
    { type: 'string' },
    { en: 'Fields, by commas; `-` before one for descending.', zh: '字段，以逗号分隔，降序时前面加 `-`。' },
  ),
  ...pageParameters,
  parameter(
    'query',
    'before',
    { type: 'string' },
    {
      en: 'The `previous` of the page after; `end` for the last page.',
      zh: '下一页的 `previous`；`end` 表示最后一页。',
    },
  ),
  parameter(
    'query',
    'count',
    { type: 'string', enum: ['none', 'estimate', 'exact'] },
    { en: 'Ask for a total.', zh: '是否返回总数。' },
  ),
  parameter('query', 'deleted', { type: 'boolean' }, { en: 'The recycle bin instead.', zh: '改为查询回收站。' }),
]
