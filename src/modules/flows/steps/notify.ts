import { boolean } from '#kernel/fields/boolean.ts'
import { longText } from '#kernel/fields/longText.ts'
import { relations } from '#kernel/fields/relations.ts'
import { defineStep } from '#kernel/flow-step.ts'
import { problem } from '#kernel/problem.ts'

export const notify = defineStep('notify', {
  label: { en: 'Tell people', zh: '通知' },
  help: { en: 'In the bell, about this record.', zh: '在通知铃铛里提醒查看这条记录。' },
  icon: 'bell',
  record: true,
  fields: () => ({
    words: longText({ label: { en: 'What is said', zh: '内容' }, required: true }),
    owner: boolean({ label: { en: 'The owner of the record', zh: '记录的负责人' } }),
    people: relations('user', { label: { en: 'These people', zh: '指定成员' }, where: { active: true } }),
  }),
  check: ({ input = {} }) =>
    input['owner'] === true || input['people']
      ? []
      : [problem('input.people', { en: 'Say whom.', zh: '请选择通知谁。' }, 'required')],
  async run(_, { input, record, tell, tx }) {
    const found = input['owner'] === true ? await tx.all.get({ key: record!.object } as never, record!.id) : null
    const owner = (found as { owner?: string | null } | null)?.owner
    const people = [...new Set([...((input['people'] ?? []) as string[]), ...(owner ? [owner] : [])])]
    await tell(people, String(input['words'] ?? ''))
    return people.length > 0
      ? { go: 'on', output: { people } }
      : { go: 'on', reason: { en: 'There was nobody to tell.', zh: '没有可通知的人。' } }
  },
})
