import type { tagsEn } from './tags.en.ts'

export const tagsZh: typeof tagsEn = {
  tags: {
    title: '标签',
    text: '记录上的彩色标签。业务人员打标签时可直接新建，在这里改名、合并和删除。',
    name: '标签名称',
    color: '{{name}} 的颜色',
    uses_one: '{{count}} 条记录',
    uses_other: '{{count}} 条记录',
    merge: '合并到',
    mergeAsk: '把 {{name}} 合并到…',
    mergeText: '带有 {{name}} 的记录改为所选标签，{{name}} 随后删除。',
    none: '还没有标签',
    noneText: '在记录上打标签，或点击上方按钮新建。',
  },
}
