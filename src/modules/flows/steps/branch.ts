import { whereProblems } from '#kernel/flow-read.ts'
import { defineStep } from '#kernel/flow-step.ts'
import { problem } from '#kernel/problem.ts'

export const branch = defineStep('branch', {
  label: { en: 'Branch', zh: '分支' },
  help: { en: 'Takes the first way whose condition holds.', zh: '走第一个符合条件的分支。' },
  icon: 'route',
  together: true,
  record: true,
  fields: () => ({}),
  check({ paths = [] }, place) {
    if (paths.length < 2) return [problem('paths', { en: 'It needs two ways.', zh: '至少需要两个分支。' }, 'required')]
    return paths.flatMap(({ where }, i) =>
      where === undefined && i < paths.length - 1
        ? [problem(`paths.${i}.where`, { en: 'Say which records.', zh: '请设置条件。' }, 'required')]
        : whereProblems(`paths.${i}.where`, where, place),
    )
  },
  async run({ paths = [] }, at) {
    for (const [i, { id, label, where }] of paths.entries()) {
      if (where !== undefined && !(await at.fits(where))) continue
      const name = label || String(i + 1)
      return { go: 'into', path: id, reason: { en: `Takes the way “${name}”.`, zh: `进入分支「${name}」。` } }
    }
    return { go: 'on', reason: { en: 'No way fits.', zh: '没有符合的分支。' } }
  },
})
