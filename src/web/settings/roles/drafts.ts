import type { ApiRecord } from '#kernel/api.ts'
import { createStore, keep, kept } from '../../ui/store.ts'
import type { Grants } from './scopes.ts'

/** A role as it is being changed; kept in this browser until it is saved or given up. */
export type RoleDraft = {
  readonly name: string
  readonly description: string
  readonly admin: boolean
  readonly grants: Grants
}

const drafts = createStore<Readonly<Record<string, RoleDraft>>>(kept('roles.drafts', {}))

/** The draft of a role, where there is one that differs; a setter; and what forgets it. */
export function useDraft(
  role: ApiRecord,
): [draft: RoleDraft, changed: boolean, set: (draft: RoleDraft | null) => void] {
  const all = drafts.use()
  const saved = savedOf(role)
  const draft = all[role.id] ?? saved
  return [draft, same(draft, saved) === false, (next) => write(role.id, next && !same(next, saved) ? next : null)]
}

/** Ids of the roles that have changes which are not saved. */
export function useDrafted(): ReadonlySet<string> {
  return new Set(Object.keys(drafts.use()))
}

function write(id: string, draft: RoleDraft | null): void {
  const { [id]: _, ...rest } = drafts.get()
  const next = draft ? { ...rest, [id]: draft } : rest
  drafts.set(next)
  keep('roles.drafts', Object.keys(next).length > 0 ? next : null)
}

function savedOf(role: ApiRecord): RoleDraft {
  return {
    name: String(role['name'] ?? ''),
    description: String(role['description'] ?? ''),
    admin: role['admin'] === true,
    grants: (role['grants'] ?? {}) as Grants,
  }
}

function same(a: RoleDraft, b: RoleDraft): boolean {
  return stable(a) === stable(b)
}

/** The database gives keys back in an order of its own. */
function stable(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([x], [y]) => (x < y ? -1 : 1)))
      : one,
  )
}
