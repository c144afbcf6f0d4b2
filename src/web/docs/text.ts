import type { Label } from '#kernel/label.ts'

/** The pages that stand before those of the objects. */
export const guidePages = {
  overview: { en: 'Overview', zh: '概览' },
  filters: { en: 'Filters', zh: '筛选条件' },
  errors: { en: 'Errors', zh: '错误' },
} as const satisfies Record<string, Label>

/** What holds of every request. `{origin}` is where this server is. */
export const chapters: readonly { readonly title: Label; readonly text: Label; readonly code?: string }[] = [
  {
    title: { en: 'Begin', zh: '开始' },
    text: {
      en: 'Make a key under Settings → API keys. It acts as you, with your rights or fewer. This reference shows what you may see; your own objects and fields are in it. Programs read the same as `/openapi.json` (OpenAPI 3.1).',
      zh: '在设置 → API 密钥创建密钥。密钥以你的身份访问，权限与你相同或更少。本文档只列出你能看到的内容，包含自定义对象和字段。程序可读取同样内容的 `/openapi.json`（OpenAPI 3.1）。',
    },
    code: 'export SAMPAN_KEY=smp_…\ncurl "{origin}/api/v1/account?limit=5" \\\n  -H "Authorization: Bearer $SAMPAN_KEY"',
  },
  {
    title: { en: 'Lists', zh: '列表' },
    text: {
      en: '`where` filters, `select` chooses fields and follows relations with a dot, `sort` names fields, `-` before one for descending. Pass `next` of an answer as `after` for the next page.',
      zh: '`where` 为筛选条件，`select` 选择字段并可用点沿关联展开，`sort` 为排序字段，降序时前面加 `-`。把响应的 `next` 作为 `after` 传回即可翻页。',
    },
    code: 'curl --get "{origin}/api/v1/opportunity" \\\n  -H "Authorization: Bearer $SAMPAN_KEY" \\\n  --data-urlencode \'where={"status":"open","amount":{"gte":100000}}\' \\\n  --data-urlencode select=name,amount,account.name \\\n  --data-urlencode sort=-amount',
  },
  {
    title: { en: 'Writes that are safe to repeat', zh: '可安全重试的写入' },
    text: {
      en: 'With an `Idempotency-Key` a request is done once and answered alike for 24 hours. With the version in `If-Match` a change is refused as `stale` when somebody else was faster. Up to 1,000 writes go together through `batch`: all or nothing.',
      zh: '带 `Idempotency-Key` 的请求只执行一次，24 小时内得到同一答复。在 `If-Match` 中带上版本，若期间已被他人修改则返回 `stale`。通过 `batch` 可一次提交最多 1,000 条写入，全部成功或全部失败。',
    },
    code: 'curl -X PATCH "{origin}/api/v1/account/$ID" \\\n  -H "Authorization: Bearer $SAMPAN_KEY" \\\n  -H "Content-Type: application/json" \\\n  -H "If-Match: \\"3\\"" \\\n  -H "Idempotency-Key: $(uuidgen)" \\\n  -d \'{"name":"Sampan"}\'',
  },
  {
    title: { en: 'Limits', zh: '限流' },
    text: {
      en: 'A key may send 6,000 requests a minute. `RateLimit` on each answer tells what is left; 429 comes with `Retry-After` in seconds.',
      zh: '每个密钥每分钟最多 6,000 次请求。每个响应的 `RateLimit` 给出剩余次数，429 附带以秒为单位的 `Retry-After`。',
    },
  },
  {
    title: { en: 'Typed client', zh: '带类型的客户端' },
    text: {
      en: 'A TypeScript package of this workspace, with your own objects and fields: filters that fit, errors with reason and fields, pages, retries.',
      zh: '按本工作区生成的 TypeScript 包，包含自定义对象和字段：类型化的筛选条件、带原因和字段的错误、自动翻页与重试。',
    },
    code: 'SAMPAN_KEY=smp_… npx sampan client --out ./sampan-client --url {origin}',
  },
  {
    title: { en: 'Webhooks', zh: 'Webhook' },
    text: {
      en: 'Settings → Webhooks tells another program what happens. Verify the headers `webhook-id`, `webhook-timestamp` and `webhook-signature` with a library of Standard Webhooks and the secret `whsec_…`; a message may come twice, under the same `webhook-id`.',
      zh: '在设置 → Webhook 可把变化通知给其他系统。用 Standard Webhooks 的库和签名密钥 `whsec_…` 校验 `webhook-id`、`webhook-timestamp`、`webhook-signature` 三个请求头。同一消息可能重复送达，`webhook-id` 不变。',
    },
  },
  {
    title: { en: 'AI assistants', zh: 'AI 助手' },
    text: {
      en: 'Assistants that speak MCP connect to `{origin}/mcp` with a key.',
      zh: '支持 MCP 的助手用密钥连接以下地址。',
    },
    code: '{origin}/mcp',
  },
]

