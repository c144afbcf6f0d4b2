import type { RegisteredObject } from '#kernel/registry.ts'
import { sql } from '../db/sql.ts'
import type { Stored } from './codec.ts'
import type { Writing } from './op.ts'

/**
 * Links that the caller cannot see are not hers to take away: a screen sends back the list it was shown, and that had
 * neither the records that are hidden from her nor those in the bin. Answers the fields that have such links, with them in it.
 */
export async function withUnseenLinks(
  w: Writing,
  object: RegisteredObject,
  before: Stored,
  after: Stored,
): Promise<Record<string, unknown>> {
  const kept: Record<string, unknown> = {}
  for (const [key, field] of Object.entries(object.fields)) {
    if (field.type !== 'relations' || after[key] === before[key]) continue
    const wanted = (after[key] ?? []) as readonly string[]
    const dropped = ((before[key] ?? []) as readonly string[]).filter((id) => !wanted.includes(id))
    if (dropped.length === 0) continue
    const target = w.query.workspace.registry.object(String((field as { to?: unknown }).to))
    const rows = await w.db.rows(
      sql`select r.id from ${w.query.from(target.key, 'r')} where r.id = any(${dropped}::uuid[]) and ${w.query.reach(target, {})}`,
    )
    const seen = new Set(rows.map(([id]) => String(id)))
    const unseen = dropped.filter((id) => !seen.has(id))
    if (unseen.length > 0) kept[key] = [...wanted, ...unseen].sort()
  }
  return kept
}
