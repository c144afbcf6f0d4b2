import { check, derive } from '#kernel/behaviour.ts'
import { isCurrency } from '#kernel/company-settings-read.ts'
import { problem } from '#kernel/problem.ts'
import { exchangeRate } from './exchangeRate.ts'

export const exchangeRateRules = [
  derive(exchangeRate, 'codes of currencies are capitals', ({ after }) => ({
    currency: after.currency?.trim().toUpperCase() ?? null,
    to: after.to?.trim().toUpperCase() ?? null,
  })),

  check(exchangeRate, 'a rate is between two currencies that there are', ({ after }) => {
    const unknown = (['currency', 'to'] as const).filter((key) => after[key] && !isCurrency(after[key]))
    if (unknown.length > 0)
      return unknown.map((key) =>
        problem(key, { en: 'This is no currency of ISO 4217, such as USD.', zh: '不是 ISO 4217 币种代码，例如 USD。' }),
      )
    if (after.currency && after.currency === after.to)
      return problem('to', { en: 'Name two different currencies.', zh: '请填写两种不同的币种。' })
    return null
  }),

  check(exchangeRate, 'a day has one rate between two currencies', async ({ after, deleted, changes }, tx) => {
    if (deleted || !(changes('currency') || changes('to') || changes('validFrom'))) return null
    const { currency, to, validFrom } = after
    const same = await tx.all.list(exchangeRate, { where: { currency, to, validFrom }, limit: 2 })
    return same.every(({ id }) => id === after.id)
      ? null
      : problem('validFrom', { en: 'There is a rate of that day already.', zh: '该日期已有汇率。' }, 'taken')
  }),
]
