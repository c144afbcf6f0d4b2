import { check } from '#kernel/behaviour.ts'
import { problem } from '#kernel/problem.ts'
import { user } from '../user/user.ts'
import { role } from './role.ts'

export const roleRules = [
  check(role, 'a role that is the only way to administer stays one', async ({ before, after, deleted }, tx) => {
    if (!before?.admin || (!deleted && after.admin)) return
    const others = await tx.all.list(role, { where: { admin: true, id: { ne: after.id } }, limit: 1000 })
    const left = await tx.all.list(user, {
      where: { active: true, roles: { hasAny: others.map((r) => r.id) } },
      limit: 1,
    })
    if (others.length > 0 && left.length > 0) return
    return problem(
      'admin',
      {
        en: 'Nobody would be left who may administer the workspace.',
        zh: '修改后将没有系统管理员，请先指定其他管理员。',
      },
      'last-administrator',
    )
  }),
]
