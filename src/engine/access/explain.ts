import type { AccessLevel, ApiAccess, ApiAccessPerson, ApiReason } from '#kernel/api-access.ts'
import { say } from '#kernel/label.ts'
import { notFound, refuse } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { engineTable, type Session } from '../context.ts'
import { ident, join, type Sql, sql } from '../db/sql.ts'
import { presentRecords } from '../query/list.ts'
import { past, queryOf } from '../query/query.ts'
import { sharesAbove } from './above.ts'
import type { Principal, Verb } from './principal.ts'
import { adminReason, type Facts, reasonOf, type ShareFact } from './reasons.ts'
import type { Role } from './roles.ts'
import { isInherited, type Reach } from './scope.ts'

const verbs = ['read', 'update', 'delete'] as const

/**
 * Everybody who reaches a record, at which level, and why. Each scope of each person is asked of the record by the very
 * condition that her queries carry, so that this can say nothing else than what they do. For administrators and for
 * those who may share the record; to others it is not told.
 */
export async function whoReaches(session: Session, object: RegisteredObject, id: string): Promise<ApiAccess> {
  const { workspace, principal: caller } = session
  await mayKnow(session, object, id)
  const facts = await factsOf(session, object, id)
  const people = await peopleOf(facts, workspace.directory)
  const reached = await reachOf(session, object, id, people)
  const knows = caller.rights(object.key).fields
  const told = people.flatMap(({ principal, roles }, index): ApiAccessPerson[] => {
    const found = reached[index]!
    if (!found.read) return []
    const reasons = Object.fromEntries(
      verbs.flatMap((verb): [Verb, readonly ApiReason[]][] => {
        const scopes = found[verb]
        if (!scopes) return []
        if (principal.admin) return [[verb, [adminReason(facts, roles)]]]
        return [[verb, scopes.flatMap((scope) => reasonOf(facts, principal, roles, verb, scope))]]
      }),
    )
    const levels: AccessLevel[] = verbs.filter((verb) => found[verb])
    if (mayGiveOn(found) && object.traits.includes('shared')) levels.push('share')
    const seen = principal.rights(object.key).fields
    return [
      {
        id: String(principal.id),
        name: principal.name,
        team: principal.teamId ? (facts.teamNames.get(principal.teamId) ?? null) : null,
        levels,
        reasons,
        hidden: Object.entries(object.fields)
          .filter(([key]) => knows.has(key) && !seen.has(key))
          .map(([, field]) => say(field.label, session.language)),
      },
    ]
  })
  const byName = new Intl.Collator(session.language)
  return {
    people: told.sort((a, b) => b.levels.length - a.levels.length || byName.compare(a.name, b.name)),
    of: people.length,
  }
}

/** The scopes by which each person reaches a live record, by verb; a verb that she has not is not there. */
export type Reached = Readonly<Partial<Record<Verb, readonly Reach[]>>>

/** What came to her with something else is not hers to give on. */
export function mayGiveOn({ update }: Reached): boolean {
  return update?.some((scope) => !isInherited(scope)) ?? false
}

/** Asks every scope of these people of one record, each distinct condition once, a few hundred in a statement. */
export async function reachOf(
  session: Session,
  object: RegisteredObject,
  id: string,
  people: readonly { readonly principal: Principal }[],
): Promise<Reached[]> {
  const { workspace } = session
  const now = workspace.clock.now().toISOString()
  const conditions = new Map<string, { readonly is: Sql; holds: boolean }>()
  const asked = people.map(({ principal }) => {
    const query = queryOf({ workspace, principal }, now)
    return verbs.map((verb) =>
      query.scopes(object.key, verb, ident('r')).map(({ scope, is }) => {
        const { text, values } = is.compile()
        const key = `${text} ${JSON.stringify(values)}`
        const condition = conditions.get(key) ?? { is, holds: false }
        conditions.set(key, condition)
        return { scope, condition }
      }),
    )
  })
  const all = [...conditions.values()]
  const table = queryOf(session, now).from(object.key, 'r')
  for (let from = 0; from < all.length; from += 300) {
    const some = all.slice(from, from + 300)
    const [row] = await workspace.db.rows(
      sql`select array[${join(some.map(({ is }) => sql`(${is}) is true`))}] from ${table} where r.id = ${id}::uuid and r.deleted_at is null`,
      { once: true },
    )
    const holds = (row?.[0] ?? []) as boolean[]
    some.forEach((condition, i) => {
      condition.holds = holds[i] === true
    })
  }
  return asked.map((byVerb) => {
    const [read = [], update = [], remove = []] = byVerb.map((parts) =>
      parts.filter(({ condition }) => condition.holds).map(({ scope }) => scope),
    )
    // Nobody changes what she cannot see.
    if (read.length === 0) return {}
    return {
      read,
      ...(update.length > 0 ? { update } : {}),
      ...(remove.length > 0 ? { delete: remove } : {}),
    }
  })
}

/** What reasons are made of: the owner, the shares, who is who. */
export async function factsOf(session: Session, object: RegisteredObject, id: string): Promise<Facts> {
  const { workspace } = session
  const now = workspace.clock.now().toISOString()
  const everyone = await workspace.directory.everyone()
  const owned = object.traits.includes('owned')
  const query = past(queryOf(session, now))
  const [owners, above, shares, teams] = await Promise.all([
    owned
      ? workspace.db.rows(sql`select r.owner_id from ${query.from(object.key, 'r')} where r.id = ${id}::uuid`)
      : Promise.resolve([]),
    sharesAbove(session, object, id),
    workspace.db.rows(
      sql`select grantee_id, level, until, created_by from ${engineTable(workspace, 'share')}
        where record_id = ${id}::uuid and object = ${object.key} and (until is null or until > ${now}::timestamptz) order by id`,
    ),
    workspace.db.rows(sql`select id, name from ${query.from('team', 'r')} where r.deleted_at is null`),
  ])
  return {
    object,
    owner: everyone.people.get(String(owners[0]?.[0] ?? '')) ?? null,
    shares: shares.map(([granteeId, level, until, by]) => ({ granteeId, level, until, by }) as ShareFact),
    above,
    registry: workspace.registry,
    everyone,
    teamNames: new Map(teams.map(([team, name]) => [String(team), String(name ?? '')])),
    language: session.language,
    timeZone: session.principal.timeZone,
  }
}

/** Everybody who is active, with the roles she has. */
async function peopleOf(facts: Facts, directory: Session['workspace']['directory']) {
  const list = await Promise.all(
    [...facts.everyone.people.values()].map(async (person) => ({
      principal: await directory.person(person.id),
      roles: person.roles.map((id) => facts.everyone.roles.get(id)).filter((role) => role !== undefined),
    })),
  )
  return list.filter((one): one is { principal: Principal; roles: Role[] } => one.principal !== null)
}

/** Who sees a record is told to administrators and to those who could open it to others. */
async function mayKnow(session: Session, object: RegisteredObject, id: string): Promise<void> {
  const query = queryOf(session)
  const [seen] = await presentRecords(query, object, [id], [])
  if (!seen) throw notFound()
  if (session.principal.admin) return
  const shareable = object.traits.includes('shared')
  const rows = shareable
    ? await session.workspace.db.rows(
        sql`select 1 from ${query.from(object.key, 'r')} where r.id = ${id}::uuid and ${query.reach(object, { verb: 'update' })}`,
      )
    : []
  if (rows.length === 0)
    throw refuse('forbidden', null, {
      en: 'Who can see this record is told to those who may share it, and to administrators.',
      zh: '只有可以共享这条记录的人和系统管理员能查看访问情况。',
    })
}
