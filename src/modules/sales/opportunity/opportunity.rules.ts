import { type Change, check, derive, follow, type Tx } from '#kernel/behaviour.ts'
import { problem } from '#kernel/problem.ts'
import { startOfDay } from '#kernel/time.ts'
import { account } from '#modules/customers/account/account.ts'
import { contact } from '#modules/customers/contact/contact.ts'
import { sumMoney } from '../amounts.ts'
import { opportunityLine } from '../opportunityLine/opportunityLine.ts'
import { pipeline } from '../pipeline/pipeline.ts'
import { stage } from '../stage/stage.ts'
import { opportunity } from './opportunity.ts'

export const opportunityRules = [
  derive(opportunity, 'begins at the first stage of its pipeline', async ({ after, changes }, tx) => {
    if (after.stage !== null && changes('pipeline') === changes('stage')) return
    if (after.stage !== null && changes('stage')) {
      const at = await tx.all.get(stage, after.stage)
      return at && { pipeline: at.pipeline }
    }
    const where = after.pipeline ? { id: after.pipeline } : { active: true }
    const [way] = await tx.all.list(pipeline, { where, sort: ['-main', 'order'], limit: 1 })
    if (!way) return
    const [first] = await tx.all.list(stage, { where: { pipeline: way.id, kind: 'open' }, sort: ['order'], limit: 1 })
    return first && { pipeline: way.id, stage: first.id }
  }),

  derive(opportunity, 'its stage says whether it is open, and how likely it is', async (change, tx) => {
    const { before, after, changes } = change
    if (after.stage === null || !(changes('stage') || changes('probability'))) return
    const at = await tx.all.get(stage, after.stage)
    if (!at) return
    const set = changes('probability') && after.probability !== null
    const probability = at.kind === 'won' ? 100 : at.kind === 'lost' ? 0 : set ? after.probability : at.probability
    const forecast = changes('forecast') && after.forecast !== null ? after.forecast : forecastOf(at.kind, probability)
    if (!changes('stage')) return { probability, forecast }
    return {
      probability,
      forecast,
      status: at.kind,
      stageSince: tx.now,
      ...closing(before?.status ?? 'open', at.kind, change, tx),
    }
  }),

  derive(opportunity, 'its amount is the sum of its lines', async ({ before, after, changes }, tx) => {
    if (before === null || !changes('amount')) return
    const lines = await tx.all.list(opportunityLine, { where: { opportunity: after.id }, limit: 1000 })
    const amount = sumMoney(lines.flatMap((line) => line.total ?? []))
    return amount && { amount }
  }),

  derive(opportunity, 'is with the account of its contact', async ({ after, changes }, tx) => {
    if (!changes('contact') || after.contact === null || after.account !== null) return
    return { account: (await tx.all.get(contact, after.contact))?.account ?? null }
  }),

  check(opportunity, 'a stage belongs to its pipeline', async ({ after, changes }, tx) => {
    if (!changes('stage') && !changes('pipeline')) return
    if ((await tx.all.get(stage, after.stage))?.pipeline === after.pipeline) return
    return problem(
      'stage',
      { en: 'This stage is not one of the pipeline.', zh: '该阶段不属于所选的销售流程。' },
      'stage',
    )
  }),

  check(opportunity, 'a stage is entered with the fields that it requires', async ({ after, deleted, changes }, tx) => {
    if (deleted) return
    const at = await tx.all.get(stage, after.stage)
    const required = (at?.requiredFields ?? []) as readonly string[]
    return required
      .filter((key) => changes('stage') || changes(key as 'amount'))
      .filter((key) => ((after as Readonly<Record<string, unknown>>)[key] ?? null) === null)
      .map((key) => {
        const label = opportunity.fields[key as 'amount']?.label ?? { en: key, zh: key }
        return problem(
          key,
          {
            en: `${label.en} is required in the stage '${at?.name}'.`,
            zh: `进入「${at?.name}」阶段前，请填写${label.zh}。`,
          },
          'required-by-stage',
        )
      })
  }),

  check(opportunity, 'a won opportunity has an amount', ({ after }) =>
    after.status === 'won' && !(Number(after.amount?.amount ?? 0) > 0)
      ? problem('amount', { en: 'Won for how much? Give the amount.', zh: '赢单前请填写金额。' }, 'required')
      : null,
  ),

  check(opportunity, 'a lost opportunity has a reason', ({ after }) =>
    after.status === 'lost' && after.lostReason === null
      ? problem('lostReason', { en: 'Say why it was lost.', zh: '请选择输单原因。' }, 'required')
      : null,
  ),

  follow(opportunity, 'tells that it was won, lost or reopened', async ({ before, after, deleted, changes }, tx) => {
    if (deleted || !changes('status') || (before === null && after.status === 'open')) return
    const kind = after.status === 'open' ? 'reopened' : after.status
    await tx.emit(
      opportunity,
      after.id,
      kind,
      kind === 'lost' ? { reason: after.lostReason } : { amount: after.amount },
    )
  }),

  follow(opportunity, 'who buys is a customer', async ({ after, deleted, changes }, tx) => {
    if (deleted || after.status !== 'won' || !after.account || !(changes('status') || changes('account'))) return
    const buyer = await tx.all.get(account, after.account)
    if (buyer?.type === 'prospect') await tx.update(account, buyer.id, { type: 'customer' })
  }),
]

type Status = 'open' | 'won' | 'lost'

/** When it was won or lost; cleared when it opens again. The close date becomes the actual day unless one is given. */
function closing(from: Status, to: Status, { before, after, changes }: Change<typeof opportunity>, tx: Tx) {
  if (from === to) return {}
  if (to === 'open') return { wonAt: null, lostAt: null, closedAt: null }
  const closeDate = changes('closeDate') && after.closeDate ? after.closeDate : tx.today
  // One that comes in closed, out of another system, was closed when its date says.
  const closedAt = before === null && closeDate < tx.today ? startOfDay(closeDate, tx.actor.timeZone) : tx.now
  return { wonAt: to === 'won' ? closedAt : null, lostAt: to === 'lost' ? closedAt : null, closedAt, closeDate }
}

function forecastOf(kind: Status, probability: number | null) {
  if (kind !== 'open') return kind === 'won' ? 'closed' : 'omitted'
  const likely = probability ?? 0
  return likely >= 80 ? 'commit' : likely >= 50 ? 'best' : 'pipeline'
}
