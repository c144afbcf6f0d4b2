import type { ObjectDef } from '#kernel/object.ts'
import { defineToday } from '#kernel/today.ts'
import { extensionRequest } from './extensionRequest/extensionRequest.ts'
import { pooled } from './pooledObjects.ts'

const soon = { recyclesOn: { within: { next: 7, unit: 'day' } } } as const

/** What goes to its pool within a week, and what waits for a decision. */
export const poolsToday = [
  ...pooled.flatMap(({ object }) => aboutToRecycle(object)),
  defineToday('extensions', {
    label: { en: 'Asked for more time', zh: '待审批的延期申请' },
    for: 'self',
    order: 24,
    object: extensionRequest,
    where: { status: 'pending', decider: { is: 'me' } },
    sort: ['createdAt'],
    show: ['owner', 'until', 'reason'],
    acts: { yes: 'approve', no: 'decline' },
    digest: 'daily',
  }),
]

function aboutToRecycle(object: ObjectDef) {
  return [
    defineToday(`${object.key}Recycles`, {
      label: { en: `${object.plural} about to go to their pool`, zh: `即将回落的${object.label.zh}` },
      help: { en: 'Log a follow-up or ask for more time.', zh: '跟进一次，或申请延期。' },
      for: 'self',
      order: 25,
      object,
      where: { owner: { is: 'me' }, ...soon },
      sort: ['recyclesOn'],
      show: ['recyclesOn', 'recycleRule'],
      late: true,
      digest: 'daily',
    }),
    defineToday(`${object.key}RecyclesOfTeam`, {
      label: { en: `${object.plural} about to go to their pool`, zh: `即将回落的${object.label.zh}` },
      for: 'team',
      order: 25,
      count: object,
      where: soon,
      good: 'few',
    }),
  ]
}
