import type { Field } from '#kernel/fields/field.ts'
import { isComputed } from '#kernel/fields/index.ts'
import { say } from '#kernel/label.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { Session } from '../context.ts'
import { eventPaths, eventSchemas } from './openapi-events.ts'

type Schema = Record<string, unknown>

/** The API as OpenAPI 3.1, drawn from the registry and cut to what the caller may see and do. */
export function openApi(session: Session): Schema {
  const { workspace, principal } = session
  const objects = [...workspace.registry.objects.values()].filter((o) => principal.rights(o.key).scopes.read.length > 0)
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sampan API',
      version: '1',
      description: 'Records of every object, under the rights of the caller. Errors are problem details (RFC 9457).',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ key: [] }, { session: [] }],
    tags: [
      ...objects.map((o) => ({ name: o.key, description: say(o.label, session.language) })),
      { name: 'events', description: 'Webhooks and the stream of events' },
    ],
    paths: Object.assign({}, commonPaths(), eventPaths(), ...objects.map((object) => objectPaths(session, object))),
    components: {
      securitySchemes: {
        key: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API key; it has the rights of the person it belongs to.',
        },
        session: { type: 'apiKey', in: 'cookie', name: 'sampan.session_token' },
      },
      schemas: {
        ...sharedSchemas,
        ...eventSchemas,
        ...Object.assign({}, ...objects.map((object) => objectSchemas(session, object))),
      },
      responses: {
        Problem: {
          description: 'What is wrong, in the language of the caller.',
          content: { 'application/problem+json': { schema: ref('Problem') } },
        },
      },
    },
  }
}

function objectPaths(session: Session, object: RegisteredObject): Schema {
  const name = pascal(object.key)
  const label = say(object.label, session.language)
  const tags = [object.key]
  const rights = session.principal.rights(object.key)
  const id = parameter('path', 'id', { type: 'string', format: 'uuid' }, 'Id of the record.')
  const select = parameter(
    'query',
    'select',
    { type: 'string' },
    'Fields, by commas; a dot follows a relation: `name,owner.team.name`.',
  )
  const match = parameter(
    'header',
    'If-Match',
    { type: 'string' },
    'The version last seen; a stale one is refused with 412.',
  )
  const key = parameter(
    'header',
    'Idempotency-Key',
    { type: 'string', minLength: 8, maxLength: 200 },
    'The same request sent again gets the same answer.',
  )
  const one = answers(`One ${label}`, ref(name))
  const actions = object.actions.filter((a) => rights.actions === 'all' || rights.actions.has(a.key))
  return {
    [`/api/v1/${object.key}`]: {
      get: {
        tags,
        operationId: `list${name}`,
        summary: `${label}: list`,
        parameters: [...listParameters, select],
        responses: answers('A page of records', ref(`${name}List`)),
      },
      ...(rights.create
        ? {
            post: {
              tags,
              operationId: `create${name}`,
              summary: `${label}: create`,
              parameters: [select, key],
              requestBody: body(ref(`${name}Draft`)),
              responses: answers('The record made', ref(name), '201'),
            },
          }
        : {}),
    },
    [`/api/v1/${object.key}/{id}`]: {
      get: { tags, operationId: `get${name}`, summary: `${label}: read`, parameters: [id, select], responses: one },
      ...(rights.scopes.update.length
        ? {
            patch: {
              tags,
              operationId: `update${name}`,
              summary: `${label}: change`,
              parameters: [id, match, key],
              requestBody: body(ref(`${name}Patch`)),
              responses: one,
            },
          }
        : {}),
      ...(rights.scopes.delete.length
        ? {
            delete: {
              tags,
              operationId: `delete${name}`,
              summary: `${label}: delete (to the recycle bin)`,
              parameters: [id, match],
              responses: { '204': { description: 'Deleted' }, ...problems },
            },
          }
        : {}),
    },
    [`/api/v1/${object.key}/{id}/restore`]: {
      post: {
        tags,
        operationId: `restore${name}`,
        summary: `${label}: restore from the recycle bin`,
        parameters: [id, key],
        responses: one,
      },
    },
    [`/api/v1/${object.key}/{id}/timeline`]: {
      get: {
        tags,
        operationId: `timeline${name}`,
        summary: `${label}: what happened`,
        parameters: [id, ...pageParameters],
        responses: answers('Newest first', ref('Timeline')),
      },
    },
    [`/api/v1/${object.key}/{id}/page`]: {
      get: {
        tags,
        operationId: `page${name}`,
        summary: `${label}: everything that paints its page`,
        parameters: [id],
        responses: answers('The page', { type: 'object' }),
      },
    },
    [`/api/v1/${object.key}/batch`]: {
      post: {
        tags,
        operationId: `batch${name}`,
        summary: `${label}: up to 1,000 writes, all or nothing`,
        parameters: [key],
        requestBody: body({
          type: 'object',
          properties: {
            create: { type: 'array', items: ref(`${name}Draft`) },
            update: {
              type: 'array',
              items: {
                allOf: [
                  ref(`${name}Patch`),
                  {
                    type: 'object',
                    required: ['id'],
                    properties: { id: { type: 'string', format: 'uuid' }, version: { type: 'integer' } },
                  },
                ],
              },
            },
            delete: {
              type: 'array',
              items: {
                type: 'object',
                required: ['id'],
                properties: { id: { type: 'string', format: 'uuid' }, version: { type: 'integer' } },
              },
            },
          },
        }),
        responses: answers('The records as they stand', {
          type: 'object',
          required: ['data'],
          properties: { data: { type: 'array', items: { oneOf: [ref(name), { type: 'null' }] } } },
        }),
      },
    },
    [`/api/v1/${object.key}/group`]: {
      post: {
        tags,
        operationId: `group${name}`,
        summary: `${label}: count and sum by fields`,
        requestBody: body(ref('GroupQuery')),
        responses: answers('The groups', ref('Groups')),
      },
    },
    ...Object.fromEntries(
      actions.map((action) => [
        `/api/v1/${object.key}/{id}/${action.key}`,
        {
          post: {
            tags,
            operationId: `${action.key}${name}`,
            summary: `${label}: ${say(action.label, session.language)}`,
            parameters: [id, key],
            requestBody: body(
              {
                type: 'object',
                properties: Object.fromEntries(
                  Object.entries(action.input).map(([k, f]) => [k, fieldSchema(f, session)]),
                ),
                ...required(Object.entries(action.input)),
              },
              false,
            ),
            responses: answers('What it did', {
              type: 'object',
              properties: { result: {}, record: { oneOf: [ref(name), { type: 'null' }] } },
            }),
          },
        },
      ]),
    ),
  }
}

