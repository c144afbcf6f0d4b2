import type { Event, Reader } from '#kernel/behaviour.ts'
import { defineNotice } from '#kernel/notice.ts'
import { collisionCase } from './collisionCase/collisionCase.ts'

const keeper = async ({ recordId }: Event, all: Reader) => [(await all.get(collisionCase, recordId))?.keeper]
const maker = async ({ recordId }: Event, all: Reader) => [(await all.get(collisionCase, recordId))?.owner]

export const collisionNotices = [
  defineNotice('shareAsked', {
    label: { en: 'Somebody asks you to share a record', zh: '有人申请共享你的记录' },
    says: { one: { en: '{who} asks you to share: {record}', zh: '{who} 申请共享：{record}' } },
    events: ['collisionCase.shareAsked'],
    to: keeper,
  }),
  defineNotice('shareAnswered', {
    label: { en: 'Your request to share is answered', zh: '共享申请有了答复' },
    says: { one: { en: '{who} answered your request: {record}', zh: '{who} 答复了你的共享申请：{record}' } },
    events: ['collisionCase.shareAccepted', 'collisionCase.shareDeclined'],
    to: maker,
  }),
  defineNotice('collisionRuled', {
    label: { en: 'A judge has ruled on what you entered', zh: '你的录入有了裁决' },
    says: { one: { en: '{who} ruled on {record}', zh: '{who} 裁决了 {record}' } },
    events: ['collisionCase.letIn', 'collisionCase.turnedDown'],
    to: maker,
  }),
]
