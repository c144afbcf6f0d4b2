import { type FlowTrigger, flowLimits } from './flow.ts'
import { triggers } from './flow-triggers.ts'
import { type Problem, problem, Refusal } from './problem.ts'
import type { RegisteredObject, Registry } from './registry.ts'
import { parseWhere } from './where-parse.ts'

const clock = /^([01]\d|2[0-3]):[0-5]\d$/

/** What is wrong with what sets a flow off, each at its place. */
export function checkTrigger(trigger: FlowTrigger, registry: Registry): readonly Problem[] {
  const { on } = trigger
  if (!triggers.some((one) => one === on))
    return [problem('trigger.on', { en: 'There is no such trigger.', zh: '没有这种触发方式。' }, 'unknown')]
  const object = trigger.object === null ? null : registry.objects.get(String(trigger.object))
  if (object === undefined || (object === null && !['schedule', 'call', 'webhook'].includes(on)))
    return [problem('trigger.object', { en: 'Choose an object.', zh: '请选择对象。' }, 'required')]
  const filter =
    object && 'where' in trigger && trigger.where !== undefined
      ? filterProblems('trigger.where', object, trigger.where, registry)
      : []
  return [...ownProblems(trigger, object, registry), ...filter]
}

function ownProblems(trigger: FlowTrigger, object: RegisteredObject | null, registry: Registry): readonly Problem[] {
  switch (trigger.on) {
    case 'changed':
      return changedProblems(trigger, object as RegisteredObject, registry)
    case 'event':
      return eventProblems(trigger, object as RegisteredObject, registry)
    case 'date':
      return dateProblems(trigger, object as RegisteredObject)
    case 'schedule': {
      const { every, at, weekday, day } = trigger
      return [
        ...timeProblems(at),
        ...(['hour', 'day', 'week', 'month'].includes(every)
          ? []
          : [problem('trigger.every', { en: 'Choose how often.', zh: '请选择频率。' })]),
        ...(every === 'week' && !within(weekday, 1, 7)
          ? [problem('trigger.weekday', { en: 'Choose a weekday.', zh: '请选择星期。' }, 'required')]
          : []),
        ...(every === 'month' && !within(day, 1, 31)
          ? [problem('trigger.day', { en: 'Choose a day of the month.', zh: '请选择日期。' }, 'required')]
          : []),
      ]
    }
    case 'decided':
      return trigger.outcome === 'approved' || trigger.outcome === 'rejected'
        ? []
        : [problem('trigger.outcome', { en: 'Approved or rejected?', zh: '请选择通过或拒绝。' }, 'required')]
    case 'button':
      return trigger.label?.trim()
        ? []
        : [problem('trigger.label', { en: 'The button needs words.', zh: '请填写按钮名称。' }, 'required')]
    case 'webhook':
      return webhookProblems(trigger, object)
    case 'signal':
      return /^[0-9a-f-]{36}$/.test(trigger.signal ?? '')
        ? []
        : [problem('trigger.signal', { en: 'Choose a signal.', zh: '请选择信号。' }, 'required')]
    default:
      return []
  }
}

function changedProblems(
  { fields, was, became, move }: Extract<FlowTrigger, { on: 'changed' }>,
  object: RegisteredObject,
  registry: Registry,
): readonly Problem[] {
  if (!Array.isArray(fields) || fields.length === 0)
    return [problem('trigger.fields', { en: 'Choose a field.', zh: '请选择字段。' }, 'required')]
  const unknown = fields.filter((key) => !Object.hasOwn(object.fields, key))
  if (unknown.length > 0) return [noField('trigger.fields', object, unknown[0] ?? '')]
  const narrowed = was !== undefined || became !== undefined || move !== undefined
  if (narrowed && fields.length > 1)
    return [
      problem('trigger.fields', { en: 'With a condition, choose one field.', zh: '带条件时只能选择一个字段。' }, 'one'),
    ]
  const [key = ''] = fields
  const measured = ['number', 'money', 'percent', 'score'].includes(object.fields[key]?.type ?? '')
  return [
    ...(was === undefined ? [] : filterProblems('trigger.was', object, { [key]: was }, registry)),
    ...(became === undefined ? [] : filterProblems('trigger.became', object, { [key]: became }, registry)),
    ...(move && !measured
      ? [problem('trigger.move', { en: 'Only a number rises or falls.', zh: '只有数值字段可以判断升降。' })]
      : []),
    ...(move && [move.by, move.percent].some((n) => n !== undefined && !(n > 0))
      ? [problem('trigger.move', { en: 'By more than 0.', zh: '应大于 0。' })]
      : []),
  ]
}

