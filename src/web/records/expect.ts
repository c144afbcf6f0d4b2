import { lazyRouteComponent } from '@tanstack/react-router'
import type { MetaObject } from '#kernel/api.ts'
import { both } from '../client/filters.ts'
import { preferencesQuery } from '../client/preferences.ts'
import { metaQuery, queries } from '../client/queries.ts'
import { viewsQuery } from '../client/views.ts'
import { expectTones } from '../fields/ToneTag.tsx'
import { flatQuery } from './list/source.ts'
import type { ListSearch } from './listSearch.ts'
import { chosenView, effective, listQuery, localSettings, type TabSettings, tabsOf, viewsOf } from './views.ts'

/** Drawn at once where its program is here: something lazy would first show nothing, and then wait. */
export const Board = lazyRouteComponent(() => import('./board/Board.tsx'), 'Board')

/** Asks for what an address of a list will show, while the screen that shows it is still to be drawn. Answers what is on its way. */
export async function expectList(key: string, search: ListSearch): Promise<readonly Promise<unknown>[]> {
  const meta = queries.getQueryData(metaQuery.queryKey)
  const object = meta?.objects[key]
  if (!object) return []
  const rows = search.q ? null : await expectRows(object, search)
  return [expectTones(meta, [object]), ...(rows ? [rows()] : [])]
}

/** How the rows or cards of an address are asked for; null where they are here, or are asked for by what shows them. */
async function expectRows(object: MetaObject, search: ListSearch): Promise<(() => Promise<unknown>) | null> {
  const tabs = (queries.getQueryData(preferencesQuery.queryKey)?.[tabsOf(object)] ?? {}) as TabSettings
  const views = viewsOf(object, queries.getQueryData(viewsQuery.queryKey) ?? [], '', { all: '', mine: '' })
  const saved = chosenView(views, tabs, search)
  const view = effective(object, saved, localSettings(object.key, saved.id), search)
  const where = both(view.where)
  if (view.as === 'board' && view.board) {
    const { board } = view
    const [{ expectBoard }] = await Promise.all([import('./board/Board.tsx'), Board.preload?.()])
    return () => expectBoard(object, board, where)
  }
  if (view.as !== 'list' || view.group !== null) return null
  const list = flatQuery(object, listQuery(object, view, where))
  // what is here already is looked after by the list itself
  return queries.getQueryData(list.queryKey) ? null : () => queries.prefetchInfiniteQuery(list)
}
