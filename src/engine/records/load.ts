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
  if (records.length === 0) return records
  const ids = records.map(({ id }) => id)
  fillLinks(records, await Promise.all(readLinks(on, query, object, ids)))
  return records
}

/**
 * The same for records that are known by their ids: the links are asked for in the same breath. In a transaction they
 * are read behind the records, so after a lock that those waited for.
 * @param reach holds beside the ids, and may end in an order and a lock
 */
export async function loadByIds(
  on: Queryable,
  query: Query,
  object: RegisteredObject,
  ids: readonly string[],
  reach: Sql,
): Promise<Stored[]> {
  const codec = codecOf(object)
  const [rows, ...links] = await Promise.all([
    on.rows(
      sql`select ${codec.select('r')} from ${query.from(object.key, 'r')} where ${isOneOf(raw('r.id'), ids)} and ${reach}`,
    ),
    ...readLinks(on, query, object, ids),
  ])
  const records = rows.map((row) => codec.decode(row))
  fillLinks(records, links)
  return records
}

/** The targets of a many-to-many field, by the id of their record. */
type Links = { readonly key: string; readonly bySource: ReadonlyMap<string, readonly string[]> }

/** Asks for the many-to-many fields, which are no columns. */
function readLinks(
  on: Queryable,
  query: Query,
  object: RegisteredObject,
  ids: readonly string[],
): readonly Promise<Links>[] {
  return Object.entries(object.fields).flatMap(([key, field]) => {
    if (field.type !== 'relations') return []
    const rows = on.rows(
      sql`select source_id, target_id from ${engineTable(query.workspace, linkTable(object, key))}
        where ${isOneOf(raw('source_id'), ids)} order by source_id, target_id`,
    )
    return rows.then((links) => {
      const bySource = new Map<string, string[]>()
      for (const [source, target] of links) {
        const list = bySource.get(String(source))
        if (list) list.push(String(target))
        else bySource.set(String(source), [String(target)])
      }
      return { key, bySource }
    })
  })
}

function fillLinks(records: readonly Stored[], links: readonly Links[]): void {
  for (const { key, bySource } of links)
    for (const record of records) (record as Record<string, unknown>)[key] = bySource.get(record.id) ?? null
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
      loadByIds(this.#on, this.#query, object, ids, this.#query.reach(object, {})).then(
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
