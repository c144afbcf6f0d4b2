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
    others: '涉及你无权查看的内容的规则',
    ofFull: '不满足，{{full}}',
    next: '{{day}} 将自动变为 {{points}}',
  },
}
