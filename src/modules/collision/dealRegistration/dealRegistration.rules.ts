import { check, defineAction, defineJob, derive, follow, type Tx } from '#kernel/behaviour.ts'
import { likely } from '#kernel/match/matching.ts'
import type { RecordOf } from '#kernel/object.ts'
import { problem } from '#kernel/problem.ts'
import { checkUscc } from '#kernel/text/uscc.ts'
import { addDays } from '#kernel/time.ts'
import { account } from '#modules/customers/account/account.ts'
import { ownershipDispute } from '../ownershipDispute/ownershipDispute.ts'
import { dealRegistration } from './dealRegistration.ts'

type Registration = RecordOf<typeof dealRegistration>

export const dealRegistrationRules = [
  derive(dealRegistration, 'it runs from today where no day is given, for its days', ({ before, after }, tx) => {
    if (before) return null
    const from = after.from ?? tx.today
    return { from, until: addDays(from, (after.days ?? 90) - 1) }
  }),

  derive(dealRegistration, 'a customer that is there gives its name and code', async ({ after, changes }, tx) => {
    if (!changes('account') || !after.account) return null
    // As far as she who registers may see it: a code that is covered from her is not copied for her.
    const there = await tx.get(account, after.account)
    return there ? { customer: after.customer ?? there.name, uscc: after.uscc ?? there.uscc } : null
  }),

  derive(dealRegistration, 'a credit code is kept in capitals', ({ after, changes }) =>
    changes('uscc') && after.uscc !== null ? { uscc: checkUscc(after.uscc).code } : null,
  ),

  check(dealRegistration, 'nobody registers for days that are over', ({ before, after }, tx) =>
    !before && after.until !== null && after.until < tx.today
      ? problem('from', { en: 'These days are over already.', zh: '有效期已经过去。' }, 'past')
      : null,
  ),

  check(
    dealRegistration,
    'the same customer and product is registered once by the same person',
    async ({ before, after, deleted }, tx) => {
      if (before || deleted) return null
      const [own] = (await overlapping(after, tx)).filter((one) => one.owner === after.owner)
      return own
        ? problem(
            'customer',
            {
              en: `You have registered this until ${own.until}: ${own.number}.`,
              zh: `你已报备过，有效期至 ${own.until}（${own.number}）。`,
            },
            'registered',
          )
        : null
    },
  ),

  follow(dealRegistration, 'an overlap with another person opens a dispute', async ({ before, after, deleted }, tx) => {
    if (before || deleted) return
    const [other] = (await overlapping(after, tx)).filter((one) => one.owner !== after.owner)
    if (!other) return
    await tx.create(ownershipDispute, {
      customer: after.customer,
      account: other.account ?? after.account,
      product: after.product ?? other.product,
      first: other.id,
      second: after.id,
      firstOwner: other.owner ?? null,
      secondOwner: after.owner ?? null,
      openedAt: tx.now,
    })
    for (const one of [other.id, after.id]) {
      await tx.update(dealRegistration, one, { status: 'disputed' })
      await tx.emit(dealRegistration, one, 'disputed')
    }
  }),
]

export const dealRegistrationActions = [
  defineAction(dealRegistration, 'withdraw', {
    label: { en: 'Withdraw', zh: '撤回' },
    icon: 'circle-x',
    when: { status: 'active' },
    input: {},
    async run(record, _input, tx) {
      await tx.update(dealRegistration, record.id, { status: 'withdrawn' })
      await tx.emit(dealRegistration, record.id, 'withdrawn')
    },
  }),
]

/** Ends what has run out; what is disputed waits for its judge. */
export const endRegistrations = defineJob('endRegistrations', {
  cron: '5 * * * *',
  async run(work) {
    for (;;) {
      const due = await work.list(dealRegistration, {
        where: { status: 'active', until: { lt: 'today' } },
        sort: ['until'],
        limit: 200,
      })
      if (due.length === 0) return
      await work.write(async (tx) => {
        for (const { id } of due) {
          await tx.update(dealRegistration, id, { status: 'ended' })
          await tx.emit(dealRegistration, id, 'ended')
        }
      })
    }
  },
})

/** Running registrations of the same customer and product whose days meet; whoever registers the same waits meanwhile. */
async function overlapping(after: Registration, tx: Tx): Promise<Registration[]> {
  const alike = await tx.similar(dealRegistration, after, {
    id: after.id,
    among: [dealRegistration],
    from: likely,
    inTurn: true,
  })
  const same = after.account
    ? await tx.all.list(dealRegistration, { where: { account: after.account }, limit: 100 })
    : []
  const all = new Map(
    [...alike.map(({ record }) => record as unknown as Registration), ...same].map((one) => [one.id, one]),
  )
  return [...all.values()].filter(
    (one) =>
      one.id !== after.id &&
      (one.status === 'active' || one.status === 'disputed') &&
      (one.product === null || after.product === null || one.product === after.product) &&
      (one.from ?? '') <= (after.until ?? '') &&
      (after.from ?? '') <= (one.until ?? ''),
  )
}
