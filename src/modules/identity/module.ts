import { defineModule } from '#kernel/module.ts'
import { role } from './role/role.ts'
import { generalRoles } from './roles.ts'
import { savedView } from './savedView/savedView.ts'
import { team } from './team/team.ts'
import { user } from './user/user.ts'

export const identity = defineModule({
  key: 'identity',
  label: { en: 'People and rights', zh: '组织与权限' },
  objects: [user, team, role, savedView],
  roles: generalRoles,
})
