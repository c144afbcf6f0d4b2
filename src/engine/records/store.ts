import type { RegisteredObject } from '#kernel/registry.ts'
import { engineTable, tableOf, type Workspace } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { ident, join, raw, type Sql, sql } from '../db/sql.ts'
import { linkTable } from '../db/tables.ts'
import { codecOf, type Stored } from './codec.ts'
import { type MadeColumn, madeColumns } from './made.ts'

/** Inserts records; one with plain parameters, many as one JSON value, so that either is one prepared statement. */
export async function insertRecords(
  tx: Transaction,
  workspace: Workspace,
  object: RegisteredObject,
  records: readonly Stored[],
): Promise<void> {
  const codec = codecOf(object)
  const made = madeColumns(object)
  const names = [...codec.names, ...made.map((column) => column.name)]
  const types = [...codec.types, ...made.map((column) => column.sql)]
  const table = tableOf(workspace, object.key)
  const columns = join(names.map((name) => ident(name)))
  const [only] = records
  if (records.length === 1 && only) {
    const values = [...codec.encode(only), ...made.map((column) => column.of(only))]
    const cells = names.map((name, i) => storedAs(made, name, sql`${values[i]}::${raw(types[i]!)}`))
    await tx.count(sql`insert into ${table} (${columns}) values (${join(cells)})`)
    return
  }
  const { text, held } = documentOf(object, records, names, types)
  // Of many records only columns that hold something: an import fills a few. Of few, all: their statement stays the same.
  const used = names.flatMap((_, i) => (records.length < many || held.has(i) ? [i] : []))
  const some = used.map((i) => names[i]!)
  const cells = some.map((name) => storedAs(made, name, ident('x', name)))
  await tx.count(
    sql`insert into ${table} (${join(some.map((name) => ident(name)))}) select ${join(cells)}
      from json_to_recordset(${text}::json) as x (${join(used.map((i) => sql`${ident(names[i]!)} ${raw(types[i]!)}`))})`,
  )
}

/** Records as one JSON document, without what is empty, and the places of the columns that hold anything. */
function documentOf(
  object: RegisteredObject,
  records: readonly Stored[],
  names: readonly string[],
  types: readonly string[],
): { text: string; held: ReadonlySet<number> } {
  const codec = codecOf(object)
  const made = madeColumns(object)
  const heads = names.map((name) => `,${JSON.stringify(name)}:`)
  const held = new Set<number>()
  let row = ''
  const tell = (at: number, value: unknown) => {
    held.add(at)
    row += heads[at]! + jsonCell(value, types[at])
  }
  const rows = records.map((record) => {
    row = ''
    codec.each(record, tell)
    made.forEach((column, i) => {
      tell(codec.names.length + i, column.of(record))
    })
    return `{${row.slice(1)}}`
  })
  return { text: `[${rows.join(',')}]`, held }
}

/** From so many records on a statement is made to measure. */
const many = 200

/** Writes changed fields of records that are locked. Answers nothing: a locked record cannot have gone. */
export async function updateRecords(
  tx: Transaction,
  workspace: Workspace,
  object: RegisteredObject,
  changed: readonly { readonly before: Stored; readonly after: Stored; readonly fields: readonly string[] }[],
): Promise<void> {
  const codec = codecOf(object)
  const fields = [...new Set(changed.flatMap((c) => c.fields))]
  const columns = fields.flatMap((key) => codec.columns(key).map((column) => ({ key, ...column })))
  if (columns.length === 0) return
  const made = madeColumns(object).filter(({ from }) => from.some((key) => fields.includes(key)))
  const names = ['id', ...columns.map((c) => c.name), 'deleted_at', ...made.map((column) => column.name)]
  const types = ['uuid', ...columns.map((c) => c.sql), 'timestamptz', ...made.map((column) => column.sql)]
  const values = changed.map(({ after }) => [
    after.id,
    ...fields.flatMap((key) => (codec.columns(key).length ? codec.encodeField(key, after[key]) : [])),
    after.deletedAt,
    ...made.map((column) => column.of(after)),
  ])
  const table = tableOf(workspace, object.key)
  const [only] = values
  if (changed.length === 1 && only) {
    const sets = names
      .slice(1)
      .map((name, i) => sql`${ident(name)} = ${storedAs(made, name, sql`${only[i + 1]}::${raw(types[i + 1]!)}`)}`)
    await tx.count(sql`update ${table} set ${join(sets)} where id = ${only[0]}::uuid`)
    return
  }
  const sets = names.slice(1).map((name) => sql`${ident(name)} = ${storedAs(made, name, ident('x', name))}`)
  await tx.count(
    sql`update ${table} t set ${join(sets)} from json_to_recordset(${json(names, types, values)}::json) as x (${join(
      names.map((name, i) => sql`${ident(name)} ${raw(types[i]!)}`),
    )}) where t.id = x.id`,
  )
}

/** Brings the link tables in step with the many-to-many fields that changed. */
export async function writeLinks(
  tx: Transaction,
  workspace: Workspace,
  object: RegisteredObject,
  changed: readonly { readonly before: Stored | null; readonly after: Stored; readonly fields: readonly string[] }[],
): Promise<void> {
  for (const [key, field] of Object.entries(object.fields)) {
    if (field.type !== 'relations') continue
    const added: [string, string][] = []
    const removed: [string, string][] = []
    for (const { before, after, fields } of changed) {
      if (!fields.includes(key)) continue
      const old = new Set((before?.[key] as string[] | null) ?? [])
      const now = new Set((after[key] as string[] | null) ?? [])
      for (const id of now) if (!old.has(id)) added.push([after.id, id])
      for (const id of old) if (!now.has(id)) removed.push([after.id, id])
    }
    const table = engineTable(workspace, linkTable(object, key))
    const pairs = (list: readonly [string, string][]) =>
      sql`unnest(${list.map(([source]) => source)}::uuid[], ${list.map(([, target]) => target)}::uuid[]) as x (source_id, target_id)`
    if (removed.length > 0)
      await tx.count(
        sql`delete from ${table} l using ${pairs(removed)} where l.source_id = x.source_id and l.target_id = x.target_id`,
      )
    if (added.length > 0)
      await tx.count(
        sql`insert into ${table} (source_id, target_id) select x.source_id, x.target_id from ${pairs(added)} on conflict (source_id, target_id) do nothing`,
      )
  }
}

/** A value as its column takes it. */
function storedAs(made: readonly MadeColumn[], name: string, value: Sql): Sql {
  return made.find((column) => column.name === name)?.stored(value) ?? value
}

/** Rows as one JSON document. A jsonb cell is encoded as text already; inside the document it stands as what it is. */
function json(names: readonly string[], types: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const quoted = names.map((name) => JSON.stringify(name))
  return `[${rows.map((row) => text(row)).join(',')}]`

  function text(row: readonly unknown[]): string {
    const parts: string[] = []
    for (let i = 0; i < names.length; i++) {
      const value = row[i]
      // what is left out is null
      if (value !== null && value !== undefined) parts.push(`${quoted[i]}:${jsonCell(value, types[i])}`)
    }
    return `{${parts.join(',')}}`
  }
}

function jsonCell(value: unknown, type: string | undefined): string {
  return type === 'jsonb' && typeof value === 'string' ? value : JSON.stringify(value)
}
