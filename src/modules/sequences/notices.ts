import { defineNotice } from '#kernel/notice.ts'

export const sequenceNotices = [
  defineNotice('sequenceHeld', {
    label: { en: 'A step of a sequence of yours cannot be done', zh: '你负责的培育序列有步骤无法执行' },
    says: {
      one: { en: '{record} cannot go on', zh: '{record} 无法继续' },
      many: { en: '{record} cannot go on, {count} times', zh: '{record} 有 {count} 次无法继续' },
    },
    offers: [{ action: 'resume' }],
    job: 'sequences',
  }),
]
