import type { Field } from '#kernel/fields/field.ts'
import { isComputed } from '#kernel/fields/index.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { Session } from '../../context.ts'
import { objectOf, objectProperty, readableObjects, type Tool } from '../tool.ts'

/** What there is: all objects in a line each, or one of them with its fields and actions. */
export const describe: Tool = {
  name: 'describe',
  title: 'Describe objects 对象与字段',
  description: () =>
    'Lists the objects (kinds of records) of this workspace; with `object`, tells its fields, their types and choices, and its actions. Call it before you filter or write. 列出对象；指定 object 时返回其字段、选项和动作。',
  does: 'read',
  input: (session) => ({ properties: { object: objectProperty(session) }, required: [] }),
  run: async (session, input) =>
    input['object'] === undefined
      ? { objects: readableObjects(session).map((object) => inShort(session, object)) }
      : inFull(session, objectOf(session, input)),
}

function inShort({ principal }: Session, object: RegisteredObject) {
  const rights = principal.rights(object.key)
  return {
    object: object.key,
    is: `${object.label.en} ${object.label.zh}`,
    ...(object.help ? { help: object.help.en } : {}),
    may: ['read', ...(rights.create ? ['create'] : []), ...(rights.scopes.update.length ? ['update'] : [])].join(', '),
  }
}

function inFull(session: Session, object: RegisteredObject) {
  const rights = session.principal.rights(object.key)
  const fields = Object.entries(object.fields).flatMap(([key, field]) => {
    const access = rights.fields.get(key)
    return access ? [[key, fieldOf(field, access)]] : []
  })
  const actions = object.actions
    .filter((action) => rights.actions === 'all' || rights.actions.has(action.key))
    .map(({ key, label, help, input }) => ({
      action: key,
      is: `${label.en} ${label.zh}`,
      ...(help ? { help: help.en } : {}),
      input: Object.fromEntries(Object.entries(input).map(([name, field]) => [name, fieldOf(field, 'write')])),
    }))
  return { ...inShort(session, object), title: object.title, fields: Object.fromEntries(fields), actions }
}

function fieldOf(field: Field, access: 'read' | 'write') {
  const options =
    'options' in field ? (field.options as readonly { key: string; label: { en: string; zh: string } }[]) : null
  return {
    is: `${field.label.en} ${field.label.zh}`,
    type: field.type,
    ...('to' in field ? { to: String(field.to) } : {}),
    ...(options ? { options: options.map(({ key, label }) => `${key}: ${label.en} ${label.zh}`) } : {}),
    ...(field.required && !field.system ? { required: true } : {}),
    ...(access === 'read' || isComputed(field) ? { readOnly: true } : {}),
    ...(field.help ? { help: field.help.en } : {}),
  }
}
