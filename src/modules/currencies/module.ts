import { defineModule } from '#kernel/module.ts'
import { exchangeRateRules } from './exchangeRate.rules.ts'
import { exchangeRate } from './exchangeRate.ts'

export const currencies = defineModule({
  key: 'currencies',
  label: { en: 'Currencies', zh: '币种' },
  objects: [exchangeRate],
  rules: exchangeRateRules,
  rates: { object: exchangeRate.key, currency: 'currency', to: 'to', from: 'validFrom', rate: 'rate' },
})
