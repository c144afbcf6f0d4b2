import { date } from '#kernel/fields/date.ts'
import { number } from '#kernel/fields/number.ts'
import { text } from '#kernel/fields/text.ts'
import { defineObject } from '#kernel/object.ts'

/** What one unit of a currency is worth in another, from a day until the next rate. */
export const exchangeRate = defineObject('exchangeRate', {
  label: { en: 'Exchange rate', zh: '汇率' },
  plural: 'Exchange rates',
  title: 'currency',
  icon: 'coin',
  open: true,
  nested: true,
  traits: ['importable'],
  fields: {
    currency: text({
      label: { en: 'Currency', zh: '币种' },
      help: { en: 'ISO 4217, such as USD.', zh: 'ISO 4217 代码，例如 USD。' },
      required: true,
      max: 3,
    }),
    to: text({
      label: { en: 'In', zh: '折算为' },
      help: { en: 'The currency in which the rate is told.', zh: '汇率以该币种表示。' },
      required: true,
      max: 3,
    }),
    validFrom: date({ label: { en: 'Holds from', zh: '生效日期' }, required: true }),
    rate: number({
      label: { en: 'Rate', zh: '汇率' },
      help: {
        en: 'What one unit is worth: 1 USD = 7.1 CNY is 7.1.',
        zh: '1 单位可折算的金额，例如 1 USD = 7.1 CNY 填 7.1。',
      },
      required: true,
      min: 0.000001,
      max: 1_000_000,
    }),
  },
  views: {
    list: ['currency', 'to', 'validFrom', 'rate'],
    sort: ['currency', '-validFrom'],
    create: ['currency', 'to', 'validFrom', 'rate'],
    page: [{ label: { en: 'Rate', zh: '汇率' }, fields: ['currency', 'to', 'validFrom', 'rate'] }],
  },
  identity: [['currency', 'to', 'validFrom']],
  indexes: [['currency', 'to', 'validFrom']],
})
