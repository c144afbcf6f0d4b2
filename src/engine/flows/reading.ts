import { parseFormula } from '#kernel/formula.ts'
import type { Values, Where } from '#kernel/object.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { canRead } from '../access/principal.ts'
import { isOneOf, raw, sql } from '../db/sql.ts'
import { expressionSql } from '../query/formula.ts'
import { presentRecords } from '../query/list.ts'
import type { Writing } from '../records/op.ts'

/** The record on which a step acts. */
export type About = { readonly object: string; readonly id: string }

/**
 * What a step reads of its record, with the rights of the flow's owner. Where it is done for many runs at once each
 * question is asked once for all of their records. Made anew for each step, which sees what the one before has written.
 */
export type Reading = {
  /** A path of the record as it is shown: `{ account: { name } }` for `account.name`; null where there is nothing. */
  shown(about: About, path: string): Promise<Values | null>
  /** What an expression over the record gives, computed in the database as formula fields are. */
  computed(about: About, expression: string, result: 'number' | 'text' | 'boolean' | 'date'): Promise<unknown>
  fits(about: About, where: Where): Promise<boolean>
}

/** Reads of these records, and of no others. */
export function readingOf(w: Writing, records: readonly (About | null)[]): Reading {
  const { registry } = w.session.workspace
  const byObject = Map.groupBy(
    records.filter((one) => one !== null),
    ({ object }) => object,
  )
  const asked = new Map<string, Promise<ReadonlyMap<string, unknown>>>()
  type Ask = (object: RegisteredObject, ids: readonly string[]) => Promise<(readonly [string, unknown])[]>
  const once = async ({ object, id }: About, question: unknown, ask: Ask) => {
    const key = JSON.stringify([object, question])
    const ids = [...new Set((byObject.get(object) ?? []).map((one) => one.id))]
    const answer = asked.get(key) ?? ask(registry.object(object), ids).then((found) => new Map(found))
    asked.set(key, answer)
    return (await answer).get(id) ?? null
  }
  const from = (object: RegisteredObject, ids: readonly string[], where?: Where) =>
    sql`from ${w.query.from(object.key, 'r')} where ${isOneOf(raw('r.id'), ids)} and ${w.query.reach(object, where ? { where } : {})}`
  return {
    shown: async (about, path) =>
      (await once(about, path, async (object, ids) =>
        (await presentRecords(w.query, object, ids, [path], w.db)).map((one) => [String(one['id']), one]),
      )) as Values | null,
    computed: (about, expression, result) =>
      once(about, { expression, result }, async (object, ids) => {
        const visible = (o: string, f: string) => canRead(w.session.principal, o, f)
        const formula = parseFormula({ is: expression, result }, { registry, object: object.key, visible })
        const rows = await w.db.rows(
          sql`select r.id, ${expressionSql(formula, w.query, raw('r'))} ${from(object, ids)}`,
        )
        return rows.map(([id, value = null]) => [
          String(id),
          value !== null && formula.type === 'number' ? Number(value) : value,
        ])
      }),
    fits: async (about, where) =>
      (await once(about, { where }, async (object, ids) =>
        (await w.db.rows(sql`select r.id ${from(object, ids, where)}`)).map(([id]) => [String(id), true]),
      )) === true,
  }
}
