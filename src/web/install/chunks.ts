import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Rolldown } from 'vite'

type Context = Rolldown.ChunkingContext

const list = '../records/ObjectScreen.tsx'
const page = '../records/PageScreen.tsx'
/** What the first screen is drawn with; the values of its rows come a moment after it. */
const first = ['../main.tsx', '../app/Today.tsx', '../fields/FieldValue.tsx']

/**
 * What always travels together is one file, since each of a hundred small ones costs the page a request and a task of its
 * own: the first screen, with the small icons of all; beside it what the list and the page of a record both need, what a list
 * shares with others, and the inputs of forms.
 */
export function fewFiles(id: string, context: Context): string | null {
  const needed = (path: string) => needs(context, at(path)).has(id)
  if (first.some(needed) || id.includes('/@tabler/')) return 'first'
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
  const all = reach(start, (id) => importsOf(id, context))
  known.set(start, all)
  return all
}

let screens: readonly string[] | null = null

/** All that is loaded later, when somebody goes there. */
function screensOf(context: Context): readonly string[] {
  const later = new Set<string>()
  screens ??= [
    ...reach(at('../main.tsx'), (id) => {
      const dynamic = context.getModuleInfo(id)?.dynamicallyImportedIds ?? []
      for (const one of dynamic) later.add(one)
      return [...importsOf(id, context), ...dynamic]
    }),
  ].filter((id) => later.has(id))
  return screens
}

/** What a module imports; of a library's index, which leads to everything in it, only what it names. */
function importsOf(id: string, context: Context): readonly string[] {
  const info = context.getModuleInfo(id)
  return (info?.importedIds ?? []).flatMap((imported) => {
    const parts = indexOf(imported, context)
    if (!parts || !info?.code) return [imported]
    const named = statements(info.code).filter(({ from }) => imported.includes(`/node_modules/${from}/`))
    const found = named.flatMap(({ names }) => names.map(([name]) => parts.get(name)))
    return found.every((one) => one !== undefined) ? found : [imported]
  })
}

const indexes = new Map<string, ReadonlyMap<string, string> | null>()

/** The modules of a library by the names under which its index gives them out; null for what is no such index. */
function indexOf(id: string, context: Context): ReadonlyMap<string, string> | null {
  const found = indexes.get(id)
  if (found !== undefined) return found
  const info = context.getModuleInfo(id)
  const isIndex = id.includes('/node_modules/') && (info?.importedIds.length ?? 0) > manyParts
  const parts = isIndex
    ? statements(info?.code ?? '').flatMap(({ names, from }) =>
        names.map(([, given]): [string, string] => [given, fileURLToPath(new URL(from, pathToFileURL(id)))]),
      )
    : null
  indexes.set(id, parts && new Map(parts))
  return indexes.get(id)!
}

const manyParts = 50

/** `import { a as b } from` and `export { a as b } from`: names there and here, and from where. */
function statements(code: string) {
  const all = code.matchAll(/(?:import|export)\s*\{([^}]*)\}\s*from\s*["']([^"']+)["']/g)
  return [...all].map(([, names = '', from = '']) => ({
    from,
    names: names.split(',').flatMap((one): [string, string][] => {
      const [there = '', here = there] = one.trim().split(/\s+as\s+/)
      return there ? [[there, here]] : []
    }),
  }))
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
