import { check, derive } from '#kernel/behaviour.ts'
import { problem } from '#kernel/problem.ts'
import { opportunity } from '../opportunity/opportunity.ts'
import { stage } from './stage.ts'

export const stageRules = [
  derive(stage, 'won is certain and lost is impossible', ({ after }) =>
    after.kind === 'open' ? null : { probability: after.kind === 'won' ? 100 : 0 },
  ),

  check(stage, 'the required fields are a list of field keys', ({ after }) =>
    after.requiredFields !== null &&
    !(Array.isArray(after.requiredFields) && after.requiredFields.every((key) => typeof key === 'string'))
      ? problem(
          'requiredFields',
          { en: 'Give a list of field keys, such as ["amount"].', zh: '请填写字段列表，例如 ["amount"]。' },
          'shape',
        )
      : null,
  ),

  check(stage, 'a stage keeps its kind and stays while opportunities stand in it', async (change, tx) => {
    const { before, after, deleted, changes } = change
    if (!before || !(deleted || changes('kind'))) return
    const standing = await tx.all.list(opportunity, { where: { stage: after.id }, limit: 1 })
    if (standing.length === 0) return
    return problem(
      deleted ? null : 'kind',
      { en: 'Opportunities stand in this stage. Move them first.', zh: '仍有商机处于该阶段，请先移到其他阶段。' },
      'in-use',
    )
  }),
]
