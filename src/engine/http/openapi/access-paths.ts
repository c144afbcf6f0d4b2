import { say } from '#kernel/label.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { Session } from '../../context.ts'
import { answers, body, parameter, problems, type Schema } from './parts.ts'
import { sharedSchemas } from './shared-schemas.ts'

/** Who reaches a record, whom it is shared with, what keeps it from being erased. */
export function accessPaths(
  name: string,
  { key, label, traits }: RegisteredObject,
  session: Session,
  id: Schema,
): Schema {
  const said = (en: string, zh: string) => say({ en: `${en}: ${label.en}`, zh: `${label.zh}：${zh}` }, session.language)
  const grantee = parameter(
    'path',
    'grantee',
    { type: 'string', format: 'uuid' },
    { en: 'Id of the person or team.', zh: '成员或团队的编号。' },
  )
  const at = (rest: string) => `/api/v1/${key}/{id}/${rest}`
  const operation = (kind: string, summary: string, rest: Schema) => ({
    tags: [key],
    operationId: `${kind}${name}`,
    summary,
    parameters: [id],
    ...rest,
  })
  const shares = {
    [at('shares')]: {
      get: operation('shares', said('Whom it is shared with', '共享对象'), {
        responses: answers(
          { en: 'Shares', zh: '共享列表' },
          {
            type: 'object',
            required: ['data', 'opens', 'inherited'],
            properties: {
              data: { type: 'array', items: sharedSchemas['Share'] },
              opens: {
                type: 'array',
                description: say(
                  {
                    en: 'Objects whose records that belong to this one are open with it.',
                    zh: '属于这条记录、会随之一并开放的对象。',
                  },
                  session.language,
                ),
                items: {
                  type: 'object',
                  properties: { object: { type: 'string' }, level: { enum: ['read', 'update'] } },
                },
              },
              inherited: {
                type: 'array',
                description: say(
                  {
                    en: 'Shares of what this one belongs to, by which it is open as well.',
                    zh: '所属记录的共享，这条记录也因此开放。',
                  },
                  session.language,
                ),
                items: { type: 'object' },
              },
            },
          },
        ),
      }),
      post: operation('share', said('Share', '共享'), {
        requestBody: body({ ...(sharedSchemas['Share'] as Schema), required: ['granteeId'] }),
        responses: { '204': { description: { en: 'Shared', zh: '已共享' } }, ...problems },
      }),
    },
    [at('shares/{grantee}')]: {
      delete: operation('unshare', said('End a share', '取消共享'), {
        parameters: [id, grantee],
        responses: { '204': { description: { en: 'Ended', zh: '已取消' } }, ...problems },
      }),
    },
  }
  const holds = {
    [at('hold')]: {
      post: operation('hold', said('Keep it, whoever asks to be forgotten', '设置法律保留'), {
        requestBody: body({
          type: 'object',
          properties: { reason: { type: 'string' }, until: { type: ['string', 'null'] } },
        }),
        responses: { '204': { description: { en: 'Held', zh: '已保留' } }, ...problems },
      }),
      delete: operation('unhold', said('End the hold', '解除法律保留'), {
        responses: { '204': { description: { en: 'Ended', zh: '已取消' } }, ...problems },
      }),
    },
  }
  return {
    [at('access')]: {
      get: operation('access', said('Who can see it, and why', '谁能看到，为什么'), {
        responses: answers({ en: 'Everybody who reaches it', zh: '能访问的全部成员' }, { type: 'object' }),
      }),
    },
    ...(traits.includes('shared') ? shares : {}),
    ...(session.principal.admin ? holds : {}),
  }
}
