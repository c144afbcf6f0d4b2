import { defineAction, type Tx } from '#kernel/behaviour.ts'
import type { Patch } from '#kernel/object.ts'
import { letter } from '../letter/letter.ts'
import { printBatch } from './printBatch.ts'

export const printBatchActions = [
  defineAction(printBatch, 'confirm', {
    label: { en: 'Printed', zh: '确认已打印' },
    help: { en: 'All sheets lie there.', zh: '所有信函都已打印出来。' },
    icon: 'circle-check',
    when: { status: 'open' },
    input: {},
    async run(record, _input, tx) {
      await tx.update(printBatch, record.id, { status: 'printed', printedAt: tx.now })
      await letters(tx, record.id, 'inBatch', { status: 'printed', printedAt: tx.now })
    },
  }),

  defineAction(printBatch, 'post', {
    label: { en: 'All posted', zh: '全部寄出' },
    icon: 'truck',
    when: { status: 'printed' },
    input: {},
    async run(record, _input, tx) {
      await tx.update(printBatch, record.id, { status: 'posted' })
      await letters(tx, record.id, 'printed', { status: 'posted', postedAt: tx.now })
    },
  }),

  defineAction(printBatch, 'release', {
    label: { en: 'Put back', zh: '退回待打印' },
    help: { en: 'Nothing was printed: its letters wait again.', zh: '没有打印成功时使用，信函重新等待打印。' },
    icon: 'rotate',
    when: { status: 'open' },
    input: {},
    async run(record, _input, tx) {
      await tx.update(printBatch, record.id, { status: 'released', count: 0 })
      await letters(tx, record.id, 'inBatch', { status: 'waiting', batch: null, place: null })
    },
  }),
]

/** Changes the letters of a batch that are at this point. */
async function letters(tx: Tx, batch: string, status: string, patch: Patch<typeof letter>): Promise<void> {
  const found = await tx.lockAll(letter, { where: { batch, status }, sort: ['place'], limit: 1_000 })
  await tx.updateAll(
    letter,
    found.map(({ id }) => ({ id, ...patch })),
  )
}
