import type { Seed } from '#kernel/module.ts'

/** The pipeline that a new workspace starts with; its ids are the same everywhere. */
export const mainPipelineId = '01900000-0000-7000-8000-000000000001'

/** Ids of its stages, from first contact to lost. */
export const mainStageIds = {
  contacted: '01900000-0000-7000-8000-000000000011',
  qualified: '01900000-0000-7000-8000-000000000012',
  proposed: '01900000-0000-7000-8000-000000000013',
  negotiating: '01900000-0000-7000-8000-000000000014',
  signing: '01900000-0000-7000-8000-000000000015',
  won: '01900000-0000-7000-8000-000000000016',
  lost: '01900000-0000-7000-8000-000000000017',
} as const

export const salesSeeds: readonly Seed[] = [
  {
    object: 'pipeline',
    records: [
      {
        id: mainPipelineId,
        name: { en: 'Standard sales process', zh: '标准销售流程' },
        main: true,
        active: true,
        order: 1,
      },
    ],
  },
  {
    object: 'stage',
    records: [
      stage('contacted', { en: 'First contact', zh: '初步接触' }, { order: 1, probability: 10, color: 'gray' }),
      stage('qualified', { en: 'Need confirmed', zh: '需求确认' }, { order: 2, probability: 25, color: 'blue' }),
      stage(
        'proposed',
        { en: 'Proposal', zh: '方案报价' },
        { order: 3, probability: 50, color: 'teal', requiredFields: ['amount'] },
      ),
      stage(
        'negotiating',
        { en: 'Negotiation', zh: '商务谈判' },
        { order: 4, probability: 70, color: 'violet', requiredFields: ['amount', 'closeDate'] },
      ),
      stage(
        'signing',
        { en: 'Signing', zh: '合同签订' },
        { order: 5, probability: 90, color: 'orange', requiredFields: ['amount', 'closeDate', 'account'] },
      ),
      stage('won', { en: 'Won', zh: '赢单' }, { order: 6, probability: 100, color: 'green', kind: 'won' }),
      stage('lost', { en: 'Lost', zh: '输单' }, { order: 7, probability: 0, color: 'red', kind: 'lost' }),
    ],
  },
]

function stage(key: keyof typeof mainStageIds, name: { en: string; zh: string }, more: Record<string, unknown>) {
  return { id: mainStageIds[key], pipeline: mainPipelineId, name, kind: 'open', ...more }
}
