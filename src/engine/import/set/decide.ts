import { wordsOf } from '#kernel/label.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { Session } from '../../context.ts'
import { headerKey, matchColumns } from '../matching.ts'
import type { TableSource } from '../readers/table.ts'
import { targetsOf } from '../targets.ts'

/** Which object the rows of a table become, or null where nothing speaks for one clearly enough. */
export function decideObject(session: Session, path: string, table: TableSource): RegisteredObject | null {
  const objects = [...session.workspace.registry.objects.values()].filter((object) => mayImport(session, object))
  const known = byProfile(session, path, table)
  if (known) return objects.find((object) => object.key === known) ?? null
  const rated = objects
    .map((object) => ({ object, score: score(session, object, path, table) }))
    .sort((a, b) => b.score - a.score)
  const [best, next] = rated
  if (!best || best.score < 0.35) return null
  return next && next.score > best.score * 0.9 ? null : best.object
}

/** Objects that the caller may fill from files. */
export function mayImport(session: Session, object: RegisteredObject): boolean {
  const rights = session.principal.rights(object.key)
  return rights.import && rights.create && object.fields['sourceId'] !== undefined
}

/** The object that a known system's table of that name and header holds. */
function byProfile(session: Session, path: string, table: TableSource): string | null {
  const headers = new Set(table.header.columns.map((c) => headerKey(c.name)))
  const has = (name: string | readonly string[]) => [name].flat().some((one) => headers.has(headerKey(one)))
  const fits = session.workspace.registry.profiles
    .flatMap((profile) => profile.tables)
    .filter((t) => t.needs.every(has))
    .map((t) => ({ ...t, named: t.fileName?.test(nameOf(path)) === true }))
    .filter((t) => t.named || t.fileName === undefined)
    .sort((a, b) => Number(b.named) - Number(a.named) || b.needs.length - a.needs.length)
  return fits[0]?.object ?? null
}

/** How well the file's name and its headers speak for the object: 1 for its very name. */
function score(session: Session, object: RegisteredObject, path: string, table: TableSource): number {
  const name = headerKey(
    nameOf(path)
      .replace(/\.[^.]*$/, '')
      .replace(/[_\-. ]*\d+$/, ''),
  )
  const own = [object.key, ...wordsOf(object.label), object.plural].map(headerKey)
  const named = own.includes(name) ? 1 : own.some((one) => name.startsWith(one) || name.endsWith(one)) ? 0.3 : 0
  const columns = table.header.columns
  const matches = matchColumns(
    columns.map((c) => ({ column: c.index, name: c.name, texts: c.samples, distinct: true })),
    {
      object,
      targets: targetsOf(session, object),
      timeZone: session.principal.timeZone,
      memory: new Map(),
      known: () => 0,
    },
  )
  const sure = [...matches.values()].filter((m) => m.how === 'name')
  const title = sure.some((m) => m.path === object.title || object.identity.flat().includes(m.path))
  const share = sure.reduce((sum, m) => sum + m.confidence, 0) / Math.max(3, columns.length)
  return named + share * (title || named > 0 ? 1 : 0.5)
}

export function nameOf(path: string): string {
  return path.split('/').at(-1)!
}
