import type { ApiPresence } from '#kernel/api.ts'
import { canRead, type Principal } from '../../access/principal.ts'
import { engineTable, type Session, type Workspace } from '../../context.ts'
import { sql } from '../../db/sql.ts'
import { presentRecords } from '../../query/list.ts'
import { queryOf } from '../../query/query.ts'
import { whoSees } from './seen.ts'

/** Where somebody looks: a record, and the field that she is editing. */
export type Look = { readonly object: string; readonly record: string; readonly field: string | null }

/** How often a process says that those who listen to it are still there. */
export const beatMs = 5_000
/** After so long without it they are gone, as where a process was killed. By the database's clock: those of servers differ. */
const goneSeconds = 15
/** Rounds after which it is asked anew whether she still may know. */
const againEvery = 10

/**
 * Notes what the windows of one browser show from now on; records that the caller may not see are left out like such
 * that do not exist, and so is a field that she may not see.
 */
export async function lookAt(session: Session, client: string, looks: readonly Look[]): Promise<void> {
  const { workspace, principal } = session
  const query = queryOf(session)
  const byObject = Map.groupBy(looks, ({ object }) => object)
  const seen = await Promise.all(
    [...byObject].map(async ([key, list]) => {
      const object = workspace.registry.objects.get(key)
      if (!object || principal.rights(key).scopes.read.length === 0) return []
      const records = await presentRecords(query, object, [...new Set(list.map(({ record }) => record))], [])
      const there = new Set(records.map(({ id }) => String(id)))
      return list.filter(({ record }) => there.has(record))
    }),
  )
  const rows = [...new Map(seen.flat().map((look) => [`${look.object} ${look.record}`, look])).values()]
  const table = engineTable(workspace, 'presence')
  const fields = rows.map(({ object, field }) => (field && canRead(principal, object, field) ? field : null))
  await workspace.db.transaction(async (tx) => {
    await tx.count(sql`delete from ${table} where client = ${client} and user_id = ${principal.id}::uuid`)
    if (rows.length > 0)
      await tx.count(
        sql`insert into ${table} (client, user_id, object, record_id, field, at)
          select ${client}::text, ${principal.id}::uuid, l.object, l.record_id, l.field, clock_timestamp()
          from unnest(${rows.map(({ object }) => object)}::text[], ${rows.map(({ record }) => record)}::uuid[], ${fields}::text[])
            l(object, record_id, field)
          on conflict do nothing`,
      )
  })
}

/** Nobody looks from these browsers any more. */
export async function lookAway(workspace: Workspace, clients: readonly string[]): Promise<void> {
  await workspace.db.count(
    sql`delete from ${engineTable(workspace, 'presence')} where client = any(${[...clients]}::text[])`,
  )
}

/** These browsers are still there. */
export async function stillHere(workspace: Workspace, clients: readonly string[]): Promise<void> {
  await workspace.db.count(
    sql`update ${engineTable(workspace, 'presence')} set at = clock_timestamp() where client = any(${[...clients]}::text[])`,
  )
}

type Present = { readonly userId: string; readonly key: string; readonly field: string | null }

/** Who looks at what at this moment, by whatever process. */
export async function whoIsHere(workspace: Workspace): Promise<readonly Present[]> {
  const rows = await workspace.db.rows(
    sql`select user_id, object, record_id, field from ${engineTable(workspace, 'presence')}
      where at > clock_timestamp() - ${goneSeconds}::int * interval '1 second' order by user_id, field`,
  )
  return rows.map(([userId, object, recordId, field]) => ({
    userId: String(userId),
    key: `${String(object)} ${String(recordId)}`,
    field: field as string | null,
  }))
}

/** What one listener has been told of each record that she looks at. */
export type Told = { readonly records: Map<string, string>; rounds: number }

/**
 * What has changed for one listener: for each record that she looks at and may see, the other people there, of those
 * whom she may see, and which field each is editing as far as she may see that.
 */
export async function presenceFor(
  workspace: Workspace,
  principal: Principal,
  here: readonly Present[],
  told: Told,
): Promise<ApiPresence[]> {
  const again = ++told.rounds % againEvery === 0
  const mine = new Set(here.flatMap(({ userId, key }) => (userId === principal.id ? [key] : [])))
  for (const key of told.records.keys()) if (!mine.has(key)) told.records.delete(key)
  const news: ApiPresence[] = []
  for (const key of mine) {
    const others = here.filter((one) => one.key === key && one.userId !== principal.id)
    const state = JSON.stringify(others)
    const before = told.records.get(key) ?? '[]'
    if (state === before && !(again && others.length > 0)) continue
    const [object = '', recordId = ''] = key.split(' ')
    const people = await peopleFor(workspace, principal, object, recordId, others)
    told.records.set(key, state)
    news.push({ object, recordId, people })
  }
  return news
}

async function peopleFor(
  workspace: Workspace,
  principal: Principal,
  object: string,
  recordId: string,
  others: readonly Present[],
): Promise<ApiPresence['people']> {
  if (others.length === 0) return []
  const seen = await whoSees(workspace, [principal], [{ id: recordId, object, recordId }])
  const user = workspace.registry.object('user')
  if (!seen.get(principal)?.has(recordId) || !canRead(principal, 'user', user.title)) return []
  const ids = [...new Set(others.map(({ userId }) => userId))]
  const people = await presentRecords(queryOf({ workspace, principal }), user, ids, [user.title])
  return people.map((person) => {
    const id = String(person['id'])
    const field = others.find((one) => one.userId === id && one.field !== null)?.field ?? null
    return {
      id,
      name: String(person[user.title] ?? ''),
      field: field !== null && canRead(principal, object, field) ? field : null,
    }
  })
}
