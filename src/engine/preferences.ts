import { refuse } from '#kernel/problem.ts'
import { engineTable, type Session } from './context.ts'
import { sql } from './db/sql.ts'

/** Bytes of one value as JSON, and values of one person. */
const limits = { bytes: 8_192, keys: 100 } as const

/** What the caller likes on the screen, by key. */
export async function readPreferences(session: Session): Promise<Record<string, unknown>> {
  const { workspace, principal } = session
  const rows = await workspace.db.rows(
    sql`select key, value from ${engineTable(workspace, 'preference')} where user_id = ${principal.id}::uuid limit ${limits.keys}::int`,
  )
  return Object.fromEntries(rows.map(([key, value]) => [String(key), value]))
}

/**
 * Keeps one preference of the caller; null forgets it. No event: nobody else is concerned.
 * Refuses a key that is no word of 1 to 60 letters, digits and dots, a value of more than 8 KB, and the hundred-and-first.
 */
export async function keepPreference(session: Session, key: string, value: unknown): Promise<void> {
  const { workspace, principal } = session
  const table = engineTable(workspace, 'preference')
  if (!/^[a-zA-Z][\w.-]{0,59}$/.test(key))
    throw refuse('invalid', 'key', {
      en: 'A key begins with a letter and has at most 60 letters, digits and dots.',
      zh: '键以字母开头，最多 60 个字母、数字和点。',
    })
  if (value === null || value === undefined) {
    await workspace.db.count(sql`delete from ${table} where user_id = ${principal.id}::uuid and key = ${key}`)
    return
  }
  const text = JSON.stringify(value)
  if (Buffer.byteLength(text) > limits.bytes)
    throw refuse('invalid', 'value', { en: 'At most 8 KB may be kept.', zh: '最多保存 8 KB。' })
  const now = workspace.clock.now().toISOString()
  const kept = await workspace.db.rows(
    sql`insert into ${table} (user_id, key, value, updated_at)
      select ${principal.id}::uuid, ${key}::text, ${text}::jsonb, ${now}::timestamptz
      where (select count(*) from ${table} p where p.user_id = ${principal.id}::uuid and p.key <> ${key}::text) < ${limits.keys}::int
      on conflict (user_id, key) do update set value = excluded.value, updated_at = excluded.updated_at returning key`,
  )
  if (kept.length === 0)
    throw refuse('conflict', 'key', { en: 'A hundred preferences are kept already.', zh: '最多保存 100 项偏好。' })
}
