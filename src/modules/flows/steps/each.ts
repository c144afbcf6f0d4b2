import { flowLimits } from '#kernel/flow.ts'
import { whereProblems } from '#kernel/flow-read.ts'
import { defineStep } from '#kernel/flow-step.ts'
import { problem } from '#kernel/problem.ts'

export const each = defineStep('each', {
  label: { en: 'For each related record', zh: '对每条关联记录' },
  help: { en: 'Does the steps inside for each, then goes on.', zh: '对每条关联记录执行里面的步骤，全部完成后继续。' },
  icon: 'list-details',
  record: true,
  fields: () => ({}),
  check({ object = '', via = '', where, steps = [] }, place) {
    const field = place.registry.objects.get(object)?.fields[via]
    if (!field || !('to' in field) || field.to !== place.object)
      return [problem('object', { en: 'Choose related records.', zh: '请选择关联记录。' }, 'required')]
    if (steps.length === 0)
      return [problem('steps', { en: 'It has no step inside.', zh: '里面还没有步骤。' }, 'required')]
    return whereProblems('where', where, { ...place, object })
  },
  async run({ object = '', via = '', where = {} }, { record, turn, ids }) {
    if (turn > 0) return { go: 'on' }
    const found = await ids(object, { [via]: record!.id, and: [where] }, flowLimits.related)
    return found.length > 0
      ? { go: 'each', object, ids: found }
      : { go: 'on', output: { count: 0 }, reason: { en: 'There is none.', zh: '没有关联记录。' } }
  },
})
