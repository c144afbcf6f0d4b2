import type { KeyScope } from '#kernel/api-key.ts'
import { isAccessObject } from './changes.ts'
import { noRights, type Principal, type Rights } from './principal.ts'

/**
 * A person as a key of hers may act: never more than she may herself. Since everything asks the principal, every
 * route, filter, export and count obeys without knowing of keys. Remembered as long as the person is.
 */
export function narrow(principal: Principal, scope: KeyScope | null): Principal {
  if (!scope) return principal
  const known = narrowed.get(principal) ?? new Map<string, Principal>()
  narrowed.set(principal, known)
  const name = JSON.stringify(scope)
  const made = known.get(name) ?? makeNarrow(principal, scope)
  known.set(name, made)
  return made
}

const narrowed = new WeakMap<Principal, Map<string, Principal>>()

function makeNarrow(principal: Principal, scope: KeyScope): Principal {
  const rights = new Map<string, Rights>()
  return {
    ...principal,
    admin: principal.admin && scope.configure && !scope.objects,
    rights(key) {
      const hers = rights.get(key) ?? narrowRights(principal.rights(key), key, scope)
      rights.set(key, hers)
      return hers
    },
  }
}

function narrowRights(hers: Rights, key: string, scope: KeyScope): Rights {
  if (scope.objects && !scope.objects.includes(key)) return noRights
  const writes = scope.write && (scope.configure || !isAccessObject(key))
  return {
    scopes: {
      read: hers.scopes.read,
      update: writes ? hers.scopes.update : [],
      delete: writes ? hers.scopes.delete : [],
    },
    create: writes && hers.create,
    export: scope.export && hers.export,
    // A file may make and change records of the objects that it names in passing.
    import: writes && !scope.objects && hers.import,
    merge: writes && !scope.objects && hers.merge,
    actions: writes && scope.actions ? hers.actions : new Set(),
    fields: writes ? hers.fields : new Map([...hers.fields.keys()].map((field) => [field, 'read'])),
  }
}
