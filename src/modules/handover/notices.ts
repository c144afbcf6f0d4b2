import { defineNotice } from '#kernel/notice.ts'

export const handoverNotices = [
  defineNotice('covering', {
    label: { en: 'You are to act for somebody who is away', zh: '有人请你代管' },
    says: { one: { en: '{who} named you a cover: {record}', zh: '{who} 请你代管：{record}' } },
    events: ['absence.created', 'absence.updated'],
    to: ({ changes }) => {
      const [before, now] = (changes['covers'] ?? [null, null]) as [readonly string[] | null, readonly string[] | null]
      return (now ?? []).filter((id) => !before?.includes(id))
    },
  }),
]
