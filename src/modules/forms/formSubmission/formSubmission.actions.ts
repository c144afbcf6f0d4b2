import { defineAction } from '#kernel/behaviour.ts'
import type { Values } from '#kernel/object.ts'
import { refuse } from '#kernel/problem.ts'
import { makeLead } from '../take.ts'
import { webForm } from '../webForm/webForm.ts'
import { formSubmission } from './formSubmission.ts'

export const formSubmissionActions = [
  defineAction(formSubmission, 'release', {
    label: { en: 'Make it a lead', zh: '转为线索' },
    help: { en: 'It was no spam.', zh: '这不是垃圾信息。' },
    icon: 'target',
    when: { status: 'spam' },
    input: {},
    async run(record, _input, tx) {
      const now = await tx.lock(formSubmission, record.id)
      if (now?.status !== 'spam')
        throw refuse('conflict', null, { en: 'It is a lead already.', zh: '已经转为线索。' }, 'not-now')
      const form = await tx.all.get(webForm, record.form)
      if (!form) throw refuse('conflict', null, { en: 'The form has been deleted.', zh: '该表单已被删除。' }, 'no-form')
      const { answers, typed, utmCampaign } = now
      const made = await makeLead(form, (answers ?? {}) as Values, utmCampaign, tx, (typed ?? {}) as Values)
      await tx.update(formSubmission, record.id, { status: 'taken', heldFor: null, lead: made })
      return { lead: made }
    },
  }),
]
