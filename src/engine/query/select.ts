import type { Field } from '#kernel/fields/field.ts'
import { columnsOf, isComputed, typeOf } from '#kernel/fields/index.ts'
import { refuse } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { closest } from '#kernel/text/distance.ts'
import { canRead } from '../access/principal.ts'
import { engineTable, tableOf } from '../context.ts'
import { ident, raw, type Sql, sql } from '../db/sql.ts'
import { linkTable } from '../db/tables.ts'
import { computedSql } from './computed.ts'
import type { Query } from './query.ts'

/** What a select list becomes: expressions, the joins they need, and how a row of cells turns into a record. */
export type Selection = {
  readonly columns: readonly Sql[]
  readonly joins: Sql
  assemble(row: readonly unknown[]): Record<string, unknown>
}

type Tree = Map<string, Tree>

/**
 * Compiles a select list such as `['name', 'amount', 'account.owner.name']` for the table aliased `alias`.
 * An unknown field and a hidden one are refused alike. A relation brings the id and title of the other record, or
 * `{ hidden: true }` where the reader may not see that one.
 */
export function compileSelect(
  query: Query,
  object: RegisteredObject,
  paths: readonly string[] | null,
  alias = 'r',
): Selection {
  const tree = paths ? treeOf(paths) : defaultTree(query, object)
  const columns: Sql[] = []
  const joins: Sql[] = []
  let aliases = 0
  const node = compileNode(object, tree, alias)
  return {
    columns,
    joins: joins.length === 0 ? raw('') : joins.reduce((all, one) => sql`${all} ${one}`),
    assemble: node,
  }

  function column(expression: Sql): number {
    columns.push(expression)
    return columns.length - 1
  }

  function compileNode(at: RegisteredObject, wanted: Tree, as: string) {
    const id = column(sql`${ident(as)}.id`)
    const parts = [...wanted]
      .filter(([key]) => key !== 'id')
      .map(([key, deeper]) => {
        const field = visibleField(query, at, key)
        return [key, compileField(at, key, field, deeper, as)] as const
      })
    return (row: readonly unknown[]): Record<string, unknown> => {
      const record: Record<string, unknown> = { id: row[id] }
      for (const [key, read] of parts) record[key] = read(row)
      return record
    }
  }

  function compileField(
    at: RegisteredObject,
    key: string,
    field: Field,
    deeper: Tree,
    as: string,
  ): (row: readonly unknown[]) => unknown {
    if (field.type === 'relations') return manyRelated(at, key, field, as)
    if (isComputed(field)) {
      const index = column(computedSql(query, at, key, ident(as)))
      const unit = typeOf(field)
      return (row) => unit.fromRow([row[index]], field)
    }
    if (field.type === 'files') return files(at, key, field, as)
    const own = columnsOf(key, field)
    if ('to' in field) return related(String(field.to), own[0]!.name, deeper, as)
    if (deeper.size > 0)
      throw refuse('invalid', 'select', {
        en: `'${key}' leads to no other record.`,
        zh: `「${key}」没有指向其他记录。`,
      })
    const from = columns.length
    for (const c of own) column(sql`${ident(as, c.name)}`)
    const unit = typeOf(field)
    if (own.length === 1) {
      const cell: unknown[] = [null]
      return (row) => {
        const value = row[from]
        if (value === null) return null
        cell[0] = value
        return unit.fromRow(cell, field)
      }
    }
    return (row) => unit.fromRow(row.slice(from, from + own.length), field)
  }

  /** Joins the other record, if the reader may see it; asks for its title where nothing else is asked. */
  function related(to: string, columnName: string, deeper: Tree, as: string) {
    const target = query.workspace.registry.object(to)
    const join = `j${++aliases}`
    const pointer = column(sql`${ident(as, columnName)}`)
    const scope = query.scope(to, 'read', ident(join))
    joins.push(
      sql`left join ${query.table(to)} ${ident(join)} on ${ident(join)}.id = ${ident(as, columnName)} and ${ident(join)}.deleted_at is null${
        scope ? sql` and ${scope}` : raw('')
      }`,
    )
    const titleReadable = canRead(query.principal, to, target.title)
    const title = titleReadable ? column(titleSql(query, target, join)) : -1
    const node = compileNode(target, deeper, join)
    const nested = deeper.size > 0
    return (row: readonly unknown[]) => {
      if (row[pointer] === null) return null
      const record = node(row)
      if (record['id'] === null) return { hidden: true }
      const reference = { id: record['id'], title: title < 0 ? null : row[title] }
      return nested ? { ...record, ...reference } : reference
    }
  }

  function manyRelated(at: RegisteredObject, key: string, field: Field, as: string) {
    const to = String((field as Field & { to: string }).to)
    const target = query.workspace.registry.object(to)
    const scope = query.scope(to, 'read', ident('t'))
    const index =
      column(sql`array(select t.id::text || coalesce(' ' || ${canRead(query.principal, to, target.title) ? titleSql(query, target, 't') : raw('null')}, '')
      from ${engineTable(query.workspace, linkTable(at, key))} l
      join ${query.table(to)} t on t.id = l.target_id and t.deleted_at is null${scope ? sql` and ${scope}` : raw('')}
      where l.source_id = ${ident(as)}.id order by 1)`)
    return (row: readonly unknown[]) =>
      (row[index] as string[]).map((text) => ({
        id: text.slice(0, 36),
        title: text.length > 36 ? text.slice(37) : null,
      }))
  }

  function files(_at: RegisteredObject, key: string, field: Field, as: string) {
    const name = columnsOf(key, field)[0]!.name
    // Whoever may read the record and this field may know the files that hang on it.
    const index =
      column(sql`array(select f.id::text || ' ' || f.size::text || ' ' || f.name from ${tableOf(query.workspace, 'file')} f
      where f.id = any(${ident(as, name)}) and f.deleted_at is null order by f.id)`)
    return (row: readonly unknown[]) =>
      (row[index] as string[]).map((text) => {
        const [id = '', size = '0', ...name] = text.split(' ')
        return { id, size: Number(size), name: name.join(' ') }
      })
  }
}

