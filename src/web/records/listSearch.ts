import type { Where } from '#kernel/where.ts'
import { type Way, ways } from './ways.ts'

/** What the address of a list says beyond its object. */
export type ListSearch = {
  /** A saved view. */
  readonly view?: string
  readonly where?: Where
  readonly sort?: readonly string[]
  /** What it shows beside the name. */
  readonly columns?: readonly string[]
  readonly q?: string
  readonly as?: Way
  /** What rows are grouped by; '' for nothing where the view says something. */
  readonly group?: string
  /** The record beside the list. */
  readonly peek?: string
}

/** Reads the address; what does not fit is dropped. */
export function readListSearch(search: Record<string, unknown>): ListSearch {
  const { view, where, sort, columns, q, as, group, peek } = search
  return {
    ...(typeof view === 'string' && { view }),
    ...(isObject(where) && { where: where as Where }),
    // As the API takes it too: fields with commas between them.
    ...(Array.isArray(sort) && { sort: sort.map(String) }),
    ...(typeof sort === 'string' && { sort: sort.split(',') }),
    ...(Array.isArray(columns) && { columns: columns.map(String) }),
    ...(typeof columns === 'string' && { columns: columns.split(',') }),
    ...(q !== undefined && q !== '' && { q: String(q) }),
    ...(ways.includes(as as Way) && { as: as as Way }),
    ...(typeof group === 'string' && { group }),
    ...(typeof peek === 'string' && { peek }),
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