export const problemText = {
  lead: {
    en: 'A request that is refused answers a problem document (RFC 9457, `application/problem+json`) in the language of `Accept-Language`. `type` says why; `errors` tells every problem at once, each with its field.',
    zh: '被拒绝的请求返回 Problem Details（RFC 9457，`application/problem+json`），语言随 `Accept-Language`。`type` 说明原因，`errors` 一次列出全部问题及其字段。',
  },
  example: { en: 'This is not a number.', zh: '这不是有效的数字。' },
} as const satisfies Record<string, Label>

/** The codes that a program may want to tell apart; a new one may come, and then reads like `invalid`. */
export const codes: Readonly<Record<string, Label>> = {
  invalid: { en: 'The value does not fit its field.', zh: '值不符合字段要求。' },
  required: { en: 'The field must be filled.', zh: '该字段必填。' },
  unknown: { en: 'There is no such field, or it is hidden from you.', zh: '没有这个字段，或你看不到它。' },
  taken: { en: 'Another record has this value, and no two may.', zh: '该值已被其他记录使用，不能重复。' },
  'key-reused': { en: 'The idempotency key was used for another request.', zh: '该幂等键已用于其他请求。' },
}

export const filterText = {
  lead: {
    en: 'A filter is one JSON object; all of its conditions must hold. Lists, figures, exports, webhooks and saved views take the same.',
    zh: '筛选条件是一个 JSON 对象，其中所有条件须同时成立。列表、统计、导出、Webhook 和已保存的视图都使用同一种写法。',
  },
  example:
    '{\n  "status": "open",\n  "amount": { "gte": 100000 },\n  "account.name": { "contains": "Sampan" },\n  "closeDate": { "within": "thisQuarter" },\n  "or": [{ "owner": { "is": "me" } }, { "owner": { "empty": true } }]\n}',
  operators: { en: 'Operators by kind of field', zh: '各类字段的运算符' },
  rules: [
    {
      en: 'A bare value means `eq`; null means `empty: true`. `empty` fits every field.',
      zh: '直接写值等于 `eq`，写 null 等于 `empty: true`。所有字段都可用 `empty`。',
    },
    {
      en: '`and`, `or` take lists of filters, `not` takes one. A dot follows a relation, up to three of them: `account.owner.team`.',
      zh: '`and`、`or` 的值是筛选条件列表，`not` 的值是一个筛选条件。用点沿关联展开，最多三层：`account.owner.team`。',
    },
    {
      en: 'An empty field fails every comparison except `ne`, `notIn` and `empty`. Dates also take `today`, `yesterday`, `tomorrow`; days are those of your time zone, weeks begin on Monday.',
      zh: '空字段除 `ne`、`notIn` 和 `empty` 外都不成立。日期还可用 `today`、`yesterday`、`tomorrow`，按你的时区计算，一周从周一开始。',
    },
    {
      en: '`within` takes `today`, `thisWeek`, `lastMonth`, `nextQuarter`, `thisYear` and their like, or `{"last": 30, "unit": "day"}`, `{"next": 2, "unit": "week"}`.',
      zh: '`within` 的值可以是 `today`、`thisWeek`、`lastMonth`、`nextQuarter`、`thisYear` 等，或 `{"last": 30, "unit": "day"}`、`{"next": 2, "unit": "week"}`。',
    },
  ],
} as const

const equality = ['eq', 'ne', 'in', 'notIn']
const order = ['lt', 'lte', 'gt', 'gte']

export const filterKinds: readonly {
  readonly is: Label
  readonly operators: readonly string[]
  readonly example: string
}[] = [
  {
    is: { en: 'Text', zh: '文本' },
    operators: [...equality, ...order, 'contains', 'startsWith'],
    example: '{"name":{"contains":"Sampan"}}',
  },
  {
    is: { en: 'Number, money', zh: '数字、金额' },
    operators: [...equality, ...order],
    example: '{"amount":{"gte":100000}}',
  },
  {
    is: { en: 'Date, time', zh: '日期、时间' },
    operators: [...equality, ...order, 'within'],
    example: '{"closeDate":{"within":"thisMonth"}}',
  },
  { is: { en: 'Choice', zh: '单选' }, operators: equality, example: '{"status":{"in":["open","won"]}}' },
  { is: { en: 'Yes or no', zh: '是否' }, operators: equality, example: '{"active":true}' },
  { is: { en: 'Relation', zh: '关联' }, operators: equality, example: '{"account":"01890000-…"}' },
  {
    is: { en: 'Person, team', zh: '成员、团队' },
    operators: [...equality, 'is'],
    example: '{"owner":{"is":"myTeamAndBelow"}}',
  },
  {
    is: { en: 'Several choices or relations', zh: '多选、多项关联' },
    operators: ['has', 'hasAny', 'hasAll'],
    example: '{"tags":{"hasAny":["a","b"]}}',
  },
]
