import type { Label } from './label.ts'

/** One thing that is wrong, in words for the person who can mend it. `field` is a path such as `amount` or `lines.2.price`. */
export type Problem = { readonly field: string | null; readonly code: string; readonly message: Label }

/** Why a request is refused; each reason is one HTTP status (RFC 9110). */
export type RefusalReason =
  | 'invalid' // 422: what was sent is wrong; the problems say where
  | 'malformed' // 400: it could not be read at all
  | 'unauthenticated' // 401
  | 'forbidden' // 403: the caller may not do this at all, whatever the record
  | 'missing' // 404: unknown, or not for these eyes; nobody can tell which
  | 'conflict' // 409: it clashes with what is stored
  | 'stale' // 412: somebody changed the record in the meantime
  | 'throttled' // 429
  | 'unavailable' // 503: not now; the same request may succeed in a moment

/** Says what is wrong with a field, or with the whole (`null`). */
export function problem(field: string | null, message: Label, code = 'invalid'): Problem {
  return { field, code, message }
}

/** The one error that people see. Anything else that is thrown is a bug. */
export class Refusal extends Error {
  readonly reason: RefusalReason
  readonly problems: readonly Problem[]
  /** What a machine may want beside the words, such as both versions of a stale record. */
  readonly detail: Readonly<Record<string, unknown>>

  constructor(reason: RefusalReason, problems: readonly Problem[], detail: Record<string, unknown> = {}) {
    super(problems.map((p) => (p.field ? `${p.field}: ${p.message.en}` : p.message.en)).join('; '))
    this.name = 'Refusal'
    this.reason = reason
    this.problems = problems
    this.detail = detail
  }
}

/** Refuses with one problem: `throw refuse('invalid', 'amount', { en: …, zh: … })`. */
export function refuse(reason: RefusalReason, field: string | null, message: Label, code: string = reason): Refusal {
  return new Refusal(reason, [problem(field, message, code)])
}

/** The answer for a record that does not exist, and for one that may not be seen. */
export function notFound(): Refusal {
  return refuse('missing', null, { en: 'Not found.', zh: '没有找到。' })
}
