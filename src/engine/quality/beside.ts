import { readCameBy } from '#kernel/quality/beside.ts'
import type { PathColumn } from '#kernel/where-tree.ts'
import { engineTable, tableOf } from '../context.ts'
import { ident, or, raw, type Sql, sql } from '../db/sql.ts'
import { linkTable } from '../db/tables.ts'
import type { FormulaQuery } from '../query/formula.ts'
import { sampleMark } from '../sample/mark.ts'

/** What stands beside a record (`kernel/quality/beside.ts`), as an expression over the table of that alias. */
export function besideValue(query: FormulaQuery, { object, field }: PathColumn, alias: Sql): Sql {
  return field === 'doubled' ? doubledSql(query, object, alias) : cameBySql(query, object, alias)
}

/** The same compared with values, by the indexes that there are. */
export function besideIn(query: FormulaQuery, column: PathColumn, values: readonly unknown[], alias: Sql): Sql {
  const { object, field } = column
  if (field === 'doubled') {
    const is = doubledSql(query, object, alias)
    return or([...(values.includes(true) ? [is] : []), ...(values.includes(false) ? [sql`not ${is}`] : [])])
  }
  return or(values.map((value) => cameByIs(query, object, String(value), alias)))
}

/**
 * Through what a record came in: the import that it bears, else the door that the event of its making tells, with what stood
 * behind it. Of work without anybody the door alone; sample data counts as what it shows.
 */
export function cameBySql(query: FormulaQuery, object: string, alias: Sql): Sql {
  const event = engineTable(query.workspace, 'event')
  const made = sql`(select e.via || coalesce(':' || case when e.via = 'screen' then e.actor_id::text
      when e.via in ('import', 'form', 'api') then nullif(e.via_id, ${sampleMark}::text) end, '')
    from ${event} e where e.object = ${object}::text and e.record_id = ${alias}.id and e.kind = 'created' order by e.at, e.id limit 1)`
  return sql`coalesce(${bearsImport(query, object) ? sql`'import:' || nullif(${alias}.import_id, ${sampleMark}::text)` : raw('null')}, ${made}, 'unknown')`
}

/** An import is found by what its records bear, a form or a key by its events, a person by what she made. */
function cameByIs(query: FormulaQuery, object: string, key: string, alias: Sql): Sql {
  const is = sql`${cameBySql(query, object, alias)} = ${key}::text`
  const { door, id } = readCameBy(key)
  if (id === '') return is
  if (door === 'screen')
    return uuidShape.test(id) ? sql`(${alias}.created_by_id = ${id}::uuid and ${is})` : raw('false')
  const event = engineTable(query.workspace, 'event')
  const told = sql`${alias}.id in (select e.record_id from ${event} e where e.via_id = ${id}::text and e.object = ${object}::text and e.kind = 'created')`
  if (door !== 'import') return sql`(${told} and ${is})`
  return bearsImport(query, object) ? sql`(${alias}.import_id = ${id}::text)` : sql`(${told} and ${is})`
}

const uuidShape = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

function bearsImport({ workspace }: FormulaQuery, object: string): boolean {
  return workspace.registry.object(object).fields['importId'] !== undefined
}

/** Is there a record in an open group of likely duplicates that came before this one? Whoever sees no such groups is told of none. */
export function doubledSql(query: FormulaQuery, object: string, alias: Sql): Sql {
  const { doubles } = query.workspace.registry
  const field = doubles?.members[object]
  if (!doubles || !field) return raw('false')
  const { workspace } = query
  const links = ident(workspace.schema, linkTable(workspace.registry.object(doubles.object), field))
  const scope = query.scope(doubles.object, 'read', ident('dg'))
  return sql`exists (select 1 from ${links} dl join ${query.table(doubles.object)} dg on dg.id = dl.source_id
      join ${links} df on df.source_id = dl.source_id and df.target_id < dl.target_id
      join ${tableOf(workspace, object)} dr on dr.id = df.target_id and dr.deleted_at is null
    where dl.target_id = ${alias}.id and dg.deleted_at is null and ${query.declaredAt(workspace.registry.object(doubles.object), doubles.open, ident('dg'))}
      ${scope ? sql`and ${scope}` : raw('')})`
}