function objectSchemas(session: Session, object: RegisteredObject): Schema {
  const name = pascal(object.key)
  const rights = session.principal.rights(object.key)
  const readable = Object.entries(object.fields).filter(([key]) => rights.fields.has(key))
  const writable = readable.filter(([key, field]) => rights.fields.get(key) === 'write' && !isComputed(field))
  const properties = (entries: typeof readable, give: (f: Field) => Schema) =>
    Object.fromEntries(entries.map(([key, field]) => [key, give(field)]))
  return {
    [name]: {
      type: 'object',
      description: say(object.label, session.language),
      required: ['id'],
      properties: {
        id: { type: 'string', format: 'uuid' },
        ...properties(readable, (f) => nullable(answerSchema(f, session))),
      },
    },
    [`${name}Draft`]: {
      type: 'object',
      properties: {
        id: { type: 'string', format: 'uuid', description: 'May be chosen by the caller.' },
        ...properties(writable, (f) => fieldSchema(f, session)),
      },
      ...required(writable.filter(([, f]) => f.default === undefined)),
      additionalProperties: false,
    },
    [`${name}Patch`]: { type: 'object', properties: properties(writable, (f) => nullable(fieldSchema(f, session))) },
    [`${name}List`]: {
      type: 'object',
      required: ['data', 'next'],
      properties: {
        data: { type: 'array', items: ref(name) },
        next: { type: ['string', 'null'], description: 'Pass as `after` for the next page.' },
        total: ref('Total'),
      },
    },
  }
}

/** How a field is written. */
function fieldSchema(field: Field, session: Session): Schema {
  const description = [say(field.label, session.language), field.help ? say(field.help, session.language) : '']
    .filter(Boolean)
    .join(' — ')
  const of = (schema: Schema): Schema => ({ ...schema, description })
  const options = 'options' in field ? (field.options as readonly { key: string }[]).map((o) => o.key) : []
  switch (field.type) {
    case 'number':
    case 'percent':
      return of({ type: 'integer' in field && field.integer ? 'integer' : 'number' })
    case 'boolean':
      return of({ type: 'boolean' })
    case 'date':
      return of({ type: 'string', format: 'date' })
    case 'datetime':
      return of({ type: 'string', format: 'date-time' })
    case 'email':
      return of({ type: 'string', format: 'email' })
    case 'url':
      return of({ type: 'string', format: 'uri' })
    case 'select':
      return of({ type: 'string', enum: options })
    case 'multiSelect':
      return of({ type: 'array', items: { type: 'string', enum: options } })
    case 'money':
      return of({ oneOf: [ref('Money'), { type: 'number' }, { type: 'string' }] })
    case 'phone':
      return of({ oneOf: [ref('Phone'), { type: 'string' }] })
    case 'address':
      return of(ref('Address'))
    case 'relation':
    case 'user':
    case 'team':
      return of({ type: 'string', format: 'uuid' })
    case 'relations':
    case 'files':
      return of({ type: 'array', items: { type: 'string', format: 'uuid' } })
    case 'json':
      return of({})
    case 'text':
    case 'longText':
      return of({ type: 'string', ...('max' in field && field.max ? { maxLength: field.max } : {}) })
    default:
      return of({ type: 'string' })
  }
}

