const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/** The wait before each attempt after the first (Standard Webhooks, "Deliverability and reliability"): three days in all. */
const waits = [5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour]

/** How many attempts there are in all. */
export const mostAttempts = waits.length + 1

/** A webhook that has failed for so long without one success is switched off. */
export const patienceMs = 5 * 24 * hour

/**
 * When to try again after attempt `attempt` (from 1) has failed, with up to a fifth on top, so that what failed together
 * does not come back together. Null when there is no further one.
 * @param askedMs how long the receiver asked to be left alone (`Retry-After`); a day at most is granted
 */
export function nextAttempt(attempt: number, now: number, random: number, askedMs = 0): Date | null {
  const wait = waits[attempt - 1]
  if (wait === undefined) return null
  return new Date(now + Math.max(wait * (1 + random / 5), Math.min(askedMs, 24 * hour)))
}

/** `Retry-After` in milliseconds (RFC 9110, 10.2.3); 0 where it says nothing. */
export function retryAfter(header: string | undefined, now: number): number {
  if (header === undefined) return 0
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * second : Date.parse(header) - now
  return Number.isFinite(ms) && ms > 0 ? ms : 0
}
