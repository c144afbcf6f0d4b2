import { defineModule } from '#kernel/module.ts'
import { formSubmissionActions } from './formSubmission/formSubmission.actions.ts'
import { formSubmission } from './formSubmission/formSubmission.ts'
import { formPage } from './page.ts'
import { webFormRules } from './webForm/webForm.rules.ts'
import { webForm } from './webForm/webForm.ts'

export const forms = defineModule({
  key: 'forms',
  label: { en: 'Web forms', zh: '网页表单' },
  requires: ['sales', 'pools'],
  objects: [webForm, formSubmission],
  rules: webFormRules,
  actions: formSubmissionActions,
  publicPages: [formPage],
})
