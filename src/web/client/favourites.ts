import { useQuery } from '@tanstack/react-query'
import { api } from './api.ts'
import { keepPreference, usePreference } from './preferences.ts'
import { useMeta } from './queries.ts'

/** A record or a saved view that somebody keeps at hand: `account/0192…`. */
export type Favourite = { readonly key: string; readonly object: string; readonly title: string; readonly href: string }

/** How many somebody keeps at hand. */
export const mostFavourites = 100

const preference = 'favourites'

/** Keys of what she keeps, in her order. */
export function useFavouriteKeys(): readonly string[] {
  const kept = usePreference(preference)
  return Array.isArray(kept) ? kept.filter((key): key is string => typeof key === 'string' && key.includes('/')) : []
}

/** What she keeps and may still see, by name; what is gone is left out. */
export function useFavourites(): readonly Favourite[] {
  const meta = useMeta()
  const keys = useFavouriteKeys()
  const { data } = useQuery({
    queryKey: ['favouriteTitles', [...keys].sort()],
    queryFn: async ({ signal }) => {
      const groups = Map.groupBy(keys, (key) => key.split('/')[0]!)
      const lists = await Promise.all(
        [...groups].map(async ([object, list]) => {
          const known = meta.objects[object]
          if (!known) return []
          const view = object === 'savedView'
          const select = [known.title, ...(view ? ['object'] : [])]
          const ids = list.map((key) => key.split('/')[1]!)
          const { data: rows } = await api.list(
            object,
            { where: { id: { in: ids } }, select, limit: mostFavourites },
            signal,
          )
          return rows.map(
            (row): Favourite => ({
              key: `${object}/${row.id}`,
              object: view ? String(row['object']) : object,
              title: String(row[known.title] ?? ''),
              href: view ? `/${String(row['object'])}?view=${row.id}` : `/${object}/${row.id}`,
            }),
          )
        }),
      )
      return new Map(lists.flat().map((one) => [one.key, one]))
    },
    enabled: keys.length > 0,
    placeholderData: (before) => before,
    staleTime: 60_000,
  })
  return keys.flatMap((key) => data?.get(key) ?? [])
}

/** Keeps them in this order; at most a hundred. */
export function keepFavourites(keys: readonly string[]): void {
  void keepPreference(preference, keys.slice(0, mostFavourites))
}
