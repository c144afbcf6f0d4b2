import type { todayEn } from './today.en.ts'

/** 今日页的文字。 */
export const todayZh: typeof todayEn = {
  today: {
    title: '今日',
    hello: { morning: '早上好，{{name}}', noon: '下午好，{{name}}', evening: '晚上好，{{name}}' },
    hat: { self: '我的一天', team: '我的团队', admin: '系统' },
    nothing: '没有待处理的事，很好。',
    recent: '最近查看',
    noRecent: '打开过的记录会列在这里。',
    start: '导入数据',
    importThem: '导入{{what}}',
    filling: '正在载入示例数据，大约需要一分钟，完成后自动显示。',
    drop: '把文件拖到这里：Excel、CSV、vCard，或其他 CRM 导出的 ZIP',
    done: '「{{what}}」已完成',
    later: '改期',
    moved: '「{{what}}」改到 {{when}}',
    to: { evening: '今天晚上', tomorrow: '明天上午', monday: '下周一', pick: '选择日期…' },
    plan: '安排{{what}}',
    assign: '分配',
    given: '「{{what}}」已交给{{who}}',
    nobody: '无人负责',
    mentions: '提到你，还没看',
    since: '自你上次离开',
    more_one: '还有 {{count}} 处改动',
    more_other: '还有 {{count}} 处改动',
    moreRecords: '更早的改动请在各条记录中查看。',
  },
}
