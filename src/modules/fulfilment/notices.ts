import type { Event, Reader } from '#kernel/behaviour.ts'
import { defineNotice } from '#kernel/notice.ts'
import { stockItem } from './stockItem/stockItem.ts'

const owner = async ({ recordId }: Event, all: Reader) => [(await all.get(stockItem, recordId))?.owner]

export const stockNotices = [
  defineNotice('stockLow', {
    label: { en: 'Samples or catalogues run low', zh: '样品或资料需要补货' },
    says: { one: { en: '{record} is to be reordered', zh: '{record} 需要补货' } },
    events: ['stockItem.ranLow'],
    to: owner,
  }),
]
