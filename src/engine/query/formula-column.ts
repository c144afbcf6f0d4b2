import type { RegisteredObject } from '#kernel/registry.ts'
import { ident, type Sql } from '../db/sql.ts'
import { formulaSql } from './formula.ts'
import type { Query } from './query.ts'

/** The SQL of a formula field. A formula reaches only fields that its reader may see; otherwise it is empty. */
export function formulaColumn(query: Query, object: RegisteredObject, key: string, alias: string): Sql {
  return formulaSql(query, object, key, ident(alias))
}
