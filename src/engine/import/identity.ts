import type { ImportPlan } from '#kernel/api-import.ts'
import { columnsOf, typeOf } from '#kernel/fields/index.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { and, ident, raw, type Sql, sql } from '../db/sql.ts'

/** One way to recognise a record: all its fields are equal. `at` are places in a staged row's keys. */
export type Rule = { readonly keys: readonly { readonly at: number; readonly column: string; readonly type: string }[] }

/** How rows of a plan are recognised, and what a staged row keeps for it. */
export type Identity = {
  readonly rules: readonly Rule[]
  /** The title alone decides, and it is the name of a company, which may be spelt in several ways. */
  readonly byCompany: boolean
  /** The key texts of a row's values; null where a value is missing. */
  keysOf(values: Readonly<Record<string, unknown>>): (string | null)[]
}

/**
 * The rules that the mapped columns allow, the surest first: the record's own id, its id in the source, fields that are
 * unique, then the object's identity rules, or those of the plan.
 */
export function identityOf(object: RegisteredObject, plan: ImportPlan): Identity {
  const mapped = new Set([
    ...plan.columns.map(({ field }) =>
      object.fields[field.split('.')[0]!]?.type === 'text' ? field.split('.')[0]! : field,
    ),
    ...Object.keys(plan.templates),
  ])
  const unique = Object.entries(object.fields).flatMap(([key, field]) => (field.unique ? [[key]] : []))
  const chosen = plan.duplicates === 'create' ? [] : (plan.match ?? [['sourceId'], ...unique, ...object.identity])
  const lists = [['id'], ...chosen].filter((keys) => keys.length > 0 && keys.every((key) => mapped.has(key)))
  const fields = [...new Set(lists.flat())]
  const column = (key: string) => (key === 'id' ? { name: 'id', sql: 'uuid' } : columnsOf(key, object.fields[key]!)[0]!)
  const title = object.fields[object.title]
  return {
    byCompany:
      title !== undefined &&
      'nameOf' in title &&
      title.nameOf === 'company' &&
      lists.some((keys) => keys.length === 1 && keys[0] === object.title),
    rules: lists.map((keys) => ({
      keys: keys.map((key) => ({ at: fields.indexOf(key) + 1, column: column(key).name, type: column(key).sql })),
    })),
    keysOf: (values) =>
      fields.map((key) => {
        const value = values[key]
        if (value === null || value === undefined) return null
        const cell = key === 'id' ? value : typeOf(object.fields[key]!).toRow(value, object.fields[key]!)[0]
        return cell === null || cell === undefined ? null : String(cell)
      }),
  }
}

/** A staged row `i` has what the rule asks for. */
export function hasKeys(rule: Rule): Sql {
  return and(rule.keys.map(({ at }) => sql`i.keys[${raw(String(at))}] is not null`))
}

/** A staged row `i` and a record of that alias are the same by the rule. */
export function sameAs(rule: Rule, alias: 'r' | 'l'): Sql {
  return and(
    rule.keys.map(({ at, column, type }) => sql`${ident(alias, column)} = i.keys[${raw(String(at))}]::${raw(type)}`),
  )
}
