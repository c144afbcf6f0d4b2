import type { watchEn } from './watch.en.ts'

/** 查阅预警的文字。 */
export const watchZh: typeof watchEn = {
  watch: {
    title: '查阅预警',
    text: '成员打开、列出、查看遮蔽、共享和导出的记录数，以及这些记录属于谁。明显高于本人平时水平时，通知其上级和系统管理员。',
    span: '时间范围',
    lastDays_one: '最近 {{count}} 天',
    lastDays_other: '最近 {{count}} 天',
    none: '还没有查阅记录',
    who: '成员',
    opened: '打开',
    listed: '列出',
    revealed: '查看遮蔽',
    shared: '共享',
    exported: '导出',
    whose: '主要查阅谁的',
    of: '{{who}} {{count}}',
    nobody: '无负责人',
    herself: '本人',
    most: '最多 {{day}}，{{count}} 条',
    unusual: '{{day}} 异常，此前最多 {{usual}} 条',
    unusualFirst: '{{day}} 异常，首次大量查阅',
    thresholds: '提醒条件',
    thresholdsText:
      '某天超过本人最近 90 天内最大一天的若干倍，且不少于下面的条数，视为异常。没有以往记录的成员，按最少条数的若干倍判断。',
    least: {
      opened: '每天打开，至少',
      listed: '每天列出，至少',
      revealed: '每天查看遮蔽，至少',
      shared: '每天共享，至少',
      times: '超过最大一天的倍数',
    },
    read: '查阅：打开 {{opened}} 条 · 列出 {{listed}} 条 · 查看遮蔽 {{revealed}} 条 · 共享 {{shared}} 条',
  },
}
