import { refuse } from '#kernel/problem.ts'
import { engineTable } from '../context.ts'
import { sql } from '../db/sql.ts'
import type { Writing } from './op.ts'

/**
 * Does the work of a request once, however often it is sent: the key, the work and its answer commit together.
 * A second request waits for the first, then gets the same answer; with another body it is refused.
 * Source: draft-ietf-httpapi-idempotency-key-header-07.
 */
export async function once<T>(w: Writing, run: () => Promise<T>): Promise<T> {
  const { idempotency, workspace, principal } = w.session
  if (!idempotency || principal.id === null) return run()
  const table = engineTable(workspace, 'idempotency')
  const mine = sql`key = ${idempotency.key} and user_id = ${principal.id}::uuid`
  const first = await w.db.rows(
    sql`insert into ${table} (key, user_id, fingerprint, at) values (${idempotency.key}, ${principal.id}::uuid, ${idempotency.fingerprint}, ${w.now}::timestamptz)
      on conflict (user_id, key) do nothing returning key`,
  )
  if (first.length === 0) {
    const [row] = await w.db.rows(sql`select fingerprint, answer from ${table} where ${mine}`)
    if (row?.[0] !== idempotency.fingerprint)
      throw refuse(
        'invalid',
        null,
        { en: 'This idempotency key was used for another request.', zh: '该幂等键已用于其他请求。' },
        'key-reused',
      )
    return row[1] as T
  }
  const answer = await run()
  await w.db.count(sql`update ${table} set answer = ${JSON.stringify(answer)}::jsonb where ${mine}`)
  return answer
}
