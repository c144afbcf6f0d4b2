import type { ApiGroups, GroupQuery } from '#kernel/api.ts'
import type { Field } from '#kernel/fields/field.ts'
import { columnsOf, typeOf } from '#kernel/fields/index.ts'
import type { MoneyField } from '#kernel/fields/money.ts'
import { refuse } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { canRead } from '../access/principal.ts'
import { engineTable } from '../context.ts'
import { ident, join, raw, type Sql, sql } from '../db/sql.ts'
import { linkTable } from '../db/tables.ts'
import { type Conversion, conversionOf, exactly } from './convert.ts'
import type { Query } from './query.ts'
import { titleSql, visibleField } from './select.ts'

const dateParts: Readonly<Record<string, string>> = {
  day: 'YYYY-MM-DD',
  week: 'IYYY-"W"IW',
  month: 'YYYY-MM',
  quarter: 'YYYY-"Q"Q',
  year: 'YYYY',
}
const functions = ['sum', 'avg', 'min', 'max']

/**
 * Groups records by fields or parts of dates (`closeDate:month`) and computes over each group.
 * Money is never added up over currencies: a money measure answers a list of `{ amount, currency }`. With `convert` it is
 * told in the currency of the company first, as far as there are rates.
 */
export async function groupRecords(query: Query, object: RegisteredObject, options: GroupQuery): Promise<ApiGroups> {
  if (options.by.length > 4) throw refuse('invalid', 'by', { en: 'At most four fields.', zh: '最多按四个字段分组。' })
  const joins: Sql[] = []
  const keys = options.by.map((entry, i) => groupKey(query, object, entry, i, joins))
  const measures = (options.measures ?? ['count']).map((entry, at) => ({
    ...measure(query, object, entry, options),
    at,
  }))
  const limit = Math.min(options.limit ?? 1_000, 10_000)
  // Money is grouped by its currency as well, so each money field has a statement of its own.
  const statements = Map.groupBy(measures, (m) => m.money)
  const groups = new Map<string, { by: unknown[]; measures: unknown[] }>()
  await Promise.all(
    [...statements.values()].map(async (together) => {
      const currency = together[0]?.currency
      const columns = [...keys.flatMap((k) => k.columns), ...(currency ? [currency] : [])]
      const conversion = together[0]?.conversion
      const told = [
        ...together.map((m) => m.expression),
        ...(conversion ? [sql`bool_or(${conversion.converted})`] : []),
      ]
      const numbers = raw(columns.map((_, i) => i + 1).join(', '))
      const rows = await query.db.rows(
        sql`select ${join([...columns, ...told])}
          from ${query.from(object.key, 'r')} ${join([...joins, ...(conversion ? [conversion.join] : [])], ' ')}
          where ${query.reach(object, { where: options.where === undefined ? {} : options.where, many: true })}
          ${columns.length ? sql`group by ${numbers} order by ${numbers}` : raw('')} limit ${limit}::int`,
      )
      for (const row of rows) collect(row, together)
    }),
  )
  return { data: [...groups.values()] }

  function collect(row: readonly unknown[], together: readonly (Measure & { at: number })[]): void {
    let at = 0
    const by = keys.map((key) => {
      const cells = row.slice(at, at + key.columns.length)
      at += key.columns.length
      return key.read(cells)
    })
    const id = JSON.stringify(by)
    const group = groups.get(id) ?? { by, measures: measures.map((m) => (m.currency ? [] : m.counts ? 0 : null)) }
    groups.set(id, group)
    const code = together[0]?.currency ? row[at++] : null
    const converted = row[at + together.length] === true ? { converted: true } : {}
    together.forEach((m, i) => {
      const cell = row[at + i]
      if (!m.currency) group.measures[m.at] = cell
      else if (cell !== null)
        (group.measures[m.at] as unknown[]).push({ amount: trim(String(cell)), currency: code, ...converted })
    })
  }
}

type Key = { readonly columns: readonly Sql[]; read(cells: readonly unknown[]): unknown }
type Measure = {
  readonly expression: Sql
  /** The money field that is computed over, and the column of its currency. */
  readonly money: string | null
  readonly currency: Sql | null
  readonly conversion?: Conversion | null
  readonly counts: boolean
}

