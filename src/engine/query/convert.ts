import { columnsOf } from '#kernel/fields/index.ts'
import type { MoneyField } from '#kernel/fields/money.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { dayOf } from '#kernel/time.ts'
import { canRead } from '../access/principal.ts'
import { tableOf } from '../context.ts'
import { ident, raw, type Sql, sql } from '../db/sql.ts'
import type { Query } from './query.ts'

/** How an amount is told in the currency of the company. */
export type Conversion = {
  readonly join: Sql
  /** The amount where there is a rate, else as it stands; exact (numeric). */
  readonly amount: Sql
  /** The currency that it is in then. */
  readonly currency: Sql
  /** Was it in another one? */
  readonly converted: Sql
}

/**
 * Converts the amounts of a money field into the currency of the company, by the rate of the day that the field names
 * (`ratedAt`), or of today where it names none, the day is empty or the reader may not see it. An amount without a rate
 * stays in its own currency. Null where the workspace has no rates.
 */
export function conversionOf(
  query: Query,
  object: RegisteredObject,
  key: string,
  field: MoneyField,
): Conversion | null {
  const { rates } = query.workspace.registry
  if (!rates) return null
  const [amount, currency] = columnsOf(key, field).map(({ name }) => ident('r', name))
  if (!amount || !currency) return null
  const home = query.workspace.settings.currency
  const today = sql`${dayOf(query.now, query.principal.timeZone)}::date`
  const day = dayColumn(query, object, field.ratedAt)
  const column = (field: string) =>
    ident('x', columnsOf(field, query.workspace.registry.object(rates.object).fields[field]!)[0]!.name)
  const known = ident(`c_${amountName(key)}`)
  const rate = sql`${known}.rate`
  return {
    join: sql`left join lateral (
        select ${column(rates.rate)} as rate from ${tableOf(query.workspace, rates.object)} x
        where ${currency} <> ${home} and ${column(rates.currency)} = ${currency} and ${column(rates.to)} = ${home}
          and ${column(rates.from)} <= ${day ? sql`coalesce(${day}, ${today})` : today} and x.deleted_at is null
        order by ${column(rates.from)} desc limit 1
      ) ${known} on true`,
    amount: sql`(${amount} * coalesce(${rate}, 1))`,
    currency: sql`(case when ${rate} is null then ${currency} else ${home}::text end)`,
    converted: sql`(${rate} is not null)`,
  }
}

function amountName(key: string): string {
  return key.replace(/[^A-Za-z0-9]/g, '').slice(0, 40)
}

function dayColumn(query: Query, object: RegisteredObject, key: string | undefined): Sql | null {
  const field = key ? object.fields[key] : undefined
  if (!key || field?.type !== 'date' || !canRead(query.principal, object.key, key)) return null
  return ident('r', columnsOf(key, field)[0]!.name)
}

/** Exact amounts of a sum: four digits after the point, as they are kept. */
export function exactly(expression: Sql): Sql {
  return sql`${raw('round')}(${expression}, 4)`
}
