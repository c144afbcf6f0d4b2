import { learn } from '#kernel/traditional.ts'
import kernel from '../../../words/zh-TW/kernel.json' with { type: 'json' }
import modules from '../../../words/zh-TW/modules.json' with { type: 'json' }
import screens from '../../../words/zh-TW/screens.json' with { type: 'json' }
import { inTraditional } from './traditional.ts'
import { zhCN } from './zh-CN.ts'

for (const overlay of [kernel, modules, screens]) learn(overlay)

/** The words of the screens as Taiwan says them; with them come the labels of declarations. */
export const zhTW = inTraditional(zhCN)
