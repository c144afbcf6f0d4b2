import type { Session } from '#engine/context.ts'
import { engineTable, tableOf } from '#engine/context.ts'
import { sql } from '#engine/db/sql.ts'
import { applyOps, writing } from '#engine/records/write.ts'
import { systemSession } from '#engine/workspaces.ts'
import type { Grant, Scope } from '#kernel/module.ts'
import type { TestSampan } from '../harness.ts'

/* A sky full of made-up records, people and roles, and a slow, plain answer to "what may she see?" that shares nothing with the engine. */

export type Raw = { id: string; deleted?: boolean; [field: string]: unknown }
export type ObjectKey = 'region' | 'star' | 'planet' | 'moon' | 'visit'
export type Person = { session: Session; id: string; team: string | null; manager: string | null; roles: Role[] }
export type Role = { id: string; grants: Record<string, Grant> }
export type Share = { object: string; record: string; grantee: string; level: string; until: string | null }
export type World = {
  records: Record<ObjectKey, Raw[]>
  people: Person[]
  teams: Map<string, string | null>
  shares: Share[]
  names: Map<string, string>
}

/** Mulberry32: the same seed, the same sky. */
export function dice(seed: number) {
  let a = seed >>> 0
  const next = () => {
    a = (a + 0x6d2b79f5) >>> 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const below = (n: number) => Math.floor(next() * n)
  return {
    below,
    chance: (p: number) => next() < p,
    pick: <T>(list: readonly T[]): T => list[below(list.length)] as T,
    some: <T>(list: readonly T[], p: number): T[] => list.filter(() => next() < p),
  }
}
export type Dice = ReturnType<typeof dice>

let made = 0
const freshId = () => `00000000-0000-7000-8000-${String(++made).padStart(12, '0')}`

/** Filters that a role may have as its scope, each with what it means, said a second time. */
const customScopes: Partial<Record<ObjectKey, [Scope, (r: Raw, w: World, me: Person) => boolean][]>> = {
  star: [[{ where: { mass: { gte: 5 } } }, (r) => r['mass'] !== null && Number(r['mass']) >= 5]],
  planet: [
    [{ where: { kind: 'ice' } }, (r) => r['kind'] === 'ice'],
    // reads a field that is hidden from nearly everybody
    [{ where: { secret: { gte: 5 } } }, (r) => r['secret'] !== null && Number(r['secret']) >= 5],
    // reaches over records that she may not see herself
    [{ where: { 'star.mass': { lt: 5 } } }, (r, w) => starMass(r, w) !== null && Number(starMass(r, w)) < 5],
    [{ where: { keeper: { is: 'me' } } }, (r, _w, me) => r['keeper'] === me.id],
  ],
  moon: [[{ where: { 'planet.kind': 'gas' } }, (r, w) => live(w.records.planet, r['planet'])?.['kind'] === 'gas']],
}

const starMass = (r: Raw, w: World) => live(w.records.star, r['star'])?.['mass'] ?? null

export function live(list: readonly Raw[], id: unknown): Raw | null {
  return list.find((r) => r.id === id && !r.deleted) ?? null
}

/** What the company has settled: what is open with what it belongs to. */
export const hangs = { 'moon.planet': 'read', 'visit.planet': 'update', 'planet.star': 'update' } as const

const simple: Scope[] = ['none', 'own', 'team', 'teamAndBelow', 'shared', 'all']
const hideable: Record<ObjectKey, string[]> = {
  region: ['name'],
  star: ['name', 'mass', 'price', 'owner', 'region'],
  planet: [
    'name',
    'note',
    'call',
    'mass',
    'price',
    'kind',
    'tags',
    'star',
    'neighbours',
    'keeper',
    'place',
    'owner',
    'updatedAt',
    'createdBy',
    'water',
    'serial',
    'moonCount',
    'found',
    'pictures',
  ],
  moon: ['name', 'planet', 'mass', 'price', 'owner', 'updatedAt'],
  visit: ['subject', 'planet', 'at', 'said', 'owner'],
}

function someGrant(d: Dice, key: ObjectKey): Grant {
  const scopes = [...simple, ...(customScopes[key] ?? []).map(([scope]) => scope)]
  const scope = () => (d.chance(0.3) ? [d.pick(scopes), d.pick(scopes)] : d.pick(scopes))
  const fields = Object.fromEntries(
    hideable[key].flatMap((f) => (d.chance(0.25) ? [[f, d.pick(['hidden', 'read'] as const)]] : [])),
  )
  if (key === 'planet' && d.chance(0.2)) fields['secret'] = 'write' as never
  return {
    read: scope(),
    update: scope(),
    delete: scope(),
    create: d.chance(0.5),
    actions: 'all',
    export: true,
    fields,
  }
}

/** Pours a world of records, people and roles into a workspace, through the engine. */
export async function pourWorld(sampan: TestSampan, seed: number): Promise<World> {
  const d = dice(seed)
  const settled = await sampan.call(sampan.admin, 'PATCH', '/api/v1/settings', { sharing: hangs })
  if (settled.status !== 200) throw new Error(JSON.stringify(settled.body))
  const { workspace, runtime } = sampan
  const system = systemSession(workspace)
  const write = (object: string, ops: readonly { id: string; values: Record<string, unknown> }[]) =>
    writing(system, async (w) => {
      // one by one: later ones point at earlier ones
      for (const op of ops)
        await applyOps({ ...w, trusted: true }, workspace.registry.object(object), [{ do: 'create', ...op }])
    })
  // five teams: a root, two below it, one below those, and one apart
  const ids = Array.from({ length: 5 }, freshId)
  const parents = [null, ids[0], ids[0], ids[1], null]
  const teams = new Map(ids.map((id, i) => [id, parents[i] ?? null]))
  await write(
    'team',
    ids.map((id, i) => ({ id, values: { name: `Team ${i}`, parent: parents[i] ?? null } })),
  )
  const roles: Role[] = Array.from({ length: 8 }, () => ({
    id: freshId(),
    grants: Object.fromEntries(
      (['star', 'planet', 'moon', 'visit'] as const).flatMap((key) =>
        d.chance(0.9) ? [[key, someGrant(d, key)]] : [],
      ),
    ),
  }))
  await write(
    'role',
    roles.map((r) => ({ id: r.id, values: { name: r.id.slice(-4), key: r.id, grants: r.grants } })),
  )
  const people: Omit<Person, 'session'>[] = []
  for (let i = 0; i < 9; i++)
    people.push({
      id: freshId(),
      team: d.chance(0.85) ? d.pick(ids) : null,
      manager: i > 0 && d.chance(0.5) ? people[d.below(i)]!.id : null,
      roles: i < 8 ? [roles[i]!, ...d.some(roles, 0.12)].filter((r, at, all) => all.indexOf(r) === at) : [],
    })
  await write(
    'user',
    people.map((p, i) => ({
      id: p.id,
      values: {
        name: `Person ${seed}-${i}`,
        email: `p${seed}-${i}@sky.test`,
        active: true,
        team: p.team,
        manager: p.manager,
        roles: p.roles.map((r) => r.id),
        timeZone: 'Asia/Shanghai',
      },
    })),
  )
  const userIds = people.map((p) => p.id)
  const maybe = <T>(value: T) => (d.chance(0.8) ? value : null)
  const small = () => maybe(d.below(10))
  const price = () => maybe({ amount: String(d.below(900) + 100), currency: d.pick(['CNY', 'USD']) })
  const word = (kind: string, i: number) => `${kind}${seed}x${i}`
  const records = { region: [], star: [], planet: [], moon: [], visit: [] } as Record<ObjectKey, Raw[]>
  const put = async (key: ObjectKey, list: Raw[]) => {
    records[key] = list
    await write(
      key,
      list.map(({ id, deleted, ...values }) => ({ id, values })),
    )
  }
  await put(
    'region',
    [0, 1].map((i) => ({ id: freshId(), name: word('Region', i) })),
  )
  await put(
    'star',
    Array.from({ length: 8 }, (_, i) => ({
      id: freshId(),
      name: word('Star', i),
      mass: small(),
      price: price(),
      owner: maybe(d.pick(userIds)),
      region: maybe(d.pick(records.region).id),
      deleted: i === 7,
    })),
  )
  await put(
    'planet',
    Array.from({ length: 26 }, (_, i) => ({
      id: freshId(),
      name: word('Planet', i),
      serial: `C${seed}-${i}`,
      note: maybe(word('note', i)),
      mass: small(),
      call: maybe(`1380013${String(8000 + i)}`),
      moonCount: maybe(d.below(4)),
      price: price(),
      water: small(),
      kind: d.pick(['rock', 'gas', 'ice']),
      tags: d.some(['rock', 'gas', 'ice'], 0.4),
      star: maybe(d.pick(records.star).id),
      keeper: maybe(d.pick(userIds)),
      crew: maybe(d.pick(ids)),
      owner: maybe(d.pick(userIds)),
      secret: small(),
      neighbours: [] as string[],
      place: maybe({
        city: d.pick(['A', 'B']),
        country: null,
        province: null,
        district: null,
        street: null,
        postcode: null,
      }),
      found: maybe(`2026-0${d.below(3) + 1}-11`),
      deleted: i >= 24,
    })),
  )
  for (const planet of records.planet)
    planet['neighbours'] = d.some(
      records.planet.map((p) => p.id),
      0.1,
    )
  await writing(system, async (w) => {
    const ops = records.planet.map((p) => ({
      do: 'update' as const,
      id: p.id,
      values: { neighbours: p['neighbours'] },
    }))
    await applyOps({ ...w, trusted: true }, workspace.registry.object('planet'), ops)
  })
  const planetIds = records.planet.map((p) => p.id)
  await put(
    'moon',
    Array.from({ length: 30 }, (_, i) => ({
      id: freshId(),
      name: word('Moon', i),
      planet: maybe(d.pick(planetIds.slice(0, 12))),
      mass: small(),
      price: price(),
      owner: maybe(d.pick(userIds)),
      deleted: i >= 27,
    })),
  )
  await put(
    'visit',
    Array.from({ length: 30 }, (_, i) => ({
      id: freshId(),
      subject: word('Visit', i),
      planet: maybe(d.pick(planetIds.slice(0, 12))),
      said: `said ${i}`,
      at: `2026-0${d.below(8) + 1}-01T00:00:0${d.below(3)}.000Z`,
      owner: maybe(d.pick(userIds)),
      deleted: i >= 28,
    })),
  )
  for (const [key, list] of Object.entries(records)) {
    const gone = list.filter((r) => r.deleted)
    if (gone.length > 0)
      await writing(system, (w) =>
        applyOps(
          { ...w, trusted: true },
          workspace.registry.object(key),
          gone.map(({ id }) => ({ do: 'delete', id })),
        ),
      )
  }
  const shares: Share[] = []
  const far = '2999-01-01T00:00:00.000Z'
  const past = '2001-01-01T00:00:00.000Z'
  for (const key of ['star', 'planet'] as const)
    for (const { id } of records[key])
      if (d.chance(0.5))
        shares.push({
          object: key,
          record: id,
          grantee: d.chance(0.5) ? d.pick(userIds) : d.pick(ids),
          level: d.pick(['read', 'update']),
          until: d.pick([null, far, past]),
        })
  for (const s of shares)
    await workspace.db.count(
      sql`insert into ${engineTable(workspace, 'share')} (id, object, record_id, grantee_id, level, until, created_at)
        values (${freshId()}::uuid, ${s.object}, ${s.record}::uuid, ${s.grantee}::uuid, ${s.level}, ${s.until}::timestamptz, ${past}::timestamptz)`,
    )
  const [admin] = await workspace.db.rows(
    sql`select id, name from ${tableOf(workspace, 'user')} where email = 'admin@example.com'`,
  )
  void runtime
  return {
    records,
    teams,
    shares,
    names: new Map([
      [String(admin![0]), String(admin![1])],
      ...ids.map((id, i) => [id, `Team ${i}`] as const),
      ...people.map((p, i) => [p.id, `Person ${seed}-${i}`] as const),
    ]),
    people: await Promise.all(
      people.map(async (p) => ({
        ...p,
        session: {
          workspace,
          principal: (await workspace.directory.person(p.id))!,
          origin: { via: 'api' as const },
          language: 'en' as const,
        },
      })),
    ),
  }
}

const grantsOf = (me: Person, object: string) => me.roles.map((r) => r.grants[object]).filter((g) => g !== undefined)
const listOf = (scope: Grant['read']): Scope[] => (scope === undefined ? [] : ([scope].flat() as Scope[]))

/** May this person do that with this record? The long way round. */
export function may(w: World, me: Person, verb: 'read' | 'update' | 'delete', object: ObjectKey, r: Raw): boolean {
  if (object === 'region') return verb === 'read'
  const below = (top: string): string[] => [
    top,
    ...[...w.teams].filter(([, up]) => up === top).flatMap(([id]) => below(id)),
  ]
  const reports = (boss: string): string[] =>
    w.people.filter((p) => p.manager === boss).flatMap((p) => [p.id, ...reports(p.id)])
  const up = (team: string | null): string[] => (team === null ? [] : [team, ...up(w.teams.get(team) ?? null)])
  const inTeam = (teams: string[]) => w.people.filter((p) => p.team !== null && teams.includes(p.team)).map((p) => p.id)
  const sharedWith = (object: ObjectKey, r: Raw, v: string) =>
    w.shares.some(
      (s) =>
        s.object === object &&
        s.record === r.id &&
        (s.grantee === me.id || up(me.team).includes(s.grantee)) &&
        (s.until === null || s.until > new Date().toISOString()) &&
        (v === 'read' || s.level === 'update'),
    )
  /** Something above it is shared with her, to that end, and she may know that it belongs there. */
  const comesWith = (object: ObjectKey, r: Raw, v: string): boolean =>
    Object.entries(hangs).some(([path, level]) => {
      const [from, relation] = path.split('.') as [ObjectKey, string]
      if (from !== object || !sees(me, object, relation) || (v === 'update' && level !== 'update')) return false
      const to = targetOf(object, relation) as ObjectKey
      const above = live(w.records[to], r[relation])
      if (!above || !readable(me, to)) return false
      const given = (by: string) =>
        grantsOf(me, to)
          .flatMap((g) => listOf(g[by as 'read']))
          .some((scope) => scope === 'shared' || scope === 'all')
      return (given('read') && given(v) && sharedWith(to, above, v)) || comesWith(to, above, v)
    })
  const holds = (v: string, scope: Scope): boolean => {
    if (scope === 'all') return true
    if (scope === 'none') return false
    if (typeof scope === 'object') {
      const known = customScopes[object]?.find(([s]) => JSON.stringify(s) === JSON.stringify(scope))
      return known![1](r, w, me)
    }
    if (scope === 'shared') return sharedWith(object, r, v)
    const owner = r['owner']
    if (owner === null || owner === undefined) return false
    if (owner === me.id) return true
    if (scope === 'own') return false
    if (scope === 'team') return me.team !== null && inTeam([me.team]).includes(String(owner))
    return (
      (me.team !== null && inTeam(below(me.team)).includes(String(owner))) || reports(me.id).includes(String(owner))
    )
  }
  const can = (v: 'read' | 'update' | 'delete') => {
    const scopes = grantsOf(me, object).flatMap((g) => listOf(g[v]))
    const any = scopes.some((scope) => scope !== 'none')
    return scopes.some((scope) => holds(v, scope)) || (v !== 'delete' && any && comesWith(object, r, v))
  }
  // nobody changes what she cannot see
  return can(verb) && can('read') && readable(me, object)
}

/** Has she any right to read the object at all? */
export function readable(me: Person, object: ObjectKey): boolean {
  return object === 'region' || grantsOf(me, object).some((g) => listOf(g.read).some((s) => s !== 'none'))
}

/** May she know of this field? */
export function sees(me: Person, object: ObjectKey, field: string): boolean {
  if (object === 'region') return true
  if (!readable(me, object)) return false
  const sensitive = field === 'secret'
  return grantsOf(me, object)
    .filter((g) => listOf(g.read).some((s) => s !== 'none'))
    .some((g) => (g.fields?.[field] ?? (sensitive ? 'hidden' : 'write')) !== 'hidden')
}

/** The records that she may see, live. */
export function visible(w: World, me: Person, object: ObjectKey): Raw[] {
  return w.records[object].filter((r) => !r.deleted && may(w, me, 'read', object, r))
}

const targets: Record<string, ObjectKey | 'user' | 'team'> = {
  'star.region': 'region',
  'planet.star': 'star',
  'planet.keeper': 'user',
  'planet.crew': 'team',
  'planet.neighbours': 'planet',
  'moon.planet': 'planet',
  'visit.planet': 'planet',
}

export function targetOf(object: ObjectKey, field: string): ObjectKey | 'user' | 'team' | null {
  return ['owner', 'createdBy', 'updatedBy'].includes(field) ? 'user' : (targets[`${object}.${field}`] ?? null)
}

/** What a relation shows of the record that it points at. */
export function reference(w: World, me: Person, to: ObjectKey | 'user' | 'team', id: unknown): unknown {
  if (id === null || id === undefined) return null
  if (to === 'user' || to === 'team') return { id, title: w.names.get(String(id)) }
  const there = live(w.records[to], id)
  if (!there || !may(w, me, 'read', to, there)) return { hidden: true }
  const title = to === 'visit' ? 'subject' : 'name'
  return { id, title: sees(me, to, title) ? there[title] : null }
}
