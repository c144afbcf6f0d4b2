import { check, follow } from '#kernel/behaviour.ts'
import { problem } from '#kernel/problem.ts'
import { opportunity } from '../opportunity/opportunity.ts'
import { pipeline } from './pipeline.ts'

export const pipelineRules = [
  check(pipeline, 'a pipeline stays while opportunities go through it', async ({ after, deleted }, tx) => {
    if (!deleted) return
    const within = await tx.all.list(opportunity, { where: { pipeline: after.id }, limit: 1 })
    if (within.length === 0) return
    return problem(
      null,
      { en: 'Opportunities go through it. Make it inactive instead.', zh: '仍有商机使用该流程，可以改为停用。' },
      'in-use',
    )
  }),

  follow(pipeline, 'there is one main pipeline', async ({ after, deleted, changes }, tx) => {
    if (deleted || !after.main || !changes('main')) return
    const others = await tx.all.list(pipeline, { where: { main: true, id: { ne: after.id } }, limit: 100 })
    for (const other of others) await tx.update(pipeline, other.id, { main: false })
  }),
]
