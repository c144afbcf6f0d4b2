import type { Field } from './fields/field.ts'
import { isComputed } from './fields/index.ts'
import { whereProblems } from './flow-read.ts'
import { type Problem, problem } from './problem.ts'
import type { RegisteredObject, Registry } from './registry.ts'
import { type SignalDefinition, type SignalEvent, type SignalWhen, signalLimits } from './signal.ts'

const clock = /^([01]\d|2[0-3]):[0-5]\d$/

/** What the reader may know: what she does not see does not exist for her. */
export type SignalContext = {
  readonly registry: Pick<Registry, 'objects' | 'object'>
  readonly visible?: (object: string, field: string) => boolean
}

/** Everything that keeps a signal from being switched on, each at its place: `when.field`, `outcome.days`. */
export function signalProblems(input: unknown, context: SignalContext): readonly Problem[] {
  if (!isPlain(input) || !isPlain(input['when']))
    return [problem('when', { en: 'Say when it fires.', zh: '请设置触发条件。' }, 'required')]
  const definition = input as unknown as SignalDefinition
  const object = context.registry.objects.get(String(definition.object))
  if (!object) return [problem('object', { en: 'Choose an object.', zh: '请选择对象。' }, 'required')]
  const place = { registry: context.registry, object: object.key }
  const { cooldown, control, outcome } = definition
  return [
    ...whenProblems(definition.when, object, context),
    ...whereProblems('where', definition.where, place),
    ...whereProblems('consent', definition.consent, place),
    ...wholeProblems('cooldown', cooldown, 0),
    ...(control === undefined || (Number.isInteger(control) && control >= 0 && control <= signalLimits.control)
      ? []
      : [problem('control', { en: 'From 0 to 50 %.', zh: '请填写 0 到 50。' })]),
    ...(outcome
      ? [
          ...eventProblems('outcome.event', outcome.event, object, context),
          ...wholeProblems('outcome.days', outcome.days, 1),
        ]
      : []),
  ]
}

function whenProblems(when: SignalWhen, object: RegisteredObject, context: SignalContext): readonly Problem[] {
  switch (when.is) {
    case 'change':
      return changeProblems(when, object, context)
    case 'date':
      return dateProblems(when, object, context)
    case 'silence':
      return silenceProblems(when, object, context)
    case 'pattern':
      return [
        ...eventProblems('when.first', when.first, object, context),
        ...(when.next ? eventProblems('when.next', when.next, object, context) : timeProblems(when.at ?? '09:00')),
        ...(when.without ? eventProblems('when.without', when.without, object, context) : []),
        ...wholeProblems('when.days', when.days, 1),
      ]
    default:
      return [problem('when', { en: 'There is no such signal.', zh: '没有这种信号。' }, 'unknown')]
  }
}

function changeProblems(
  { field, way, days, factor, amount, from }: Extract<SignalWhen, { is: 'change' }>,
  object: RegisteredObject,
  context: SignalContext,
): readonly Problem[] {
  const measured = ['number', 'money', 'percent']
  const by = [factor, amount].filter((one) => one !== undefined && one !== null)
  return [
    ...fieldProblems('when.field', object, field, context, (one) => measured.includes(one.type), {
      en: 'Only a number rises or falls.',
      zh: '只有数值字段可以判断升降。',
    }),
    ...(way === 'rises' || way === 'falls'
      ? []
      : [problem('when.way', { en: 'Rises or falls.', zh: '请选择升或降。' })]),
    ...wholeProblems('when.days', days, 1),
    ...(by.length === 1
      ? []
      : [problem('when.factor', { en: 'Say by how much.', zh: '请填写变化的倍数或数额。' }, 'required')]),
    ...(factor === undefined || (factor > 1 && factor <= signalLimits.factor)
      ? []
      : [problem('when.factor', { en: 'More than 1.', zh: '倍数应大于 1。' })]),
    ...(amount === undefined || amount > 0 ? [] : [problem('when.amount', { en: 'More than 0.', zh: '应大于 0。' })]),
    ...(from === undefined || Number.isFinite(from)
      ? []
      : [problem('when.from', { en: 'This is no number.', zh: '请填写数字。' })]),
  ]
}

function dateProblems(
  { field, days, years, at }: Extract<SignalWhen, { is: 'date' }>,
  object: RegisteredObject,
  context: SignalContext,
): readonly Problem[] {
  return [
    ...fieldProblems('when.field', object, field, context, isDate, noDate),
    ...(Number.isInteger(days) && Math.abs(days) <= signalLimits.days
      ? []
      : [problem('when.days', { en: 'A number of days, 3,650 at most.', zh: '请填写天数，最多 3650 天。' })]),
    ...(years === undefined || years === 'each' || (Number.isInteger(years) && years >= 1 && years <= 120)
      ? []
      : [problem('when.years', { en: 'From 1 to 120 years.', zh: '请填写 1 到 120 年。' })]),
    ...timeProblems(at),
  ]
}

