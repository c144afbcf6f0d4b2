import type { Stored } from '#engine/records/codec.ts'
import { mainPipelineId, mainStageIds } from '#modules/sales/seeds.ts'
import { dice, type Filled, idOf, instantOf, iso } from './ids.ts'
import { forms, givenNames, phases, places, projects, subjects, surnames, syllables, trades } from './words.ts'

/** How many records of each kind a benchmark has. */
export type Size = Readonly<Record<Exclude<Filled, 'event'>, number>>

/** Entries in the timeline of the first account. */
export const longTimeline = 10_000

/** What goes with so many opportunities. */
export function sizeFor(opportunities: number): Size {
  const account = Math.min(Math.max(Math.floor(opportunities / 10), 100), 100_000)
  return {
    account,
    contact: account * 2,
    opportunity: opportunities,
    activity: longTimeline + Math.floor(opportunities / 5),
  }
}

/** The records of a kind, one by one, as the engine holds them. `owners` are the people they are spread over. */
export function recordsOf(
  kind: Exclude<Filled, 'event'>,
  size: Size,
  owners: readonly string[],
): { count: number; record(i: number): Stored } {
  const count = size[kind]
  const make = { account, contact, opportunity, activity }[kind]
  return {
    count,
    record(i) {
      const at = iso(instantOf(i, count))
      // The first of each is with the manager whose rights are tried.
      const owner = owners[i === 0 ? 0 : dice(i, 1, owners.length)]
      const system = {
        id: idOf(kind, i, count),
        deletedAt: null,
        version: 1,
        createdAt: at,
        createdBy: owner,
        updatedAt: at,
        updatedBy: owner,
        owner,
      }
      return { ...system, ...make(i, size, at) }
    },
  }
}

function account(i: number): Record<string, unknown> {
  const [place, firm, trade] = [pick(places, i, 2), brand(i, 3), pick(trades, i, 5)]
  return {
    name: `${place}${firm}${trade}${pick(forms, i, 6)}`,
    shortName: firm,
    type: pick(['prospect', 'customer', 'prospect', 'partner'], i, 7),
    status: 'active',
    level: pick(['A', 'B', 'C', 'D'], i, 8),
    industry: pick(['it', 'manufacturing', 'finance', 'retail', 'education'], i, 9),
    employees: 10 + dice(i, 10, 5_000),
    phone: phone('+8621', 50_000_000 + dice(i, 11, 9_999_999)),
    address: {
      country: 'CN',
      province: null,
      city: place,
      district: null,
      street: `${brand(i, 30)}路 ${1 + dice(i, 13, 900)} 号`,
      postcode: null,
    },
    lastFollowUpAt: iso(instantOf(dice(i, 14, 1_000), 1_000)),
  }
}

function contact(i: number, size: Size): Record<string, unknown> {
  return {
    name: pick(surnames, i, 2) + pick(givenNames, i, 3),
    account: idOf('account', accountOfContact(i, size), size.account),
    jobTitle: pick(['总经理', '采购经理', '技术总监', '财务主管', '工程师'], i, 4),
    mobile: phone('+86', 13_000_000_000 + dice(i, 5, 999_999_999)),
    email: `c${i}@example.com`,
    decisionRole: pick(['decisionMaker', 'influencer', 'user', 'buyer'], i, 6),
    doNotContact: false,
    doNotCall: false,
    doNotEmail: false,
  }
}

function accountOfContact(i: number, size: Size): number {
  return i % size.account
}

const stages = [
  ['contacted', 'open', 10, 'pipeline'],
  ['qualified', 'open', 25, 'pipeline'],
  ['proposed', 'open', 50, 'best'],
  ['negotiating', 'open', 70, 'best'],
  ['signing', 'open', 90, 'commit'],
  ['won', 'won', 100, 'closed'],
  ['won', 'won', 100, 'closed'],
  ['lost', 'lost', 0, 'omitted'],
  ['lost', 'lost', 0, 'omitted'],
  ['lost', 'lost', 0, 'omitted'],
] as const

function opportunity(i: number, size: Size, at: string): Record<string, unknown> {
  const of = dice(i, 2, size.contact)
  const [stage, status, probability, forecast] = stages[dice(i, 3, stages.length)]!
  const closeDate = iso(instantOf(i, size.opportunity) + dice(i, 4, 180) * 86_400_000)
  return {
    number: `SJ-${String(i + 1).padStart(6, '0')}`,
    name: `${pick(places, i, 5)}${brand(i, 40)}${pick(trades, i, 7)}${pick(projects, i, 8)}${pick(phases, i, 9)}`,
    account: idOf('account', accountOfContact(of, size), size.account),
    contact: idOf('contact', of, size.contact),
    amount: { amount: String(1_000 + dice(i, 10, 2_000_000)), currency: 'CNY' },
    pipeline: mainPipelineId,
    stage: mainStageIds[stage],
    status,
    probability,
    forecast,
    stageSince: at,
    closeDate: closeDate.slice(0, 10),
    type: pick(['new', 'more', 'renewal'], i, 11),
    nextStep: pick(subjects, i, 12),
    lostReason: status === 'lost' ? 'price' : null,
    wonAt: status === 'won' ? closeDate : null,
    lostAt: status === 'lost' ? closeDate : null,
    closedAt: status === 'open' ? null : closeDate,
  }
}

function activity(i: number, size: Size, at: string): Record<string, unknown> {
  const of = dice(i, 2, size.contact)
  return {
    kind: pick(['call', 'visit', 'note', 'meeting'], i, 3),
    subject: pick(subjects, i, 4),
    body: `与${pick(surnames, i, 5)}总沟通${pick(projects, i, 6)}，${pick(['下周再联系', '等待预算', '需要报价', '已确认'], i, 7)}。`,
    status: 'done',
    priority: 'normal',
    doneAt: at,
    at,
    account: idOf('account', i < longTimeline ? 0 : accountOfContact(of, size), size.account),
    contact: i < longTimeline ? null : idOf('contact', of, size.contact),
    opportunity: i < longTimeline ? null : idOf('opportunity', dice(i, 8, size.opportunity), size.opportunity),
  }
}

function brand(i: number, salt: number): string {
  return pick(syllables, i, salt) + pick(syllables, i, salt + 100)
}

function pick<T>(list: readonly T[], i: number, salt: number): T {
  return list[dice(i, salt, list.length)]!
}

function phone(prefix: string, number: number) {
  const e164 = `${prefix}${number}`
  return { raw: e164, e164, ext: null }
}
