import { columnOf } from '#kernel/fields/index.ts'
import { type Door, readCameBy } from '#kernel/quality/beside.ts'
import { engineTable, type Session, tableOf } from '../context.ts'
import { ident, sql } from '../db/sql.ts'

/** Names of API keys by their id. */
export type ApiKeyNames = () => Promise<ReadonlyMap<string, string>>

export type NamedSource = {
  readonly door: Door
  readonly name: string | null
  /** Where it is looked at, as a path of the screen. */
  readonly at: string | null
}

/** What people call the sources that `cameBy` tells of: a file, a form, a key, a person. */
export async function nameSources(
  { workspace }: Session,
  keys: readonly string[],
  apiKeys: ApiKeyNames,
): Promise<ReadonlyMap<string, NamedSource>> {
  const read = keys.map((key) => ({ key, ...readCameBy(key) }))
  const behind = (door: Door) => read.filter((one) => one.door === door && one.id !== '').map(({ id }) => id)
  const [imports, forms, { people }, programs] = await Promise.all([
    workspace.db.rows(
      sql`select id::text, file_name from ${engineTable(workspace, 'import')} where id::text = any(${behind('import')}::text[])`,
    ),
    formsOf({ workspace }, behind('form')),
    workspace.directory.everyone(),
    behind('api').length > 0 ? apiKeys() : new Map<string, string>(),
  ])
  const files = new Map(imports.map(([id, name]) => [String(id), String(name)]))
  return new Map(
    read.map(({ key, door, id }): [string, NamedSource] => {
      const [name, at] =
        door === 'import'
          ? [files.get(id) ?? null, null]
          : door === 'form'
            ? [forms.get(id)?.name ?? (id || null), forms.get(id)?.at ?? null]
            : door === 'api'
              ? [programs.get(id) ?? null, null]
              : door === 'screen'
                ? [people.get(id)?.name ?? null, null]
                : [null, null]
      return [key, { door, name, at }]
    }),
  )
}

async function formsOf({ workspace }: Pick<Session, 'workspace'>, keys: readonly string[]) {
  const found = new Map<string, { name: string; at: string }>()
  const named = workspace.registry.quality?.named?.form
  if (!named || keys.length === 0) return found
  const object = workspace.registry.object(named.object)
  const [by, title] = [columnOf(object, named.by), columnOf(object, object.title)]
  const rows = await workspace.db.rows(
    sql`select ${ident(by)}, ${ident(title)}, id from ${tableOf(workspace, named.object)} where ${ident(by)} = any(${[...keys]}::text[])`,
  )
  for (const [key, name, id] of rows)
    found.set(String(key), { name: String(name), at: `/${named.object}/${String(id)}` })
  return found
}