function silenceProblems(
  { of, factor, least, at }: Extract<SignalWhen, { is: 'silence' }>,
  object: RegisteredObject,
  context: SignalContext,
): readonly Problem[] {
  const other = context.registry.objects.get(String(of?.object))
  if (!other)
    return [problem('when.of.object', { en: 'Say what counts as a sign of life.', zh: '请选择往来记录。' }, 'required')]
  return [
    ...viaProblems('when.of.via', other, of.via, object, context),
    ...fieldProblems('when.of.field', other, of.field, context, isDate, noDate),
    ...(factor > 1 && factor <= 100
      ? []
      : [problem('when.factor', { en: 'More than 1, 100 at most.', zh: '倍数应大于 1，最多 100。' })]),
    ...wholeProblems('when.least', least, 1),
    ...timeProblems(at),
  ]
}

/** What is wrong with an event of a record, or of one that points at it. */
function eventProblems(
  at: string,
  event: SignalEvent | undefined,
  about: RegisteredObject,
  context: SignalContext,
): readonly Problem[] {
  const object = context.registry.objects.get(String(event?.object))
  if (!event || !object) return [problem(at, { en: 'Say what happens.', zh: '请选择事件。' }, 'required')]
  if (event.kind !== 'created' && event.kind !== 'updated' && !Object.hasOwn(object.emits ?? {}, event.kind))
    return [problem(`${at}.kind`, { en: 'There is no such event.', zh: '没有这种事件。' }, 'unknown')]
  const became = event.became
  return [
    ...(event.via === undefined
      ? object.key === about.key
        ? []
        : [problem(`${at}.via`, { en: 'Say how it belongs to the record.', zh: '请选择它与记录的关联。' }, 'required')]
      : viaProblems(`${at}.via`, object, event.via, about, context)),
    ...(event.kind === 'updated' || event.field !== undefined
      ? fieldProblems(`${at}.field`, object, event.field ?? '', context, () => true, noDate)
      : []),
    ...(became === undefined || (Array.isArray(became) && became.length > 0 && became.length <= 50)
      ? []
      : [problem(`${at}.became`, { en: 'Say to what it changes.', zh: '请选择变为什么。' }, 'required')]),
  ]
}

function viaProblems(
  at: string,
  object: RegisteredObject,
  via: string,
  about: RegisteredObject,
  context: SignalContext,
): readonly Problem[] {
  return fieldProblems(
    at,
    object,
    via,
    context,
    (field) => field.type === 'relation' && 'to' in field && field.to === about.key,
    { en: 'This field does not point at the record.', zh: '这个字段不指向该记录。' },
  )
}

function fieldProblems(
  at: string,
  object: RegisteredObject,
  key: string,
  { visible = () => true }: SignalContext,
  fits: (field: Field) => boolean,
  misfit: { readonly en: string; readonly zh: string },
): readonly Problem[] {
  const field = Object.hasOwn(object.fields, key) ? object.fields[key] : undefined
  if (!key) return [problem(at, { en: 'Choose a field.', zh: '请选择字段。' }, 'required')]
  if (!field || isComputed(field) || !visible(object.key, key))
    return [
      problem(
        at,
        {
          en: `${object.label.en} has no field '${key}' of this kind.`,
          zh: `「${object.label.zh}」没有可用的字段「${key}」。`,
        },
        'unknown',
      ),
    ]
  return fits(field) ? [] : [problem(at, misfit)]
}

const isDate = ({ type }: Field) => type === 'date' || type === 'datetime'
const noDate = { en: 'This is no date.', zh: '这不是日期字段。' }

function wholeProblems(at: string, days: unknown, least: number): readonly Problem[] {
  return Number.isInteger(days) && Number(days) >= least && Number(days) <= signalLimits.days
    ? []
    : [
        problem(at, {
          en: `A number of days from ${least} to ${signalLimits.days}.`,
          zh: `请填写 ${least} 到 ${signalLimits.days} 之间的天数。`,
        }),
      ]
}

function timeProblems(at: string): readonly Problem[] {
  return clock.test(at ?? '')
    ? []
    : [problem('when.at', { en: 'A time of day such as 09:00.', zh: '请填写时刻，例如 09:00。' })]
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
