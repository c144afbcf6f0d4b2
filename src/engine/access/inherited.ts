import type { SharingLevel } from '#kernel/company-settings.ts'
import type { RegisteredObject, Registry } from '#kernel/registry.ts'
import { engineTable, tableOf, type Workspace } from '../context.ts'
import { and, ident, join, raw, type Sql, sql } from '../db/sql.ts'
import { codecOf } from '../records/codec.ts'
import { canRead, type Principal, type Verb } from './principal.ts'
import type { ScopeContext } from './scope.ts'

/** A relation by which records of one object hang on those of another. */
export type Hanging = { readonly object: string; readonly relation: string; readonly to: string }

/** A way from a record up to what may be shared, relation by relation, and the most that a share there opens here. */
export type SharedPath = { readonly hops: readonly Hanging[]; readonly level: Exclude<SharingLevel, 'none'> }

/** Longer ways are not followed: each relation on a way costs every reader a look-up. */
const farthest = 3

/** Every relation by which something could be opened with what it hangs on: company settings say by which it is. */
export function hangings(registry: Registry): readonly Hanging[] {
  let found = known.get(registry)
  if (!found) {
    const all = [...registry.objects.values()].filter(mayHang).flatMap(relationsOf)
    const shared = (key: string) => registry.objects.get(key)?.traits.includes('shared') === true
    // Upwards there must be something to share: a contact's account is shared, an account's city is not.
    const leads = (to: string, seen: readonly string[]): boolean =>
      shared(to) || all.some((up) => up.object === to && !seen.includes(up.to) && leads(up.to, [...seen, up.to]))
    found = all.filter(({ to }) => leads(to, [to]))
    known.set(registry, found)
  }
  return found
}

const known = new WeakMap<Registry, readonly Hanging[]>()

/** What everybody sees, or what rules alone keep, is not opened with anything. */
function mayHang({ open, byRules, standing }: RegisteredObject): boolean {
  return !open && !byRules && !standing
}

function relationsOf({ key, fields }: RegisteredObject): Hanging[] {
  return Object.entries(fields).flatMap(([relation, field]) =>
    field.type === 'relation' && 'to' in field ? [{ object: key, relation, to: String(field.to) }] : [],
  )
}

/** The ways up from an object that the company has settled, nearest first. */
export function sharedPaths(
  registry: Registry,
  sharing: Readonly<Record<string, SharingLevel>>,
  objectKey: string,
): readonly SharedPath[] {
  const found: SharedPath[] = []
  const climb = (from: string, path: SharedPath) => {
    for (const hop of hangings(registry)) {
      const level = hop.object === from ? sharing[`${hop.object}.${hop.relation}`] : undefined
      if (!level || level === 'none' || wasThere(path, hop)) continue
      const next: SharedPath = {
        hops: [...path.hops, hop],
        level: path.level === 'update' && level === 'update' ? 'update' : 'read',
      }
      if (registry.object(hop.to).traits.includes('shared')) found.push(next)
      if (next.hops.length < farthest) climb(hop.to, next)
    }
  }
  if (Object.keys(sharing).length > 0) climb(objectKey, { hops: [], level: 'update' })
  return found.sort((a, b) => a.hops.length - b.hops.length)
}

/** One step to a record of the same kind, such as to the parent of an account, may be on a way; a circle may not. */
function wasThere({ hops }: SharedPath, hop: Hanging): boolean {
  if (hops.includes(hop)) return true
  return hop.to !== hop.object && hops.some(({ object, to }) => hop.to === to || hop.to === object)
}

/** Objects whose records are opened with a shared record of this one, and to what extent at most. */
export function openedWith(
  registry: Registry,
  sharing: Readonly<Record<string, SharingLevel>>,
  objectKey: string,
): readonly { readonly object: string; readonly level: SharedPath['level'] }[] {
  const opened = new Map<string, SharedPath['level']>()
  for (const object of new Set(hangings(registry).map(({ object }) => object)))
    for (const { hops, level } of sharedPaths(registry, sharing, object))
      if (hops.at(-1)?.to === objectKey && opened.get(object) !== 'update') opened.set(object, level)
  return [...opened].map(([object, level]) => ({ object, level }))
}

