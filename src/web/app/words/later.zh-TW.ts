import { learn } from '#kernel/traditional.ts'
import helps from '../../../words/zh-TW/helps.json' with { type: 'json' }
import pages from '../../../words/zh-TW/pages.json' with { type: 'json' }
import shared from '../../../words/zh-TW/shared.json' with { type: 'json' }

for (const overlay of [shared, helps, pages]) learn(overlay)

/** Reads the words of later screens as Taiwan says them: their overlay is learnt with this file. */
export { inTraditional } from './traditional.ts'
