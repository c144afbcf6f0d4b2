import { defineAction } from '#kernel/behaviour.ts'
import { longText } from '#kernel/fields/longText.ts'
import { select } from '#kernel/fields/select.ts'
import { convertLead } from './lead.convert.ts'
import { park } from './lead.park.ts'
import { qualify } from './lead.qualify.ts'
import { lead } from './lead.ts'

const { unqualifiedReason } = lead.fields

export const leadActions = [
  convertLead,
  qualify,
  park,

  defineAction(lead, 'disqualify', {
    label: { en: 'Disqualify', zh: '标为无效' },
    icon: 'circle-x',
    when: { status: { in: ['new', 'working', 'parked', 'qualified'] } },
    input: {
      reason: select({ label: unqualifiedReason.label, required: true, options: unqualifiedReason.options }),
      note: longText({ label: { en: 'Note', zh: '备注' } }),
    },
    async run(record, input, tx) {
      const need = [record.need, input.note].filter(Boolean).join('\n\n') || null
      await tx.update(lead, record.id, { status: 'unqualified', unqualifiedReason: input.reason, need })
    },
  }),

  defineAction(lead, 'requalify', {
    label: { en: 'Take up again', zh: '重新跟进' },
    icon: 'rotate',
    when: { status: 'unqualified' },
    input: {},
    async run(record, _input, tx) {
      await tx.update(lead, record.id, { status: 'working', unqualifiedReason: null })
    },
  }),
]
