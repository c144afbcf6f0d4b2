import type { Similar } from '#kernel/match/guard.ts'
import { account } from '#modules/customers/account/account.ts'
import { contact } from '#modules/customers/contact/contact.ts'
import { lead } from '#modules/sales/lead/lead.ts'

/** The objects among which duplicates are looked for, and the field in which a duplicate names records of each. */
export const scanned = [
  { object: account, field: 'accounts' },
  { object: contact, field: 'contacts' },
  { object: lead, field: 'leads' },
] as const
export type Scanned = (typeof scanned)[number]

/** A record and the others that it is like. */
export type Found = { readonly record: { readonly id: string }; readonly likes: readonly Similar[] }

export const undecided = { status: { in: ['open', 'later'] } }

/** A lead that was converted lives on in what it was converted into. */
export function isSettled(record: object): boolean {
  return (record as { status?: unknown }).status === 'converted'
}

/** What a record is called. */
export function nameOf({ object }: Scanned, record: object): string {
  return String((record as Record<string, unknown>)[object.title] ?? '').slice(0, 200)
}
