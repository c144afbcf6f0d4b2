import type { Language } from '#kernel/label.ts'
import type { Draft, ObjectDef } from '#kernel/object.ts'
import type { account } from '#modules/customers/account/account.ts'
import type { contact } from '#modules/customers/contact/contact.ts'
import type { employment } from '#modules/customers/employment/employment.ts'
import type { team } from '#modules/identity/team/team.ts'
import type { user } from '#modules/identity/user/user.ts'
import type { salesActivity } from '#modules/sales/extensions.ts'
import type { lead } from '#modules/sales/lead/lead.ts'
import type { opportunity } from '#modules/sales/opportunity/opportunity.ts'
import type { opportunityLine } from '#modules/sales/opportunityLine/opportunityLine.ts'
import type { product } from '#modules/sales/product/product.ts'
import type { tag } from '#modules/tags/tag.ts'
import type { Beginning } from './odds.ts'
import type { Random } from './random.ts'
import type { Place, Region } from './words/places.ts'
import type { Phase, Sayings } from './words/sayings.ts'

/** A record as it would have been written at its time: complete, with canonical values and stamps. */
export type Made<O extends ObjectDef> = Draft<O> & Stamps
export type Stamps = {
  readonly id: string
  readonly createdAt: string
  readonly createdBy: string | null
  updatedAt: string
  updatedBy: string | null
}

/** What the event log would say about a record. */
export type Happened = {
  readonly recordId: string
  readonly at: string
  readonly actor: string | null
  readonly changes: Readonly<Record<string, readonly [from: unknown, to: unknown]>>
}

/** A person of the demo company, with what makes her results hers. */
export type Colleague = {
  readonly record: Made<typeof user>
  readonly part: 'director' | 'operations' | 'manager' | 'sales' | 'marketing' | 'service'
  readonly region: Region | null
  /** 1 is average; multiplies the chance to win and the diligence to follow up. */
  readonly skill: number
  readonly from: number
  readonly until: number
}

/** A customer with what the other makers need to know of it. */
export type Customer = {
  readonly record: Made<typeof account>
  readonly owner: Colleague
  /** What people call it: trade name and line of business. */
  readonly called: string
  readonly place: Place | null
  readonly country: string
  readonly currency: string
  readonly domain: string
  readonly created: number
  readonly people: Person[]
}
export type Person = { readonly record: Made<typeof contact>; readonly called: string; readonly created: number }

/** How a deal went, as those who write its follow-ups need to know it. */
export type Course = {
  readonly record: Made<typeof opportunity>
  readonly customer: Customer
  readonly person: Person
  readonly owner: Colleague
  readonly beginning: Beginning
  readonly phases: readonly { readonly phase: Phase; readonly from: number; readonly to: number }[]
}

/** Everything of the demo company while it is made. */
export type Company = {
  readonly random: Random
  /** Milliseconds. */
  readonly now: number
  /** Where its books begin: two years and a bit before now. */
  readonly start: number
  readonly count: (n: number) => number
  readonly language: Language
  /** Whether its people write English. */
  readonly english: boolean
  /** A word of the company in English or in Simplified Chinese, which becomes Traditional when all of it is told. */
  readonly say: (chinese: string) => string
  readonly sayings: Sayings
  readonly colleagues: Colleague[]
  readonly teams: Made<typeof team>[]
  readonly products: Made<typeof product>[]
  readonly tags: Made<typeof tag>[]
  readonly customers: Customer[]
  readonly employments: Made<typeof employment>[]
  readonly leads: Made<typeof lead>[]
  readonly courses: Course[]
  readonly lines: Made<typeof opportunityLine>[]
  readonly activities: Made<typeof salesActivity>[]
  readonly history: Happened[]
}

/** The stamps of a record that was made at that time by that person. */
export function stamps(company: Company, at: number, by: string | null): Stamps {
  const created = new Date(at).toISOString()
  return { id: company.random.id(at), createdAt: created, createdBy: by, updatedAt: created, updatedBy: by }
}

/** Marks a record as changed later. */
export function touch(record: Stamps, at: string, by: string | null): void {
  if (at <= record.updatedAt) return
  record.updatedAt = at
  record.updatedBy = by
}
