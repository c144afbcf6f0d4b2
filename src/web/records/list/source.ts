import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useInfiniteQuery,
  useQueries,
  useQuery,
} from '@tanstack/react-query'
import { useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { ApiList, ApiRecord, ListQuery, MetaObject } from '#kernel/api.ts'
import { api } from '../../client/api.ts'
import { both } from '../../client/filters.ts'
import { queries } from '../../client/queries.ts'
import { instant } from '../../ui/format.ts'
import { isWay, useSteps } from '../steps.ts'
import { type Group, readGroups, whereOfGroup } from './groups.ts'

/** What stands at one place of a list. */
export type Item =
  | { readonly is: 'record'; readonly record: ApiRecord }
  | { readonly is: 'group'; readonly group: Group; readonly open: boolean }
  | { readonly is: 'more'; readonly group: Group; readonly left: number }
  | { readonly is: 'waiting'; readonly group?: Group }

/** Where the rows of a list come from: one after the other, or group by group. */
export type Source = {
  readonly count: number
  at(index: number): Item
  /** The place of a loaded record; -1 for one that is not. */
  indexOf(id: string): number
  readonly rows: readonly ApiRecord[]
  readonly total: ApiList['total']
  readonly more: boolean
  readonly pending: boolean
  readonly stale: boolean
  readonly error: Error | null
  retry(): void
  /** Tells what is in sight: what is missing around it is loaded. */
  show(first: number, last: number): void
  /** Goes to an end of the whole list; null where all of it is reached by scrolling. */
  readonly goTo: ((end: 'start' | 'end') => void) | null
  readonly from: 'start' | 'end'
  readonly toggle?: (group: Group) => void
  readonly showMore?: (group: Group) => void
}

type Page = ApiList & { readonly index: number }
type PageAt = { readonly after?: string; readonly before?: string; readonly index: number }

/** Pages that are kept; those beyond are read again when they are scrolled back to. */
const mostPages = 10
/** The index of the last page's end where a list is read from its end: nobody knows its place from the start. */
const endIndex = 1_000_000
/** Room above rows whose place is not known, in rows. */
const room = 3_000

/** The pages of a list from one of its ends; only the first tells how many there are. */
export function flatQuery(object: MetaObject, query: ListQuery, from: 'start' | 'end' = 'start') {
  return infiniteQueryOptions({
    queryKey: ['list', object.key, query, from],
    queryFn: async ({ pageParam: { index, ...at }, signal }): Promise<Page> => {
      const count = at.after || (at.before && at.before !== 'end') ? {} : { count: 'estimate' as const }
      const page = await api.list(object.key, { ...query, ...at, ...count }, signal)
      return { ...page, index: at.before ? index - page.data.length : index }
    },
    initialPageParam: (from === 'start' ? { index: 0 } : { before: 'end', index: endIndex }) as PageAt,
    getNextPageParam: (last): PageAt | null =>
      last.next ? { after: last.next, index: last.index + last.data.length } : null,
    getPreviousPageParam: (first): PageAt | null =>
      first.previous ? { before: first.previous, index: first.index } : null,
    maxPages: mostPages,
  })
}

/** A list read from either end: markers lead on, so that a page of a million costs what a page of a hundred costs. */
export function useFlat(
  object: MetaObject,
  query: ListQuery,
  options: { readonly enabled: boolean; readonly scrollRows: (rows: number) => void },
): Source {
  const name = JSON.stringify([object.key, query])
  const [way, setWay] = useState<{ name: string; from: 'start' | 'end' }>({ name, from: 'start' })
  const from = way.name === name ? way.from : 'start'
  const list = useInfiniteQuery({
    ...flatQuery(object, query, from),
    placeholderData: keepPreviousData,
    enabled: options.enabled,
  })
  const { hasNextPage, hasPreviousPage, isFetching } = list
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.data) ?? [], [list.data])
  const places = useMemo(() => new Map(rows.map((row, i) => [row.id, i])), [rows])
  const counted = useRef<{ name: string; total: ApiList['total'] }>({ name: '', total: undefined })
  const told = list.data?.pages.find((page) => page.total)?.total
  if (told && !list.isPlaceholderData) counted.current = { name, total: told }
  const total = counted.current.name === name ? counted.current.total : told

  const firstIndex = list.data?.pages[0]?.index ?? 0
  const [shift, setShift] = useState({ name: '', rows: 0 })
  const shiftName = `${name} ${from}`
  const shifted = shift.name === shiftName ? shift.rows : from === 'end' ? endIndex - room : 0
  const offset = list.isPlaceholderData ? 0 : Math.max(firstIndex - shifted, 0)
  // What is above has no place of its own until the start is reached: then it is told from there.
  const wanted =
    from === 'start' || !list.data || list.isPlaceholderData
      ? null
      : !hasPreviousPage
        ? firstIndex
        : offset < 50
          ? shifted - room
          : null
  useLayoutEffect(() => {
    if (wanted === null || wanted === shifted) return
    setShift({ name: shiftName, rows: wanted })
    options.scrollRows(shifted - wanted)
  })
  return {
    count: offset + rows.length + (hasNextPage ? 30 : 0),
    at: (index) => {
      const record = rows[index - offset]
      return record ? { is: 'record', record } : { is: 'waiting' }
    },
    indexOf: (id) => (places.has(id) ? places.get(id)! + offset : -1),
    rows,
    total,
    more: hasNextPage || hasPreviousPage,
    pending: list.isPending && options.enabled,
    stale: list.isPlaceholderData,
    error: list.isError && rows.length === 0 ? list.error : null,
    retry: () => void list.refetch(),
    show(first, last) {
      if (isFetching) return
      if (hasNextPage && last >= offset + rows.length - 40) void list.fetchNextPage()
      else if (hasPreviousPage && first <= offset + 40) void list.fetchPreviousPage()
    },
    goTo: (end) => setWay({ name, from: end }),
    from,
  }
}

