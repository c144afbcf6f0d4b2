import { queryOptions } from '@tanstack/react-query'
import type { ApiToday, ApiTodayList, ApiTodayTeam } from '#kernel/api-today.ts'
import { ask } from './fetch.ts'
import { teamPath, todayPath } from './paths.ts'
import { queries } from './queries.ts'

export const todayQuery = queryOptions({
  queryKey: ['today'],
  queryFn: ({ signal }) => ask<ApiToday>('GET', todayPath, { signal }),
})

/** Asked for once somebody looks at her team. */
export const teamQuery = queryOptions({
  queryKey: ['today', 'team'],
  queryFn: ({ signal }) => ask<ApiTodayTeam>('GET', teamPath, { signal }),
})

/** Takes a row out of the page at once, since it waits no more; answers what puts it back. */
export function takeOut(id: string): () => void {
  const before = queries.getQueryData<ApiToday>(todayQuery.queryKey)
  const team = queries.getQueryData<ApiTodayTeam>(teamQuery.queryKey)
  const without = (lists: readonly ApiTodayList[]) =>
    lists.flatMap((list) => {
      const data = list.data.filter((row) => row.id !== id)
      if (data.length === list.data.length) return [list]
      return data.length > 0 ? [{ ...list, data, total: { ...list.total, value: list.total.value - 1 } }] : []
    })
  queries.setQueryData<ApiToday>(
    todayQuery.queryKey,
    (day) =>
      day && {
        ...day,
        self: without(day.self),
        admin: day.admin && { ...day.admin, lists: without(day.admin.lists) },
      },
  )
  queries.setQueryData<ApiTodayTeam>(teamQuery.queryKey, (one) => one && { ...one, lists: without(one.lists) })
  return () => {
    queries.setQueryData(todayQuery.queryKey, before)
    queries.setQueryData(teamQuery.queryKey, team)
  }
}