function groupKey(query: Query, object: RegisteredObject, entry: string, index: number, joins: Sql[]): Key {
  const [path = '', part] = entry.split(':')
  const [key = '', piece = ''] = path.split('.')
  const field = visibleField(query, object, key, 'by')
  if (field.type === 'relations') {
    // A record with several of them counts in the group of each.
    const to = String((field as Field & { to?: unknown }).to)
    const target = query.workspace.registry.object(to)
    const [link, alias] = [`k${index}`, `g${index}`]
    const scope = query.scope(to, 'read', ident(alias))
    joins.push(
      sql`left join ${engineTable(query.workspace, linkTable(object, key))} ${ident(link)} on ${ident(link)}.source_id = r.id
        left join ${query.from(to, alias)} on ${ident(alias)}.id = ${ident(link)}.target_id and ${ident(alias)}.deleted_at is null${scope ? sql` and ${scope}` : raw('')}`,
    )
    const title = canRead(query.principal, to, target.title) ? titleSql(query, target, alias) : raw('null::text')
    return {
      columns: [sql`${ident(alias)}.id`, title],
      read: ([id, name]) => (id === null ? null : { id, title: name }),
    }
  }
  const column = columnsOf(key, field).find((c) => c.part === piece)
  if (!column || column.kind === 'json' || column.kind === 'ids')
    throw refuse('invalid', 'by', { en: `Records cannot be grouped by '${path}'.`, zh: `不能按「${path}」分组。` })
  const expression = ident('r', column.name)
  if (part !== undefined) {
    const format = dateParts[part]
    if (!format || (column.kind !== 'date' && column.kind !== 'datetime'))
      throw refuse('invalid', 'by', { en: `'${entry}' is no part of a date.`, zh: `「${entry}」不是有效的日期分段。` })
    const local =
      column.kind === 'datetime' ? sql`(${expression} at time zone ${query.principal.timeZone}::text)` : expression
    return { columns: [sql`to_char(${local}, ${raw(`'${format}'`)})`], read: ([cell]) => cell }
  }
  if ('to' in field && column.kind === 'id') {
    const to = String(field.to)
    const target = query.workspace.registry.object(to)
    const alias = `g${index}`
    const scope = query.scope(to, 'read', ident(alias))
    joins.push(
      sql`left join ${query.from(to, alias)} on ${ident(alias)}.id = ${expression} and ${ident(alias)}.deleted_at is null${scope ? sql` and ${scope}` : raw('')}`,
    )
    const title = canRead(query.principal, to, target.title) ? titleSql(query, target, alias) : raw('null::text')
    // Records of one hidden target are not told apart from those of another.
    return {
      columns: [sql`${ident(alias)}.id`, title, sql`(${expression} is null)`],
      read: ([id, name, none]) => (none ? null : id ? { id, title: name } : { hidden: true }),
    }
  }
  const unit = typeOf(field)
  return {
    columns: [expression],
    read: ([cell]) =>
      piece === '' && columnsOf(key, field).length === 1 ? (cell === null ? null : unit.fromRow([cell], field)) : cell,
  }
}

function measure(query: Query, object: RegisteredObject, entry: string, { convert }: GroupQuery): Measure {
  if (entry === 'count') return { expression: raw('count(*)'), money: null, currency: null, counts: true }
  const [name = '', key = ''] = entry.split(':')
  if (!functions.includes(name))
    throw refuse('invalid', 'measures', { en: `Unknown measure '${entry}'.`, zh: `未知的统计项「${entry}」。` })
  const field = visibleField(query, object, key, 'measures')
  const column = columnsOf(key, field)[0]
  const numeric = column?.kind === 'number'
  const ordered = numeric || column?.kind === 'date' || column?.kind === 'datetime'
  if (!column || (name === 'sum' || name === 'avg' ? !numeric : !ordered))
    throw refuse('invalid', 'measures', { en: `'${key}' has no ${name}.`, zh: `「${key}」不能做此统计。` })
  const conversion =
    convert && field.type === 'money' ? conversionOf(query, object, key, field as Field & MoneyField) : null
  if (conversion)
    return {
      expression: exactly(sql`${raw(name)}(${conversion.amount})`),
      money: key,
      currency: conversion.currency,
      conversion,
      counts: false,
    }
  return {
    expression: sql`${raw(name)}(${ident('r', column.name)})`,
    money: field.type === 'money' ? key : null,
    currency: field.type === 'money' ? ident('r', columnsOf(key, field)[1]!.name) : null,
    counts: false,
  }
}

function trim(amount: string): string {
  return amount.includes('.') ? amount.replace(/\.?0+$/, '') : amount
}
