import type { clockEn } from './clock.en.ts'

export const clockZh: typeof clockEn = {
  clock: {
    left: '剩余 {{time}}',
    over: '已超时 {{time}}',
    minutes: '{{n}} 分钟',
    hours: '{{n}} 小时',
    days: '{{n}} 天',
  },
}
