import { defineModule } from '#kernel/module.ts'
import { account } from './account/account.ts'
import { contact } from './contact/contact.ts'
import { employment } from './employment/employment.ts'

export const customers = defineModule({
  key: 'customers',
  label: { en: 'Customers', zh: '客户' },
  requires: ['identity'],
  objects: [account, contact, employment],
})
