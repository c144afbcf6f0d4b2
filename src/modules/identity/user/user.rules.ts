import { type Change, check, type Tx } from '#kernel/behaviour.ts'
import { problem } from '#kernel/problem.ts'
import { makesCircle } from '../circles.ts'
import { role } from '../role/role.ts'
import { user } from './user.ts'

export const userRules = [
  check(user, 'nobody is her own manager, however many steps away', async ({ after, changes }, tx) => {
    if (!changes('manager') || !(await makesCircle(tx, user, 'manager', after.id, after.manager))) return
    return problem(
      'manager',
      { en: 'This would make a circle of managers.', zh: '上级关系形成了循环，请选择其他上级。' },
      'circle',
    )
  }),

  check(user, 'somebody who may administer the workspace stays', async (change, tx) => {
    if (!(await stopsAdministering(change, tx))) return
    return problem(
      change.changes('active') || change.deleted ? 'active' : 'roles',
      {
        en: 'This is the last active administrator. Make somebody else administrator first.',
        zh: '这是最后一位启用的系统管理员，请先指定其他管理员。',
      },
      'last-administrator',
    )
  }),
]

async function stopsAdministering({ before, after, deleted, changes }: Change<typeof user>, tx: Tx): Promise<boolean> {
  if (!before?.active || !(deleted || changes('active') || changes('roles'))) return false
  const admins = (await tx.all.list(role, { where: { admin: true }, limit: 1000 })).map((r) => r.id)
  const administers = (roles: readonly string[] | null) => (roles ?? []).some((id) => admins.includes(id))
  if (!administers(before.roles)) return false
  if (!deleted && after.active && administers(after.roles)) return false
  const others = await tx.all.list(user, {
    where: { active: true, id: { ne: after.id }, roles: { hasAny: admins } },
    limit: 1,
  })
  return others.length === 0
}
