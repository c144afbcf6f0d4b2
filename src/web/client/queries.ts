import {
  type InfiniteData,
  infiniteQueryOptions,
  keepPreviousData,
  QueryClient,
  queryOptions,
  useQuery,
} from '@tanstack/react-query'
import type { ApiBoard, ApiList, ApiPage, ApiRecord, ListQuery, Meta } from '#kernel/api.ts'
import { api } from './api.ts'
import { ApiError } from './fetch.ts'

/** What the screens remember of the server. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      gcTime: 10 * 60_000,
      refetchOnWindowFocus: true,
      // Without a network an asking fails, and the screen says so; waiting for it would look like work.
      networkMode: 'always',
      refetchOnReconnect: true,
      retry: (count, error) => count < 2 && !(error instanceof ApiError),
    },
  },
})

export const metaQuery = queryOptions({
  queryKey: ['meta'],
  queryFn: ({ signal }) => api.meta(signal),
  staleTime: Number.POSITIVE_INFINITY,
})

/** The declarations, once somebody is signed in; the routes have fetched them by then. */
export function useMeta(): Meta {
  const { data } = useQuery(metaQuery)
  if (!data) throw new Error('The declarations are not here yet.')
  return data
}

/** The same for one of hundreds of cells, which its row draws anew: a cell does not watch by itself. */
export function metaNow(): Meta {
  const data = queries.getQueryData(metaQuery.queryKey)
  if (!data) throw new Error('The declarations are not here yet.')
  return data
}

export function pageQuery(object: string, id: string) {
  return queryOptions({
    queryKey: ['page', object, id],
    queryFn: ({ signal }) => api.page(object, id, signal),
  })
}

/** Fetches the page of a record that is being opened. */
export function expectPage(object: string, id: string): Promise<unknown> {
  return queries.prefetchQuery({ ...pageQuery(object, id), staleTime: 15_000 })
}

/** The same for one that may be opened next, unless fetching it would count as opening it. */
export function guessPage(object: string, id: string): void {
  if (!queries.getQueryData(metaQuery.queryKey)?.objects[object]?.opensCounted) void expectPage(object, id)
}

/** Nobody takes so long for standing still. */
const soonMs = 100

/** Until what a screen is drawn from is here, if it is nearly: drawing it without its data first, and then again, takes longer. */
export async function soon(data: Promise<unknown>): Promise<void> {
  await Promise.race([data, new Promise((done) => setTimeout(done, soonMs))])
}

export type ListPages = InfiniteData<ApiList, string | null>

/** A list, page after page. Only the first is asked for a total. */
export function listQuery(object: string, query: ListQuery) {
  return infiniteQueryOptions({
    queryKey: ['list', object, query],
    queryFn: ({ pageParam, signal }) =>
      api.list(
        object,
        { ...query, ...(pageParam ? { after: pageParam } : query.count ? {} : { count: 'estimate' as const }) },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last: ApiList) => last.next,
    placeholderData: keepPreviousData,
  })
}

/** Changes a record wherever it is shown; answers what puts everything back. */
export function changeShown(object: string, id: string, change: (record: ApiRecord) => ApiRecord): () => void {
  const before = [
    ...queries.getQueriesData<Rows>({ queryKey: ['list', object] }),
    ...queries.getQueriesData<ApiPage>({ queryKey: ['page', object, id] }),
  ]
  queries.setQueriesData<Rows>({ queryKey: ['list', object] }, (rows) => rows && mapRows(rows, id, change))
  queries.setQueriesData<ApiPage>(
    { queryKey: ['page', object, id] },
    (page) => page && { ...page, record: change(page.record) },
  )
  return () => {
    for (const [key, data] of before) queries.setQueryData(key, data)
  }
}

/** What shows rows of an object: a list by its pages, a board by its columns. */
export type Rows = ListPages | ApiBoard

/** The parts that the rows stand in. */
export function partsOf(rows: Rows): readonly { readonly data: readonly ApiRecord[] }[] {
  return ('columns' in rows ? rows.columns : rows.pages) ?? []
}

function mapRows(rows: Rows, id: string, change: (record: ApiRecord) => ApiRecord): Rows {
  if (!partsOf(rows).some((part) => part.data.some((row) => row.id === id))) return rows
  const mapped = <P extends { readonly data: readonly ApiRecord[] }>(part: P): P => ({
    ...part,
    data: part.data.map((row) => (row.id === id ? change(row) : row)),
  })
  return 'columns' in rows ? { ...rows, columns: rows.columns.map(mapped) } : { ...rows, pages: rows.pages.map(mapped) }
}

/** Asks again for what a write to this object may have changed. */
export function refresh(object: string, id?: string): void {
  void queries.invalidateQueries({ queryKey: ['list', object] })
  void queries.invalidateQueries({ queryKey: ['group', object] })
  void queries.invalidateQueries({ queryKey: ['today'] })
  void queries.invalidateQueries({ queryKey: id ? ['page', object, id] : ['page'] })
  void queries.invalidateQueries({ queryKey: ['timeline'] })
}
