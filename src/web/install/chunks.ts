import { fileURLToPath } from 'node:url'
import type { Rolldown } from 'vite'

type Context = Rolldown.ChunkingContext

/**
 * What always travels together is one file, since each of a hundred small ones costs the page a task of its own: the first
 * screen, and beside it what the list and the page of a record both need.
 */
export function fewFiles(id: string, context: Context): string | null {
  const needed = (path: string) => needs(context, path).has(id)
  if (needed('../main.tsx') || needed('../app/Today.tsx')) return 'first'
  return needed('../records/ObjectScreen.tsx') && needed('../records/PageScreen.tsx') ? 'records' : null
}

const known = new Map<string, ReadonlySet<string>>()

/** The modules without which one cannot run. */
function needs(context: Context, path: string): ReadonlySet<string> {
  const start = fileURLToPath(new URL(path, import.meta.url))
  const found = known.get(start)
  if (found) return found
  const all = new Set<string>()
  const left = [start]
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    if (all.has(id)) continue
    all.add(id)
    left.push(...(context.getModuleInfo(id)?.importedIds ?? []))
  }
  known.set(start, all)
  return all
}
