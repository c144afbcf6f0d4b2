import { datetime } from '#kernel/fields/datetime.ts'
import { relation } from '#kernel/fields/relation.ts'
import { select } from '#kernel/fields/select.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'
import { pooledRecord } from '../pooledRecord.ts'

/** The ledger of claims and looks, from which limits are counted. What somebody creates, imports or is assigned is not in it. */
export const poolClaim = defineObject('poolClaim', {
  label: { en: 'Claim', zh: '拾取记录' },
  plural: 'Claims',
  title: 'recordName',
  icon: 'list-details',
  nested: true,
  byRules: true,
  traits: ['owned'],
  // A ledger is nobody's work: it stays with who claimed when she hands over her book.
  pending: { at: { empty: true } },
  fields: {
    kind: select({
      label: { en: 'Kind', zh: '类型' },
      required: true,
      system: true,
      options: [
        { key: 'claim', label: { en: 'Claim', zh: '拾取' }, color: 'green' },
        { key: 'look', label: { en: 'Look', zh: '查看' }, color: 'gray' },
      ],
    }),
    pool: relation('pool', { label: { en: 'Pool', zh: '公海池' }, required: true, system: true }),
    ...pooledRecord,
    recordName: text({ label: { en: 'Name', zh: '记录名称' }, system: true, max: 200 }),
    at: datetime({ label: { en: 'When', zh: '时间' }, required: true, system: true }),
  },
  views: { list: ['recordName', 'kind', 'pool', 'owner', 'at'], sort: ['-at'] },
  indexes: [
    ['owner', 'pool', 'kind', 'at'],
    ['record', 'at'],
  ],
})
