import { keyNumber } from '#kernel/match/keys.ts'
import type { Values } from '#kernel/object.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import type { Workspace } from '../context.ts'
import type { Queryable } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { askedOf } from './numbers.ts'

const fewKeys = 200

/**
 * Holds the keys of records until the end of the transaction, so that whoever brings the same waits and then finds them.
 * Many at once hold all keys: a transaction has no room for a lock of each.
 */
export async function inTurn(
  db: Queryable,
  workspace: Workspace,
  object: RegisteredObject,
  records: readonly Values[],
): Promise<void> {
  const numbers = records.flatMap((record) =>
    askedOf(object, record).flatMap(({ strong, weak }) => [...strong, ...weak]),
  )
  const keys = [...new Set(numbers)].sort((a, b) => a - b)
  const space = `matching ${workspace.schema}`
  if (keys.length > fewKeys) {
    await db.rows(sql`select pg_advisory_xact_lock(hashtextextended(${space}::text, 0))`)
    return
  }
  await db.rows(sql`select pg_advisory_xact_lock_shared(hashtextextended(${space}::text, 0))`)
  await db.rows(sql`select pg_advisory_xact_lock(${keyNumber(space)}::integer, k) from unnest(${keys}::integer[]) k`)
}
