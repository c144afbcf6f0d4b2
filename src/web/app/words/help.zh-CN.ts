import type { helpEn } from './help.en.ts'

/** 产品内指南的文字。 */
export const helpZh: typeof helpEn = {
  help: {
    title: '帮助',
    here: '查看本页帮助',
    search: '搜索标题',
    nothing: '没有标题含这些文字。',
  },
}
