import { mostMerged } from '#kernel/api-merge.ts'
import { say } from '#kernel/label.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { Session } from '../../context.ts'
import { isMergeable } from '../../merging/former.ts'
import { answers, body, parameter, ref, type Schema } from './parts.ts'

const uuid = { type: 'string', format: 'uuid' }
const text = { type: 'string' }
const count = { type: 'integer' }
const ids = { type: 'array', minItems: 2, maxItems: mostMerged, items: uuid }

const merge: Schema = {
  type: 'object',
  required: ['id', 'object', 'survivor', 'merged', 'at', 'by', 'moved', 'splitAt', 'splittable'],
  properties: {
    id: uuid,
    object: text,
    survivor: uuid,
    merged: {
      type: 'array',
      items: { type: 'object', required: ['id'], properties: { id: uuid, title: { type: ['string', 'null'] } } },
    },
    at: { type: 'string', format: 'date-time' },
    by: { type: ['object', 'null'], properties: { id: uuid, name: { type: ['string', 'null'] } } },
    moved: count,
    splitAt: { type: ['string', 'null'] },
    splittable: { type: 'boolean' },
  },
}
const split: Schema = {
  type: 'object',
  required: ['merge', 'back', 'stays'],
  properties: {
    merge,
    back: count,
    stays: {
      type: 'array',
      items: {
        type: 'object',
        required: ['object', 'id', 'title', 'fields'],
        properties: {
          object: text,
          id: uuid,
          title: { type: ['string', 'null'] },
          fields: { type: 'array', items: text },
        },
      },
    },
  },
}

/** Making one of several records, and parting them again; as far as the caller may. */
export function mergePaths(name: string, object: RegisteredObject, { principal, language }: Session): Schema {
  if (!isMergeable(object) || !principal.rights(object.key).merge) return {}
  const { key, label } = object
  const tags = [key]
  const said = (en: string, zh: string) => say({ en: `${en}: ${label.en}`, zh: `${zh}：${label.zh}` }, language)
  const ofMerge = parameter('path', 'id', uuid, { en: 'Id of the merge.', zh: '合并的编号。' })
  const ofRecord = parameter('path', 'id', uuid, { en: 'Id of the record.', zh: '记录编号。' })
  return {
    [`/api/v1/${key}/merge/preview`]: {
      post: {
        tags,
        operationId: `previewMerge${name}`,
        summary: said('What a merge would look like', '预览合并'),
        requestBody: body({ type: 'object', required: ['ids'], properties: { ids, survivor: uuid } }),
        responses: answers(
          {
            en: 'The records, which one should go on, and from which each value would be taken',
            zh: '各条记录、建议保留的记录与每个字段的建议取值',
          },
          {
            type: 'object',
            required: ['survivor', 'records', 'fields', 'moves'],
            properties: {
              survivor: uuid,
              records: { type: 'array', items: ref(name) },
              fields: {
                type: 'array',
                items: {
                  type: 'object',
                  required: ['field', 'from', 'why', 'free', 'joins', 'with'],
                  properties: {
                    field: text,
                    from: text,
                    why: { enum: ['same', 'only', 'verified', 'state', 'complete', 'newest', 'survivor', 'all'] },
                    free: { type: 'boolean' },
                    joins: { type: 'boolean' },
                    with: { type: 'array', items: text },
                  },
                },
              },
              moves: {
                type: 'array',
                items: { type: 'object', properties: { object: text, field: text, count } },
              },
            },
          },
        ),
      },
    },
    [`/api/v1/${key}/merge`]: {
      post: {
        tags,
        operationId: `merge${name}`,
        summary: said('Make one of several records', '合并多条记录'),
        requestBody: body({
          type: 'object',
          required: ['ids', 'survivor'],
          properties: {
            ids,
            survivor: uuid,
            choices: { type: 'object', additionalProperties: text },
            versions: { type: 'object', additionalProperties: count },
          },
        }),
        responses: answers(
          {
            en: 'The merge and its survivor; the ids of the others stand for it from now on',
            zh: '合并结果与保留的记录，其他记录的编号此后指向它',
          },
          {
            type: 'object',
            required: ['merge', 'record'],
            properties: { merge, record: { anyOf: [ref(name), { type: 'null' }] } },
          },
        ),
      },
    },
    [`/api/v1/${key}/{id}/merges`]: {
      get: {
        tags,
        operationId: `merges${name}`,
        summary: said('What has become part of it', '已合并到该记录的记录'),
        parameters: [ofRecord],
        responses: answers(
          { en: 'The latest first', zh: '最近的在前' },
          { type: 'object', required: ['data'], properties: { data: { type: 'array', items: merge } } },
        ),
      },
    },
    [`/api/v1/${key}/merges/{id}`]: {
      get: {
        tags,
        operationId: `getMerge${name}`,
        summary: said('One merge', '查看一次合并'),
        parameters: [ofMerge],
        responses: answers({ en: 'The merge', zh: '合并' }, merge),
      },
    },
    [`/api/v1/${key}/merges/{id}/preview`]: {
      post: {
        tags,
        operationId: `previewSplit${name}`,
        summary: said('What taking a merge apart would do', '预览拆分'),
        parameters: [ofMerge],
        responses: answers(
          { en: 'What goes back, and what stays as it is', zh: '将恢复的内容与保持不变的内容' },
          split,
        ),
      },
    },
    [`/api/v1/${key}/merges/{id}/split`]: {
      post: {
        tags,
        operationId: `split${name}`,
        summary: said('Take a merge apart', '拆分合并'),
        parameters: [ofMerge],
        responses: answers(
          { en: 'What went back; what has changed since stays', zh: '已恢复的内容，其后又修改的保持不变' },
          split,
        ),
      },
    },
  }
}
