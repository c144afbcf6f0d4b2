import type { Label } from '#kernel/label.ts'
import { problem, Refusal } from '#kernel/problem.ts'
import { localOf } from '#kernel/time.ts'

/** Refuses for now: says why, when it becomes possible, and tells that instant to machines too. */
export function notBefore(instant: string, timeZone: string, code: string, why: Label): Refusal {
  const at = localOf(instant, timeZone).slice(0, 16).replace('T', ' ')
  const message = { en: `${why.en} Possible from ${at}.`, zh: `${why.zh}${at} 起可以。` }
  return new Refusal('conflict', [problem(null, message, code)], { possibleAt: instant })
}
