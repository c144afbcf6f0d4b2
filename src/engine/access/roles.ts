import type { Grant, Scope } from '#kernel/module.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { fullRights, noRights, type Rights, type Verb } from './principal.ts'

/** A role as it stands in the workspace. */
export type Role = {
  readonly id: string
  readonly name: string
  /** What a layout or a file calls it, where it came with the workspace. */
  readonly key?: string | null
  readonly admin: boolean
  readonly grants: Readonly<Record<string, Grant>>
}

/** The union of what several roles grant on one object. */
export function unite(object: RegisteredObject, roles: readonly Role[]): Rights {
  const rights = granted(object, roles)
  return object.byRules ? { ...rights, create: false, import: false, merge: false } : rights
}

function granted(object: RegisteredObject, roles: readonly Role[]): Rights {
  if (roles.some((role) => role.admin)) return fullRights(object)
  const grants = roles.map((role) => grantOf(role, object.key)).filter((grant) => grant !== null)
  const readable = grants.filter((grant) => scopesOf(grant, 'read').length > 0)
  if (readable.length === 0 && !object.open) return noRights
  const scopes = (verb: Verb) => [...new Set(grants.flatMap((grant) => scopesOf(grant, verb)))]
  return {
    scopes: { read: object.open ? ['all'] : scopes('read'), update: scopes('update'), delete: scopes('delete') },
    create: grants.some((grant) => grant.create === true),
    export: grants.some((grant) => grant.export === true),
    import: grants.some((grant) => grant.import === true),
    merge: grants.some((grant) => grant.merge === true),
    actions: grants.some((grant) => grant.actions === 'all')
      ? 'all'
      : new Set(grants.flatMap((grant) => (grant.actions === 'all' ? [] : (grant.actions ?? [])))),
    fields: uniteFields(object, readable.length > 0 ? readable : [{}]),
  }
}

/** What a role says about an object: by its name, else what it says of all that it does not name. */
export function grantOf(role: Role, objectKey: string): Grant | null {
  return role.grants[objectKey] ?? role.grants['*'] ?? null
}

/** The scopes that a grant gives a verb, as a list. */
export function scopesOf(grant: Grant, verb: Verb): Scope[] {
  const scope = grant[verb]
  const list = scope === undefined ? [] : Array.isArray(scope) ? (scope as Scope[]) : [scope as Scope]
  return list.filter((s) => s !== 'none')
}

/** A field is as open as the most open role has it; a sensitive one is hidden from all roles that do not name it. */
function uniteFields(object: RegisteredObject, grants: readonly Grant[]): Map<string, 'read' | 'write'> {
  const fields = new Map<string, 'read' | 'write'>()
  for (const [key, field] of Object.entries(object.fields)) {
    const levels = grants.map((grant) => grant.fields?.[key] ?? (field.sensitive ? 'hidden' : 'write'))
    if (levels.includes('write')) fields.set(key, field.system ? 'read' : 'write')
    else if (levels.includes('read')) fields.set(key, 'read')
  }
  return fields
}
