import type { scoreEn } from './score.en.ts'

export const scoreZh: typeof scoreEn = {
  score: {
    why: '{{what}}的构成',
    none: '这条记录不在评分范围内，没有评分。',
    bounded: '合计 {{sum}} 分，限制在 {{floor}} 到 {{cap}} 之间',
    halves_one: '满分 {{full}}，自「{{what}}」起每天减半',
    halves_other: '满分 {{full}}，自「{{what}}」起每 {{count}} 天减半',
    fades_one: '满分 {{full}}，自「{{what}}」起 1 天后归零',
    fades_other: '满分 {{full}}，自「{{what}}」起 {{count}} 天后归零',
    beside: '满分 100，各项为与平均情况相比的影响',
    tooFew: '可供学习的赢单和输单还太少，各需至少 50 条。',
    learntFrom:
      '学习于{{day}}，共 {{cases}} 条赢单、输单记录；任取一条赢单和一条输单，排对先后的比例（AUC）为 {{auc}}。',
    others: '涉及你无权查看的内容的规则',
    ofFull: '不满足，{{full}}',
    next: '{{day}}自动变为 {{points}}',
  },
}
