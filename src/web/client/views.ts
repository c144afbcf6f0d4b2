import { queryOptions } from '@tanstack/react-query'
import { api } from './api.ts'

/** Every view that somebody saved for herself or for all, of all objects at once. */
export const viewsQuery = queryOptions({
  queryKey: ['views'],
  queryFn: async ({ signal }) => {
    const { data } = await api.list(
      'savedView',
      {
        where: { or: [{ owner: { is: 'me' } }, { shared: true }] },
        sort: ['name'],
        limit: 500,
        select: ['name', 'object', 'settings', 'shared', 'owner', 'version'],
      },
      signal,
    )
    return data
  },
  staleTime: 60_000,
})
