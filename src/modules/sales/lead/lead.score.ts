import type { ScoreOptions } from '#kernel/fields/score.ts'

/** How a lead is scored until an administrator says otherwise: how well it can be reached and judged, and how lately somebody spoke with it. */
export const leadScore: Pick<ScoreOptions, 'where' | 'rules' | 'grades'> = {
  where: { status: { notIn: ['converted', 'unqualified'] } },
  rules: [
    { label: { en: 'Very interested', zh: '意向高' }, where: { rating: 'hot' }, points: 35 },
    { label: { en: 'Interested', zh: '意向中等' }, where: { rating: 'warm' }, points: 20 },
    { label: { en: 'Referred', zh: '来自转介绍' }, where: { source: 'referral' }, points: 20 },
    { label: { en: 'Mobile known', zh: '有手机' }, where: { mobile: { empty: false } }, points: 10 },
    { label: { en: 'Company known', zh: '有公司' }, where: { company: { empty: false } }, points: 10 },
    { label: { en: 'Says what it needs', zh: '写明了需求' }, where: { need: { empty: false } }, points: 10 },
    {
      label: { en: 'Followed up lately', zh: '近期跟进过' },
      points: 25,
      decay: { since: 'lastFollowUpAt', by: 'half', days: 14 },
    },
    { label: { en: 'Wants no contact', zh: '不希望被联系' }, where: { doNotContact: true }, points: -40 },
  ],
  grades: [
    { key: 'A', from: 70, color: 'green' },
    { key: 'B', from: 50, color: 'teal' },
    { key: 'C', from: 30, color: 'orange' },
    { key: 'D', from: 0, color: 'gray' },
  ],
}
