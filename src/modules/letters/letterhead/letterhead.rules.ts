import { check, follow } from '#kernel/behaviour.ts'
import { problem } from '#kernel/problem.ts'
import { letterhead } from './letterhead.ts'

const measures = ['windowLeft', 'windowTop', 'windowWidth', 'windowHeight'] as const

export const letterheadRules = [
  check(letterhead, 'a window that was measured has all its measures and room for an address', ({ after }) => {
    if (after.envelope !== 'own') return
    const missing = measures.filter((key) => after[key] === null)
    if (missing.length > 0)
      return missing.map((key) => problem(key, { en: 'Measure it.', zh: '请测量后填写。' }, 'required'))
    const narrow = (after.windowWidth ?? 0) < 50
    if (narrow || (after.windowHeight ?? 0) < 25)
      return problem(
        narrow ? 'windowWidth' : 'windowHeight',
        { en: 'An address needs 50 × 25 mm.', zh: '地址至少需要 50 × 25 毫米。' },
        'small',
      )
    if ((after.windowLeft ?? 0) + (after.windowWidth ?? 0) > 205)
      return problem('windowWidth', { en: 'It ends beyond the sheet.', zh: '窗口超出了纸张。' }, 'outside')
    if ((after.windowTop ?? 0) < 27)
      return problem('windowTop', { en: 'The head needs the first 27 mm.', zh: '抬头占用上方 27 毫米。' }, 'head')
    return
  }),

  follow(letterhead, 'one letterhead is the standard', async ({ after, changes, deleted }, tx) => {
    if (deleted || !after.standard || !changes('standard')) return
    const others = await tx.all.list(letterhead, { where: { standard: true, id: { ne: after.id } }, limit: 100 })
    await tx.updateAll(
      letterhead,
      others.map(({ id }) => ({ id, standard: false })),
    )
  }),
]
