import type { Money } from '#kernel/fields/money.ts'

/** What one line costs, to the cent, half a cent up: quantity × price × (1 − discount / 100). Exact: never a float sum. */
export function lineTotal(line: { quantity: number; price: Money; discount: number | null }): Money {
  const exact =
    units(line.price.amount) * units(line.quantity.toFixed(4)) * (1_000_000n - units((line.discount ?? 0).toFixed(4)))
  // 4 decimals of the price, 4 of the quantity, 6 of the share that is left to pay; 2 stay
  return { amount: text((exact + 5n * 10n ** 11n) / 10n ** 12n, 2), currency: line.price.currency }
}

/** The sum of amounts of one currency; null for none. */
export function sumMoney(amounts: readonly Money[]): Money | null {
  const [first] = amounts
  if (!first) return null
  return {
    amount: text(
      amounts.reduce((sum, m) => sum + units(m.amount), 0n),
      4,
    ),
    currency: first.currency,
  }
}

/** An exact decimal text in ten-thousandths. */
function units(amount: string): bigint {
  const [whole = '0', fraction = ''] = amount.split('.')
  return BigInt(whole + fraction.slice(0, 4).padEnd(4, '0'))
}

function text(units: bigint, scale: number): string {
  const digits = units.toString().padStart(scale + 1, '0')
  const fraction = digits.slice(-scale).replace(/0+$/, '')
  return digits.slice(0, -scale) + (fraction && `.${fraction}`)
}
