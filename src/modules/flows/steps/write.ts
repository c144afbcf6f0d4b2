import { isComputed } from '#kernel/fields/index.ts'
import type { FlowStep } from '#kernel/flow.ts'
import { defineStep, type FlowPlace } from '#kernel/flow-step.ts'
import type { Fields } from '#kernel/object.ts'
import { type Problem, problem } from '#kernel/problem.ts'

/* Steps that write a record, with the rights of the flow's owner. */

/** Fields of an object that a step may write. */
function writable({ registry }: FlowPlace, object: string | null | undefined): Fields {
  const { fields = {} } = registry.objects.get(object ?? '') ?? {}
  return Object.fromEntries(
    Object.entries(fields).filter(([, field]) => !field.system && !isComputed(field) && field.type !== 'files'),
  )
}

/** None of them has to be filled in: the others stay as they are. */
function optional(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, { ...field, required: false }]))
}

function filled({ input = {} }: FlowStep): readonly Problem[] {
  return Object.keys(input).length > 0
    ? []
    : [problem('input', { en: 'Choose what it sets.', zh: '请选择要修改的字段。' }, 'required')]
}

export const update = defineStep('update', {
  label: { en: 'Change the record', zh: '修改记录' },
  help: { en: 'Sets fields of the record.', zh: '修改当前记录的字段。' },
  icon: 'adjustments',
  together: true,
  record: true,
  fields: (_, place) => optional(writable(place, place.object)),
  check: filled,
  run: async (_, { record, input }) => ({ go: 'on', write: { ...record!, values: input } }),
})

export const create = defineStep('create', {
  label: { en: 'Make a record', zh: '新建记录' },
  help: { en: 'Makes a record; later steps may act on it.', zh: '新建一条记录，后面的步骤可以对它操作。' },
  icon: 'box',
  together: true,
  fields: ({ object }, place) => writable(place, object),
  makes: ({ object }) => object ?? null,
  check: ({ object }, { registry }) => {
    const made = registry.objects.get(object ?? '')
    return made && !made.byRules
      ? []
      : [problem('object', { en: 'Choose what it makes.', zh: '请选择要新建的对象。' }, 'required')]
  },
  run: async ({ object = '' }, { input }) => ({ go: 'on', write: { object, values: input } }),
})

export const assign = defineStep('assign', {
  label: { en: 'Give to somebody', zh: '分配负责人' },
  help: { en: 'Sets the owner of the record.', zh: '设置记录的负责人。' },
  icon: 'user-check',
  together: true,
  record: true,
  fields: (_, { registry, object }): Fields => {
    const owner = registry.objects.get(object ?? '')?.fields['owner']
    return owner ? { owner: { ...owner, required: true } } : {}
  },
  check: (_, { registry, object }) =>
    registry.objects.get(object ?? '')?.traits.includes('owned')
      ? []
      : [problem(null, { en: 'These records have no owner.', zh: '这类记录没有负责人。' }, 'owner')],
  run: async (_, { record, input }) => ({ go: 'on', write: { ...record!, values: { owner: input['owner'] } } }),
})

export const action = defineStep('action', {
  label: { en: 'Do an action', zh: '执行操作' },
  help: { en: 'Any verb of the record, as its button does it.', zh: '执行记录上的任一操作，与点按钮相同。' },
  icon: 'hand-grab',
  record: true,
  fields: (step, place) => actionOf(step, place)?.input ?? {},
  check: (step, place) =>
    actionOf(step, place) ? [] : [problem('action', { en: 'Choose an action.', zh: '请选择操作。' }, 'required')],
  async run({ action: key = '' }, { record, input, act }) {
    const output = await act(record!.object, record!.id, key, input)
    return output ? { go: 'on', output } : { go: 'on' }
  },
})

function actionOf({ action: key }: FlowStep, { registry, object }: FlowPlace) {
  return registry.objects.get(object ?? '')?.actions.find((one) => one.key === key)
}
