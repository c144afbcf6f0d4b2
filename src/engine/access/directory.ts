import type { Grant } from '#kernel/module.ts'
import type { Registry } from '#kernel/registry.ts'
import type { Clock } from '../context.ts'
import type { Database } from '../db/database.ts'
import { ident, type Sql, sql } from '../db/sql.ts'
import { type PlacesAbove, placesAbove } from './above-places.ts'
import { type Absence, absencesOf, type Cover, isCoverable, isUnderWay, nextTurn, withCovers } from './cover.ts'
import { noRights, type Principal, proxyOf, type Rights } from './principal.ts'
import { type Role, unite } from './roles.ts'
import { loadStanding, type Places, placesOf, type Standing } from './standing.ts'

/**
 * Who is who in a workspace, and what each may do, kept in memory: no request asks the database for it.
 * `forget` is called when people, teams or roles change, here or in another process.
 */
export type Directory = {
  /** The person, or null when she is unknown or disabled. */
  person(userId: string): Promise<Principal | null>
  /** The same person, for what acts in her name without her. */
  proxy(userId: string): Promise<Principal | null>
  /** Everybody with their teams and roles, as the database has them. */
  everyone(): Promise<Everyone>
  /** Records of standing objects, as they were when somebody last asked for a person. */
  standing(): Standing
  /** Who is away and who stands in, as it was when somebody last asked for a person. */
  absences(): readonly Absence[]
  forget(): void
  /** Looks whether another process changed something and its hint was lost. Asks nothing while nobody uses the directory. */
  check(): Promise<void>
}

/** Opens the directory of one workspace schema. */
export function openDirectory(db: Database, schema: string, registry: Registry, clock: Clock): Directory {
  let loading: Promise<Everyone> | null = null
  let last: Standing = new Map()
  let absences: readonly Absence[] = []
  /** The span of time in which the principals that are kept hold. */
  let since = ''
  let turn: string | null = null
  let principals = new Map<string, Principal>()
  let used = false
  let stamp: unknown
  const forget = () => {
    loading = null
    principals = new Map()
  }
  const fresh = async () => {
    used = true
    loading ??= load(db, schema, registry)
    const current = loading
    const everyone = await current.catch((error: unknown) => {
      if (loading === current) loading = null
      throw error
    })
    last = everyone.standing
    absences = absencesOf(everyone, registry)
    return { current, everyone }
  }
  const directory: Directory = {
    everyone: async () => (await fresh()).everyone,
    standing: () => last,
    absences: () => absences,
    async person(userId) {
      const { current, everyone } = await fresh()
      const now = clock.now().toISOString()
      if (absences.length > 0 && (now < since || (turn !== null && now >= turn))) principals = new Map()
      if (principals.size === 0) {
        since = now
        turn = nextTurn(absences, now)
      }
      const known = principals.get(userId)
      if (known && current === loading) return known
      const principal = principalOf(userId, everyone, registry, now)
      if (principal && current === loading) principals.set(userId, principal)
      return principal
    },
    async proxy(userId) {
      const person = await directory.person(userId)
      return person && proxyOf(person)
    },
    forget,
    async check() {
      if (!used) return
      used = false
      const [row] = await db.rows(sql`select updated_at from ${ident(schema, 'setting')} where key = 'access'`)
      if (row?.[0] !== stamp) forget()
      stamp = row?.[0]
    },
  }
  return directory
}

export type Person = {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly teamId: string | null
  readonly managerId: string | null
  readonly timeZone: string
  readonly active: boolean
  readonly roles: readonly string[]
}

/** Who works here, in which teams, with which roles; disabled people too. */
export type Everyone = {
  readonly people: ReadonlyMap<string, Person>
  /** Parent of each team. */
  readonly teams: ReadonlyMap<string, string | null>
  /** Who leads each team. */
  readonly leaders: ReadonlyMap<string, string | null>
  readonly roles: ReadonlyMap<string, Role>
  /** Everyone below a person by reporting line. */
  readonly below: ReadonlyMap<string, readonly string[]>
  readonly standing: Standing
}

