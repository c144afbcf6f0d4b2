import { check, derive, follow } from '#kernel/behaviour.ts'
import { problem } from '#kernel/problem.ts'
import { lineTotal, sumMoney } from '../amounts.ts'
import { opportunity } from '../opportunity/opportunity.ts'
import { product } from '../product/product.ts'
import { opportunityLine } from './opportunityLine.ts'

export const opportunityLineRules = [
  derive(opportunityLine, 'a line takes name and price from its product', async ({ after, changes }, tx) => {
    if (!changes('product') || after.product === null) return
    const sold = await tx.all.get(product, after.product)
    return (
      sold && {
        name: changes('name') && after.name ? after.name : sold.name,
        price: changes('price') && after.price ? after.price : sold.price,
      }
    )
  }),

  derive(opportunityLine, 'its total is quantity × price less discount', ({ after }) =>
    after.price === null || after.quantity === null ? { total: null } : { total: lineTotal(after) },
  ),

  check(opportunityLine, 'the lines of an opportunity have one currency', async ({ after, deleted }, tx) => {
    // whoever changes a line of the same opportunity waits here, so that its lines and its amount stay in step
    await tx.lock(opportunity, after.opportunity)
    if (deleted) return
    const others = await tx.all.list(opportunityLine, {
      where: { opportunity: after.opportunity, id: { ne: after.id } },
      limit: 1,
    })
    const currency = others[0]?.price.currency
    if (currency === undefined || currency === after.price.currency) return
    return problem(
      'price',
      { en: `The other lines are in ${currency}.`, zh: `其他明细的币种是 ${currency}，请保持一致。` },
      'currency',
    )
  }),

  follow(opportunityLine, 'the opportunity is worth the sum of its lines', async ({ after }, tx) => {
    const lines = await tx.all.list(opportunityLine, { where: { opportunity: after.opportunity }, limit: 1000 })
    const amount = sumMoney(lines.flatMap((line) => line.total ?? []))
    // the last line's going leaves the amount as it was: it is still the best guess
    if (amount && (await tx.all.get(opportunity, after.opportunity)))
      await tx.update(opportunity, after.opportunity, { amount })
  }),
]
