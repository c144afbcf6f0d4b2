import { queryOptions } from '@tanstack/react-query'
import { api } from '../client/api.ts'

/** What somebody may still claim in a pool. */
export type Quota = {
  readonly left: number | null
  readonly perDay: number | null
  readonly claimedToday: number
  /** From when she may claim, at a whole minute. */
  readonly nextAt: string | null
  readonly waitsFor: unknown
}

/** The claims left of the one who is signed in, of one record where it is named; null where she does not belong to the pool. */
export function quotaQuery(pool: string, record?: string) {
  return queryOptions({
    queryKey: ['list', 'poolClaim', 'quota', pool, ...(record ? [record] : [])],
    queryFn: () =>
      api.act('pool', pool, 'quota', record ? { record } : {}).then(
        ({ result }) => (result?.['member'] === true ? onTheMinute(result as unknown as Quota) : null),
        () => null,
      ),
  })
}

/** What is possible from 14:30:07 is told as 14:31, since at 14:30 it is not. */
function onTheMinute(quota: Quota): Quota {
  if (quota.nextAt === null) return quota
  return { ...quota, nextAt: new Date(Math.ceil(Date.parse(quota.nextAt) / 60_000) * 60_000).toISOString() }
}
