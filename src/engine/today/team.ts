import type { ApiTodayTeam } from '#kernel/api-today.ts'
import type { TodayFigure } from '#kernel/today.ts'
import { canRead } from '../access/principal.ts'
import { tableOf } from '../context.ts'
import { raw, sql } from '../db/sql.ts'
import { presentRecords } from '../query/list.ts'
import type { Query } from '../query/query.ts'
import { countedTo, mayAsk, readLists } from './lists.ts'

/** So many people have a row at most. */
const mostPeople = 60

/** How the people do whom the reader leads: those of the teams that she leads, and all who report to her. */
export async function readTeam(query: Query): Promise<ApiTodayTeam> {
  const led = await whomSheLeads(query)
  const user = query.workspace.registry.object('user')
  const people = await presentRecords(query, user, led.slice(0, mostPeople), ['name'])
  if (people.length === 0) return { figures: [], people: [], total: 0, lists: [] }
  const ids = people.map(({ id }) => String(id))
  const figures = query.workspace.registry.today.filter(
    (section): section is TodayFigure & typeof section =>
      'count' in section &&
      canRead(query.principal, section.count.key, 'owner') &&
      mayAsk(query, section.count.key, section.where),
  )
  const [lists, ...values] = await Promise.all([
    readLists(query, 'team', { owner: { in: ids } }),
    ...figures.map((figure) => valuesOf(query, figure, ids)),
  ])
  return {
    figures: figures.map(({ key, label, help, count, where, good }) => ({
      key,
      label,
      ...(help ? { help } : {}),
      object: count.key,
      where,
      good,
    })),
    people: people.map(({ id, name }) => ({
      id: String(id),
      name: String(name),
      values: values.map((value) => value.get(String(id)) ?? 0),
    })),
    total: led.length,
    lists,
  }
}

/** Active people of the teams that she leads and of those below, and of her reporting line; by name, without herself. */
export async function whomSheLeads({ workspace, principal }: Query): Promise<string[]> {
  if (principal.id === null || !canRead(principal, 'user', 'name')) return []
  const { people, teams, below } = await workspace.directory.everyone()
  const rows = await workspace.db.rows(
    sql`select id from ${tableOf(workspace, 'team')} where leader_id = ${principal.id}::uuid and deleted_at is null`,
  )
  const leads = new Set(rows.map(([id]) => String(id)))
  for (const id of leads) for (const [team, parent] of teams) if (parent === id) leads.add(team)
  const reports = new Set(below.get(principal.id) ?? [])
  return [...people.values()]
    .filter(
      ({ id, active, teamId }) =>
        active && id !== principal.id && (reports.has(id) || (teamId !== null && leads.has(teamId))),
    )
    .sort((a, b) => a.name.localeCompare(b.name, 'zh-CN'))
    .map(({ id }) => id)
}

/** The figure of each person, counted up to a thousand each, so that an index over the owner bounds the work. */
async function valuesOf(query: Query, { count, where }: TodayFigure, ids: readonly string[]) {
  const object = query.workspace.registry.object(count.key)
  const rows = await query.workspace.db.rows(
    sql`select p.id, (select count(*) from (select 1 from ${query.from(object.key, 'r')}
        where r.owner_id = p.id and ${query.reach(object, { where })} ${raw(`limit ${countedTo}`)}) counted)
      from unnest(${[...ids]}::uuid[]) p(id)`,
  )
  return new Map(rows.map(([id, value]) => [String(id), Number(value)]))
}
