import type { Schema } from './parts.ts'

/** Shapes that every object uses. */
export const sharedSchemas: Schema = {
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
  Selection: {
    description: 'Records by id, or all that match a filter but those excepted.',
    oneOf: [
      {
        type: 'object',
        required: ['ids'],
        properties: { ids: { type: 'array', minItems: 1, items: { type: 'string', format: 'uuid' } } },
      },
      {
        type: 'object',
        required: ['where'],
        properties: {
          where: { type: 'object' },
          except: { type: 'array', maxItems: 1000, items: { type: 'string', format: 'uuid' } },
        },
      },
    ],
  },
  FrozenSelection: {
    type: 'object',
    required: ['count', 'hash', 'writable', 'deletable'],
    properties: {
      count: { type: 'integer' },
      hash: { type: 'string', description: 'SHA-256 over the sorted ids.' },
      writable: { type: 'integer', description: 'How many of them the caller may change.' },
      deletable: { type: 'integer' },
    },
  },
  BulkResult: {
    type: 'object',
    required: ['id', 'asked', 'changed', 'unchanged', 'refused', 'reasons'],
    properties: {
      id: { type: 'string', format: 'uuid', description: 'Takes it back: `…/undo/{id}`.' },
      asked: { type: 'integer', description: 'The sum of the three that follow.' },
      changed: { type: 'integer' },
      unchanged: { type: 'integer' },
      refused: { type: 'integer' },
      reasons: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            detail: { type: 'string' },
            count: { type: 'integer' },
            ids: { type: 'array', items: { type: 'string', format: 'uuid' } },
          },
        },
      },
    },
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
  SearchResults: {
    type: 'object',
    required: ['data'],
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
  },
  KeyScope: {
    type: 'object',
    description: 'What a key may do; never more than its person. What is not said is not allowed.',
    properties: {
      write: { type: 'boolean', description: 'May it write? Without, it reads only.' },
      objects: { type: 'array', minItems: 1, items: { type: 'string' }, description: 'Only these objects.' },
      actions: { type: 'boolean', description: 'May it run actions?' },
      export: { type: 'boolean', description: 'May it take out tables?' },
      configure: { type: 'boolean', description: 'May it change settings, people, roles?' },
    },
  },
  ApiKey: {
    type: 'object',
    required: ['id', 'userId', 'name', 'prefix', 'scope', 'createdAt', 'expiresAt', 'lastUsedAt', 'revokedAt'],
    properties: {
      id: { type: 'string', format: 'uuid' },
      userId: { type: 'string', format: 'uuid' },
      name: { type: 'string' },
      prefix: { type: ['string', 'null'] },
      scope: { oneOf: [{ $ref: '#/components/schemas/KeyScope' }, { type: 'null' }] },
      createdAt: { type: 'string', format: 'date-time' },
      expiresAt: { type: ['string', 'null'] },
      lastUsedAt: { type: ['string', 'null'], description: 'To ten minutes.' },
      revokedAt: { type: ['string', 'null'] },
    },
  },
  Share: {
    type: 'object',
    properties: {
      granteeId: { type: 'string', format: 'uuid' },
      level: { enum: ['read', 'update'] },
      until: { type: ['string', 'null'] },
    },
  },
}
