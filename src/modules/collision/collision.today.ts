import { defineToday } from '#kernel/today.ts'
import { collisionCase } from './collisionCase/collisionCase.ts'
import { duplicate } from './duplicate/duplicate.ts'
import { ownershipDispute } from './ownershipDispute/ownershipDispute.ts'

/** What waits for a judge or for whoever is asked to share, and what is there twice and nobody else sees to. */
export const collisionToday = [
  defineToday('disputes', {
    label: { en: 'Disputes to rule on', zh: '待裁决的归属争议' },
    for: 'self',
    order: 26,
    object: ownershipDispute,
    where: { status: 'open', not: { or: [{ firstOwner: { is: 'me' } }, { secondOwner: { is: 'me' } }] } },
    sort: ['openedAt'],
    show: ['firstOwner', 'secondOwner', 'openedAt'],
    limit: 5,
    digest: 'daily',
  }),
  defineToday('sharesAsked', {
    label: { en: 'Requests to share what is yours', zh: '待答复的共享申请' },
    for: 'self',
    order: 25,
    object: collisionCase,
    where: { shareStatus: 'asked', keeper: { is: 'me' } },
    sort: ['at'],
    show: ['owner', 'account', 'at'],
    limit: 5,
    digest: 'daily',
  }),
  defineToday('entriesToJudge', {
    label: { en: 'Entries that wait for a judge', zh: '待裁决的录入' },
    for: 'self',
    order: 27,
    object: collisionCase,
    where: { ending: 'judge', not: { or: [{ owner: { is: 'me' } }, { keeper: { is: 'me' } }] } },
    sort: ['at'],
    show: ['object', 'owner', 'keeper', 'level'],
    limit: 5,
    digest: 'daily',
  }),
  defineToday('duplicates', {
    label: { en: 'Likely duplicates', zh: '待处理的疑似重复' },
    for: 'self',
    order: 28,
    object: duplicate,
    where: { status: 'open', or: [{ owner: { is: 'me' } }, { owner: { empty: true } }] },
    sort: ['-points', '-foundAt'],
    show: ['object', 'agrees', 'points'],
    limit: 5,
    digest: 'weekly',
  }),
]
