import type { binEn } from './bin.en.ts'

/** 回收站的文字。 */
export const binZh: typeof binEn = {
  bin: {
    title: '回收站',
    text: '删除的内容连同历史保留在这里，可随时恢复。',
    find: '按名称查找',
    none: '没有删除过内容',
    nothing: '没有找到这个名称',
    noneText: '各对象分开存放，可在上方切换。',
    by: '由 {{name}} 删除',
    restore: '恢复',
    restored: '「{{what}}」已恢复',
  },
}
