import { queryOptions } from '@tanstack/react-query'
import { api } from '../client/api.ts'

/** What somebody may still claim in a pool. */
export type Quota = {
  readonly left: number | null
  readonly perDay: number | null
  readonly claimedToday: number
  readonly nextAt: string | null
}

/** The claims left of the one who is signed in; null where she does not belong to the pool. */
export function quotaQuery(pool: string) {
  return queryOptions({
    queryKey: ['list', 'poolClaim', 'quota', pool],
    queryFn: () =>
      api.act('pool', pool, 'quota', {}).then(
        ({ result }) => (result?.['member'] === true ? (result as unknown as Quota) : null),
        () => null,
      ),
  })
}
