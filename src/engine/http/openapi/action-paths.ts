import type { Action } from '#kernel/behaviour.ts'
import { say } from '#kernel/label.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { Session } from '../../context.ts'
import { fieldSchema } from './fields.ts'
import { answers, body, ref, required, type Schema } from './parts.ts'

/** What an object can do beyond its fields: on one record, and on many at once. */
export function actionPaths(
  name: string,
  { key, label }: RegisteredObject,
  session: Session,
  actions: readonly Action[],
  parameters: readonly Schema[],
): Schema {
  const { language } = session
  const record = { oneOf: [ref(name), { type: 'null' }] }
  const one = (action: Action) => ({
    tags: [key],
    operationId: `${action.key}${name}`,
    'x-sampan-action': action.key,
    summary: say({ en: `${action.label.en}: ${label.en}`, zh: `${label.zh}：${action.label.zh}` }, language),
    parameters,
    requestBody: body(inputSchema(action, session), false),
    responses: answers({ en: 'What it did', zh: '执行结果' }, { type: 'object', properties: { result: {}, record } }),
  })
  const many = (action: Action) => ({
    tags: [key],
    operationId: `${action.key}All${name}`,
    summary: say(
      { en: `${action.label.en}, many at once: ${label.en}`, zh: `批量${action.label.zh}：${label.zh}` },
      language,
    ),
    requestBody: body({
      type: 'object',
      required: ['ids'],
      properties: {
        ids: { type: 'array', minItems: 1, maxItems: 1000, items: { type: 'string', format: 'uuid' } },
        input: inputSchema(action, session),
      },
    }),
    responses: answers(
      { en: 'What it did, record by record', zh: '每条记录的执行结果' },
      {
        type: 'object',
        properties: { results: { type: 'array', items: {} }, records: { type: 'array', items: record } },
      },
    ),
  })
  return Object.fromEntries([
    ...actions.map((action) => [`/api/v1/${key}/bulk/${action.key}`, { post: many(action) }]),
    ...actions.map((action) => [`/api/v1/${key}/{id}/${action.key}`, { post: one(action) }]),
  ])
}

function inputSchema(action: Action, session: Session): Schema {
  const entries = Object.entries(action.input)
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([key, field]) => [key, fieldSchema(field, session)])),
    ...required(entries),
  }
}
