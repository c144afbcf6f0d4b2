import { boolean } from '#kernel/fields/boolean.ts'
import { longText } from '#kernel/fields/longText.ts'
import { number } from '#kernel/fields/number.ts'
import { user } from '#kernel/fields/relation.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineStep } from '#kernel/flow-step.ts'
import { afterSpan } from '#kernel/flow-time.ts'
import type { Fields } from '#kernel/object.ts'
import { problem } from '#kernel/problem.ts'
import { activity } from './activity.ts'

/** The relation by which a task stands in the timeline of the record. */
function relationTo(fields: Fields, object: string | null): string | null {
  const found = Object.entries(fields).find(
    ([, field]) => 'to' in field && 'timeline' in field && field.timeline === true && field.to === object,
  )
  return found?.[0] ?? null
}

export const taskStep = defineStep('task', {
  label: { en: 'Give a task', zh: '创建任务' },
  help: {
    en: 'A task or call about this record, on somebody’s list.',
    zh: '为这条记录创建待办任务或电话，进入某人的清单。',
  },
  icon: 'calendar',
  together: true,
  reaches: 'colleague',
  record: true,
  fields: () => ({
    subject: text({ label: { en: 'Subject', zh: '主题' }, required: true, max: 200 }),
    kind: select({
      label: { en: 'Kind', zh: '类型' },
      required: true,
      default: 'task',
      options: activity.fields.kind.options.filter(({ key }) => key !== 'note'),
    }),
    owner: user({
      label: { en: 'For', zh: '负责人' },
      help: { en: 'The owner of the record where empty.', zh: '不填则为记录的负责人。' },
    }),
    days: number({ label: { en: 'Due in days', zh: '几天后截止' }, integer: true, min: 0, max: 3_650, default: 1 }),
    working: boolean({ label: { en: 'Working days', zh: '按工作日计' }, default: true }),
    body: longText({ label: { en: 'Content', zh: '内容' } }),
  }),
  makes: () => activity.key,
  check: (_, { registry, object }) =>
    relationTo(registry.object(activity.key).fields, object) === null
      ? [problem(null, { en: 'These records have no tasks.', zh: '这类记录不能关联任务。' }, 'object')]
      : [],
  async run(_, { input, record, tx }) {
    const about = record as { object: string; id: string }
    const whole = (await tx.all.get({ key: about.object } as never, about.id)) as { owner?: string | null } | null
    const days = Number(input['days'] ?? 1)
    const unit = input['working'] === false ? 'day' : 'workingDay'
    const values = {
      kind: input['kind'] ?? 'task',
      subject: input['subject'],
      body: input['body'] ?? null,
      owner: input['owner'] ?? whole?.owner ?? tx.actor.id,
      dueAt: afterSpan(tx.now, { amount: days, unit, at: '18:00' }, tx.calendar),
      [relationTo(tx.fieldsOf(activity), about.object) as string]: about.id,
    }
    return { go: 'on', write: { object: activity.key, values } }
  },
})
