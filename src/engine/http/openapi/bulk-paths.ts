import { say } from '#kernel/label.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { Session } from '../../context.ts'
import { answers, body, parameter, ref, type Schema } from './parts.ts'

/** Many records at once: what a filter selects is confirmed by its count and hash before anything is written. */
export function bulkWritePaths(
  name: string,
  { key, label }: RegisteredObject,
  { language }: Session,
  once: Schema,
): Schema {
  const tags = [key]
  const said = (en: string, zh: string) => say({ en: `${en}: ${label.en}`, zh: `${zh}：${label.zh}` }, language)
  const values = { type: 'object' }
  return {
    [`/api/v1/${key}/selection`]: {
      post: {
        tags,
        operationId: `select${name}`,
        summary: said('How many, and which, a selection means now', '确认所选范围'),
        requestBody: body(ref('Selection')),
        responses: answers({ en: 'Count and hash, to be confirmed', zh: '待确认的数量和摘要' }, ref('FrozenSelection')),
      },
    },
    [`/api/v1/${key}/bulk`]: {
      post: {
        tags,
        operationId: `bulk${name}`,
        summary: said('Change, delete or act on all that was confirmed, or on none', '对确认过的记录批量操作'),
        parameters: [once],
        requestBody: body({
          type: 'object',
          required: ['selection', 'do'],
          properties: {
            selection: {
              allOf: [
                ref('Selection'),
                { type: 'object', properties: { count: { type: 'integer' }, hash: { type: 'string' } } },
              ],
              description: {
                en: 'With the count and hash of `…/selection` where it is a filter; 409 where they no longer fit.',
                zh: '按筛选条件执行时须带 `…/selection` 返回的数量和摘要，不再一致时返回 409。',
              },
            },
            do: { type: 'string', enum: ['update', 'delete', 'action'] },
            values: {
              ...values,
              description: { en: 'For update: new values by field.', zh: '用于 update：各字段的新值。' },
            },
            add: {
              ...values,
              description: {
                en: 'For update: values that fields of several values get besides theirs.',
                zh: '用于 update：多值字段要追加的值。',
              },
            },
            remove: {
              ...values,
              description: { en: 'For update: values that they lose.', zh: '用于 update：多值字段要移除的值。' },
            },
            action: { type: 'string' },
            input: values,
          },
        }),
        responses: answers({ en: 'What came of it; the counts add up', zh: '执行结果及各项计数' }, ref('BulkResult')),
      },
    },
    [`/api/v1/${key}/undo/{id}`]: {
      post: {
        tags,
        operationId: `undoBulk${name}`,
        summary: said('Take a bulk write of yours back, within 30 days', '撤销自己的批量操作（30 天内）'),
        parameters: [
          parameter(
            'path',
            'id',
            { type: 'string', format: 'uuid' },
            { en: 'Id of the bulk write.', zh: '批量操作的编号。' },
          ),
          once,
        ],
        responses: answers(
          { en: 'What came back; what was changed since stays', zh: '已恢复的记录，其后又被修改的不变' },
          ref('BulkResult'),
        ),
      },
    },
  }
}
