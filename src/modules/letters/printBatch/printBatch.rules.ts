import { follow, type Tx } from '#kernel/behaviour.ts'
import type { RecordOf } from '#kernel/object.ts'
import { refuse } from '#kernel/problem.ts'
import { letter } from '../letter/letter.ts'
import { printBatch } from './printBatch.ts'

/** A thousand sheets of a printer's day; what is left is taken by the next batch. */
const most = 500

export const printBatchRules = [
  follow(printBatch, 'a batch takes the letters that wait, each of them alone', async ({ before, after }, tx) => {
    if (before !== null) return
    const taken = await take(after, tx)
    if (taken.length === 0)
      throw refuse('conflict', null, { en: 'No letter waits to be printed.', zh: '没有待打印的信函。' }, 'nothing')
    await tx.updateAll(
      letter,
      taken.map(({ id }, i) => ({ id, status: 'inBatch' as const, batch: after.id, place: i + 1 })),
    )
    await tx.update(printBatch, after.id, { count: taken.length })
  }),
]

/** Locks what waits, so that nobody else takes it. Whoever has waited for somebody who took the first ones looks once more. */
async function take({ letterhead }: RecordOf<typeof printBatch>, tx: Tx) {
  const where = { status: 'waiting', ...(letterhead ? { letterhead } : {}) }
  const wanted = { where, sort: ['waitingSince'], limit: most }
  const taken = await tx.lockAll(letter, wanted)
  return taken.length > 0 ? taken : tx.lockAll(letter, wanted)
}
