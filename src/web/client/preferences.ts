import { queryOptions, useQuery } from '@tanstack/react-query'
import { ask } from './fetch.ts'
import { drawnFrom } from './paths.ts'
import { queries } from './queries.ts'
import { complain } from './writes.ts'

/** What somebody likes on the screen, on whatever device. */
export const preferencesQuery = queryOptions({
  queryKey: ['preferences'],
  queryFn: ({ signal }) => ask<Readonly<Record<string, unknown>>>('GET', drawnFrom.preferences, { signal }),
  staleTime: Number.POSITIVE_INFINITY,
})

/** One preference as it was kept; undefined while it is not known yet, and where it never was. */
export function usePreference<T>(key: string): T | undefined {
  return useQuery(preferencesQuery).data?.[key] as T | undefined
}

/** What is on its way, by preference: a later value must not be overtaken by an earlier one. */
const underWay = new Map<string, Promise<unknown>>()

/** Keeps a preference: on the screen at once, on the server after. Null forgets it. Answers whether the server has it. */
export function keepPreference(key: string, value: unknown): Promise<boolean> {
  queries.setQueryData(preferencesQuery.queryKey, (kept) => ({ ...kept, [key]: value ?? undefined }))
  const kept = (underWay.get(key) ?? Promise.resolve())
    .then(() => ask('PATCH', `${drawnFrom.preferences}/${key}`, { body: { value } }))
    .then(
      () => true,
      (error) => {
        complain(error)
        void queries.invalidateQueries({ queryKey: preferencesQuery.queryKey })
        return false
      },
    )
  underWay.set(key, kept)
  return kept
}
