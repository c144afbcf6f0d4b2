import { definePaper, type Paper } from '#kernel/paper.ts'
import { layLetters } from './lay.ts'
import { letter } from './letter/letter.ts'
import { printBatch } from './printBatch/printBatch.ts'

export const letterPapers: readonly Paper[] = [
  definePaper(letter, 'letter', {
    label: { en: 'Letter', zh: '信函' },
    shows: ['subject', 'body', 'recipient', 'company', 'address'],
    lay: (record, at) => layLetters([record], at),
  }),
  definePaper(printBatch, 'letters', {
    label: { en: 'Letters', zh: '全部信函' },
    shows: ['number'],
    async lay(record, at) {
      const letters = await at.all.list(letter, { where: { batch: record.id }, sort: ['place'], limit: 1_000 })
      return layLetters(letters, at)
    },
  }),
]