/** Rows of an opened group at first, and of each further page once somebody has asked for more: then it goes on as it is scrolled. */
const groupRows = { first: 50, page: 200 }

/** A list group by group: what is opened and in sight loads its own rows. */
export function useGrouped(
  object: MetaObject,
  query: ListQuery,
  by: string | null,
  measures: readonly string[],
): Source {
  const key = by?.split(':')[0] ?? ''
  const grouped = useQuery({
    queryKey: ['group', object.key, by, measures, query.where],
    queryFn: ({ signal }) =>
      api.group(
        object.key,
        {
          by: [by ?? ''],
          measures: ['count', ...measures],
          convert: true,
          ...(query.where && { where: query.where }),
          limit: 500,
        },
        signal,
      ),
    enabled: by !== null,
    placeholderData: keepPreviousData,
  })
  const { steps } = useSteps(by && isWay(object, key) ? object : nowhere, key)
  const groups = useMemo(
    () => (by ? readGroups(object, by, grouped.data?.data ?? [], steps) : []),
    [object, by, grouped.data, steps],
  )
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set())
  const [pages, setPages] = useState<Readonly<Record<string, number>>>({})
  const wanted = ({ id }: Group) => pages[id] ?? 1
  const open = groups.filter((group) => !closed.has(group.id) && group.ask)
  const loading = open.filter((group) => seen.has(group.id))
  const pageOf = (group: Group, after: string | null) => {
    const where = both(
      query.where,
      whereOfGroup(by!, group.value, (day) => dayOf(object, key, day)),
    )
    const limit = after ? groupRows.page : groupRows.first
    return queryOptions({
      queryKey: ['list', object.key, { ...query, where }, after],
      // in the shape of a list of pages, which writes change in place
      queryFn: async ({ signal }) => ({
        pages: [await api.list(object.key, { ...query, where, limit, ...(after && { after }) }, signal)],
        pageParams: [null],
      }),
      ...(after === null && { placeholderData: keepPreviousData }),
    })
  }
  /** The pages of a group behind its first, as far as the marker of each is known. */
  const further = (group: Group) => {
    const list: ReturnType<typeof pageOf>[] = []
    let page = pageOf(group, null)
    while (list.length + 1 < wanted(group)) {
      const next = queries.getQueryData(page.queryKey)?.pages[0]?.next
      if (!next) break
      page = pageOf(group, next)
      list.push(page)
    }
    return list
  }
  const chains = loading.map((group) => ({ group, more: further(group) }))
  const firsts = useQueries({ queries: chains.map(({ group }) => pageOf(group, null)) })
  const others = useQueries({ queries: chains.flatMap(({ more }) => more) })
  let at = 0
  const loaded = new Map(
    chains.map(({ group, more }, i) => {
      const parts = [firsts[i], ...others.slice(at, at + more.length)].map((one) => one?.data?.pages[0])
      at += more.length
      const there = parts.filter((part) => part !== undefined)
      const whole = there.length === parts.length
      return [
        group.id,
        { rows: there.flatMap(({ data }) => data), next: whole ? (there.at(-1)?.next ?? null) : null, whole },
      ]
    }),
  )
  const items: Item[] = groups.flatMap((group): Item[] => {
    const isOpen = open.includes(group)
    const head: Item = { is: 'group', group, open: isOpen }
    if (!isOpen) return [head]
    const part = loaded.get(group.id)
    const bones = (count: number): Item[] => Array.from({ length: count }, () => ({ is: 'waiting', group }))
    if (!part || (part.rows.length === 0 && !part.whole)) return [head, ...bones(Math.min(group.count, 8))]
    const { rows, next, whole } = part
    const left = Math.max(group.count - rows.length, 1)
    const rest =
      next === null && whole
        ? []
        : wanted(group) > 1
          ? bones(Math.min(left, 30))
          : [{ is: 'more' as const, group, left }]
    return [head, ...rows.map((record): Item => ({ is: 'record', record })), ...rest]
  })
  const places = new Map(items.flatMap((item, i) => (item.is === 'record' ? [[item.record.id, i] as const] : [])))
  return {
    count: items.length,
    at: (index) => items[index] ?? { is: 'waiting' },
    indexOf: (id) => places.get(id) ?? -1,
    rows: items.flatMap((item) => (item.is === 'record' ? [item.record] : [])),
    total: grouped.data && { value: groups.reduce((sum, { count }) => sum + count, 0), exact: true },
    more: false,
    pending: grouped.isPending && by !== null,
    stale: grouped.isPlaceholderData,
    error: grouped.isError && groups.length === 0 ? grouped.error : null,
    retry: () => void grouped.refetch(),
    show(first, last) {
      let at = -1
      const now = new Set<string>()
      for (const item of items) {
        at++
        if (at > last + groupAhead) break
        if (item.is === 'group' && item.open && at <= last) {
          const end = at + 1 + (loaded.get(item.group.id)?.rows.length ?? Math.min(item.group.count, 8))
          if (end >= first) now.add(item.group.id)
        }
        // what is on its way to a group that goes on, and nearly in sight: its next page is asked for
        if (item.is === 'waiting' && item.group && at >= first && loaded.get(item.group.id)?.next) {
          const { id } = item.group
          return setPages({ ...pages, [id]: (pages[id] ?? 1) + 1 })
        }
      }
      if ([...now].some((id) => !seen.has(id))) setSeen(new Set([...seen, ...now]))
    },
    goTo: null,
    from: 'start',
    toggle({ id }) {
      const next = new Set(closed)
      if (!next.delete(id)) next.add(id)
      setClosed(next)
    },
    showMore: (group) => setPages({ ...pages, [group.id]: wanted(group) + 1 }),
  }
}

/** Rows before the end of what is loaded at which a group's next page is asked for. */
const groupAhead = 40

const nowhere = { fields: {} } as MetaObject

/** A day as the field compares with it: itself, or the instant at which it begins for the reader. */
function dayOf(object: MetaObject, key: string, day: string): string {
  return object.fields[key]?.type === 'datetime' ? instant(day, '00:00') : day
}
