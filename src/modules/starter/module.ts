import { defineModule } from '#kernel/module.ts'
import { starterRoles } from './roles.ts'
import { newGrants } from './upgrades.ts'

export const starter = defineModule({
  key: 'starter',
  label: { en: 'Starting set', zh: '初始配置' },
  requires: [
    'identity',
    'files',
    'tags',
    'handover',
    'customers',
    'activities',
    'sales',
    'forms',
    'collision',
    'assignment',
    'quality',
    'mail',
  ],
  roles: starterRoles,
  upgrades: newGrants,
})
