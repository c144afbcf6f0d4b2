import { v7 as uuid } from 'uuid'
import { defineJob } from '#kernel/behaviour.ts'
import { likely } from '#kernel/match/matching.ts'
import { dayOf } from '#kernel/time.ts'
import { lead } from '#modules/sales/lead/lead.ts'
import { gather } from './duplicate.groups.ts'
import { customers, propose, proposeFor } from './duplicate.proposals.ts'
import { settleGone } from './duplicate.settle.ts'
import { duplicate } from './duplicate.ts'
import { type Found, scanned } from './scanned.ts'

/** One run of the job, where whoever starts it says nothing; the next one goes on. */
const runMs = 480_000

/**
 * What was put off comes back on its day, and what has too few records left settles itself; then what was written since the last run is compared with all that is there, and
 * leads with customers from either side.
 */
export const findDuplicates = defineJob('find duplicates', {
  cron: '*/10 * * * *',
  async run(work, { forMs = runMs }) {
    const today = dayOf(work.now, work.calendar.timeZone)
    await work.sweep(duplicate, { status: 'later', until: { lte: today } }, uuid(), (due, tx) =>
      tx.updateAll(
        duplicate,
        due.map(({ id }) => ({ id, status: 'open' as const, until: null })),
      ),
    )
    await settleGone(work)
    for (const one of scanned) {
      const { key } = one.object
      const among = key === lead.key ? customers : [lead]
      await work.scanLikes(one.object, { from: likely, among, forMs: Number(forMs) }, async (found, tx) => {
        const own = found.map(
          ({ record, likes }): Found => ({ record, likes: likes.filter((like) => like.object === key) }),
        )
        const others = found.map(
          ({ record, likes }): Found => ({ record, likes: likes.filter((like) => like.object !== key) }),
        )
        await gather(one, own, tx)
        await (key === lead.key ? propose(others, tx) : proposeFor(one, others, tx))
      })
    }
  },
})
