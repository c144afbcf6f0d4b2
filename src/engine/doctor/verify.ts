import { columnsOf } from '#kernel/fields/index.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { engineTable, tableOf, type Workspace } from '../context.ts'
import { verifyConfiguration } from '../custom/verify.ts'
import type { Queryable } from '../db/database.ts'
import { ident, raw, type Sql, sql } from '../db/sql.ts'
import { isSearchable, linkTable } from '../db/tables.ts'
import type { Anchor } from '../events/chain/anchor.ts'
import { backKinds, goneKinds, writeKinds } from '../events/event.ts'
import { groupRecords } from '../query/group.ts'
import { countRecords } from '../query/list.ts'
import { queryOf } from '../query/query.ts'
import { systemSession } from '../workspaces.ts'
import { auditChain } from './chain.ts'
import { type Finding, finding } from './finding.ts'

/** What holds in a workspace at one instant, whoever writes meanwhile, and how many rows it has. */
export type Verified = { readonly findings: Finding[]; readonly rows: Readonly<Record<string, number>> }

/**
 * The invariants of the house that one workspace can be asked for. Reads everything, changes nothing.
 * @param anchors what the data folder knows of its audit chain
 */
export async function verifyWorkspace(workspace: Workspace, anchors: readonly Anchor[] = []): Promise<Verified> {
  return workspace.db.transaction(async (tx) => {
    await tx.rows(raw('set transaction isolation level repeatable read, read only'), { once: true })
    const here: Workspace = { ...workspace, db: { ...workspace.db, rows: tx.rows, count: tx.count } }
    const objects = [...workspace.registry.objects.values()]
    return {
      findings: [
        await references(here, objects),
        await oneWorkspace(tx, here),
        await versionsAndEvents(here, objects),
        await totals(here, objects),
        await outbox(here),
        await auditChain(tx, here, anchors),
        await lives(here, objects),
        await money(here, objects),
        await searchDocuments(here, objects),
        await verifyConfiguration(here),
      ],
      rows: await rowCounts(tx, here),
    }
  })
}

/** I1: what a relation names is there, in the recycle bin at least. */
async function references(workspace: Workspace, objects: readonly RegisteredObject[]): Promise<Finding> {
  const dangling: string[] = []
  let looked = 0
  const count = async (name: string, table: Sql, column: Sql, target: Sql) => {
    looked += 1
    const n = await number(
      workspace.db,
      sql`select count(*) from ${table} r where r.${column} is not null and not exists (select 1 from ${target} t where t.id = r.${column})`,
    )
    if (n > 0) dangling.push(`${name}: ${n}`)
  }
  for (const object of objects)
    for (const [key, field] of Object.entries(object.fields)) {
      if (!('to' in field)) continue
      const target = tableOf(workspace, String(field.to))
      const column = columnsOf(key, field)[0]
      const name = `${object.key}.${key}`
      if (column?.kind === 'id') await count(name, tableOf(workspace, object.key), ident(column.name), target)
      else if (field.type === 'relations')
        await count(name, engineTable(workspace, linkTable(object, key)), ident('target_id'), target)
    }
  return verdict('I1 references', dangling, `${looked} relations lead somewhere`, `${looked} 个关联均有效`)
}

/** I2: no key of a table leads out of the workspace, and each holds for all of its rows. */
async function oneWorkspace(on: Queryable, workspace: Workspace): Promise<Finding> {
  const keys = await on.rows(
    sql`select r.relname, c.conname, c.connamespace <> t.relnamespace or not c.convalidated
      from pg_catalog.pg_constraint c join pg_catalog.pg_class r on r.oid = c.conrelid
      join pg_catalog.pg_class t on t.oid = c.confrelid
      join pg_catalog.pg_namespace n on n.oid = r.relnamespace where c.contype = 'f' and n.nspname = ${workspace.schema}`,
    { once: true },
  )
  const wrong = keys.flatMap(([table, key, out]) => (out ? [`${table}.${key}`] : []))
  return verdict(
    'I2 workspace',
    wrong,
    `${keys.length} keys lead to rows of this workspace`,
    `${keys.length} 个外键均指向本工作区`,
  )
}

/** A record has been written as often as events tell of it, and every event of a change tells of a record. */
async function versionsAndEvents(workspace: Workspace, objects: readonly RegisteredObject[]): Promise<Finding> {
  const event = engineTable(workspace, 'event')
  const wrong: string[] = []
  for (const object of objects) {
    const writes = sql`select record_id, count(*) as writes, count(*) filter (where kind = 'created') as births from ${event}
      where object = ${object.key} and (kind = any(${writeKinds}::text[]) or kind = 'erased' and data ? 'fields') group by record_id`
    const n = await number(
      workspace.db,
      sql`select count(*) from ${tableOf(workspace, object.key)} r left join (${writes}) e on e.record_id = r.id
        where r.version is distinct from coalesce(e.writes, 0) or coalesce(e.births, 0) <> 1`,
    )
    if (n > 0) wrong.push(`${object.key}: ${n}`)
    const lost = await number(
      workspace.db,
      sql`select count(*) from (${writes}) e where not exists (select 1 from ${tableOf(workspace, object.key)} r where r.id = e.record_id)`,
    )
    if (lost > 0) wrong.push(`${object.key}, events without a record: ${lost}`)
  }
  return verdict('events', wrong, 'every version has its event, every event its record', '版本与事件一一对应')
}

