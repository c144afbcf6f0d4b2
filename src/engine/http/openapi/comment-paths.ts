import { say } from '#kernel/label.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { Session } from '../../context.ts'
import { answers, body, parameter, pascal, problems, ref, type Schema } from './parts.ts'

const uuid = { type: 'string', format: 'uuid' }
const done = { '204': { description: { en: 'Done', zh: '已完成' } }, ...problems }
const text = { type: 'string', minLength: 1, maxLength: 5_000 }

/** What people say about records of an object, and who hears of it. */
export function commentPaths({ language }: Session, object: RegisteredObject): Schema {
  const name = pascal(object.key)
  const tags = [object.key]
  const { en, zh } = object.label
  const at = `/api/v1/${object.key}/{id}`
  const id = parameter('path', 'id', uuid, { en: 'Id of the record.', zh: '记录编号。' })
  const one = parameter('path', 'comment', uuid, { en: 'Id of the comment.', zh: '评论编号。' })
  const operation = (operationId: string, words: readonly [en: string, zh: string], more: Schema) => ({
    tags,
    operationId: `${operationId}${name}`,
    summary: say({ en: `${words[0]}: ${en}`, zh: `${words[1]}：${zh}` }, language),
    parameters: [id],
    ...more,
  })
  return {
    [`${at}/comments`]: {
      get: operation('listComments', ['Comments, newest first', '评论列表，从新到旧'], {
        responses: answers(
          { en: 'The comments', zh: '评论' },
          { type: 'object', required: ['data'], properties: { data: { type: 'array', items: ref('Comment') } } },
        ),
      }),
      post: operation(
        'addComment',
        ['Comment, naming people as `@[name](id)`', '发表评论，可用 `@[姓名](编号)` 提到成员'],
        {
          requestBody: body({
            type: 'object',
            required: ['text'],
            properties: { text, replyTo: { type: ['string', 'null'], format: 'uuid' } },
          }),
          responses: answers({ en: 'The comment', zh: '评论' }, ref('Comment'), '201'),
        },
      ),
    },
    [`${at}/comments/{comment}`]: {
      patch: operation('editComment', ['Change your own comment', '修改自己的评论'], {
        parameters: [id, one],
        requestBody: body({ type: 'object', required: ['text'], properties: { text } }),
        responses: answers({ en: 'The comment', zh: '评论' }, ref('Comment')),
      }),
      delete: operation('deleteComment', ['Delete a comment', '删除评论'], { parameters: [id, one], responses: done }),
    },
    [`${at}/comments/{comment}/restore`]: {
      post: operation('restoreComment', ['Bring a deleted comment back', '恢复已删除的评论'], {
        parameters: [id, one],
        responses: answers({ en: 'The comment', zh: '评论' }, ref('Comment')),
      }),
    },
    [`${at}/follow`]: {
      get: operation('readFollow', ['Whether you follow it', '是否关注'], {
        responses: answers({ en: 'How you stand to it', zh: '关注状态' }, follow),
      }),
      post: operation('follow', ['Follow or mute it', '关注或静音'], {
        requestBody: body({ type: 'object', required: ['state'], properties: { state: follow.properties.state } }),
        responses: done,
      }),
    },
    [`${at}/mentionable`]: {
      post: operation('mentionable', ['Who of these people cannot see it', '哪些成员看不到该记录'], {
        requestBody: body({
          type: 'object',
          required: ['people'],
          properties: { people: { type: 'array', maxItems: 100, items: uuid } },
        }),
        responses: answers(
          { en: 'Those who cannot', zh: '看不到的成员' },
          { type: 'object', properties: { cannotSee: { type: 'array', items: uuid } } },
        ),
      }),
    },
  }
}

const follow = {
  type: 'object',
  properties: { state: { enum: ['follow', 'mute', null] }, owner: { type: 'boolean' } },
}