/** The expression of a record's title. */
export function titleSql(query: Query, target: RegisteredObject, alias: string): Sql {
  const field = target.fields[target.title]!
  return isComputed(field)
    ? computedSql(query, target, target.title, ident(alias))
    : sql`${ident(alias, columnsOf(target.title, field)[0]!.name)}`
}

/** The field of that key if the reader may know of it; otherwise the refusal that an unknown field gets. */
export function visibleField(query: Query, object: RegisteredObject, key: string, pointer = 'select'): Field {
  const field = object.fields[key]
  if (field && canRead(query.principal, object.key, key)) return field
  const known = Object.keys(object.fields).filter((k) => canRead(query.principal, object.key, k))
  const guess = closest(key, known)?.match
  throw refuse(
    'invalid',
    pointer,
    {
      en: `'${object.key}' has no field '${key}'.${guess ? ` Did you mean '${guess}'?` : ''}`,
      zh: `「${object.label.zh}」没有字段「${key}」。${guess ? `你是想填「${guess}」吗？` : ''}`,
    },
    'unknown-field',
  )
}

function treeOf(paths: readonly string[]): Tree {
  const root: Tree = new Map()
  if (paths.length > 500) throw refuse('invalid', 'select', { en: 'At most 500 fields.', zh: '最多 500 个字段。' })
  for (const path of paths) {
    const keys = path.split('.')
    if (keys.length > 4)
      throw refuse('invalid', 'select', { en: `'${path}' goes too deep.`, zh: `「${path}」层级过深。` })
    let at = root
    for (const key of keys) {
      const next = at.get(key) ?? new Map()
      at.set(key, next)
      at = next
    }
  }
  return root
}

/** Everything the reader may see of the object itself. */
function defaultTree(query: Query, object: RegisteredObject): Tree {
  return new Map([...query.principal.rights(object.key).fields.keys()].map((key) => [key, new Map()]))
}
