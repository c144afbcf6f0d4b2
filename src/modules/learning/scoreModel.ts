import { datetime } from '#kernel/fields/datetime.ts'
import { json } from '#kernel/fields/json.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/** What was learnt for a score, a version each week. Empty where there was too little to learn from; the figures say how much. */
export const scoreModel = defineObject('scoreModel', {
  label: { en: 'Learnt score', zh: '学习模型' },
  plural: 'Learnt scores',
  title: 'score',
  icon: 'target',
  nested: true,
  byRules: true,
  standing: true,
  emits: { drifted: { label: { en: 'holds no longer as well', zh: '准确度下降' } } },
  fields: {
    object: text({ label: { en: 'Of', zh: '对象' }, required: true, system: true, max: 40 }),
    score: text({ label: { en: 'Score', zh: '评分' }, required: true, system: true, max: 40 }),
    at: datetime({ label: { en: 'Learnt', zh: '学习时间' }, required: true, system: true, index: true }),
    model: json({ label: { en: 'What was learnt', zh: '学到的内容' }, system: true }),
    figures: json({ label: { en: 'Figures', zh: '指标' }, system: true }),
  },
  views: { list: ['object', 'score', 'at'], sort: ['-at'] },
})