/**
 * What hangs on a record that is shared with her, way by way. Only where her roles let her do so with some records of its
 * kind, and she may know of each relation on the way and be given what it leads to. Nothing is deleted by it.
 */
export function inheritedParts(
  context: ScopeContext,
  objectKey: string,
  verb: Verb,
  alias: Sql,
): readonly { readonly scope: { readonly inherited: readonly string[] }; readonly is: Sql }[] {
  const { workspace, principal } = context
  if (verb === 'delete' || !mayAny(principal, objectKey, verb)) return []
  return sharedPaths(workspace.registry, workspace.settings.sharing, objectKey)
    .filter((path) => (verb === 'read' || path.level === 'update') && mayFollow(principal, path, verb))
    .map((path) => ({
      scope: { inherited: path.hops.map(({ relation }) => relation) },
      is: sharedAbove(context, path, verb, alias),
    }))
}

function mayAny(principal: Principal, objectKey: string, verb: Verb): boolean {
  const { scopes } = principal.rights(objectKey)
  return [scopes.read, scopes[verb]].every((some) => some.some((scope) => scope !== 'none'))
}

function mayFollow(principal: Principal, { hops }: SharedPath, verb: Verb): boolean {
  const known = hops.every(
    ({ object, relation, to }) => canRead(principal, object, relation) && mayAny(principal, to, 'read'),
  )
  const { scopes } = principal.rights(hops.at(-1)!.to)
  const given = (by: Verb) => scopes[by].some((scope) => scope === 'shared' || scope === 'all')
  return known && given('read') && given(verb)
}

/**
 * Is the live record at the end of the way shared with her at this moment? Of few records by primary keys up, and one
 * unique index. Where a statement goes through many, her shares are read once into a hash: of a condition record by record
 * PostgreSQL reckons that it costs more than all the rest, and then cares no more how it reads the table.
 */
function sharedAbove(context: ScopeContext, path: SharedPath, verb: Verb, alias: Sql): Sql {
  const { workspace, principal, now, many } = context
  const { from, first, last, live } = upwards(workspace, path)
  const above = sql`${alias}.${columnOf(workspace, path.hops[0]!)}`
  const shared = sql`from ${from} join ${engineTable(workspace, 'share')} sh on sh.record_id = ${last}.id
    where ${live} and sh.object = ${path.hops.at(-1)!.to}::text and sh.grantee_id = any(${principal.grantees}::uuid[])
      and (sh.until is null or sh.until > ${now}::timestamptz)${verb === 'read' ? raw('') : raw(" and sh.level = 'update'")}`
  return many
    ? sql`${above} in (select ${first}.id ${shared})`
    : sql`exists (select 1 ${shared} and ${first}.id = ${above})`
}

/** The records on a way, joined one to the next, and that all of them are live. */
export function upwards(workspace: Pick<Workspace, 'schema' | 'registry'>, { hops }: Pick<SharedPath, 'hops'>) {
  const at = (i: number) => ident(`up${i}`)
  const steps = hops.map((hop, i) => {
    const table = sql`${tableOf(workspace, hop.to)} ${at(i)}`
    return i === 0 ? table : sql`join ${table} on ${at(i)}.id = ${at(i - 1)}.${columnOf(workspace, hop)}`
  })
  return {
    from: join(steps, ' '),
    first: at(0),
    last: at(hops.length - 1),
    live: and(hops.map((_, i) => sql`${at(i)}.deleted_at is null`)),
  }
}

/** The column that a relation is kept in. */
export function columnOf({ registry }: Pick<Workspace, 'registry'>, { object, relation }: Hanging): Sql {
  return ident(codecOf(registry.object(object)).columns(relation)[0]!.name)
}
