import { lazyRouteComponent } from '@tanstack/react-router'
import { preferencesQuery } from '../client/preferences.ts'
import { metaQuery, queries } from '../client/queries.ts'
import { viewsQuery } from '../client/views.ts'
import { flatQuery } from './list/source.ts'
import type { ListSearch } from './listSearch.ts'
import { both, chosenView, effective, listQuery, localSettings, type TabSettings, tabsOf, viewsOf } from './views.ts'

/** Drawn at once where its program is here: something lazy would first show nothing, and then wait. */
export const Board = lazyRouteComponent(() => import('./board/Board.tsx'), 'Board')

/** Asks for what an address of a list will show, while the screen that shows it is still to be drawn. */
export async function expectList(key: string, search: ListSearch): Promise<void> {
  const object = queries.getQueryData(metaQuery.queryKey)?.objects[key]
  if (!object || search.q) return
  const tabs = (queries.getQueryData(preferencesQuery.queryKey)?.[tabsOf(object)] ?? {}) as TabSettings
  const views = viewsOf(object, queries.getQueryData(viewsQuery.queryKey) ?? [], '', { all: '', mine: '' })
  const saved = chosenView(views, tabs, search)
  const view = effective(object, saved, localSettings(key, saved.id), search)
  const where = both(view.where)
  if (view.as === 'board' && view.board) {
    const [{ expectBoard }] = await Promise.all([import('./board/Board.tsx'), Board.preload?.()])
    expectBoard(object, view.board, where)
  } else if (view.as === 'list' && view.group === null) {
    const list = flatQuery(object, listQuery(object, view, where))
    // what is here already is looked after by the list itself
    if (!queries.getQueryData(list.queryKey)) void queries.prefetchInfiniteQuery(list)
  }
}
