import { matchedFields } from '#kernel/match/matching.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { type Sql, sql } from '../db/sql.ts'
import { isSearchable } from '../db/tables.ts'
import { matchNumbers } from '../matching/numbers.ts'
import { searchDocument, searchedFields, titleKey } from '../search/document.ts'

/** A column that is made of what a record says: what it is found by, ordered by and recognised by. */
export type MadeColumn = {
  readonly name: string
  /** The type of the value that is sent. */
  readonly sql: string
  /** Fields whose change makes it stale. */
  readonly from: readonly string[]
  of(record: Readonly<Record<string, unknown>>): unknown
  /** What is stored, of the value that was sent. */
  stored(value: Sql): Sql
}

const made = new WeakMap<RegisteredObject, readonly MadeColumn[]>()

/** The made columns of an object, behind those of its fields. */
export function madeColumns(object: RegisteredObject): readonly MadeColumn[] {
  let columns = made.get(object)
  if (!columns) {
    columns = [...searched(object), ...matched(object)]
    made.set(object, columns)
  }
  return columns
}

function searched(object: RegisteredObject): MadeColumn[] {
  if (!isSearchable(object)) return []
  const from = searchedFields(object)
  return [
    {
      name: 'search',
      sql: 'text[]',
      from,
      of: (record) => searchDocument(object, record),
      stored: (value) => sql`array_to_tsvector(${value})`,
    },
    { name: 'title_key', sql: 'text', from, of: (record) => titleKey(object, record), stored: (value) => value },
  ]
}

function matched(object: RegisteredObject): MadeColumn[] {
  if (!object.matching) return []
  return [
    {
      name: 'match_keys',
      sql: 'integer[]',
      from: matchedFields(object.matching),
      of: (record) => matchNumbers(object, record),
      stored: (value) => value,
    },
  ]
}
