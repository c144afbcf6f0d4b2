import type { ApiImportMapping, ImportPlan } from '#kernel/api-import.ts'
import { notFound } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { engineTable, type Session } from '../context.ts'
import { and, type Sql, sql } from '../db/sql.ts'
import { presentRecords } from '../query/list.ts'
import { queryOf } from '../query/query.ts'
import type { Memory } from './analyse.ts'
import { headerKey } from './matching.ts'
import type { ImportRow } from './store.ts'

type Header = readonly { readonly name: string; readonly field: string }[]

/** Files of the object that taught single headers; the same header in a newer one counts. */
const lessons = 20

/** What earlier files of the object by anybody taught: a whole plan for the same header, and where single headers went. */
export async function recall(session: Session, object: RegisteredObject, headerHash: string): Promise<Memory> {
  const [same, recent] = await Promise.all([
    read(session, and([of(object), sql`header_hash = ${headerHash}::text`]), 1),
    read(session, of(object), lessons),
  ])
  const headers = new Map<string, string>()
  for (const { header } of recent.toReversed())
    for (const { name, field } of header) if (name !== '') headers.set(headerKey(name), field)
  return { plan: same[0]?.plan ?? null, headers }
}

/** Keeps the plan of an import that ran for the next file with the same header. */
export async function remember({ workspace, principal }: Session, row: ImportRow): Promise<void> {
  const names = new Map(row.analysis.columns.map((c) => [c.column, c.name]))
  const header: Header = row.plan.columns.map(({ column, field }) => ({ name: names.get(column) ?? '', field }))
  const table = engineTable(workspace, 'import_mapping')
  const [text, plan, now] = [JSON.stringify(header), JSON.stringify(row.plan), workspace.clock.now().toISOString()]
  const again = await workspace.db.count(
    sql`update ${table} set header = ${text}::jsonb, plan = ${plan}::jsonb, file_name = ${row.fileName}::text, used = used + 1,
        used_at = ${now}::timestamptz, used_by = ${principal.id}::uuid
      where object = ${row.object}::text and header_hash = ${row.headerHash}::text`,
  )
  if (again > 0) return
  await workspace.db.count(
    sql`insert into ${table} (object, header_hash, header, plan, file_name, used, used_at, used_by)
      values (${row.object}::text, ${row.headerHash}::text, ${text}::jsonb, ${plan}::jsonb, ${row.fileName}::text, 1,
        ${now}::timestamptz, ${principal.id}::uuid)
      on conflict (object, header_hash) do nothing`,
  )
}

/** The mappings that are remembered for an object, the last used first; for whoever may import it. */
export async function listMappings(session: Session, object: RegisteredObject): Promise<ApiImportMapping[]> {
  const mappings = await read(session, of(object), 200)
  const user = session.workspace.registry.object('user')
  const ids = [...new Set(mappings.flatMap((m) => m.usedBy ?? []))]
  const people = new Map(
    (await presentRecords(queryOf(session), user, ids, [user.title])).map((p) => [String(p['id']), p[user.title]]),
  )
  return mappings.map(({ headerHash, header, fileName, used, usedAt, usedBy }) => ({
    object: object.key,
    header: headerHash,
    fileName,
    columns: header,
    used,
    usedAt,
    usedBy: usedBy && people.has(usedBy) ? { id: usedBy, title: String(people.get(usedBy) ?? '') } : null,
  }))
}

/** Forgets a mapping: the next file with that header is asked about again. */
export async function forgetMapping(session: Session, object: RegisteredObject, headerHash: string): Promise<void> {
  const gone = await session.workspace.db.count(
    sql`delete from ${engineTable(session.workspace, 'import_mapping')} where ${of(object)} and header_hash = ${headerHash}::text`,
  )
  if (gone === 0) throw notFound()
}

function of(object: RegisteredObject): Sql {
  return sql`object = ${object.key}::text`
}

async function read({ workspace }: Session, condition: Sql, limit: number) {
  const rows = await workspace.db.rows(
    sql`select header_hash, header, plan, file_name, used, used_at, used_by from ${engineTable(workspace, 'import_mapping')}
      where ${condition} order by used_at desc limit ${limit}::int`,
  )
  return rows.map(([headerHash, header, plan, fileName, used, usedAt, usedBy]) => ({
    headerHash: String(headerHash),
    header: header as Header,
    plan: plan as ImportPlan,
    fileName: String(fileName),
    used: Number(used),
    usedAt: String(usedAt),
    usedBy: usedBy === null ? null : String(usedBy),
  }))
}
