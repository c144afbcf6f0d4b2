import type { RegisteredObject } from '#kernel/registry.ts'
import type { Sql } from '../db/sql.ts'
import { type FormulaQuery, formulaSql, formulaValue, mayComputeFormula } from './formula.ts'
import { mayRollUp, rollupSql, rollupValue } from './rollup.ts'

/** A computed field as a select list takes it: money comes as `array[amount, currency]`. Empty for a reader who may not see all that it reads. */
export function computedSql(query: FormulaQuery, object: RegisteredObject, key: string, alias: Sql): Sql {
  if (object.fields[key]?.type === 'deadline') return query.deadline(object.key, key, alias)
  return isRollup(object, key) ? rollupSql(query, object, key, alias) : formulaSql(query, object, key, alias)
}

/** A computed field as an expression that compares: money is its amount. */
export function computedValue(query: FormulaQuery, object: RegisteredObject, key: string, alias: Sql): Sql {
  if (object.fields[key]?.type === 'deadline') return query.deadline(object.key, key, alias)
  return isRollup(object, key) ? rollupValue(query, object, key, alias) : formulaValue(query, object, key, alias)
}

/** May the reader see every field that a computed field is made of? */
export function mayCompute(query: FormulaQuery, object: RegisteredObject, key: string): boolean {
  if (object.fields[key]?.type === 'deadline') return true
  return isRollup(object, key) ? mayRollUp(query, object, key) : mayComputeFormula(query, object, key)
}

function isRollup(object: RegisteredObject, key: string): boolean {
  return object.fields[key]?.type === 'rollup'
}
