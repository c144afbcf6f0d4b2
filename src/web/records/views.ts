import { useQuery } from '@tanstack/react-query'
import type { ApiRecord, ListQuery, MetaObject } from '#kernel/api.ts'
import type { Where } from '#kernel/where.ts'
import { keepPreference, usePreference } from '../client/preferences.ts'
import { viewsQuery } from '../client/views.ts'
import { alignOf, viewOf } from '../fields/index.ts'
import { say } from '../ui/language.ts'
import { createStore, keep, kept } from '../ui/store.ts'
import { showable } from './columnsOf.ts'
import type { ListSearch } from './listSearch.ts'
import { refusals } from './reaching.ts'
import type { Way } from './ways.ts'

export const densities = ['compact', 'normal', 'roomy'] as const
export type Density = (typeof densities)[number]

/** What is computed below a column. */
export type Figure = 'sum' | 'avg' | 'min' | 'max'

/** How a board looks: what its columns are by, what stands on a card, what is summed, what colours it, what is folded. */
export type BoardSettings = {
  readonly by: string
  readonly card?: readonly string[]
  readonly sum?: string | null
  /** A choice whose colour a card bears. */
  readonly tone?: string | null
  readonly collapsed?: readonly string[]
}

/** How somebody likes a list. */
export type ViewSettings = {
  readonly columns?: readonly string[]
  readonly widths?: Readonly<Record<string, number>>
  readonly sort?: readonly string[]
  readonly where?: Where
  readonly as?: Way
  /** What rows are grouped by: a field, or a part of a date (`closeDate:month`). */
  readonly group?: string | null
  readonly density?: Density
  /** How many columns stay in sight when the others move sideways. */
  readonly pinned?: number
  readonly figures?: Readonly<Record<string, Figure>>
  readonly board?: BoardSettings
}

export type SavedView = {
  readonly id: string
  readonly version: number
  readonly name: string
  readonly shared: boolean
  /** Saved by the reader, so that she may change it. */
  readonly mine: boolean
  /** Comes with the object: everything, mine, and what an administrator made. */
  readonly ready: boolean
  readonly settings: ViewSettings
}

export type Column = { readonly key: string; readonly width: number; readonly end: boolean }

/** How the tabs of one object stand, for one person. */
export type TabSettings = {
  readonly order?: readonly string[]
  /** Views that stand in the menu only. */
  readonly hidden?: readonly string[]
  /** The view that opens first. */
  readonly start?: string
}

/** The key of everything, and of what is mine. */
export const everything = 'all'
export const ownView = 'mine'

/** The views of an object that the reader may use, in her order. `words` are the names of the first two. */
export function useViews(
  object: MetaObject,
  me: string,
  words: { readonly all: string; readonly mine: string },
): { views: readonly SavedView[]; tabs: TabSettings; keepTabs: (tabs: TabSettings) => Promise<boolean> } {
  const { data } = useQuery(viewsQuery)
  const tabs = usePreference<TabSettings>(tabsOf(object)) ?? {}
  const views = viewsOf(object, data ?? [], me, words)
  const place = new Map(tabs.order?.map((id, i) => [id, i]))
  return {
    views: views
      .map((view, i) => ({ view, at: place.get(view.id) ?? 1_000 + i }))
      .sort((a, b) => a.at - b.at)
      .map(({ view }) => view),
    tabs,
    keepTabs: (next) => keepPreference(tabsOf(object), next),
  }
}

/** The preference under which somebody's tabs of an object are kept. */
export function tabsOf(object: MetaObject): string {
  return `list.${object.key}`
}

/** The views that come with an object, and those saved of it. */
export function viewsOf(
  object: MetaObject,
  saved: readonly ApiRecord[],
  me: string,
  words: { readonly all: string; readonly mine: string },
): readonly SavedView[] {
  return [
    { ...readyOf(everything, words.all), settings: {} },
    ...(object.traits.includes('owned')
      ? [{ ...readyOf(ownView, words.mine), settings: { where: { owner: { is: 'me' as const } } } }]
      : []),
    ...(object.listViews ?? []).map(({ key, label, where, columns, sort }) => ({
      ...readyOf(`ready.${key}`, say(label)),
      settings: { ...(where && { where }), ...(columns && { columns }), ...(sort && { sort }) },
    })),
    ...saved.filter((record) => record.object === object.key).map((record) => readView(record, me)),
  ]
}

/** The view that an address names, else the one that opens first, else everything. */
export function chosenView(views: readonly SavedView[], tabs: TabSettings, search: ListSearch): SavedView {
  const wanted = search.view ?? tabs.start
  return views.find((view) => view.id === wanted) ?? views.find((view) => view.id === everything)!
}

function readyOf(id: string, name: string) {
  return { id, name, version: 0, shared: true, mine: false, ready: true }
}

function readView(record: ApiRecord, me: string): SavedView {
  const owner = record.owner as { id?: string } | null
  return {
    id: record.id,
    version: record.version,
    name: String(record.name),
    shared: record.shared === true,
    mine: owner?.id === me,
    ready: false,
    settings: (record.settings ?? {}) as ViewSettings,
  }
}

