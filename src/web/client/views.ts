import { queryOptions } from '@tanstack/react-query'
import type { ApiList } from '#kernel/api.ts'
import { ask } from './fetch.ts'
import { drawnFrom } from './paths.ts'

/** Every view that somebody saved for herself or for all, of all objects at once. */
export const viewsQuery = queryOptions({
  queryKey: ['views'],
  queryFn: async ({ signal }) => (await ask<ApiList>('GET', drawnFrom.views, { signal })).data,
  staleTime: 60_000,
})
