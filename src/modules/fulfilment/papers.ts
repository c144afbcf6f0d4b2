import { typeOf } from '#kernel/fields/index.ts'
import { type Label, say } from '#kernel/label.ts'
import { definePaper, type Paper } from '#kernel/paper.ts'
import { user } from '#modules/identity/user/user.ts'
import { letter } from '#modules/letters/letter/letter.ts'
import { packet } from './packet/packet.ts'
import { packetItem } from './packetItem/packetItem.ts'
import { stockItem } from './stockItem/stockItem.ts'

export const packetPapers: readonly Paper[] = [
  definePaper(packet, 'list', {
    label: { en: 'Pack list', zh: '装箱单' },
    shows: ['number', 'recipient', 'company', 'address', 'phone'],
    async lay(record, { all, language }) {
      const items = await all.list(packetItem, { where: { packet: record.id }, sort: ['createdAt'], limit: 1_000 })
      const stock = await all.list(stockItem, { where: { id: { in: items.map(({ item }) => item) } }, limit: 1_000 })
      const written = record.letter ? await all.get(letter, record.letter) : null
      const owner = record.owner ? await all.get(user, record.owner) : null
      const words = (label: Label) => say(label, language)
      const read = (key: 'address' | 'phone') => {
        const field = packet.fields[key]
        return record[key] ? typeOf(field).toText(record[key] as never, field as never, language) : ''
      }
      const facts = [
        [packet.fields.recipient.label, [record.recipient, record.company].filter(Boolean).join('，')],
        [packet.fields.address.label, read('address')],
        [packet.fields.phone.label, read('phone')],
        [text.owner, owner?.name ?? ''],
        [packet.fields.note.label, record.note ?? ''],
      ] as const
      return [
        {
          is: 'list',
          language: language === 'en' ? 'en' : 'zh-CN',
          title: `${words(text.title)} ${record.number}`,
          facts: facts.flatMap(([label, value]) => (value ? [{ name: words(label), value }] : [])),
          columns: [
            { name: '', width: 1 },
            { name: words(text.item), width: 9 },
            { name: words(stockItem.fields.place.label), width: 3 },
            { name: words(text.quantity), width: 2, right: true },
          ],
          rows: [
            ...items.map(({ item, name, quantity }) => [
              '□',
              name ?? '',
              stock.find(({ id }) => id === item)?.place ?? '',
              String(quantity),
            ]),
            ...(written ? [['□', `${words(text.letter)}${written.subject}`, '', '1']] : []),
          ],
          foot: words(text.foot),
        },
      ]
    },
  }),
]

const text = {
  title: { en: 'Pack list', zh: '装箱单' },
  owner: { en: 'Sent for', zh: '负责人' },
  item: { en: 'Item', zh: '物品' },
  quantity: { en: 'Quantity', zh: '数量' },
  letter: { en: 'Letter: ', zh: '信函：' },
  foot: { en: 'Packed by:                              Date:', zh: '拣货人：　　　　　　　　　　日期：' },
} as const satisfies Record<string, Label>
