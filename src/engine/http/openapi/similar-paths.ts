import { say } from '#kernel/label.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { Session } from '../../context.ts'
import { answers, body, type Schema } from './parts.ts'

/** What is there already that is like a record being entered. */
export function similarPath(name: string, { key, label, matching }: RegisteredObject, { language }: Session): Schema {
  if (!matching) return {}
  const text = { type: 'string' }
  const item = {
    type: 'object',
    required: ['object', 'points', 'level', 'reasons', 'id', 'title', 'facts', 'case'],
    properties: {
      object: text,
      points: { type: 'number' },
      level: { type: 'string', enum: ['sure', 'likely', 'possible'] },
      reasons: { type: 'array', items: { type: 'object', properties: { text, points: { type: 'number' } } } },
      id: { type: ['string', 'null'] },
      title: { type: ['string', 'null'] },
      facts: { type: 'array', items: { type: 'object', properties: { key: text, label: text, value: text } } },
      case: {
        type: ['object', 'null'],
        properties: { object: text, id: text, action: text, asked: { type: 'boolean' } },
      },
    },
  }
  return {
    [`/api/v1/${key}/alike`]: {
      post: {
        tags: [key],
        operationId: `alike${name}`,
        summary: say({ en: `How alike records are: ${label.en}`, zh: `比较相似程度：${label.zh}` }, language),
        requestBody: body({
          type: 'object',
          required: ['ids'],
          properties: {
            ids: { type: 'array', minItems: 1, maxItems: 20, items: { type: 'string', format: 'uuid' } },
            with: {
              type: 'array',
              description: say(
                {
                  en: 'Records of other objects: each of `ids` is compared with each of these, at most 20 records in all',
                  zh: '其他对象的记录：`ids` 中的每条与这里的每条比较，合计最多 20 条',
                },
                language,
              ),
              items: {
                type: 'object',
                required: ['object', 'ids'],
                properties: { object: text, ids: { type: 'array', items: { type: 'string', format: 'uuid' } } },
              },
            },
          },
        }),
        responses: answers(
          { en: 'Each with each, the likest first', zh: '两两比较，最相似的在前' },
          {
            type: 'object',
            required: ['data'],
            properties: {
              data: {
                type: 'array',
                items: {
                  type: 'object',
                  required: ['a', 'b', 'points', 'level', 'reasons'],
                  properties: {
                    a: text,
                    b: text,
                    points: { type: 'number' },
                    level: { enum: ['sure', 'likely', 'possible', null] },
                    reasons: item.properties.reasons,
                  },
                },
              },
            },
          },
        ),
      },
    },
    [`/api/v1/${key}/similar`]: {
      post: {
        tags: [key],
        operationId: `similar${name}`,
        summary: say({ en: `What is like it already: ${label.en}`, zh: `查找相似记录：${label.zh}` }, language),
        requestBody: body({
          type: 'object',
          required: ['values'],
          properties: { values: { type: 'object' }, id: { type: 'string', format: 'uuid' } },
        }),
        responses: answers(
          {
            en: 'The likest first; one that the caller may not see has no id',
            zh: '按相似程度排列，无权查看的记录没有编号',
          },
          {
            type: 'object',
            required: ['does', 'data'],
            properties: {
              does: { type: 'string', enum: ['allow', 'warn', 'block', 'judge'] },
              data: { type: 'array', items: item },
            },
          },
        ),
      },
    },
  }
}
