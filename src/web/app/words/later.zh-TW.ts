import { learn } from '#kernel/traditional.ts'
import pages from '../../../words/zh-TW/pages.json' with { type: 'json' }

learn(pages)

/** Reads the words of later screens as Taiwan says them: their overlay is learnt with this file. */
export { inTraditional } from './traditional.ts'
