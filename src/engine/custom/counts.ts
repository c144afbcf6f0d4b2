import type { ApiUses } from '#kernel/api-configuration.ts'
import type { Configuration, Section } from '#kernel/configuration.ts'
import { sections } from '#kernel/configuration.ts'
import { columnsOf } from '#kernel/fields/index.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { engineTable, tableOf, type Workspace } from '../context.ts'
import { ident, join, type Sql, sql } from '../db/sql.ts'

type Counts = Record<Section, Record<string, number | null>>

/** How often each item of what is live is used: records with a value, records of an object, refusals of a rule. One pass over each table. */
export async function countsOf(workspace: Workspace, document: Configuration): Promise<Counts> {
  const counts = Object.fromEntries(
    sections.map((section) => [section, Object.fromEntries(Object.keys(document[section]).map((key) => [key, null]))]),
  ) as Counts
  const objects = new Set([
    ...Object.keys(document.objects),
    ...Object.keys(document.fields).map((path) => path.split('.')[0] ?? ''),
  ])
  await Promise.all(
    [...objects].map(async (key) => {
      const object = workspace.registry.objects.get(key)
      if (!object) return
      const counted = Object.keys(document.fields).flatMap((path) => {
        const column = path.startsWith(`${key}.`) ? columnOf(object, path.slice(key.length + 1)) : null
        return column ? [{ path, column }] : []
      })
      const [row = []] = await workspace.db.rows(
        sql`select ${join([sql`count(*)`, ...counted.map(({ column }) => sql`count(${column})`)])} from ${tableOf(workspace, key)} r where r.deleted_at is null`,
        { once: true },
      )
      if (key in document.objects) counts.objects[key] = Number(row[0])
      counted.forEach(({ path }, i) => {
        counts.fields[path] = Number(row[i + 1])
      })
    }),
  )
  for (const [rule, refused] of await refusals(workspace)) {
    if (rule in counts.rules) counts.rules[rule] = refused
    else if (rule in counts.conditions) counts.conditions[rule] = refused
  }
  for (const key of Object.keys(document.rules)) counts.rules[key] ??= 0
  return counts
}

/** How much one object or field is used, whoever declared it. */
export async function countOf(workspace: Workspace, section: Section, key: string): Promise<ApiUses['count']> {
  if (section === 'rules') return (await refusals(workspace)).find(([rule]) => rule === key)?.[1] ?? 0
  if (section !== 'objects' && section !== 'fields') return null
  const [of = '', field] = key.split('.')
  const object = workspace.registry.objects.get(of)
  if (!object) return null
  const column = field === undefined ? sql`*` : columnOf(object, field)
  if (!column) return null
  const [row] = await workspace.db.rows(
    sql`select count(${column}) from ${tableOf(workspace, of)} r where r.deleted_at is null`,
    { once: true },
  )
  return Number(row?.[0] ?? 0)
}

async function refusals(workspace: Workspace): Promise<[string, number][]> {
  const rows = await workspace.db.rows(sql`select rule, refused from ${engineTable(workspace, 'rule_use')}`)
  return rows.map(([rule, refused]) => [String(rule), Number(refused)])
}

function columnOf(object: RegisteredObject, key: string): Sql | null {
  const field = object.fields[key]
  const column = field && columnsOf(key, field)[0]
  return column ? ident('r', column.name) : null
}
