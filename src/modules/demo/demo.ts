import type { Language } from '#kernel/label.ts'
import type { Values } from '#kernel/object.ts'
import { goAway } from './absences.ts'
import { agreeOn } from './approvals.ts'
import { assignLeads } from './assignments.ts'
import { type HeldBack, keepAccounts } from './bank.ts'
import { day } from './clock.ts'
import { collide } from './collisions.ts'
import type { Company, Happened, Stamps } from './company.ts'
import { winCustomers } from './customers.ts'
import { makeDeals } from './deals.ts'
import { soilLists } from './dirt.ts'
import { letFlow } from './flows.ts'
import { followUp } from './followUps.ts'
import { openForms } from './forms.ts'
import { findLeads } from './leads.ts'
import { writeLetters } from './letters.ts'
import { writeMails } from './mails.ts'
import { writeTexts } from './messages.ts'
import { sendPackets, stockGoods } from './packets.ts'
import { castParts } from './parts.ts'
import { hirePeople } from './people.ts'
import { fillPools } from './pools.ts'
import { stockProducts } from './products.ts'
import { randomOf } from './random.ts'
import { nurture } from './sequences.ts'
import { growCustomers, listen } from './signals.ts'
import { tagRecords } from './tags.ts'
import { inEnglish } from './words/english.ts'
import { englishSayings } from './words/sayings.en.ts'
import { chineseSayings } from './words/sayings.ts'
import { allInTaiwan } from './words/taiwan.ts'
import { chineseTalk, englishTalk } from './words/talk.ts'

export type DemoOptions = {
  /** The instant at which the company stands (ISO 8601). */
  readonly now: string
  /** Same seed and instant, same company. */
  readonly seed: number
  /** 1 is 5,000 customers and 60,000 follow-ups; people, teams and products stay as they are. */
  readonly scale?: number
  /** What its people write; Simplified Chinese where it is not said. */
  readonly language?: Language
  /** Ids of the workspace's roles by key, so that people get theirs. */
  readonly roles?: Readonly<Record<string, string>>
  /** Id of the person who looks at it: she takes the place of the sales director, whose record is left out. */
  readonly director?: string
  /** The workspace has the fields of `bank.ts`: people have private accounts and children, and two signals listen. Who is held back by one. */
  readonly bank?: HeldBack
}

/** Records of one object, complete and canonical, as they would stand had the engine written them at the time. */
export type DemoBatch = {
  readonly object: string
  readonly records: readonly (Values & Stamps)[]
  /** What changed on these records since they were made, oldest first. */
  readonly history: readonly Happened[]
  /** To be written on records of an earlier batch, since it points at records that came between. */
  readonly patches: readonly { readonly id: string; readonly values: Values }[]
}

/**
 * A company that connects machines, with two years of its business: 40 people in 5 teams, 26 products, customers, contacts,
 * leads, deals and follow-ups, and what holds them: pools, forms, registrations, absences. Pure: nothing but its options
 * decides. Needs the pipeline of `sales/seeds.ts`.
 * @returns batches of at most 2,000 records, in an order in which every record that is pointed at comes first
 */
export function* demoCompany(options: DemoOptions): Generator<DemoBatch> {
  for (const batch of told(makeCompany(options), options))
    yield options.language === 'zh-TW' ? allInTaiwan(batch) : batch
}

