import { check, defineAction } from '#kernel/behaviour.ts'
import { relations } from '#kernel/fields/relations.ts'
import { problem } from '#kernel/problem.ts'
import { qualificationCriterion } from '../qualificationCriterion/qualificationCriterion.ts'
import { lead } from './lead.ts'

/** Says what has been found out, and that the lead is worth the work. */
export const qualify = defineAction(lead, 'qualify', {
  label: { en: 'Qualify', zh: '确认' },
  help: { en: 'Check what has been found out.', zh: '勾选已核实的条件。' },
  icon: 'circle-check',
  minor: true,
  when: { status: { in: ['new', 'working', 'parked'] } },
  input: {
    criteria: relations('qualificationCriterion', {
      label: { en: 'Met', zh: '已满足的条件' },
      where: { active: true },
    }),
  },
  async run(record, { criteria }, tx) {
    const met = [...new Set([...(record.criteria ?? []), ...(criteria ?? [])])]
    await tx.update(lead, record.id, { criteria: met, status: 'qualified', parkedUntil: null })
  },
})

export const qualified = check(
  lead,
  'a lead that is qualified or converted meets what is required of it',
  async ({ after, deleted, changes }, tx) => {
    if (deleted || !changes('status') || !['qualified', 'converted'].includes(after.status)) return
    const wanted = await tx.all.list(qualificationCriterion, {
      where: { active: true, required: true },
      sort: ['order', 'name'],
      limit: 100,
    })
    const missing = wanted.filter(({ id }) => !after.criteria?.includes(id)).map(({ name }) => name)
    if (missing.length === 0) return
    return problem(
      'criteria',
      { en: `Still to be found out: ${missing.join(', ')}.`, zh: `以下条件尚未满足：${missing.join('、')}。` },
      'missing',
    )
  },
)
