import { useQuery } from '@tanstack/react-query'
import { api } from '../../client/api.ts'
import { useMeta } from '../../client/queries.ts'

/** How many records there are by each value of a relation to it, of whatever object points there first. */
export function useUses(by: 'pipeline' | 'stage', where?: Record<string, string>) {
  const { objects } = useMeta()
  const user = Object.values(objects).find((one) => !one.nested && (one.fields[by] as { to?: string })?.to === by)
  return useQuery({
    queryKey: ['group', user?.key, 'uses', by, where],
    queryFn: async ({ signal }) => {
      const { data } = await api.group(user!.key, { by: [by], measures: ['count'], ...(where && { where }) }, signal)
      return new Map(
        data.map(({ by: [value], measures }) => [(value as { id?: string } | null)?.id ?? '', Number(measures[0])]),
      )
    },
    enabled: Boolean(user),
  }).data
}
