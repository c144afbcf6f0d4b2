import type { similarEn } from './similar.en.ts'

export const similarZh: typeof similarEn = {
  similar: {
    title: '可能已有相同记录',
    blocked: '已有相同记录，不能重复新建',
    sure: '相同',
    likely: '很可能相同',
    possible: '可能相同',
    hidden: '你没有权限查看的记录',
    ask: '申请共享',
    asked: '已申请',
    saveAnyway: '仍然保存',
  },
}
