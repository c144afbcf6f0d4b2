import type { cellsEn } from './cells.en.ts'

export const cellsZh: typeof cellsEn = {
  away: { until: '离岗至 {{day}}' },
  clock: {
    left: '剩余 {{time}}',
    over: '已超时 {{time}}',
    minutes: '{{n}} 分钟',
    hours: '{{n}} 小时',
    days: '{{n}} 天',
  },
  deadline: { left_one: '还剩 {{count}} 天', left_other: '还剩 {{count}} 天' },
}
