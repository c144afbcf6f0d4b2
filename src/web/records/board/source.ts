import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import type { ApiBoard, ApiBoardColumn, ApiRecord, BoardQuery, MetaObject } from '#kernel/api.ts'
import type { SelectField } from '#kernel/fields/select.ts'
import type { Where } from '#kernel/where.ts'
import { api } from '../../client/api.ts'
import { both } from '../../client/filters.ts'
import { queries } from '../../client/queries.ts'
import { say } from '../../ui/language.ts'
import { refusals } from '../reaching.ts'
import { type Step, stepOfRecord, without } from '../steps.ts'
import type { BoardSettings } from '../views.ts'

/** Cards of a column at first and of each further page. */
const pageSize = 50
/** Cards of a column that are read again at once after something has changed. */
const mostAgain = 1_000

/** What a board asks for: cards of all columns at once. */
export function boardAsk(object: MetaObject, board: BoardSettings, where: Where, track?: string): BoardQuery {
  const { by, tone, card = [] } = board
  return {
    by,
    where,
    select: [...new Set([object.title, 'version', by, ...card, ...(tone ? [tone] : []), ...refusals(object)])],
    sort: object.views.sort ?? ['-updatedAt'],
    limit: pageSize,
    ...(track && { track }),
  }
}

/** A board as the server has it; what more was loaded of a column is read again with it. */
export function boardQuery(object: MetaObject, ask: BoardQuery) {
  const key = ['list', object.key, { board: ask }] as const
  return queryOptions({
    queryKey: key,
    queryFn: async ({ signal }): Promise<ApiBoard> => {
      const longer = queries.getQueryData<ApiBoard>(key)?.columns.filter(({ data }) => data.length > pageSize) ?? []
      const [board, ...lists] = await Promise.all([
        api.board(object.key, ask, signal),
        ...longer.map((column) =>
          api.list(object.key, { ...pageOf(ask, column), limit: Math.min(column.data.length, mostAgain) }, signal),
        ),
      ])
      const columns = board.columns.map((column) => {
        const list = lists[longer.findIndex((one) => one.key === column.key)]
        return list ? { ...column, data: list.data, next: list.next } : column
      })
      return { ...board, columns }
    },
  })
}

/** The board as it is shown. */
export function useBoard(object: MetaObject, ask: BoardQuery) {
  const options = boardQuery(object, ask)
  const key = options.queryKey
  const query = useQuery({ ...options, placeholderData: keepPreviousData })
  return {
    key,
    data: query.data,
    error: query.isError && !query.data ? query.error : null,
    stale: query.isPlaceholderData,
    refetch: () => {
      void queries.invalidateQueries({ queryKey: key })
      void queries.invalidateQueries({ queryKey: ['group', object.key] })
    },
  }
}

type Key = ReturnType<typeof boardQuery>['queryKey']

function pageOf({ by, where, select, sort }: BoardQuery, { key }: Pick<ApiBoardColumn, 'key'>) {
  return {
    where: both(where, { [by]: key ?? { empty: true } }),
    ...(select && { select }),
    ...(sort && { sort }),
    limit: pageSize,
  }
}

const loading = new Set<string>()

/** Reads the next cards of one column. */
export async function loadMore(object: MetaObject, key: Key, ask: BoardQuery, step: string): Promise<void> {
  const column = queries.getQueryData<ApiBoard>(key)?.columns.find((one) => (one.key ?? without) === step)
  if (!column?.next || loading.has(column.next)) return
  loading.add(column.next)
  try {
    const page = await api.list(object.key, { ...pageOf(ask, column), after: column.next })
    queries.setQueryData<ApiBoard>(key, (board) =>
      mapColumns(board, (one) =>
        one.key === column.key && one.next === column.next
          ? {
              ...one,
              data: [...one.data, ...page.data.filter(({ id }) => !one.data.some((row) => row.id === id))],
              next: page.next,
            }
          : one,
      ),
    )
  } finally {
    loading.delete(column.next)
  }
}

/** The card of that id, with the key of its column. */
export function findCard(key: Key, id: string): { record: ApiRecord; key: string | null } | null {
  for (const column of queries.getQueryData<ApiBoard>(key)?.columns ?? []) {
    const record = column.data.find((row) => row.id === id)
    if (record) return { record, key: column.key }
  }
  return null
}

/** Puts a card on top of another column before the server has answered. Answers how to put it back. */
export function placeCard(key: Key, by: string, record: ApiRecord, to: Step): () => void {
  const before = queries.getQueryData<ApiBoard>(key)
  void queries.cancelQueries({ queryKey: key })
  const moved = { ...record, [by]: to.value } as ApiRecord
  queries.setQueryData<ApiBoard>(key, (board) =>
    mapColumns(board, (column) => {
      const others = column.data.filter(({ id }) => id !== record.id)
      if ((column.key ?? without) === to.key) return { ...column, data: [moved, ...others] }
      return others.length < column.data.length ? { ...column, data: others } : column
    }),
  )
  return () => queries.setQueryData(key, before)
}

function mapColumns(board: ApiBoard | undefined, change: (column: ApiBoardColumn) => ApiBoardColumn) {
  return board && { ...board, columns: board.columns.map(change) }
}

/** What a column is called and what is written into a card that comes into it. */
export function stepOf(
  object: MetaObject,
  by: string,
  column: ApiBoardColumn,
  objects: Readonly<Record<string, MetaObject>>,
  t: TFunction,
): Step {
  const field = object.fields[by]
  if (column.key === null) return { key: without, label: t('grid.without', { what: say(field!.label) }), value: null }
  if (column.record && field && 'to' in field) return stepOfRecord(column.record, objects[String(field.to)])
  const option = (field as unknown as SelectField).options?.find(({ key }) => key === column.key)
  const label = option ? say(option.label) : column.key
  return { key: column.key, label, value: column.key, ...(option?.color && { color: option.color }) }
}
