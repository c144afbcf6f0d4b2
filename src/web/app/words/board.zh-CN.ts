import type { boardEn } from './board.en.ts'

/** 看板的文字。 */
export const boardZh: typeof boardEn = {
  pastBulk: '批量操作记录',
  toBin: '回收站',
  board: {
    by: '分列依据',
    sum: '合计字段',
    noSum: '不合计',
    tone: '卡片颜色',
    noTone: '不着色',
    tracks: '选择流程',
    add: '在「{{where}}」中新建',
    collapse: '收起「{{what}}」',
    expand: '展开「{{what}}」',
    more: '加载更多',
    empty: '这里没有卡片，可拖入。',
    emptyFixed: '这里没有卡片。',
    none: '暂无{{what}}',
    fixed: '「{{what}}」由其他字段决定，卡片只能查看，不能移动。',
    cut_one: '另有 {{count}} 个较小的列未显示，可用筛选查看。',
    cut_other: '另有 {{count}} 个较小的列未显示，可用筛选查看。',
    needs: '进入「{{where}}」之前',
    needsText: '请补全以下内容。',
    move: '移动',
    moved: '「{{what}}」已移至{{where}}',
    conflict: '「{{what}}」刚被他人移至{{where}}。',
    anyway: '仍移至{{where}}',
    board: '{{what}}看板',
    card: '方向键切换卡片，按住 Shift 再按左右键移动卡片，回车打开。',
    look: '方向键切换卡片，回车打开。',
  },
}
