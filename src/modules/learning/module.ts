import { defineModule } from '#kernel/module.ts'
import { chance, chanceLearning } from './chance.ts'
import { learningNotices } from './notices.ts'
import { scoreModel } from './scoreModel.ts'

export const learning = defineModule({
  key: 'learning',
  label: { en: 'Learning', zh: '学习' },
  requires: ['customers', 'activities', 'sales'],
  objects: [scoreModel],
  extensions: [chance],
  learnings: [chanceLearning],
  notices: learningNotices,
  models: { object: 'scoreModel', of: 'object', score: 'score', at: 'at', model: 'model', figures: 'figures' },
})
