import { defineModule } from '#kernel/module.ts'
import { absenceRules } from './absence.rules.ts'
import { absence } from './absence.ts'
import { letterRules, letters } from './letters.ts'
import { handoverNotices } from './notices.ts'

export const handover = defineModule({
  key: 'handover',
  label: { en: 'Handover and cover', zh: '交接与代管' },
  requires: ['identity', 'customers', 'activities', 'mail'],
  objects: [absence],
  rules: [...absenceRules, ...letterRules],
  subscribers: letters,
  notices: handoverNotices,
})
