import type { BulkSelection } from '#kernel/api-bulk.ts'
import type { Where } from '#kernel/where.ts'

/** Which rows are ticked: some, or all that match the filter but a few. It never outlives the filter it was made under. */
export type Selection =
  | { readonly all: false; readonly ids: ReadonlySet<string> }
  | { readonly all: true; readonly where: Where; readonly except: ReadonlySet<string> }

export const nothing: Selection = { all: false, ids: new Set() }

export function isSelected(selection: Selection, id: string): boolean {
  return selection.all ? !selection.except.has(id) : selection.ids.has(id)
}

/** Ticks rows, or takes their ticks away. */
export function mark(selection: Selection, ids: readonly string[], ticked: boolean): Selection {
  const set = new Set(selection.all ? selection.except : selection.ids)
  const put = selection.all ? !ticked : ticked
  for (const id of ids) {
    if (put) set.add(id)
    else set.delete(id)
  }
  return selection.all ? { ...selection, except: set } : { all: false, ids: set }
}

export function isNothing(selection: Selection): boolean {
  return !selection.all && selection.ids.size === 0
}

/** What the server is told. */
export function asked(selection: Selection): BulkSelection {
  if (!selection.all) return { ids: [...selection.ids] }
  const { where, except } = selection
  return { where, ...(except.size > 0 && { except: [...except] }) }
}

/** The same as a filter, for exports. */
export function filterOf(selection: Selection): Where {
  if (!selection.all) return { id: { in: [...selection.ids] } }
  const { where, except } = selection
  if (except.size === 0) return where
  const others: Where = { not: { id: { in: [...except] } } }
  return Object.keys(where).length > 0 ? { and: [where, others] } : others
}
