import type { hereEn } from './here.en.ts'

/** 首屏之后才加载的文字：今日页的团队与系统，以及谁也在查看。 */
export const hereZh: typeof hereEn = {
  here: {
    looking: '也在查看：{{names}}',
    editing: '{{name}}正在编辑',
    somebody: '其他人',
    conflict: '{{name}}刚刚也修改了这一项。',
    theirs: '现在的值',
    mine: '你填写的',
    keepMine: '用我的',
    keepTheirs: '用现在的值',
    overwritten: '其他人刚刚修改了这一格。按回车用你的，按 Esc 用现在的值。',
  },
  todayTeam: {
    person: '成员',
    total: '合计',
    someOf: '共 {{total}} 人，显示 {{shown}} 人',
  },
  todayCheck: {
    well: '一切正常。',
    from: '自 {{when}}',
    last: '上次 {{when}}',
    jobs_one: '{{count}} 个后台任务多次失败，已停止重试',
    jobs_other: '{{count}} 个后台任务多次失败，已停止重试',
    outbox_one: '{{count}} 个事件等待发送',
    outbox_other: '{{count}} 个事件等待发送',
    webhooks_one: '{{count}} 个 Webhook 发送失败或已停用',
    webhooks_other: '{{count}} 个 Webhook 发送失败或已停用',
    feeds_one: '{{count}} 个定时导入失败',
    feeds_other: '{{count}} 个定时导入失败',
    backups_one: '最近一次备份在 {{count}} 天前',
    backups_other: '最近一次备份在 {{count}} 天前',
    backupFailed: '最新一次备份失败',
    imports_one: '{{count}} 次导入没有完成',
    imports_other: '{{count}} 次导入没有完成',
    invited_one: '{{count}} 位成员从未登录',
    invited_other: '{{count}} 位成员从未登录',
    draft_one: '有一份配置草稿等待发布',
    draft_other: '有 {{count}} 份配置草稿等待发布',
  },
}
