import { fileURLToPath } from 'node:url'
import type { Rolldown } from 'vite'

type Context = Rolldown.ChunkingContext

const list = '../records/ObjectScreen.tsx'
const page = '../records/PageScreen.tsx'

/**
 * What always travels together is one file, since each of a hundred small ones costs the page a request and a task of its
 * own: the first screen; beside it what the list and the page of a record both need, what a list shares with others, and the inputs of forms.
 */
export function fewFiles(id: string, context: Context): string | null {
  const needed = (path: string) => needs(context, at(path)).has(id)
  if (needed('../main.tsx') || needed('../app/Today.tsx')) return 'first'
  if (needed(list) && needed(page)) return 'records'
  if (needed(list) && isShared(id, context, list) && id.includes('/web/'))
    return needed('../records/FilterBar.tsx') ? 'filters' : 'lists'
  return needed('../records/ActionDialog.tsx') ? 'forms' : null
}

/** Does another screen need it too? */
function isShared(id: string, context: Context, screen: string): boolean {
  return screensOf(context).some((other) => other !== at(screen) && needs(context, other).has(id))
}

const known = new Map<string, ReadonlySet<string>>()

/** The modules without which one cannot run. */
function needs(context: Context, start: string): ReadonlySet<string> {
  const found = known.get(start)
  if (found) return found
  const all = reach(start, (id) => context.getModuleInfo(id)?.importedIds ?? [])
  known.set(start, all)
  return all
}

let screens: readonly string[] | null = null

/** All that is loaded later, when somebody goes there. */
function screensOf(context: Context): readonly string[] {
  const later = new Set<string>()
  screens ??= [
    ...reach(at('../main.tsx'), (id) => {
      const { importedIds = [], dynamicallyImportedIds = [] } = context.getModuleInfo(id) ?? {}
      for (const one of dynamicallyImportedIds) later.add(one)
      return [...importedIds, ...dynamicallyImportedIds]
    }),
  ].filter((id) => later.has(id))
  return screens
}

function reach(start: string, next: (id: string) => readonly string[]): ReadonlySet<string> {
  const all = new Set<string>()
  const left = [start]
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    if (all.has(id)) continue
    all.add(id)
    left.push(...next(id))
  }
  return all
}

function at(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url))
}
