import { whereProblems } from '#kernel/flow-read.ts'
import { defineStep } from '#kernel/flow-step.ts'
import { problem } from '#kernel/problem.ts'

export const condition = defineStep('condition', {
  label: { en: 'Only if', zh: '仅当' },
  help: { en: 'Goes on where the record matches, else it ends here.', zh: '记录符合条件才继续，否则到此结束。' },
  icon: 'target',
  together: true,
  record: true,
  fields: () => ({}),
  check: ({ where }, place) =>
    where && Object.keys(where).length > 0
      ? whereProblems('where', where, place)
      : [problem('where', { en: 'Say which records.', zh: '请设置条件。' }, 'required')],
  run: async ({ where = {} }, at) =>
    (await at.fits(where))
      ? { go: 'on', reason: { en: 'It matches.', zh: '符合条件。' } }
      : { go: 'end', reason: { en: 'It does not match.', zh: '不符合条件。' } },
})
