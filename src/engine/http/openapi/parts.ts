import type { Field } from '#kernel/fields/field.ts'

export type Schema = Record<string, unknown>

export const problems = { '4XX': { $ref: '#/components/responses/Problem' } }

export function answers(description: string, schema: Schema, status = '200'): Schema {
  return { [status]: { description, content: { 'application/json': { schema } } }, ...problems }
}

export function body(schema: Schema, required = true): Schema {
  return { required, content: { 'application/json': { schema } } }
}

export function parameter(where: string, name: string, schema: Schema, description: string): Schema {
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
  'Address ApiKey BulkResult Delivery EventMessage FrozenSelection GroupQuery Groups KeyScope Money NewWebhook Phone Problem Reference SearchResults Selection Share Timeline Total Webhook WebhookDraft'.split(
    ' ',
  ),
)

export const pageParameters = [
  parameter('query', 'limit', { type: 'integer', minimum: 1, maximum: 1000 }, 'Records of a page.'),
  parameter('query', 'after', { type: 'string' }, 'The `next` of the page before.'),
]
export const listParameters = [
  parameter(
    'query',
    'where',
    { type: 'string' },
    'A filter as JSON: `{"owner":{"is":"me"},"updatedAt":{"within":"thisMonth"}}`.',
  ),
  parameter('query', 'sort', { type: 'string' }, 'Fields, by commas; `-` before one for descending.'),
  ...pageParameters,
  parameter('query', 'count', { type: 'string', enum: ['none', 'estimate', 'exact'] }, 'Ask for a total.'),
  parameter('query', 'deleted', { type: 'boolean' }, 'The recycle bin instead.'),
]
