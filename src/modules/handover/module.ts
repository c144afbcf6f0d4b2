import { defineModule } from '#kernel/module.ts'
import { letters } from './letters.ts'

export const handover = defineModule({
  key: 'handover',
  label: { en: 'Handover and cover', zh: '交接与代管' },
  requires: ['identity', 'customers', 'activities'],
  subscribers: letters,
})
