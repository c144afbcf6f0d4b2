import type { RegisteredObject } from '#kernel/registry.ts'
import { engineTable } from '../context.ts'
import type { Queryable } from '../db/database.ts'
import { isOneOf, raw, type Sql, sql } from '../db/sql.ts'
import { linkTable } from '../db/tables.ts'
import type { Query } from '../query/query.ts'
import { codecOf, type Stored } from './codec.ts'

/** Reads stored records that meet a condition on the alias `r`, with their many-to-many values. */
export async function loadStored(
  on: Queryable,
  query: Query,
  object: RegisteredObject,
  condition: Sql,
): Promise<Stored[]> {
  const codec = codecOf(object)
  const rows = await on.rows(sql`select ${codec.select('r')} from ${query.from(object.key, 'r')} where ${condition}`)
  const records = rows.map((row) => codec.decode(row))
  await loadLinks(on, query, object, records)
  return records
}

/** Fills in the many-to-many fields, which are no columns. */
async function loadLinks(
  on: Queryable,
  query: Query,
  object: RegisteredObject,
  records: readonly Stored[],
): Promise<void> {
  const keys = Object.entries(object.fields).flatMap(([key, field]) => (field.type === 'relations' ? [key] : []))
  if (keys.length === 0 || records.length === 0) return
  await Promise.all(
    keys.map(async (key) => {
      const links = await on.rows(
        sql`select source_id, target_id from ${engineTable(query.workspace, linkTable(object, key))}
          where ${isOneOf(
            raw('source_id'),
            records.map((r) => r.id),
          )} order by source_id, target_id`,
      )
      const bySource = Map.groupBy(links, ([source]) => String(source))
      for (const record of records) {
        const ids = bySource.get(record.id)?.map(([, target]) => String(target)) ?? null
        ;(record as Record<string, unknown>)[key] = ids
      }
    }),
  )
}

/** Reads single records by id, gathering what is asked for at the same moment into one statement, once per transaction. */
export class RecordLoader {
  readonly #on: Queryable
  readonly #query: Query
  readonly #known = new Map<string, Promise<Stored | null>>()
  #waiting = new Map<
    string,
    { object: RegisteredObject; id: string; done: (record: Stored | null) => void; fail: (error: unknown) => void }[]
  >()

  constructor(on: Queryable, query: Query) {
    this.#on = on
    this.#query = query
  }

  get(object: RegisteredObject, id: string): Promise<Stored | null> {
    const key = `${object.key} ${id}`
    let found = this.#known.get(key)
    if (!found) {
      found = new Promise((done, fail) => {
        if (this.#waiting.size === 0) queueMicrotask(() => setImmediate(() => this.#fetch()))
        const list = this.#waiting.get(object.key) ?? []
        list.push({ object, id, done, fail })
        this.#waiting.set(object.key, list)
      })
      this.#known.set(key, found)
    }
    return found
  }

  /** A record as it stands after a write of this transaction. */
  put(object: RegisteredObject, record: Stored): void {
    this.#known.set(`${object.key} ${record.id}`, Promise.resolve(record.deletedAt ? null : record))
  }

  #fetch(): void {
    const waiting = this.#waiting
    this.#waiting = new Map()
    for (const asked of waiting.values()) {
      const { object } = asked[0]!
      const ids = [...new Set(asked.map(({ id }) => id))]
      loadStored(
        this.#on,
        this.#query,
        object,
        sql`${isOneOf(raw('r.id'), ids)} and ${this.#query.reach(object, {})}`,
      ).then(
        (records) => {
          const found = new Map(records.map((record) => [record.id, record]))
          for (const { id, done } of asked) done(found.get(id) ?? null)
        },
        (error) => {
          for (const { fail } of asked) fail(error)
        },
      )
    }
  }
}