async function load(db: Database, schema: string, registry: Registry): Promise<Everyone> {
  const table = (name: string): Sql => ident(schema, name)
  const [people, links, teams, roles, lines, standing] = await Promise.all([
    db.rows(
      sql`select id, name, email, team_id, manager_id, time_zone, active from ${table('user')} where deleted_at is null`,
    ),
    db.rows(sql`select source_id, target_id from ${table('user_roles')}`),
    db.rows(sql`select id, parent_id, leader_id from ${table('team')} where deleted_at is null`),
    db.rows(sql`select id, name, admin, grants, key from ${table('role')} where deleted_at is null`),
    db.rows(sql`select above_id, below_id from ${table('reporting_line')} where depth > 0`),
    loadStanding(db, schema, registry),
  ])
  const rolesOf = Map.groupBy(links, ([user]) => String(user))
  const below = Map.groupBy(lines, ([above]) => String(above))
  return {
    people: new Map(
      people.map(([id, name, email, teamId, managerId, timeZone, active]) => [
        String(id),
        {
          id: String(id),
          name: String(name ?? ''),
          email: String(email ?? ''),
          teamId: teamId as string | null,
          managerId: managerId as string | null,
          timeZone: String(timeZone ?? 'Asia/Shanghai'),
          active: active === true,
          roles: (rolesOf.get(String(id)) ?? []).map(([, role]) => String(role)),
        },
      ]),
    ),
    teams: new Map(teams.map(([id, parent]) => [String(id), parent as string | null])),
    leaders: new Map(teams.map(([id, , leader]) => [String(id), leader as string | null])),
    roles: new Map(
      roles.map(([id, name, admin, grants, key]) => [
        String(id),
        {
          id: String(id),
          name: String(name ?? ''),
          key: key as string | null,
          admin: admin === true,
          grants: (grants ?? {}) as Record<string, Grant>,
        },
      ]),
    ),
    below: new Map([...below].map(([above, rows]) => [above, rows.map(([, b]) => String(b))])),
    standing,
  }
}

/**
 * A person as the engine sees her among these people, teams and roles; null when she is unknown or disabled. With `now`
 * she acts for those whom she covers at that instant, who act for nobody themselves: a cover of a cover is none.
 */
export function principalOf(
  userId: string,
  everyone: Everyone,
  registry: Registry,
  now: string | null = null,
): Principal | null {
  const person = everyone.people.get(userId)
  if (!person?.active) return null
  const roles = person.roles.map((id) => everyone.roles.get(id)).filter((role) => role !== undefined)
  const teamsAtAndBelow = person.teamId ? subtree(person.teamId, everyone.teams) : []
  const teamsLed = [...everyone.leaders].flatMap(([team, leader]) =>
    leader === person.id ? subtree(team, everyone.teams) : [],
  )
  const reporting = everyone.below.get(person.id) ?? []
  const people = [...everyone.people.values()]
  const inTeams = (teams: readonly string[]) =>
    people.filter((p) => p.teamId && teams.includes(p.teamId)).map((p) => p.id)
  const cache = new Map<string, Rights>()
  const places = new Map<string, Places | null>()
  const above = new Map<string, readonly PlacesAbove[]>()
  const grantees = [person.id, ...(person.teamId ? ancestors(person.teamId, everyone.teams) : [])]
  const admin = roles.some((role) => role.admin)
  const covers = now === null ? [] : coversOf(userId, everyone, registry, now)
  return {
    id: person.id,
    name: person.name,
    email: person.email,
    teamId: person.teamId,
    timeZone: person.timeZone,
    admin,
    roles: roles.flatMap((role) => [role.id, ...(role.key ? [role.key] : [])]),
    teamsAtAndBelow,
    teamMates: unique([person.id, ...(person.teamId ? inTeams([person.teamId]) : [])]),
    peopleBelow: unique([person.id, ...inTeams(teamsAtAndBelow), ...reporting]),
    peopleLed: unique([...reporting, ...inTeams(teamsLed)]).filter((id) => id !== person.id),
    grantees,
    covers,
    rights(key) {
      let rights = cache.get(key)
      if (!rights) {
        const object = registry.objects.get(key)
        rights = object ? unite(object, roles) : noRights
        if (covers.length > 0 && isCoverable(registry, key)) rights = withCovers(rights, key, covers)
        cache.set(key, rights)
      }
      return rights
    },
    places(key) {
      let found = places.get(key)
      if (found === undefined) {
        const asker = { id: person.id, standsFor: [...grantees, ...person.roles], admin }
        found = placesOf(registry, everyone.standing, key, asker)
        places.set(key, found)
      }
      return found
    },
    placesAbove(key) {
      let found = above.get(key)
      if (!found) {
        found = placesAbove(registry, key, (gathered) => this.places(gathered))
        above.set(key, found)
      }
      return found
    },
  }
}

function coversOf(userId: string, everyone: Everyone, registry: Registry, now: string): Cover[] {
  const mine = absencesOf(everyone, registry).filter((one) => one.by.includes(userId) && isUnderWay(one, now))
  return [...Map.groupBy(mine, ({ personId }) => personId)].flatMap(([personId, list]) => {
    const person = personId === userId ? null : principalOf(personId, everyone, registry)
    const until = list
      .map((one) => one.until)
      .sort()
      .at(-1)!
    return person ? [{ for: person, until }] : []
  })
}

/** A team and all below it. A circle in the data ends the walk. */
function subtree(root: string, teams: ReadonlyMap<string, string | null>): string[] {
  const found = [root]
  for (const team of found) for (const [id, parent] of teams) if (parent === team && !found.includes(id)) found.push(id)
  return found
}

/** A team and all above it: what is opened to a department is open to its teams. */
export function ancestors(team: string, teams: ReadonlyMap<string, string | null>): string[] {
  const found: string[] = []
  for (let id: string | null = team; id && !found.includes(id); id = teams.get(id) ?? null) found.push(id)
  return found
}

function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)]
}
