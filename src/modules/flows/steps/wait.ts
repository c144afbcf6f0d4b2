import { boolean } from '#kernel/fields/boolean.ts'
import { datetime } from '#kernel/fields/datetime.ts'
import { number } from '#kernel/fields/number.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { whereProblems } from '#kernel/flow-read.ts'
import { defineStep } from '#kernel/flow-step.ts'
import { afterSpan, type FlowSpan } from '#kernel/flow-time.ts'
import type { Values } from '#kernel/object.ts'
import { type Problem, problem } from '#kernel/problem.ts'

const units = [
  { key: 'minute', label: { en: 'minutes', zh: '分钟' } },
  { key: 'hour', label: { en: 'hours', zh: '小时' } },
  { key: 'workingHour', label: { en: 'working hours', zh: '工作小时' } },
  { key: 'day', label: { en: 'days', zh: '天' } },
  { key: 'workingDay', label: { en: 'working days', zh: '工作日' } },
]

const span = {
  amount: number({ label: { en: 'How long', zh: '时长' }, integer: true, min: 0, max: 100_000, default: 1 }),
  unit: select({ label: { en: 'Unit', zh: '单位' }, required: true, default: 'day', options: units }),
}

const clock = /^([01]\d|2[0-3]):[0-5]\d$/

function clockProblems(at: unknown): readonly Problem[] {
  return typeof at === 'string' && at !== '' && !clock.test(at)
    ? [problem('input.at', { en: 'A time of day such as 09:00.', zh: '请填写时刻，例如 09:00。' })]
    : []
}

function spanOf(input: Values): FlowSpan {
  return {
    amount: Number(input['amount'] ?? 0),
    unit: (input['unit'] ?? 'day') as FlowSpan['unit'],
    at: (input['at'] ?? null) as string | null,
    working: input['working'] === true,
  }
}

export const wait = defineStep('wait', {
  label: { en: 'Wait', zh: '等待' },
  help: { en: 'For some time, or until a time of the record.', zh: '等待一段时间，或等到记录上的某个时间。' },
  icon: 'calendar-time',
  together: true,
  fields: () => ({
    ...span,
    at: text({
      label: { en: 'Then until (time of day)', zh: '再等到（时刻）' },
      max: 5,
      help: { en: 'Such as 09:00; empty for at once.', zh: '例如 09:00，不填则不等。' },
    }),
    working: boolean({ label: { en: 'On a working day', zh: '只在工作日' } }),
    until: datetime({
      label: { en: 'Or until this time', zh: '或等到这个时间' },
      help: { en: 'Mostly a date of the record.', zh: '通常取自记录上的日期。' },
    }),
  }),
  check: ({ input = {} }) => clockProblems(input['at']),
  async run(_, { input, turn, tx }) {
    if (turn > 0) return { go: 'on' }
    const given = input['until'] ? String(input['until']) : null
    const until =
      given === null || input['at'] || input['working']
        ? afterSpan(given ?? tx.now, given === null ? spanOf(input) : { ...spanOf(input), amount: 0 }, tx.calendar)
        : given
    if (until <= tx.now) return { go: 'on', reason: { en: 'The time has passed.', zh: '时间已过，不再等待。' } }
    return { go: 'wait', until, reason: { en: 'Waits.', zh: '等待中。' } }
  },
})

export const until = defineStep('until', {
  label: { en: 'Wait until', zh: '等到满足' },
  help: { en: 'Until the record matches, or for so long.', zh: '等到记录符合条件，或超过时限。' },
  icon: 'circle-check',
  together: true,
  record: true,
  fields: () => ({
    ...span,
    missed: select({
      label: { en: 'If it does not', zh: '超时未满足' },
      required: true,
      default: 'go',
      options: [
        { key: 'go', label: { en: 'Go on', zh: '继续' } },
        { key: 'end', label: { en: 'End here', zh: '到此结束' } },
      ],
    }),
  }),
  check: ({ where }, place) =>
    where && Object.keys(where).length > 0
      ? whereProblems('where', where, place)
      : [problem('where', { en: 'Say what it waits for.', zh: '请设置等待的条件。' }, 'required')],
  async run({ where = {} }, { input, kept, tx, fits }) {
    if (await fits(where)) return { go: 'on', output: { met: true }, reason: { en: 'It matches.', zh: '已满足条件。' } }
    const until = String(kept?.['until'] ?? afterSpan(tx.now, spanOf(input), tx.calendar))
    if (until > tx.now)
      return {
        go: 'wait',
        until,
        watch: true,
        kept: { until },
        reason: { en: 'Waits until it matches.', zh: '等待满足条件。' },
      }
    const reason = { en: 'It did not match in time.', zh: '超时未满足。' }
    return input['missed'] === 'end' ? { go: 'end', reason } : { go: 'on', output: { met: false }, reason }
  },
})
