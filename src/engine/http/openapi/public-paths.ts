import { answers, parameter, type Schema, type Words } from './parts.ts'

/** Pages for strangers, such as forms. They answer people, so even what is wrong is a page. */
export function publicPaths(): Schema {
  const page = (description: Words): Schema => ({
    description,
    content: { 'text/html': { schema: { type: 'string' } } },
  })
  const common = {
    tags: ['public'],
    security: [],
    parameters: [
      parameter(
        'path',
        'workspace',
        { type: 'string' },
        {
          en: 'The workspace, as the address of the page names it.',
          zh: '工作区，与页面地址中的一致。',
        },
      ),
      parameter(
        'path',
        'page',
        { type: 'string' },
        { en: 'Kind of the page, such as `form`.', zh: '页面类型，例如 `form`。' },
      ),
      parameter('path', 'name', { type: 'string' }, { en: 'Which one of that kind.', zh: '该类型中的哪一个。' }),
    ],
  }
  const wrong = {
    '404': page({ en: 'There is no such page, or it is closed', zh: '没有该页面，或已关闭' }),
    '429': page({ en: 'Too many requests from this address', zh: '来自该地址的请求过多' }),
    '4XX': page({ en: 'What is wrong, in the language of the visitor', zh: '问题说明，语言随访客' }),
  }
  return {
    '/hooks/{workspace}/{token}': { post: callOfFlow() },
    '/p/{workspace}/{page}/{name}': {
      get: {
        ...common,
        operationId: 'publicPage',
        summary: { en: 'Open a page without signing in', zh: '打开无需登录的页面' },
        description: {
          en: 'Pages `open` and `click` stand in mail whose recipient has agreed: a picture, and the way to a link of that mail. Their addresses are sealed; an altered one is not found. Opening them is noted at the mail where a person seems to do so.',
          zh: '`open` 和 `click` 页面只出现在收件人已同意统计的邮件中：前者是图片，后者转到邮件中的链接。其地址带签名，改动后无效。看起来由人打开时，会记录在邮件上。',
        },
        responses: {
          '200': page({ en: 'The page', zh: '页面' }),
          '303': { description: { en: 'The link of the mail', zh: '转到邮件中的链接' } },
          ...wrong,
        },
      },
      post: {
        ...common,
        operationId: 'sendPublicPage',
        summary: { en: 'Send what such a page asks for', zh: '提交页面所填内容' },
        requestBody: {
          required: true,
          content: {
            'application/x-www-form-urlencoded': {
              schema: {
                type: 'object',
                properties: {
                  stamp: {
                    type: 'string',
                    description: {
                      en: 'From the page that was opened: it tells when, and is good for a day.',
                      zh: '取自所打开的页面，记录打开时间，一天内有效。',
                    },
                  },
                },
                additionalProperties: {
                  type: 'string',
                  description: {
                    en: 'Each input of the page by its name; 200 at most.',
                    zh: '页面的各输入项，以其名称为键，最多 200 项。',
                  },
                },
              },
            },
          },
        },
        responses: {
          '200': page({ en: 'Thanks', zh: '感谢页' }),
          '303': { description: { en: 'Thanks, on a page of the maker’s own', zh: '转到指定的感谢页' } },
          '422': page({
            en: 'The page once more, with what is wrong at its input',
            zh: '重新显示页面，问题标在相应输入项',
          }),
          ...wrong,
        },
      },
    },
  }
}

/** A call of the secret address of a flow. */
function callOfFlow(): Schema {
  const path = (name: string, is: Words) => parameter('path', name, { type: 'string' }, is)
  return {
    tags: ['public'],
    security: [],
    operationId: 'callFlow',
    summary: { en: 'Set a flow off from another system', zh: '从其他系统触发流程' },
    description: {
      en: 'The address is the secret: 256 bits, kept as a hash. At most 256 KB, 300 calls a minute from one address, 600 to one flow. What the flow takes of the body its owner says. Where a signature is asked, send `Webhook-Id`, `Webhook-Timestamp` and `Webhook-Signature` (Standard Webhooks), or the HMAC-SHA256 of the body in hex in `X-Signature-256` or `X-Hub-Signature-256`.',
      zh: '地址即密钥：256 位随机数，系统仅保存哈希值。请求体不超过 256 KB；同一来源每分钟最多 300 次，同一流程每分钟最多 600 次。取用请求体中的哪些内容由流程负责人设定。要求签名时，按 Standard Webhooks 发送 `Webhook-Id`、`Webhook-Timestamp`、`Webhook-Signature`，或把请求体的 HMAC-SHA256 十六进制值放在 `X-Signature-256` 或 `X-Hub-Signature-256`。',
    },
    parameters: [
      path('workspace', { en: 'The workspace, as the address names it.', zh: '工作区，与地址中的一致。' }),
      path('token', { en: 'The secret part of the address.', zh: '地址中的保密部分。' }),
      parameter(
        'header',
        'Idempotency-Key',
        { type: 'string' },
        {
          en: 'Under the same key the flow is set off once; `Webhook-Id` counts as one too.',
          zh: '相同的键只触发一次；也可使用 `Webhook-Id`。',
        },
      ),
    ],
    requestBody: {
      content: {
        'application/json': { schema: {} },
        'application/x-www-form-urlencoded': { schema: { type: 'object', additionalProperties: { type: 'string' } } },
      },
    },
    responses: answers(
      {
        en: 'It is taken. `run` is null where none begins: the flow is not live, or no record fits.',
        zh: '已接收。`run` 为空表示没有启动：流程未上线，或没有对应的记录。',
      },
      {
        type: 'object',
        required: ['run'],
        properties: { run: { type: ['string', 'null'], format: 'uuid' } },
      },
      '202',
    ),
  }
}

/** Its group, for the list of groups. */
export const publicTag = {
  name: 'public',
  description: { en: 'Pages for visitors', zh: '访客页面' },
}
