import { STATUS_CODES } from 'node:http'
import type { FastifyError } from 'fastify'
import type { ApiProblem } from '#kernel/api.ts'
import { type Language, say } from '#kernel/label.ts'
import { type Problem, problem, Refusal, type RefusalReason } from '#kernel/problem.ts'
import { reasons } from '#kernel/reasons.ts'
import { isAway } from '../db/pool.ts'

/** An error as the API tells it: RFC 9457, in the caller's language, every problem at once. Null for a bug, which tells nothing. */
export function problemDocument(error: unknown, language: Language, instance: string): ApiProblem {
  const refusal = error instanceof Refusal ? error : translated(error as FastifyError)
  const reason = refusal?.reason ?? 'internal'
  const { status } = reasons[reason]
  const problems: readonly Problem[] = refusal?.problems ?? [
    problem(
      null,
      { en: 'Something went wrong on our side. It has been logged.', zh: '系统出错了，已记录。' },
      'internal',
    ),
  ]
  return {
    type: `/docs/problems#${reason}`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: short(problems.map((p) => say(p.message, language)).join(' '), 4_000),
    instance,
    errors: problems.map((p) => ({
      pointer: p.field === null ? '' : `/${short(p.field, 1_000).replaceAll('.', '/')}`,
      field: p.field === null ? null : short(p.field, 1_000),
      code: p.code,
      detail: short(say(p.message, language), 1_000),
    })),
    ...(refusal?.detail ?? {}),
  }
}

/** Problems quote what they were given, which may be as long as a request. */
function short(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`
}

/** What is refused before a route is reached, and what no route can help. */
function translated(error: FastifyError): Refusal | null {
  const because = (reason: RefusalReason, en: string, zh: string) =>
    new Refusal(reason, [problem(null, { en, zh }, reason)])
  if (isAway(error))
    return because(
      'unavailable',
      'The database cannot be reached; try again in a moment.',
      '暂时无法连接数据库，请稍后再试。',
    )
  if (isNoText(error))
    return because('malformed', 'A text holds a character that no text has.', '文字中含有无法保存的字符。')
  const words = overtaken[error.code]
  if (words) return because('unavailable', words.en, words.zh)
  if (error.statusCode === 429)
    return because('throttled', 'Too many requests; try again in a moment.', '请求过于频繁，请稍后再试。')
  if (error.statusCode === 413) return because('malformed', 'This is too large.', '内容过大。')
  if (error.statusCode === 415) return because('malformed', 'Send JSON.', '请以 JSON 格式提交。')
  if ((error.statusCode && error.statusCode >= 400 && error.statusCode < 500) || brokenForm.test(error.message))
    return because('malformed', 'The request could not be read.', '无法识别请求内容。')
  return null
}

const full = {
  en: 'The disk of the server is full: nothing was stored. Tell whoever runs this Sampan.',
  zh: '服务器磁盘已满，内容未保存。请联系系统管理员。',
}
const closed = {
  en: 'The disk or database of the server can only be read at the moment: nothing was stored. Tell whoever runs this Sampan.',
  zh: '服务器的磁盘或数据库目前只读，内容未保存。请联系系统管理员。',
}
/** Codes of the file system and SQLSTATEs (errcodes-appendix) of a machine that cannot go on: no fault of the request. */
const overtaken: Readonly<Record<string, typeof full | undefined>> = {
  ENOSPC: full,
  EDQUOT: full,
  '53100': full,
  EROFS: closed,
  '25006': closed,
}

/** What the reader of forms says, without a code, of a form that is none. */
const brokenForm =
  /^(Multipart: Boundary not found|Unexpected end of form|Malformed part header|Malformed content type)$/

/** The database says so of a zero, and of half a character (SQLSTATE 22021, 22P05; 22P02 of JSON). */
function isNoText({ code, message }: FastifyError): boolean {
  return code === '22021' || code === '22P05' || (code === '22P02' && message.includes('type json'))
}
