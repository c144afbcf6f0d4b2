import type { Label } from './label.ts'
import type { RefusalReason } from './problem.ts'

/** What a refusal means to the one who wrote the program: its HTTP status (RFC 9110), in a word, and what to do. */
export const reasons: Readonly<
  Record<RefusalReason | 'internal', { readonly status: number; readonly is: Label; readonly remedy: Label }>
> = {
  malformed: {
    status: 400,
    is: { en: 'The request cannot be read', zh: '无法识别的请求' },
    remedy: {
      en: 'It is no JSON, no form, too large, or an id is none. Mend the request; sending it again changes nothing.',
      zh: '内容不是 JSON 或表单、过大，或编号无效。请修改请求，原样重发没有意义。',
    },
  },
  unauthenticated: {
    status: 401,
    is: { en: 'Nobody is signed in', zh: '未登录' },
    remedy: {
      en: 'The key is missing, unknown, revoked or past its end. Send `Authorization: Bearer smp_…` with a live one.',
      zh: '没有密钥，或密钥不存在、已吊销、已到期。请以 `Authorization: Bearer smp_…` 发送有效的密钥。',
    },
  },
  forbidden: {
    status: 403,
    is: { en: 'Not allowed', zh: '没有权限' },
    remedy: {
      en: 'The caller, or its key, may not do this at all, whatever the record. A role or the scope of the key decides.',
      zh: '调用者或其密钥不允许此操作，与具体记录无关。由角色或密钥的权限范围决定。',
    },
  },
  missing: {
    status: 404,
    is: { en: 'Not found', zh: '没有找到' },
    remedy: {
      en: 'There is no such thing, or it is not for these eyes: both look the same on purpose.',
      zh: '不存在，或调用者看不到。两种情况的答复有意相同。',
    },
  },
  conflict: {
    status: 409,
    is: { en: 'It clashes with what is stored', zh: '与已有数据冲突' },
    remedy: {
      en: 'Such as a second record with the same number, or a record that others still need. `errors` says which field.',
      zh: '例如编号重复，或记录仍被其他记录引用。字段见 `errors`。',
    },
  },
  stale: {
    status: 412,
    is: { en: 'Somebody has changed it meanwhile', zh: '期间已被他人修改' },
    remedy: {
      en: 'The version in `If-Match` is not the last one. `current` holds the record as it stands: decide, and write again on top of it.',
      zh: '`If-Match` 的版本已过期。`current` 为记录的当前内容，请据此决定后重新提交。',
    },
  },
  invalid: {
    status: 422,
    is: { en: 'What was sent is wrong', zh: '提交的内容有误' },
    remedy: {
      en: 'A value, a field or a filter does not fit. `errors` tells every problem at once, each with its field and a code.',
      zh: '字段、值或筛选条件不符合要求。`errors` 一次列出全部问题，每项带字段和代码。',
    },
  },
  throttled: {
    status: 429,
    is: { en: 'Too many requests', zh: '请求过于频繁' },
    remedy: {
      en: 'Wait for the seconds that `Retry-After` names. `RateLimit` tells on each answer what is left.',
      zh: '请等待 `Retry-After` 指定的秒数。每个响应的 `RateLimit` 会给出剩余次数。',
    },
  },
  internal: {
    status: 500,
    is: { en: 'Something went wrong on our side', zh: '系统出错' },
    remedy: {
      en: 'It has been logged under the `x-request-id` of the answer; tell it to whoever looks after the server.',
      zh: '已记录在服务器日志中。请把响应的 `x-request-id` 告诉系统管理员。',
    },
  },
  unavailable: {
    status: 503,
    is: { en: 'Not now', zh: '暂时不可用' },
    remedy: {
      en: 'The server is busy or its database is away. The same request may succeed in a moment.',
      zh: '服务器繁忙或暂时无法连接数据库，稍后重试同一请求即可。',
    },
  },
}
