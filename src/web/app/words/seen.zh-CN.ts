import type { seenEn } from './seen.en.ts'

/** 访问说明与变更记录的文字。 */
export const seenZh: typeof seenEn = {
  seeing: {
    why: '我为什么看不到？',
    banner: '你正在以{{who}}的视角查看，不能做任何修改。还剩 {{minutes}} 分钟。',
    end: '结束',
  },
}
