import { check, derive } from '#kernel/behaviour.ts'
import { shapeProblem } from '#kernel/flow-read.ts'
import { flow } from './flow.ts'

export const flowRules = [
  derive(flow, 'whoever makes a flow owns it', ({ before, after }, tx) =>
    before === null && !after.owner && tx.actor.id ? { owner: tx.actor.id } : null,
  ),

  // It acts with the rights of its owner: a new one has to want that herself.
  derive(flow, 'it rests when it comes to somebody else', ({ before, after, changes }, tx) =>
    before !== null && changes('owner') && after.status === 'live' && !tx.actor.admin && after.owner !== tx.actor.id
      ? { status: 'paused' as const, pausedBecause: 'owner' as const }
      : null,
  ),

  check(flow, 'its draft can be drawn', ({ after, changes }) => {
    const wrong = changes('draft') && after.draft !== null ? shapeProblem(after.draft) : null
    return wrong && { ...wrong, field: 'draft' }
  }),
]
