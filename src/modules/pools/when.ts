import type { Label } from '#kernel/label.ts'
import { problem, Refusal } from '#kernel/problem.ts'
import { minuteAfter } from '#kernel/time.ts'

/**
 * Refuses for now: says why, when it becomes possible, and tells that instant to machines too.
 * @param why English as sentences, Chinese without its full stop
 * @param again what can be done then, where that is not a claim
 */
export function notBefore(
  instant: string,
  timeZone: string,
  code: string,
  why: Label,
  again: Label = { en: 'Possible', zh: '可拾取' },
): Refusal {
  const at = minuteAfter(instant, timeZone)
  const message = { en: `${why.en} ${again.en} from ${at}.`, zh: `${why.zh}，${at} 起${again.zh}。` }
  return new Refusal('conflict', [problem(null, message, code)], { possibleAt: instant })
}