function eventProblems(
  { event, of }: Extract<FlowTrigger, { on: 'event' }>,
  object: RegisteredObject,
  registry: Registry,
): readonly Problem[] {
  const told = of === undefined ? object : registry.objects.get(String(of?.object))
  const field = of && told?.fields[of.field]
  return [
    ...(Object.hasOwn(told?.emits ?? {}, event)
      ? []
      : [problem('trigger.event', { en: 'Choose what happens.', zh: '请选择事件。' }, 'required')]),
    ...(of === undefined || (field && 'to' in field && field.to === object.key)
      ? []
      : [problem('trigger.of', { en: 'These records are not about each other.', zh: '两种记录之间没有关联。' })]),
  ]
}

function dateProblems(
  { field, days, years, at }: Extract<FlowTrigger, { on: 'date' }>,
  object: RegisteredObject,
): readonly Problem[] {
  const type = object.fields[field]?.type
  return [
    ...(type ? [] : [noField('trigger.field', object, field ?? '')]),
    ...(type && type !== 'date' && type !== 'datetime'
      ? [problem('trigger.field', { en: 'This is no date.', zh: '这不是日期字段。' })]
      : []),
    ...(Number.isInteger(days) && Math.abs(days) <= 3_650
      ? []
      : [problem('trigger.days', { en: 'A number of days, 3,650 at most.', zh: '请填写天数，最多 3650 天。' })]),
    ...(years === undefined || years === 'each' || within(years, 1, 120)
      ? []
      : [problem('trigger.years', { en: 'From 1 to 120 years.', zh: '请填写 1 到 120 年。' })]),
    ...timeProblems(at),
  ]
}

function webhookProblems(
  { inputs, by }: Extract<FlowTrigger, { on: 'webhook' }>,
  object: RegisteredObject | null,
): readonly Problem[] {
  if (!Array.isArray(inputs) || inputs.length > flowLimits.inputs)
    return [
      problem('trigger.inputs', {
        en: `At most ${flowLimits.inputs} inputs.`,
        zh: `最多 ${flowLimits.inputs} 个输入项。`,
      }),
    ]
  const keys = inputs.map(({ key }) => key)
  return [
    ...inputs.flatMap(({ key, path }, i) => [
      ...(/^[a-zA-Z]\w{0,39}$/.test(key ?? '') && keys.indexOf(key) === i
        ? []
        : [
            problem(`trigger.inputs.${i}.key`, {
              en: 'A name of its own, of letters and digits.',
              zh: '请填写不重复的名称，由字母和数字组成。',
            }),
          ]),
      ...(typeof path === 'string' && path.trim() !== '' && path.length <= 200
        ? []
        : [problem(`trigger.inputs.${i}.path`, { en: 'Where does it stand?', zh: '请填写取值位置。' }, 'required')]),
    ]),
    ...(object && (!by || !(by.field === 'id' || Object.hasOwn(object.fields, by.field)))
      ? [
          problem(
            'trigger.by.field',
            { en: 'By which field is the record found?', zh: '请选择按哪个字段找到记录。' },
            'required',
          ),
        ]
      : []),
    ...(object && by && !keys.includes(by.input)
      ? [problem('trigger.by.input', { en: 'Which input has its value?', zh: '请选择对应的输入项。' }, 'required')]
      : []),
  ]
}

function timeProblems(at: string): readonly Problem[] {
  return clock.test(at ?? '')
    ? []
    : [problem('trigger.at', { en: 'A time of day such as 09:00.', zh: '请填写时刻，例如 09:00。' })]
}

function noField(at: string, object: RegisteredObject, key: string): Problem {
  return problem(
    at,
    { en: `${object.label.en} has no field '${key}'.`, zh: `「${object.label.zh}」没有字段「${key}」。` },
    'unknown',
  )
}

function filterProblems(at: string, object: RegisteredObject, where: unknown, registry: Registry): Problem[] {
  try {
    parseWhere(where, { registry, object: object.key })
    return []
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return error.problems.map(({ message }) => problem(at, message, 'filter'))
  }
}

function within(value: number | undefined, from: number, to: number): boolean {
  return Number.isInteger(value) && value! >= from && value! <= to
}
