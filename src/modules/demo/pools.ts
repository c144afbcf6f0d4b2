import type { Draft } from '#kernel/object.ts'
import type { pool } from '#modules/pools/pool/pool.ts'
import type { poolClaim } from '#modules/pools/poolClaim/poolClaim.ts'
import type { Pooled } from '#modules/pools/pooled.ts'
import type { recycling } from '#modules/pools/recycling/recycling.ts'
import type { recyclingRule } from '#modules/pools/recyclingRule/recyclingRule.ts'
import { dateOf, day, dayOf, hour, iso, minute, officeTime } from './clock.ts'
import { type Colleague, type Company, type Made, type Stamps, stamps, touch } from './company.ts'
import { done, type Work } from './followUps.ts'
import { randomOf } from './random.ts'

/** Where customers and leads wait for an owner, what has come there, and what was claimed again. */
export type Pools = {
  readonly pools: Made<typeof pool>[]
  readonly rules: Made<typeof recyclingRule>[]
  readonly recyclings: Made<typeof recycling>[]
  readonly claims: Made<typeof poolClaim>[]
}

/** Whom nobody turns to for so many days goes to the pool. */
const customerDays = 180
const leadDays = 30
/** A recycling can be taken back for three days; those of the demo company are older. */
const settledDays = 4
/** Batches of so many days are kept. */
const notedDays = 60

/** Four pools with their rules: what was recycled by them until some days ago, and who claimed some of it since. */
export function fillPools(whole: Company, seed: number): Pools {
  // A chance of its own, so that the rest of the company is the same with pools and without.
  const company: Company = { ...whole, random: randomOf(seed + 2) }
  const filled: Pools = { pools: [], rules: [], recyclings: [], claims: [] }
  for (const record of [...company.customers.map((one) => one.record), ...company.leads])
    Object.assign(record, { heldSince: record.createdAt, heldReason: 'created' })
  const managers = company.colleagues.filter((c) => c.part === 'manager')
  for (const manager of managers) poolCustomers(company, filled, manager)
  poolLeads(company, filled, managers)
  return filled
}

type Held = Stamps & Partial<Draft<Pooled>>
/** A record that a rule is about, since when nobody turned to it, and whom its next owner calls. */
type Waiting = {
  readonly record: Held
  readonly name: string
  readonly since: number
  readonly about: Omit<Work, 'at' | 'owner'>
}
type Way = {
  readonly object: 'account' | 'lead'
  readonly pool: Made<typeof pool>
  readonly rule: Made<typeof recyclingRule>
  readonly days: number
  readonly claimers: readonly Colleague[]
}

function poolCustomers(company: Company, filled: Pools, manager: Colleague): void {
  const { now, say, courses, customers, activities, colleagues } = company
  const region = manager.region ?? 'east'
  const name = { east: '华东客户公海', south: '华南客户公海', north: '北方客户公海' }[region]
  const made = addPool(company, filled, {
    name,
    object: 'account',
    description: say('长期无人跟进的客户在此等待拾取，拾取后请在两周内联系。'),
    teams: [manager.record.team!],
    managers: [manager.record.id],
    claimsPerDay: 5,
    coolOffDays: 30,
    looksPerDay: 20,
    protectDays: 14,
    maskedFields: ['phone', 'email'],
  })
  const rule = addRule(company, filled, made, {
    name: { east: '华东 180 天无跟进', south: '华南 180 天无跟进', north: '北方 180 天无跟进' }[region],
    where: { 'owner.team': manager.record.team, level: { in: levels } },
    conditions: [{ sign: 'noFollowUp', days: customerDays, working: false }],
    exempt: ['won', 'open', 'approval', 'locked'],
  })
  const claimers = colleagues.filter((c) => c.region === region && c.part === 'sales' && c.until > now)
  const way: Way = { object: 'account', pool: made, rule, days: customerDays, claimers }
  const kept = new Set([
    ...courses.filter(({ record }) => record.status !== 'lost').map(({ customer }) => customer.record.id),
    ...activities.filter(({ status }) => status === 'open').map((activity) => activity.account ?? ''),
  ])
  const last = lastFollowUps(company, 'account')
  giveBack(company, made, region, kept)
  for (const customer of customers) {
    const { record, owner, created, people } = customer
    if (owner.region !== region || kept.has(record.id) || !isMeant(record)) continue
    const person = people[0]
    const about = { phase: 'care' as const, customer, ...(person ? { person } : {}) }
    recycle(company, filled, { record, name: record.name!, since: last.get(record.id) ?? created, about }, way)
  }
}

