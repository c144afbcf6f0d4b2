import { defineAction } from '#kernel/behaviour.ts'
import { letter } from './letter.ts'

export const letterActions = [
  defineAction(letter, 'queue', {
    label: { en: 'To the print batch', zh: '加入打印' },
    help: { en: 'The next print batch takes it.', zh: '下一次打印时一起打印。' },
    icon: 'layout-list',
    when: { status: { in: ['draft', 'cancelled'] } },
    input: {},
    async run(record, _input, tx) {
      await tx.update(letter, record.id, { status: 'waiting' })
    },
  }),

  defineAction(letter, 'takeBack', {
    label: { en: 'Back to draft', zh: '退回草稿' },
    help: { en: 'It leaves its batch where it is in one.', zh: '若已在批次中，会从批次移出。' },
    icon: 'rotate',
    when: { status: { in: ['waiting', 'inBatch', 'printed'] } },
    minor: true,
    input: {},
    async run(record, _input, tx) {
      await tx.update(letter, record.id, { status: 'draft', batch: null, place: null, printedAt: null })
    },
  }),

  defineAction(letter, 'printAgain', {
    label: { en: 'Print once more', zh: '重新打印' },
    help: { en: 'The sheet was spoilt: the next batch takes it.', zh: '纸张损坏时使用，会进入下一批次。' },
    icon: 'rotate',
    when: { status: { in: ['inBatch', 'printed'] } },
    input: {},
    async run(record, _input, tx) {
      await tx.update(letter, record.id, { status: 'waiting', batch: null, place: null, printedAt: null })
    },
  }),

  defineAction(letter, 'printAlone', {
    label: { en: 'Printed by hand', zh: '已单独打印' },
    help: { en: 'Printed from its own page, outside a batch.', zh: '从信函页面单独打印时使用，不进入批次。' },
    icon: 'circle-check',
    minor: true,
    when: { status: { in: ['draft', 'waiting'] } },
    input: {},
    async run(record, _input, tx) {
      await tx.update(letter, record.id, { status: 'printed', printedAt: tx.now })
    },
  }),

  defineAction(letter, 'post', {
    label: { en: 'Posted', zh: '已寄出' },
    icon: 'truck',
    when: { status: 'printed' },
    input: {},
    async run(record, _input, tx) {
      await tx.update(letter, record.id, { status: 'posted', postedAt: tx.now })
    },
  }),

  defineAction(letter, 'cancel', {
    label: { en: 'Cancel', zh: '取消' },
    icon: 'circle-x',
    when: { status: { in: ['draft', 'waiting'] } },
    minor: true,
    input: {},
    async run(record, _input, tx) {
      await tx.update(letter, record.id, { status: 'cancelled' })
    },
  }),
]
