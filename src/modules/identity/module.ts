import { defineModule } from '#kernel/module.ts'
import { roleRules } from './role/role.rules.ts'
import { role } from './role/role.ts'
import { generalRoles } from './roles.ts'
import { savedView } from './savedView/savedView.ts'
import { teamRules } from './team/team.rules.ts'
import { team } from './team/team.ts'
import { userActions } from './user/user.actions.ts'
import { userRules } from './user/user.rules.ts'
import { user } from './user/user.ts'

export const identity = defineModule({
  key: 'identity',
  label: { en: 'People and rights', zh: '组织与权限' },
  objects: [user, team, role, savedView],
  rules: [...userRules, ...teamRules, ...roleRules],
  actions: userActions,
  settings: [{ object: 'savedView', about: 'object', settings: 'settings' }],
  roles: generalRoles,
})