/** One of the largest customers was given back by hand: whoever wants it has to ask. */
function giveBack(
  company: Company,
  into: Made<typeof pool>,
  region: Colleague['region'],
  kept: ReadonlySet<string>,
): void {
  const { now, customers, say } = company
  const at = now - 16 * day
  const found = customers.find(
    ({ record, owner, created }) =>
      owner.region === region && record.level === 'A' && created < now - 90 * day && !kept.has(record.id),
  )
  if (!found) return
  const by = found.owner.record.id
  moveTo(company, found.record, at, by, {
    owner: null,
    pool: into.id,
    heldSince: iso(at),
    heldReason: 'givenBack',
    heldNote: say('客户暂无预算，先退回公海。'),
    previousOwner: by,
    returnCount: 1,
  })
}

/** Large customers stay with their owners; partners and the like are no customers. */
const levels = ['C', 'D']
function isMeant({ type, level }: Company['customers'][number]['record']): boolean {
  return ['prospect', 'customer', 'other'].includes(type ?? '') && levels.includes(level ?? '')
}

function poolLeads(company: Company, filled: Pools, managers: readonly Colleague[]): void {
  const { random, now, say, leads, colleagues } = company
  const made = addPool(company, filled, {
    name: '线索公海',
    object: 'lead',
    description: say('展会名单和久未联系的线索，先到先得。'),
    teams: managers.map(({ record }) => record.team!),
    managers: colleagues.filter((c) => c.part === 'operations').map(({ record }) => record.id),
    claimsPerDay: 10,
    claimsPerPeriod: 40,
    periodDays: 7,
    minutesBetween: 1,
    looksPerDay: 30,
    protectDays: 7,
    maskedFields: ['mobile', 'phone', 'email', 'wechat'],
  })
  const rule = addRule(company, filled, made, {
    name: '线索 30 天无跟进',
    where: { status: { in: ['new', 'working'] } },
    conditions: [{ sign: 'noFollowUp', days: leadDays, working: false }],
    exempt: ['qualified', 'approval', 'locked'],
  })
  const claimers = colleagues.filter((c) => c.part === 'sales' && c.until > now)
  const way: Way = { object: 'lead', pool: made, rule, days: leadDays, claimers }
  const last = lastFollowUps(company, 'lead')
  for (const lead of leads) {
    const created = Date.parse(lead.createdAt)
    if (lead.status !== 'new' && lead.status !== 'working') continue
    const fresh = lead.status === 'new' && now - created < leadDays * day
    // The list of an exhibition comes into the pool at once, and nobody has had it.
    if (fresh && lead.source === 'exhibition' && random.chance(0.7)) Object.assign(lead, { owner: null, pool: made.id })
    else {
      const about = { phase: 'lead' as const, lead }
      recycle(company, filled, { record: lead, name: lead.name!, since: last.get(lead.id) ?? created, about }, way)
    }
  }
}