/** What this browser changed about lists and has not saved, by object and view. */
const local = createStore<Readonly<Record<string, ViewSettings>>>(kept('lists', {}))

/** What this browser changed about one list, and how to change it. */
export function useLocalSettings(object: string, view: string): [ViewSettings, (next: ViewSettings | null) => void] {
  const name = `${object}/${view}`
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

/** The same, once. */
export function localSettings(object: string, view: string): ViewSettings {
  return local.get()[`${object}/${view}`] ?? {}
}

export type View = ReturnType<typeof effective>

/** What a list asks the server for. */
export function listQuery(object: MetaObject, view: View, where: Where): ListQuery {
  const keys = view.columns.map(({ key }) => key)
  return {
    where,
    select: [...new Set([...keys, object.title, 'version', ...refusals(object)])],
    sort: view.sort,
    limit: 100,
  }
}

/** The view as it stands: the address over this browser's over the saved view's over the declaration's. */
export function effective(object: MetaObject, saved: SavedView | undefined, here: ViewSettings, search: ListSearch) {
  const base = saved?.settings ?? {}
  const wanted = search.columns ?? here.columns ?? base.columns ?? object.views.list ?? [object.title]
  const widths = { ...base.widths, ...here.widths }
  const keys = [object.title, ...wanted.filter((key) => key !== object.title)].filter((key) => object.fields[key])
  const columns: readonly Column[] = keys.map((key) => {
    const field = object.fields[key]!
    const usual = key !== object.title ? viewOf(field).width : field.type === 'autonumber' ? 160 : 260
    return { key, width: widths[key] ?? usual, end: alignOf(field) === 'end' }
  })
  const group = search.group ?? base.group ?? null
  const sum = object.views.board?.sum
  const usual = sum && object.fields[sum] ? { [sum]: 'sum' as const } : {}
  return {
    columns,
    sort: search.sort ?? base.sort ?? object.views.sort ?? ['-updatedAt'],
    where: search.where ?? base.where ?? {},
    as: search.as ?? base.as ?? 'list',
    group: group && object.fields[group.split(':')[0] ?? ''] ? group : null,
    density: here.density ?? base.density ?? 'normal',
    pinned: Math.min(Math.max(here.pinned ?? base.pinned ?? 1, 1), columns.length),
    figures: here.figures ?? base.figures ?? usual,
    board: boardOf(object, here.board ?? base.board),
  }
}

/** The board as it was chosen, as far as its fields are still there; else as declared, else by the first field that fits. */
function boardOf(object: MetaObject, chosen: BoardSettings | undefined): BoardSettings | null {
  const declared = object.views.board
  const by = [chosen?.by, declared?.by, ...boardable(object)].find((key) => key && object.fields[key])
  if (!by) return null
  const known = (key: string | null | undefined) => (key && object.fields[key] ? key : null)
  const card = chosen?.card ?? declared?.card ?? object.views.list ?? [object.title]
  return {
    by,
    card: card.filter(known),
    sum: known(chosen ? chosen.sum : declared?.sum),
    tone: known(chosen?.tone),
    collapsed: chosen?.collapsed ?? [],
  }
}

/** What columns can be made by: choices, people, teams, and the steps that the object declares. */
export function boardable(object: MetaObject): readonly string[] {
  const declared = object.views.board?.by
  const fits = ({ type }: { readonly type: string }) => ['select', 'user', 'team'].includes(type)
  const keys = showable(object).filter((key) => key !== declared && fits(object.fields[key]!))
  return [
    ...(declared && object.fields[declared] ? [declared] : []),
    ...keys.filter((key) => !house.has(key)),
    ...keys.filter((key) => house.has(key)),
  ]
}

const house = new Set(['createdBy', 'updatedBy'])

/** What of a view is saved; two views that say the same are the same. */
export function settingsOf(view: View): ViewSettings {
  const { columns, sort, where, as, group, density, pinned, figures, board } = view
  return {
    columns: columns.map(({ key }) => key),
    widths: Object.fromEntries(columns.map(({ key, width }) => [key, width])),
    sort,
    where,
    as,
    group,
    density,
    pinned,
    figures,
    ...(board && { board }),
  }
}

/** Does the view differ from what was saved? Widths go along and count for nothing. */
export function isChanged(object: MetaObject, saved: SavedView | undefined, view: View): boolean {
  const say = (one: View) => JSON.stringify({ ...settingsOf(one), widths: null })
  return say(view) !== say(effective(object, saved, {}, {}))
}

/** May a list be sorted by this field? Only where an index stands behind it, or by a countdown, which the server limits to short lists. */
export function sortable(object: MetaObject, key: string): boolean {
  const field = object.fields[key]
  if (!field || ['json', 'files', 'relations', 'multiSelect', 'formula', 'address', 'longText'].includes(field.type))
    return false
  return (
    (field.type === 'deadline' && (field as { gives?: unknown }).gives === 'day') ||
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
