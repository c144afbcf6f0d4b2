import { type AutonumberField, autonumberText } from '#kernel/fields/autonumber.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { engineTable } from '../context.ts'
import { sql } from '../db/sql.ts'
import type { Writing } from './op.ts'

/**
 * Gives new records their numbers. The counter's row stays locked until the transaction ends, so a refused write
 * gives its numbers back and there is never a gap; a sequence could not do that.
 */
export async function takeNumbers(
  w: Writing,
  object: RegisteredObject,
  records: readonly Record<string, unknown>[],
): Promise<void> {
  if (records.length === 0) return
  const table = engineTable(w.session.workspace, 'counter')
  for (const [key, field] of Object.entries(object.fields)) {
    if (field.type !== 'autonumber') continue
    const waiting = records.filter((record) => record[key] === null || record[key] === undefined)
    if (waiting.length === 0) continue
    const counter = `${object.key}.${key}`
    w.db.letGoEarly()
    const take = () =>
      w.db.rows(
        sql`update ${table} set value = value + ${waiting.length}::bigint where key = ${counter}::text returning value`,
      )
    let [row] = await take()
    if (!row) {
      await w.db.count(sql`insert into ${table} (key, value) values (${counter}, 0) on conflict (key) do nothing`)
      ;[row] = await take()
    }
    const last = Number(row![0])
    waiting.forEach((record, i) => {
      record[key] = autonumberText(field as AutonumberField, last - waiting.length + 1 + i)
    })
  }
}