/** Sends to the pool what is due since some days; somebody else claims part of it again and calls. */
function recycle(company: Company, filled: Pools, { record, name, since, about }: Waiting, way: Way): void {
  const { random, now } = company
  const { pool: into, rule, days } = way
  // the day after the last one, in the first run of its hours
  const at = dayOf(since) + (days + 1) * day + 7 * minute
  if (at > now - settledDays * day) return
  const owner = record.owner ?? null
  moveTo(company, record, at, null, {
    owner: null,
    pool: into.id,
    heldSince: iso(at),
    heldReason: 'recycled',
    heldNote: rule.name!,
    previousOwner: owner,
    returnCount: 1,
  })
  if (at > now - notedDays * day) note(company, filled, way, at)
  const claimers = way.claimers.filter((c) => c.record.id !== owner && c.from < now - 20 * day)
  const soonest = Math.max(at + day, now - (days - 5) * day)
  const claimedAt = officeTime(random, soonest + random.next() * (now - soonest))
  if (!random.chance(0.24) || claimedAt > now - hour || claimers.length === 0) return
  const claimer = random.pick(claimers)
  moveTo(company, record, claimedAt, claimer.record.id, {
    owner: claimer.record.id,
    pool: null,
    heldSince: iso(claimedAt),
    heldReason: 'claimed',
    heldNote: into.name!,
    protectedUntil: dateOf(claimedAt + (into.protectDays ?? 0) * day),
    previousOwner: owner,
  })
  filled.claims.push({
    ...stamps(company, claimedAt, claimer.record.id),
    owner: claimer.record.id,
    kind: 'claim',
    pool: into.id,
    object: way.object,
    record: record.id,
    recordName: name,
    at: iso(claimedAt),
  })
  const called = officeTime(random, claimedAt + random.around(1.5, 2) * day)
  if (called < now && random.chance(0.8)) done(company, { ...about, at: called, owner: claimer })
}

/** Writes that a record has changed hands. */
function moveTo(
  { history }: Company,
  record: Held,
  at: number,
  actor: string | null,
  values: Partial<Draft<Pooled>>,
): void {
  const from = record as Readonly<Record<string, unknown>>
  const changes = Object.entries(values).map(([key, to]) => [key, [from[key] ?? null, to]] as const)
  history.push({ recordId: record.id, at: iso(at), actor, changes: Object.fromEntries(changes) })
  Object.assign(record, values)
  touch(record, iso(at), actor)
}

/** One batch for each rule and day. */
function note(company: Company, { recyclings }: Pools, { object, pool: into, rule }: Way, at: number): void {
  const date = dateOf(at)
  const known = recyclings.find((one) => one.rule === rule.id && one.day === date)
  if (known) known.count = (known.count ?? 0) + 1
  else
    recyclings.push({
      ...stamps(company, at, null),
      day: date,
      rule: rule.id,
      object,
      pool: into.id,
      count: 1,
      status: 'done',
      lastAt: iso(at),
    })
}

/** When somebody was last turned to, by what a rule counts: no tasks, and no calls that nobody answered. */
function lastFollowUps({ activities }: Company, key: 'account' | 'lead'): Map<string, number> {
  const last = new Map<string, number>()
  for (const activity of activities) {
    const id = activity[key]
    const counts = activity.kind !== 'task' && activity.status === 'done' && activity.outcome !== 'noAnswer'
    if (!id || !counts) continue
    last.set(id, Math.max(last.get(id) ?? 0, Date.parse(activity.at!)))
  }
  return last
}

type PoolValues = Omit<Draft<typeof pool>, 'name'> & { readonly name: string }

function addPool(company: Company, { pools }: Pools, values: PoolValues): Made<typeof pool> {
  const made = { ...stamps(company, company.start, by(company)), ...values, name: company.say(values.name) }
  pools.push(made)
  return made
}

type RuleValues = Pick<Draft<typeof recyclingRule>, 'where' | 'conditions' | 'exempt'> & { readonly name: string }

function addRule(company: Company, { rules }: Pools, into: Made<typeof pool>, values: RuleValues) {
  const made: Made<typeof recyclingRule> = {
    ...stamps(company, company.start, by(company)),
    ...values,
    name: company.say(values.name),
    object: into.object!,
    pool: into.id,
    active: true,
    // A rule begins on a day to come; until then nobody is surprised.
    startsOn: dateOf(company.now + 3 * day),
    match: 'any',
  }
  rules.push(made)
  return made
}

function by(company: Company): string | null {
  return company.colleagues[0]?.record.id ?? null
}
