import type { ApiBulk, ApiBulkWrite, ApiBulkWrites, BulkWork } from '#kernel/api-bulk.ts'
import { undoDays } from '#kernel/api-bulk.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { canRead } from '../access/principal.ts'
import { engineTable, type Session } from '../context.ts'
import { sql } from '../db/sql.ts'
import { readCursor, writeCursor } from '../query/cursor.ts'
import type { Writing } from './op.ts'

type Detail = { readonly fields?: readonly string[]; readonly action?: string }

/** Notes a bulk write beside what it did: which fields or which action, never the values. What changed nothing is not noted. */
export async function noteBulk(w: Writing, object: RegisteredObject, work: BulkWork, outcome: ApiBulk): Promise<void> {
  const { id, changed, unchanged, refused } = outcome
  if (changed === 0) return
  const detail: Detail =
    work.do === 'action'
      ? { action: work.action }
      : work.do === 'update'
        ? { fields: [...new Set([work.values, work.add, work.remove].flatMap((one) => Object.keys(one ?? {})))] }
        : {}
  await w.db.count(
    sql`insert into ${engineTable(w.session.workspace, 'bulk_write')} (id, at, actor_id, object, verb, detail, changed, unchanged, refused)
      values (${id}::uuid, ${w.now}::timestamptz, ${w.session.principal.id}::uuid, ${object.key}, ${work.do}, ${detail}::jsonb,
        ${changed}::int, ${unchanged}::int, ${refused}::int)`,
  )
}

/** Notes that a bulk write was taken back. */
export async function noteUndone(w: Writing, id: string): Promise<void> {
  await w.db.count(
    sql`update ${engineTable(w.session.workspace, 'bulk_write')} set undone_at = ${w.now}::timestamptz where id = ${id}::uuid`,
  )
}

/** The bulk writes of the caller, of an administrator those of all; latest first, of objects that she may read. */
export async function bulkLog(
  session: Session,
  options: { object?: string; after?: string; limit?: number } = {},
): Promise<ApiBulkWrites> {
  const { workspace, principal } = session
  const limit = Math.min(options.limit ?? 50, 200)
  const cursor = options.after ? readCursor(options.after, 'bulk', ['timestamptz']) : null
  const known = [...workspace.registry.objects.keys()].filter(
    (key) => principal.rights(key).scopes.read.length > 0 && (!options.object || options.object === key),
  )
  const rows = await workspace.db.rows(
    sql`select b.id, b.at, b.actor_id, b.object, b.verb, b.detail, b.changed, b.unchanged, b.refused, b.undone_at
      from ${engineTable(workspace, 'bulk_write')} b
      where b.object = any(${known}::text[]) and (${principal.admin}::boolean or b.actor_id = ${principal.id}::uuid)
        and (${cursor?.values[0] ?? null}::timestamptz is null or (b.at, b.id) < (${cursor?.values[0] ?? null}::timestamptz, ${cursor?.id ?? null}::uuid))
      order by b.at desc, b.id desc limit ${limit + 1}::int`,
  )
  const everyone = await workspace.directory.everyone()
  const oldest = workspace.clock.now().getTime() - undoDays * 86_400_000
  const data = rows
    .slice(0, limit)
    .map(([id, at, actor, object, verb, detail, changed, unchanged, refused, undone]) => {
      const { fields = [], action = null } = detail as Detail
      return {
        id: String(id),
        at: String(at),
        person: { id: String(actor), name: everyone.people.get(String(actor))?.name ?? '—' },
        object: String(object),
        do: verb as ApiBulkWrite['do'],
        fields: fields.filter((key) => canRead(principal, String(object), key)),
        action,
        changed: Number(changed),
        unchanged: Number(unchanged),
        refused: Number(refused),
        undoneAt: undone === null ? null : String(undone),
        undoable: actor === principal.id && undone === null && Date.parse(String(at)) >= oldest,
      }
    })
  const last = data.at(-1)
  return {
    data,
    next: rows.length > limit && last ? writeCursor({ sort: 'bulk', values: [last.at], id: last.id }) : null,
  }
}