function* told(company: Company, options: DemoOptions): Generator<DemoBatch> {
  const { seed } = options
  const filled = fillPools(company, seed)
  const { pools, rules, recyclings, claims } = filled
  const { assignmentRules, assignments } = assignLeads(company, filled)
  const { forms, submissions } = openForms(company, seed)
  const { cases, registrations, disputes } = collide(company, seed)
  growCustomers(company)
  const bank = options.bank ? keepAccounts(company, seed, options.bank) : []
  const { teams, colleagues, tags, products, customers, employments, courses, lines, leads, activities, history } =
    company
  yield* batches(
    'team',
    teams.map((team) => ({ ...team, leader: null })),
  )
  yield* batches(
    'user',
    colleagues.map((c) => c.record).filter((record) => record.id !== options.director),
  )
  yield {
    object: 'team',
    records: [],
    history: [],
    patches: teams.map(({ id, leader }) => ({ id, values: { leader } })),
  }
  yield* batches('tag', tags)
  yield* batches('product', products)
  yield* batches('pool', pools)
  yield* batches('recyclingRule', rules)
  yield* batches('assignmentRule', assignmentRules)
  yield* batches(
    'account',
    customers.map((c) => c.record),
    history,
  )
  yield* batches(
    'contact',
    customers.flatMap((c) => c.people.map((p) => p.record)),
    history,
  )
  yield* batches('employment', employments)
  yield* batches(
    'opportunity',
    courses.map((c) => c.record),
    history,
  )
  yield* batches('opportunityLine', lines)
  yield* batches('contactRole', castParts(company, seed))
  yield* batches('lead', leads, history)
  yield* batches('activity', activities)
  yield* batches('recycling', recyclings)
  yield* batches('assignment', assignments)
  yield* batches('poolClaim', claims)
  yield* batches('webForm', forms)
  yield* batches('formSubmission', submissions)
  yield* batches('dealRegistration', registrations, history)
  yield* batches('ownershipDispute', disputes, history)
  yield* batches('collisionCase', cases)
  yield* batches('absence', goAway(company, seed))
  yield* batches('approvalPolicy', agreeOn(company))
  const { templates, mails } = writeMails(company, seed)
  yield* batches('mailTemplate', templates)
  yield* batches('mailMessage', mails)
  const { heads, templates: papers, batches: printed, letters } = writeLetters(company, seed)
  yield* batches('letterhead', heads)
  const goods = stockGoods(company, seed)
  const nurtured = nurture(company, seed, goods)
  yield* batches('letterTemplate', [...papers, nurtured.template])
  yield* batches('printBatch', printed)
  yield* batches('letter', [...letters, ...nurtured.letters])
  yield* batches('textMessage', [...nurtured.messages, ...writeTexts(company, seed)])
  const { items, packets, packed, movements } = sendPackets(company, seed, goods, nurtured.packets)
  yield* batches('stockItem', items)
  yield* batches('packet', packets)
  yield* batches('packetItem', packed)
  yield* batches('stockMovement', movements)
  const { flows, versions } = letFlow(company, seed)
  const listening = listen(company, seed, bank)
  yield* batches('signal', listening.signals)
  yield* batches('flow', [...flows, ...listening.flows])
  yield* batches('flowVersion', [...versions, ...listening.versions])
  yield* batches('sequence', nurtured.sequences)
  yield* batches('sequenceVersion', nurtured.versions)
  yield* batches('enrolment', nurtured.enrolments)
  yield* batches('sequencePromise', nurtured.promises)
}

function makeCompany(options: DemoOptions): Company {
  const now = Date.parse(options.now)
  const english = options.language === 'en'
  const company: Company = {
    random: randomOf(options.seed),
    now,
    start: now - 745 * day,
    count: (n) => Math.max(1, Math.round(n * (options.scale ?? 1))),
    language: options.language ?? 'zh-CN',
    english,
    say: english ? inEnglish : (chinese) => chinese,
    sayings: english ? englishSayings : chineseSayings,
    colleagues: [],
    teams: [],
    products: [],
    tags: [],
    customers: [],
    employments: [],
    leads: [],
    courses: [],
    lines: [],
    activities: [],
    history: [],
  }
  hirePeople(company, options)
  stockProducts(company)
  winCustomers(company)
  makeDeals(company)
  findLeads(company)
  followUp(company)
  soilLists(company, options.seed)
  tagRecords(company, options.seed, (english ? englishTalk : chineseTalk).tags)
  return company
}

const size = 2000

function* batches(object: string, records: readonly Stamps[], history: readonly Happened[] = []): Generator<DemoBatch> {
  const sorted = [...records].sort((a, b) => (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0))
  const byRecord = Map.groupBy(history, (h) => h.recordId)
  for (let i = 0; i < sorted.length; i += size) {
    const part = sorted.slice(i, i + size) as (Values & Stamps)[]
    yield { object, records: part, history: part.flatMap((record) => byRecord.get(record.id) ?? []), patches: [] }
  }
}