/** I5: the list's total, the sum over owners and the bare count are one number. */
async function totals(workspace: Workspace, objects: readonly RegisteredObject[]): Promise<Finding> {
  const query = queryOf(systemSession(workspace))
  const wrong: string[] = []
  for (const object of objects) {
    const bare = await number(
      workspace.db,
      sql`select count(*) from ${tableOf(workspace, object.key)} where deleted_at is null`,
    )
    const listed = await countRecords(query, object, query.reach(object, {}), 'exact')
    if (listed?.value !== bare) wrong.push(`${object.key}: list ${listed?.value}, table ${bare}`)
    if (!object.fields['owner']) continue
    const { data } = await groupRecords(query, object, { by: ['owner'], measures: ['count'], limit: 10_000 })
    const owned = data.reduce((sum, group) => sum + Number(group.measures[0]), 0)
    if (owned !== bare) wrong.push(`${object.key}: owners ${owned}, table ${bare}`)
  }
  return verdict('I5 totals', wrong, 'lists, owners and tables agree', '列表、负责人汇总与表一致')
}

/** I6: what is in the outbox waits, and not for long while somebody works on it. */
async function outbox(workspace: Workspace): Promise<Finding> {
  const now = workspace.clock.now().toISOString()
  const [row] = await workspace.db.rows(
    sql`select count(*), extract(epoch from ${now}::timestamptz - min(at)) from ${engineTable(workspace, 'event')} where dispatched_at is null`,
  )
  const [waiting, oldest] = [Number(row?.[0]), Math.round(Number(row?.[1] ?? 0))]
  const late = waiting > 0 && oldest > 300
  const en =
    waiting === 0
      ? 'empty'
      : `${waiting} events wait, the oldest for ${oldest} s${late ? '; is a server running?' : ''}`
  const zh =
    waiting === 0
      ? '已清空'
      : `${waiting} 个事件等待中，最早的已等待 ${oldest} 秒${late ? '，请确认服务是否在运行' : ''}`
  return finding('I6 outbox', late ? 'warn' : 'ok', en, zh)
}

/** I7: a record that lives came back as often as it was deleted; one in the recycle bin was deleted once more. */
async function lives(workspace: Workspace, objects: readonly RegisteredObject[]): Promise<Finding> {
  const wrong: string[] = []
  for (const object of objects) {
    const n = await number(
      workspace.db,
      sql`select count(*) from ${tableOf(workspace, object.key)} r left join (
          select record_id, count(*) filter (where kind = any(${goneKinds}::text[])) - count(*) filter (where kind = any(${backKinds}::text[])) as gone
          from ${engineTable(workspace, 'event')} where object = ${object.key} and kind = any(${[...goneKinds, ...backKinds]}::text[]) group by record_id
        ) e on e.record_id = r.id where coalesce(e.gone, 0) <> (r.deleted_at is not null)::int`,
    )
    if (n > 0) wrong.push(`${object.key}: ${n}`)
  }
  return verdict('I7 lives', wrong, 'records live and end as their events tell', '记录的删除与恢复和事件一致')
}

/** I8, as far as every object has it: an amount has its currency, and no currency is without one. */
async function money(workspace: Workspace, objects: readonly RegisteredObject[]): Promise<Finding> {
  const wrong: string[] = []
  let looked = 0
  for (const object of objects)
    for (const [key, field] of Object.entries(object.fields)) {
      const [amount, currency] = field.type === 'money' ? columnsOf(key, field) : []
      if (!amount || !currency) continue
      looked += 1
      const n = await number(
        workspace.db,
        sql`select count(*) from ${tableOf(workspace, object.key)} where (${ident(amount.name)} is null) <> (${ident(currency.name)} is null)`,
      )
      if (n > 0) wrong.push(`${object.key}.${key}: ${n}`)
    }
  return verdict('I8 money', wrong, `amounts of ${looked} fields have their currency`, `${looked} 个金额字段均有币种`)
}

/** I9, the half that data can break: every live record can be found. */
async function searchDocuments(workspace: Workspace, objects: readonly RegisteredObject[]): Promise<Finding> {
  const wrong: string[] = []
  for (const object of objects.filter(isSearchable)) {
    const n = await number(
      workspace.db,
      sql`select count(*) from ${tableOf(workspace, object.key)} where deleted_at is null and search is null`,
    )
    if (n > 0) wrong.push(`${object.key}: ${n}`)
  }
  return verdict('I9 search', wrong, 'every record has its search document', '所有记录均可检索')
}

async function rowCounts(on: Queryable, workspace: Workspace): Promise<Record<string, number>> {
  const tables = await on.rows(
    sql`select c.relname from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where n.nspname = ${workspace.schema} and c.relkind = 'r' order by 1`,
  )
  const counts: Record<string, number> = {}
  for (const [name] of tables)
    counts[String(name)] = await number(on, sql`select count(*) from ${ident(workspace.schema, String(name))}`)
  return counts
}

async function number(on: Pick<Queryable, 'rows'>, statement: Sql): Promise<number> {
  const [row] = await on.rows(statement, { once: true })
  return Number(row?.[0] ?? 0)
}

function verdict(check: string, wrong: readonly string[], en: string, zh: string): Finding {
  return wrong.length === 0 ? finding(check, 'ok', en, zh) : finding(check, 'wrong', wrong.join('; '), wrong.join('；'))
}
