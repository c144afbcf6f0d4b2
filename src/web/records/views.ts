import { queryOptions, useQuery } from '@tanstack/react-query'
import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import type { Where } from '#kernel/where.ts'
import { api } from '../client/api.ts'
import { alignOf, viewOf } from '../fields/index.ts'
import { say } from '../ui/language.ts'
import { createStore, keep, kept } from '../ui/store.ts'
import type { ListSearch } from './listSearch.ts'
import type { Way } from './ways.ts'

/** How somebody likes a list. */
export type ViewSettings = {
  readonly columns?: readonly string[]
  readonly widths?: Readonly<Record<string, number>>
  readonly sort?: readonly string[]
  readonly where?: Where
  readonly as?: Way
}

export type SavedView = {
  readonly id: string
  readonly version: number
  readonly name: string
  readonly shared: boolean
  readonly mine: boolean
  readonly settings: ViewSettings
}

export type Column = { readonly key: string; readonly width: number; readonly end: boolean }

export function viewsQuery(object: string) {
  return queryOptions({
    queryKey: ['views', object],
    queryFn: async ({ signal }) => {
      const { data } = await api.list(
        'savedView',
        { where: { object }, sort: ['name'], limit: 100, select: ['name', 'settings', 'shared', 'owner', 'version'] },
        signal,
      )
      return data
    },
    staleTime: 60_000,
  })
}

/** The views of an object that the reader may use: the ready ones, mine and the shared ones. */
export function useViews(object: MetaObject, me: string): readonly SavedView[] {
  const { data } = useQuery(viewsQuery(object.key))
  const kept = (data ?? []).map((record) => readView(record, me)).filter((view) => view.mine || view.shared)
  return [...(object.listViews ?? []).map(readyView), ...kept]
}

/** A list that an administrator made for everybody; it is changed in the settings. */
function readyView({ key, label, where, columns, sort }: NonNullable<MetaObject['listViews']>[number]): SavedView {
  return {
    id: `ready.${key}`,
    version: 0,
    name: say(label),
    shared: true,
    mine: false,
    settings: { ...(where && { where }), ...(columns && { columns }), ...(sort && { sort }) },
  }
}

function readView(record: ApiRecord, me: string): SavedView {
  const owner = record.owner as { id?: string } | null
  return {
    id: record.id,
    version: record.version,
    name: String(record.name),
    shared: record.shared === true,
    mine: owner?.id === me,
    settings: (record.settings ?? {}) as ViewSettings,
  }
}

const local = createStore<Readonly<Record<string, ViewSettings>>>(kept('lists', {}))

/** What this browser changed about a list's columns and has not saved as a view. */
export function useLocalSettings(
  object: string,
  view: string | undefined,
): [ViewSettings, (next: ViewSettings | null) => void] {
  const name = `${object}/${view ?? ''}`
  const all = local.use()
  return [
    all[name] ?? {},
    (next) => {
      const { [name]: _, ...others } = local.get()
      const changed = next ? { ...others, [name]: next } : others
      local.set(changed)
      keep('lists', changed)
    },
  ]
}

/** The view as it stands: the address over this browser's over the saved view's over the declaration's. */
export function effective(object: MetaObject, saved: SavedView | undefined, here: ViewSettings, search: ListSearch) {
  const wanted = here.columns ?? saved?.settings.columns ?? object.views.list ?? [object.title]
  const widths = { ...saved?.settings.widths, ...here.widths }
  const keys = [object.title, ...wanted.filter((key) => key !== object.title)].filter((key) => object.fields[key])
  const columns: readonly Column[] = keys.map((key) => {
    const field = object.fields[key]!
    const usual = key === object.title ? 260 : viewOf(field).width
    return { key, width: widths[key] ?? usual, end: alignOf(field) === 'end' }
  })
  return {
    columns,
    sort: search.sort ?? saved?.settings.sort ?? object.views.sort ?? ['-updatedAt'],
    where: search.where ?? saved?.settings.where ?? {},
    as: search.as ?? saved?.settings.as ?? here.as ?? 'list',
  }
}

/** May a list of any size be sorted by this field? Only where an index stands behind it. */
export function sortable(object: MetaObject, key: string): boolean {
  const field = object.fields[key]
  if (!field || ['json', 'files', 'relations', 'multiSelect', 'formula', 'address', 'longText'].includes(field.type))
    return false
  return (
    field.index === true ||
    field.unique === true ||
    key === object.title ||
    key === 'createdAt' ||
    key === 'updatedAt' ||
    object.indexes.some((index) => index.includes(key)) ||
    (object.views.sort ?? []).some((entry) => entry.replace('-', '') === key)
  )
}

/** A quick find: the title, other names and codes. */
export function quickWhere(object: MetaObject, q: string | undefined): Where | null {
  const words = q?.trim()
  if (!words) return null
  const keys = Object.entries(object.fields)
    .filter(([key, field]) => key === object.title || field.search === 'name' || field.search === 'code')
    .filter(([, field]) => ['text', 'email', 'phone', 'autonumber'].includes(field.type))
    .map(([key]) => key)
  const digits = words.replace(/[\s-]/g, '')
  return {
    or: keys.map((key) => ({ [key]: { contains: object.fields[key]?.type === 'phone' ? digits : words } })),
  }
}

/** Several filters at once; empty ones count for nothing. */
export function both(...filters: readonly (Where | null | undefined)[]): Where {
  const real = filters.filter((where): where is Where => Boolean(where && Object.keys(where).length > 0))
  return real.length > 1 ? { and: real } : (real[0] ?? {})
}
