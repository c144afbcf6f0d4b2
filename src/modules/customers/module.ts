import { defineModule } from '#kernel/module.ts'
import { accountRules } from './account/account.rules.ts'
import { account } from './account/account.ts'
import { contactRules } from './contact/contact.rules.ts'
import { contact } from './contact/contact.ts'
import { employmentRules } from './employment/employment.rules.ts'
import { employment } from './employment/employment.ts'

export const customers = defineModule({
  key: 'customers',
  label: { en: 'Customers', zh: '客户' },
  requires: ['tags', 'identity'],
  objects: [account, contact, employment],
  rules: [...accountRules, ...contactRules, ...employmentRules],
})
