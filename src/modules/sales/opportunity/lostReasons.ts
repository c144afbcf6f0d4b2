import type { Option } from '#kernel/fields/select.ts'

/** Why a sale did not come. */
export const lostReasons = [
  { key: 'price', label: { en: 'Price', zh: '价格' } },
  { key: 'competitor', label: { en: 'A competitor was chosen', zh: '选择了竞争对手' } },
  { key: 'noBudget', label: { en: 'No budget', zh: '没有预算' } },
  { key: 'noDecision', label: { en: 'No decision', zh: '项目搁置' } },
  { key: 'features', label: { en: 'Lacks what they need', zh: '功能不满足' } },
  { key: 'timing', label: { en: 'Bad timing', zh: '时机不合适' } },
  { key: 'relationship', label: { en: 'We knew the wrong people', zh: '客户关系不足' } },
  { key: 'unreachable', label: { en: 'Lost touch', zh: '失去联系' } },
  { key: 'other', label: { en: 'Other', zh: '其他' } },
] as const satisfies readonly Option[]