/** How a field is answered: a relation as a reference, money and phones in full. */
function answerSchema(field: Field, session: Session): Schema {
  const plain = fieldSchema(field, session)
  const description = plain['description']
  switch (field.type) {
    case 'relation':
    case 'user':
    case 'team':
      return { ...ref('Reference'), description }
    case 'relations':
      return { type: 'array', items: ref('Reference'), description }
    case 'money':
      return { ...ref('Money'), description }
    case 'phone':
      return { ...ref('Phone'), description }
    case 'formula':
    case 'rollup':
      return { description }
    default:
      return plain
  }
}

const sharedSchemas: Schema = {
  Reference: {
    description: 'Another record; `hidden` where the caller may not see it.',
    oneOf: [
      {
        type: 'object',
        required: ['id', 'title'],
        properties: { id: { type: 'string', format: 'uuid' }, title: { type: ['string', 'null'] } },
      },
      { type: 'object', required: ['hidden'], properties: { hidden: { const: true } } },
    ],
  },
  Money: {
    type: 'object',
    required: ['amount', 'currency'],
    properties: {
      amount: { type: 'string', pattern: '^-?\\d+(\\.\\d+)?$' },
      currency: { type: 'string', pattern: '^[A-Z]{3}$' },
    },
  },
  Phone: {
    type: 'object',
    properties: { raw: { type: 'string' }, e164: { type: ['string', 'null'] }, ext: { type: ['string', 'null'] } },
  },
  Address: {
    type: 'object',
    properties: Object.fromEntries(
      ['country', 'province', 'city', 'district', 'street', 'postcode'].map((part) => [
        part,
        { type: ['string', 'null'] },
      ]),
    ),
  },
  Total: {
    type: 'object',
    required: ['value', 'exact'],
    properties: { value: { type: 'integer' }, exact: { type: 'boolean' } },
  },
  GroupQuery: {
    type: 'object',
    required: ['by'],
    properties: {
      where: { type: 'object' },
      by: {
        type: 'array',
        maxItems: 4,
        items: { type: 'string' },
        description: 'Fields, or parts of dates: `closeDate:month`.',
      },
      measures: {
        type: 'array',
        items: { type: 'string' },
        description: '`count`, `sum:amount`, `avg:…`, `min:…`, `max:…`.',
      },
      limit: { type: 'integer' },
    },
  },
  Groups: {
    type: 'object',
    required: ['data'],
    properties: {
      data: {
        type: 'array',
        items: {
          type: 'object',
          properties: { by: { type: 'array', items: {} }, measures: { type: 'array', items: {} } },
        },
      },
    },
  },
  Timeline: {
    type: 'object',
    properties: { data: { type: 'array', items: { type: 'object' } }, next: { type: ['string', 'null'] } },
  },
  Problem: {
    type: 'object',
    required: ['type', 'title', 'status', 'detail', 'errors'],
    properties: {
      type: { type: 'string' },
      title: { type: 'string' },
      status: { type: 'integer' },
      detail: { type: 'string' },
      errors: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            pointer: { type: 'string' },
            field: { type: ['string', 'null'] },
            code: { type: 'string' },
            detail: { type: 'string' },
          },
        },
      },
    },
  },
}

const pageParameters = [
  parameter('query', 'limit', { type: 'integer', minimum: 1, maximum: 1000 }, 'Records of a page.'),
  parameter('query', 'after', { type: 'string' }, 'The `next` of the page before.'),
]
const listParameters = [
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

function commonPaths(): Schema {
  return {
    '/api/v1/search': {
      get: {
        operationId: 'search',
        summary: 'Find records of every object',
        parameters: [
          parameter('query', 'q', { type: 'string' }, 'Characters, pinyin, initials, the end of a phone number.'),
        ],
        responses: answers('Best first', {
          type: 'object',
          properties: {
            data: {
              type: 'array',
              items: {
                type: 'object',
                properties: {
                  object: { type: 'string' },
                  id: { type: 'string' },
                  title: { type: 'string' },
                  subtitle: { type: ['string', 'null'] },
                },
              },
            },
          },
        }),
      },
    },
    '/api/v1/meta': {
      get: {
        operationId: 'meta',
        summary: 'Objects, fields, actions and rights of the caller',
        responses: answers('The declarations', { type: 'object' }),
      },
    },
  }
}

const problems = { '4XX': { $ref: '#/components/responses/Problem' } }

function answers(description: string, schema: Schema, status = '200'): Schema {
  return { [status]: { description, content: { 'application/json': { schema } } }, ...problems }
}

function body(schema: Schema, required = true): Schema {
  return { required, content: { 'application/json': { schema } } }
}

function parameter(where: string, name: string, schema: Schema, description: string): Schema {
  return { in: where, name, schema, description, ...(where === 'path' ? { required: true } : {}) }
}

function required(entries: readonly (readonly [string, Field])[]): Schema {
  const keys = entries.filter(([, field]) => field.required).map(([key]) => key)
  return keys.length ? { required: keys } : {}
}

function nullable(schema: Schema): Schema {
  return { anyOf: [schema, { type: 'null' }] }
}

function ref(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` }
}

function pascal(key: string): string {
  return key.charAt(0).toUpperCase() + key.slice(1)
}
