import type { RegisteredObject } from '#kernel/registry.ts'
import { engineTable, type Workspace } from '../context.ts'
import type { Queryable } from '../db/database.ts'
import { engineTables } from '../db/engine-tables.ts'
import { ident, join, raw, sql } from '../db/sql.ts'
import type { TableColumn } from '../db/table.ts'
import type { Query } from '../query/query.ts'
import { loadStored } from '../records/load.ts'
import { type Carried, camel } from './format.ts'

const pageRows = 2_000

/** The records of an object, deleted ones as well, in the order of their ids, a page at a time. */
export async function* recordPages(at: Queryable, query: Query, object: RegisteredObject) {
  for (let last = '00000000-0000-0000-0000-000000000000'; ; ) {
    const page = await loadStored(
      at,
      query,
      object,
      sql`r.id > ${last}::uuid order by r.id limit ${raw(String(pageRows))}`,
    )
    if (page.length > 0) yield page
    if (page.length < pageRows) return
    last = page.at(-1)!.id
  }
}

/** The rows of a table of the engine's own in the order of its key, as lines of JSON; jsonb comes as the database writes it. */
export async function* linePages(at: Queryable, workspace: Pick<Workspace, 'schema'>, carried: Carried) {
  const columns = carriedColumns(carried)
  const order = keyOf(carried).map((column) =>
    column.sql === 'text' ? sql`${ident(column.name)} collate "C"` : ident(column.name),
  )
  const list = columns.map(({ name, sql: type }) => (type === 'jsonb' ? sql`${ident(name)}::text` : ident(name)))
  await at.rows(
    sql`declare takeout no scroll cursor for select ${join(list)} from ${engineTable(workspace, carried.table)}
      where ${raw(carried.where ?? 'true')} order by ${join(order)}`,
    { once: true },
  )
  for (;;) {
    const rows = await at.rows(raw(`fetch ${pageRows} from takeout`), { once: true })
    if (rows.length > 0) yield rows.map((row) => line(columns, row))
    if (rows.length < pageRows) break
  }
  await at.rows(raw('close takeout'), { once: true })
}

/** The columns that go along. */
export function carriedColumns({ table, without = {} }: Carried): readonly TableColumn[] {
  return tableOf(table).columns.filter(({ name }) => !(name in without))
}

function keyOf({ table }: Carried): readonly TableColumn[] {
  const { columns, constraints } = tableOf(table)
  const key = constraints.find(({ is }) => is.startsWith('primary key'))!.is.match(/\((.*)\)/)![1]!
  return key.split(', ').map((name) => columns.find((column) => column.name === name)!)
}

function tableOf(name: string) {
  return engineTables.find((table) => table.name === name)!
}

function line(columns: readonly TableColumn[], row: readonly unknown[]): string {
  const cells = columns.map(({ name, sql: type }, i) => {
    const value = row[i]
    return `${JSON.stringify(camel(name))}:${type === 'jsonb' && value !== null ? String(value) : JSON.stringify(value)}`
  })
  return `{${cells.join(',')}}`
}
