import type { Grant, Upgrade } from '#kernel/module.ts'
import { role } from '#modules/identity/role/role.ts'
import { starterRoles } from './roles.ts'

/**
 * Whoever works with records makes the tags that are missing. Companies that are older than tags lack that right in the roles
 * that they began with; those get it. Where any of these roles says anything of tags, somebody has decided, and all stay.
 */
export const tagsForRoles: Upgrade = {
  key: 'tags-for-roles',
  async run(tx) {
    const keys = starterRoles.map(({ key }) => key)
    const roles = await tx.all.list(role, { where: { key: { in: keys } }, limit: 100 })
    const grantsOf = (one: (typeof roles)[number]) => (one.grants ?? {}) as Readonly<Record<string, Grant>>
    if (roles.some((one) => grantsOf(one)['tag'])) return
    for (const one of roles) {
      const grants = grantsOf(one)
      if (!grants['*']) await tx.update(role, one.id, { grants: { ...grants, tag: { read: 'all', create: true } } })
    }
  },
}
