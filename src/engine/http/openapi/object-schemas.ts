import type { Field } from '#kernel/fields/field.ts'
import { isComputed } from '#kernel/fields/index.ts'
import { say } from '#kernel/label.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { Session } from '../../context.ts'
import { answerSchema, fieldSchema } from './fields.ts'
import { nullable, pascal, ref, required, type Schema } from './parts.ts'

/** The shapes of one object: its record, its draft, its patch, its page of a list. */
export function objectSchemas(session: Session, object: RegisteredObject): Schema {
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
        ...properties(readable, (f) =>
          f.system && f.required ? answerSchema(f, session) : nullable(answerSchema(f, session)),
        ),
      },
    },
    [`${name}Draft`]: {
      type: 'object',
      properties: {
        id: {
          type: 'string',
          format: 'uuid',
          description: { en: 'May be chosen by the caller.', zh: '可由调用者指定。' },
        },
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
        next: {
          type: ['string', 'null'],
          description: { en: 'Pass as `after` for the next page.', zh: '作为 `after` 传回以取下一页。' },
        },
        previous: {
          type: ['string', 'null'],
          description: {
            en: 'Pass as `before` for the page before; null on the first.',
            zh: '作为 `before` 传回以取上一页；首页为 null。',
          },
        },
        total: ref('Total'),
      },
    },
  }
}
