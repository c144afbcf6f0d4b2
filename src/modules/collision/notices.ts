import type { Event, Reader } from '#kernel/behaviour.ts'
import { defineNotice } from '#kernel/notice.ts'
import { user } from '#modules/identity/user/user.ts'
import { collisionCase } from './collisionCase/collisionCase.ts'
import { ownershipDispute } from './ownershipDispute/ownershipDispute.ts'

const keeper = async ({ recordId }: Event, all: Reader) => [(await all.get(collisionCase, recordId))?.keeper]
const maker = async ({ recordId }: Event, all: Reader) => [(await all.get(collisionCase, recordId))?.owner]

export const collisionNotices = [
  defineNotice('shareAsked', {
    label: { en: 'Somebody asks you to share a record', zh: '有人申请共享你的记录' },
    says: { one: { en: '{who} asks you to share: {record}', zh: '{who} 申请共享：{record}' } },
    shows: ['shareReason'],
    events: ['collisionCase.shareAsked'],
    to: keeper,
  }),
  defineNotice('shareAnswered', {
    label: { en: 'Your request to share is answered', zh: '共享申请有了答复' },
    says: { one: { en: '{who} answered your request: {record}', zh: '{who} 答复了你的共享申请：{record}' } },
    shows: ['shareStatus', 'answer'],
    events: ['collisionCase.shareAccepted', 'collisionCase.shareDeclined'],
    to: maker,
  }),
  defineNotice('customerCameBack', {
    label: { en: 'A customer of yours has filled in a web form', zh: '你的客户提交了网页表单' },
    says: {
      one: {
        en: '{record} came by a web form and is like a record of yours',
        zh: '{record} 提交了网页表单，与你的记录相似',
      },
    },
    events: ['collisionCase.created'],
    to: async ({ recordId }, all) => {
      const one = await all.get(collisionCase, recordId)
      return one?.entry === 'web' ? [one.keeper] : []
    },
  }),
  defineNotice('collisionRuled', {
    label: { en: 'A judge has ruled on what you entered', zh: '你的录入有了裁决' },
    says: { one: { en: '{who} ruled on {record}', zh: '{who} 裁决了 {record}' } },
    shows: ['ending', 'answer'],
    events: ['collisionCase.letIn', 'collisionCase.turnedDown'],
    to: maker,
  }),
  defineNotice('disputeOpened', {
    label: { en: 'A registration is disputed', zh: '报备发生争议' },
    says: { one: { en: 'Two people registered {record}', zh: '{record} 被重复报备，等待裁决' } },
    events: ['ownershipDispute.created'],
    to: async ({ recordId }, all) => {
      const dispute = await all.get(ownershipDispute, recordId)
      const claimants = [dispute?.firstOwner, dispute?.secondOwner]
      const people = await Promise.all(claimants.map((id) => (id ? all.get(user, id) : null)))
      return [...claimants, ...people.map((person) => person?.manager)]
    },
  }),
  defineNotice('disputeRuled', {
    label: { en: 'A dispute of yours is ruled', zh: '你的归属争议有了裁决' },
    says: { one: { en: '{who} ruled on {record}', zh: '{who} 裁决了 {record}' } },
    shows: ['verdict', 'firstShare', 'reason'],
    events: ['ownershipDispute.ruled'],
    to: async ({ recordId }, all) => {
      const dispute = await all.get(ownershipDispute, recordId)
      return [dispute?.firstOwner, dispute?.secondOwner]
    },
  }),
]
