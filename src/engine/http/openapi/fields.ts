import type { Field } from '#kernel/fields/field.ts'
import { say } from '#kernel/label.ts'
import type { Session } from '../../context.ts'
import { ref, type Schema } from './parts.ts'

/** How a field is written. */
export function fieldSchema(field: Field, session: Session): Schema {
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
export function answerSchema(field: Field, session: Session): Schema {
  const plain = fieldSchema(field, session)
  const description = plain['description']
  switch (field.type) {
    case 'relation':
    case 'user':
    case 'team':
      return { ...ref('Reference'), 'x-sampan-object': toOf(field), description }
    case 'relations':
      return { type: 'array', items: { ...ref('Reference'), 'x-sampan-object': toOf(field) }, description }
    case 'money':
      return { ...ref('Money'), description }
    case 'phone':
      return { ...ref('Phone'), description }
    case 'score':
      return {
        type: ['object', 'null'],
        properties: { points: { type: 'integer' }, grade: { type: ['string', 'null'] } },
        description,
      }
    case 'formula':
    case 'rollup':
    case 'deadline':
      return { description }
    default:
      return plain
  }
}

/** Which object a relation leads to. */
function toOf(field: Field): string {
  return 'to' in field ? String(field.to) : field.type
}
