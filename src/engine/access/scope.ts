import type { Scope } from '#kernel/module.ts'
import type { Where } from '#kernel/where.ts'
import { engineTable, tableOf, type Workspace } from '../context.ts'
import { and, ident, or, raw, type Sql, sql } from '../db/sql.ts'
import type { Query } from '../query/query.ts'
import { codecOf } from '../records/codec.ts'
import { isCoverable, isUnderWay } from './cover.ts'
import { inheritedParts } from './inherited.ts'
import type { Principal, Verb } from './principal.ts'

/**
 * By what somebody reaches a record: a scope of her roles, because she belongs where it stands, because she acts for its
 * owner, or because what it hangs on is shared with her, by those relations.
 */
export type Reach =
  | Scope
  | 'gathered'
  | { readonly cover: string; readonly until: string }
  | { readonly inherited: readonly string[] }

/** Does the record come with another one that is shared? */
export function isInherited(scope: Reach): scope is { readonly inherited: readonly string[] } {
  return typeof scope === 'object' && 'inherited' in scope
}

/** How a filter of an object becomes SQL; given by the query layer, which needs scopes itself. */
export type CompileWhere = (objectKey: string, where: Where, alias: Sql) => Sql

/** What a permission query needs to know about the moment. */
export type ScopeContext = {
  readonly workspace: Workspace
  readonly principal: Principal
  readonly now: string
  readonly compile: CompileWhere
  /** The statement goes through many records, not through some that are named. */
  readonly many?: boolean
  /** The same question of somebody else at the same moment. */
  readonly as: (principal: Principal) => Pick<Query, 'scope' | 'scopes'>
}

/**
 * The one answer to "which records may she …": a condition over the object's table, ANDed into every statement that reads or writes it.
 * `true` is answered as null, so that an unlimited reader's statement stays as bare as it can be.
 */
export function scopeSql(context: ScopeContext, objectKey: string, verb: Verb, alias: Sql): Sql | null {
  const { scopes } = context.principal.rights(objectKey)
  const reached = reachedBy(context, objectKey, verb, alias)
  // Nobody changes what she cannot see. Mostly the one follows from the other, and is not said twice.
  if (verb === 'read' || scopes[verb].every((scope) => scopes.read.includes(scope))) return reached
  const seen = reachedBy(context, objectKey, 'read', alias)
  return reached && seen ? and([reached, seen]) : (reached ?? seen)
}

function reachedBy(context: ScopeContext, objectKey: string, verb: Verb, alias: Sql): Sql | null {
  if (context.principal.rights(objectKey).scopes[verb].includes('all'))
    return privateSql(context, objectKey, verb, alias)
  return or(scopeParts(context, objectKey, verb, alias).map((part) => part.is))
}

/** What lets somebody in where records are private: that they are hers, that they were shared with her, or that they are open. Null where nothing is private. */
function privateSql(context: ScopeContext, objectKey: string, verb: Verb, alias: Sql): Sql | null {
  const { principal, workspace, compile } = context
  const { private: closed, traits } = workspace.registry.object(objectKey)
  if (!closed || principal.id === null) return null
  const open = closed.unless ? [compile(objectKey, closed.unless, alias)] : []
  if (principal.proxy) return or(open)
  const shared = traits.includes('shared') ? [oneScope(context, objectKey, 'shared', verb, alias, true)] : []
  return or([oneScope(context, objectKey, 'own', verb, alias, true), ...shared, ...open])
}

/**
 * Each scope of a verb with its own condition; `scopeSql` is their union, and whoever wants to know why somebody reaches
 * a record asks them one by one.
 */
export function scopeParts(
  context: ScopeContext,
  objectKey: string,
  verb: Verb,
  alias: Sql,
): { readonly scope: Reach; readonly is: Sql }[] {
  const owned = context.workspace.registry.object(objectKey).traits.includes('owned')
  const { scopes } = context.principal.rights(objectKey)
  const parts = scopes[verb].map((scope) => ({ scope, is: oneScope(context, objectKey, scope, verb, alias, owned) }))
  const gathered = scopes[verb].length > 0 ? gatheredSql(context, objectKey, verb, alias) : null
  const covered = coveredParts(context, objectKey, verb, alias)
  const inherited = inheritedParts(context, objectKey, verb, alias)
  const all = [...parts, ...(gathered ? [{ scope: 'gathered' as const, is: gathered }] : []), ...covered, ...inherited]
  const mine = privateSql(context, objectKey, verb, alias)
  return mine ? all.map((part) => ({ ...part, is: and([mine, part.is]) })) : all
}

/** What somebody for whom she acts owns and may do this with herself; of what has no owner, what hangs on that. */
function coveredParts(context: ScopeContext, objectKey: string, verb: Verb, alias: Sql) {
  const { principal, workspace, now } = context
  const { registry } = workspace
  if (principal.covers.length === 0 || !isCoverable(registry, objectKey)) return []
  // A key of hers may reach less than she does.
  if (principal.rights(objectKey).scopes[verb].length === 0) return []
  const { fields, traits } = registry.object(objectKey)
  return principal.covers
    .filter(({ until }) => isUnderWay({ from: '', until }, now))
    .map(({ for: away, until }) => {
      const hers = (of: Sql) => sql`${of}.owner_id = ${away.id}::uuid`
      const wholes = Object.entries(fields).flatMap(([key, field]) => {
        const to = field.type === 'relation' && 'to' in field ? registry.object(String(field.to)) : null
        if (!to?.traits.includes('owned')) return []
        const column = ident(codecOf(registry.object(objectKey)).columns(key)[0]!.name)
        return [
          sql`exists (select 1 from ${tableOf(workspace, to.key)} cw where cw.id = ${alias}.${column} and ${hers(raw('cw'))})`,
        ]
      })
      const may =
        away.rights(objectKey).scopes[verb].length > 0 ? context.as(away).scope(objectKey, verb, alias) : raw('false')
      const own = traits.includes('owned') ? hers(alias) : or(wholes)
      return { scope: { cover: String(away.id), until } as Reach, is: may ? and([own, may]) : own }
    })
}

/** Who belongs where a record stands reads it, and who leads there changes it, if her roles let her do so with any of its kind. */
function gatheredSql({ principal }: ScopeContext, objectKey: string, verb: Verb, alias: Sql): Sql | null {
  const places = principal.places(objectKey)
  const ids = verb === 'read' ? places?.reads : verb === 'update' ? places?.leads : []
  return places && ids?.length ? sql`${alias}.${ident(places.column)} = any(${ids}::uuid[])` : null
}

function oneScope(context: ScopeContext, objectKey: string, scope: Scope, verb: Verb, alias: Sql, owned: boolean): Sql {
  const { principal, workspace, now } = context
  if (scope === 'all') return raw('true')
  if (typeof scope === 'object') return and([context.compile(objectKey, scope.where as Where, alias)])
  if (scope === 'shared')
    return sql`exists (select 1 from ${engineTable(workspace, 'share')} sh where sh.record_id = ${alias}.id and sh.object = ${objectKey}::text
      and sh.grantee_id = any(${principal.grantees}::uuid[]) and (sh.until is null or sh.until > ${now}::timestamptz)${verb === 'read' ? raw('') : raw(" and sh.level = 'update'")})`
  if (!owned) return raw('false')
  if (scope === 'own') return sql`${alias}.owner_id = ${principal.id}::uuid`
  if (scope === 'team') return sql`${alias}.owner_id = any(${principal.teamMates}::uuid[])`
  if (scope === 'teamAndBelow') return sql`${alias}.owner_id = any(${principal.peopleBelow}::uuid[])`
  return raw('false')
}
