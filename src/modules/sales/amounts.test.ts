import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lineTotal, sumMoney } from './amounts.ts'

const yuan = (amount: string) => ({ amount, currency: 'CNY' })

test('a total is exact where floats are not', () => {
  expect(lineTotal({ quantity: 3, price: yuan('0.1'), discount: null })).toEqual(yuan('0.3'))
  expect(lineTotal({ quantity: 1, price: yuan('1.005'), discount: 0 })).toEqual(yuan('1.01'))
  expect(lineTotal({ quantity: 0.5, price: yuan('99.99'), discount: 33.33 })).toEqual(yuan('33.33'))
  expect(lineTotal({ quantity: 7, price: yuan('1234567890.12'), discount: 100 })).toEqual(yuan('0'))
  expect(sumMoney([yuan('0.1'), yuan('0.2')])).toEqual(yuan('0.3'))
  expect(sumMoney([])).toBeNull()
})

test('whole quantities of whole cents without discount lose nothing', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000_000 }), fc.integer({ min: 0, max: 100_000_000 }), (quantity, cents) => {
      const price = yuan(`${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`)
      const total = lineTotal({ quantity, price, discount: 0 })
      expect(BigInt(Math.round(Number(total.amount) * 100))).toBe(BigInt(quantity) * BigInt(cents))
    }),
  )
})
