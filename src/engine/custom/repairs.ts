import type { ApiUse } from '#kernel/api-configuration.ts'
import { type Configuration, noConfiguration } from '#kernel/configuration.ts'
import { mentions, type Name, withoutConditions } from '#kernel/configuration-uses.ts'
import type { Grant, Scope } from '#kernel/module.ts'
import type { Registry } from '#kernel/registry.ts'
import { type Session, tableOf, type Workspace } from '../context.ts'
import type { Queryable } from '../db/database.ts'
import { ident, sql } from '../db/sql.ts'
import { codecOf } from '../records/codec.ts'
import type { Op, Writing } from '../records/op.ts'
import { applyOps } from '../records/write.ts'

/** A record outside the configuration that names what goes: what it is, and the write that mends it. */
export type Repair = { readonly use: ApiUse; readonly object: string; readonly op: Op | null }

/** What a relation of a registered object points at. */
export function pointsAtIn(registry: Registry) {
  return (object: string, field: string): string | null => {
    const declared = registry.objects.get(object)?.fields[field]
    return declared && 'to' in declared ? String(declared.to) : null
  }
}

/** The objects and fields that `to` has no more. */
export function goneBetween(from: Configuration, to: Configuration): ReadonlySet<Name> {
  const gone = (section: 'objects' | 'fields') =>
    Object.keys(from[section]).filter((key) => !Object.hasOwn(to[section], key))
  return new Set([...gone('objects'), ...gone('fields')])
}

/** Roles and settings that name what goes. A role whose scope hangs on it blocks: to drop the condition would open more. */
export async function findRepairs(
  on: Pick<Queryable, 'rows'>,
  workspace: Pick<Workspace, 'schema' | 'registry'>,
  gone: ReadonlySet<Name>,
): Promise<Repair[]> {
  if (gone.size === 0) return []
  return [...(await roles(on, workspace, gone)), ...(await settings(on, workspace, gone))]
}

/** Brings roles and settings in step, through the one write path. */
export async function repair(w: Writing, session: Session, repairs: readonly Repair[]): Promise<void> {
  for (const [key, list] of Map.groupBy(repairs, (one) => one.object)) {
    const ops = list.flatMap(({ op }) => op ?? [])
    await applyOps({ ...w, trusted: true }, session.workspace.registry.object(key), ops)
  }
}

async function roles(
  on: Pick<Queryable, 'rows'>,
  workspace: Pick<Workspace, 'schema' | 'registry'>,
  gone: ReadonlySet<Name>,
): Promise<Repair[]> {
  const { registry } = workspace
  const rows = await on.rows(
    sql`select r.id, r.name, r.grants from ${tableOf(workspace, 'role')} r where r.deleted_at is null order by r.id`,
  )
  return rows.flatMap(([id, name, given]): Repair[] => {
    const grants = (given ?? {}) as Readonly<Record<string, Grant>>
    const label = { en: String(name), zh: String(name) }
    const scoped = Object.entries(grants).some(
      ([object, grant]) =>
        !gone.has(object) &&
        [grant.read, grant.update, grant.delete].flat().some((scope) => namesGone(object, scope, registry, gone)),
    )
    const left = Object.entries(grants).flatMap(([object, grant]): [string, Grant][] => {
      if (gone.has(object)) return []
      const fields = Object.entries(grant.fields ?? {}).filter(([key]) => !gone.has(`${object}.${key}`))
      return [[object, grant.fields ? { ...grant, fields: Object.fromEntries(fields) } : grant]]
    })
    const mended = Object.fromEntries(left)
    const use = (fate: ApiUse['fate']): ApiUse => ({ in: 'role', key: String(id), label, fate })
    if (scoped) return [{ use: use('blocks'), object: 'role', op: null }]
    if (JSON.stringify(mended) === JSON.stringify(grants)) return []
    return [{ use: use('repaired'), object: 'role', op: { do: 'update', id: String(id), values: { grants: mended } } }]
  })
}

function namesGone(object: string, scope: Scope | undefined, registry: Registry, gone: ReadonlySet<Name>): boolean {
  return (
    typeof scope === 'object' &&
    !Array.isArray(scope) &&
    Object.keys(pathsOf(scope.where)).some((path) => !fits(object, path, registry, gone))
  )
}

/** Every path of a filter. */
function pathsOf(where: unknown): Record<string, true> {
  if (typeof where !== 'object' || where === null) return {}
  return Object.assign(
    {},
    ...Object.entries(where).map(([key, inside]) =>
      key === 'and' || key === 'or' || key === 'not'
        ? Object.assign({}, ...[inside].flat().map(pathsOf))
        : { [key]: true },
    ),
  )
}

async function settings(
  on: Pick<Queryable, 'rows'>,
  workspace: Pick<Workspace, 'schema' | 'registry'>,
  gone: ReadonlySet<Name>,
): Promise<Repair[]> {
  const { registry } = workspace
  const kinds = registry.modules.flatMap((module) => module.settings ?? [])
  const objects = [...new Set([...gone].map((name) => name.split('.')[0] ?? ''))]
  const found = await Promise.all(
    kinds.map(async ({ object: key, about, settings: field }) => {
      const object = registry.object(key)
      const codec = codecOf(object)
      const [kind, kept] = [codec.columns(about)[0]!.name, codec.columns(field)[0]!.name]
      const title = codec.columns(object.title)[0]!.name
      const rows = await on.rows(
        sql`select r.id, ${ident('r', title)}, ${ident('r', kind)}, ${ident('r', kept)} from ${tableOf(workspace, key)} r
          where r.deleted_at is null and ${ident('r', kind)} = any(${objects}::text[]) order by r.id`,
      )
      return rows.flatMap(([id, name, of, value]): Repair[] => {
        const label = { en: String(name), zh: String(name) }
        const use = (fate: ApiUse['fate']): ApiUse => ({ in: 'record', key: String(id), label, fate })
        if (gone.has(String(of))) return [{ use: use('removed'), object: key, op: { do: 'delete', id: String(id) } }]
        const mended = withoutNames(value, (path) => fits(String(of), path, registry, gone))
        if (JSON.stringify(mended) === JSON.stringify(value)) return []
        return [
          { use: use('repaired'), object: key, op: { do: 'update', id: String(id), values: { [field]: mended } } },
        ]
      })
    }),
  )
  return found.flat()
}

/** Settings without names that do not fit: out of lists, filters and keys. */
function withoutNames(value: unknown, fits: (path: string) => boolean): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inside]) => {
      if (Array.isArray(inside)) return [key, inside.filter((one) => typeof one !== 'string' || fits(one))]
      if (typeof inside !== 'object' || inside === null) return [key, inside]
      return [key, withoutConditions(inside, fits) ?? {}]
    }),
  )
}

function fits(object: string, path: string, registry: Registry, gone: ReadonlySet<Name>): boolean {
  const layout = { object, label: { en: '', zh: '' }, list: [path] }
  const names = mentions({ ...noConfiguration, layouts: { it: layout } }, 'layouts', 'it', pointsAtIn(registry))
  return ![...names].some((name) => name !== object && (gone.has(name) || gone.has(name.split('.')[0] ?? '')))
}
