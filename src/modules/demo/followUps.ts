import type { salesActivity } from '#modules/sales/extensions.ts'
import { day, dayOf, hour, iso, isWorkday, minute, officeTime, workdayFrom } from './clock.ts'
import {
  type Colleague,
  type Company,
  type Course,
  type Customer,
  type Made,
  type Person,
  type Stamps,
  stamps,
  touch,
} from './company.ts'
import { personOf } from './customers.ts'
import { topicOf } from './topic.ts'
import { type Kind, type Phase, sayingOf } from './words/sayings.ts'

type Activity = Made<typeof salesActivity>

/** 60,000 follow-ups: what was done for deals, leads and customers, and what is to be done today and soon. */
export function followUp(company: Company): void {
  const wanted = company.count(60_000)
  for (const course of company.courses) workOnDeal(company, course)
  workOnLeads(company)
  planWork(company)
  const { random, customers, now } = company
  while (company.activities.length < wanted) {
    const customer = random.pick(customers)
    const at = officeTime(random, customer.created + random.next() * (now - customer.created))
    const owner = customer.owner
    if (at < now && at < owner.until) done(company, { at, owner, phase: 'care', ...withWhom(company, customer) })
  }
}

/** Whom and what an activity is about. */
type About = {
  readonly customer?: Customer
  readonly person?: Person
  readonly deal?: Course['record']
  readonly lead?: Company['leads'][number]
}
export type Work = About & { readonly at: number; readonly owner: Colleague; readonly phase: Phase }

function workOnDeal(company: Company, course: Course): void {
  const { record, customer, person, owner, phases } = course
  const { random } = company
  beginDeal(company, course)
  for (const { phase, from, to } of phases.slice(1)) {
    const days = (to - from) / day
    const times = Math.min(
      4,
      Math.max(phase === 'after' ? 0 : 1, Math.round((days / 14) * owner.skill * random.around(1, 1.4))),
    )
    for (let i = 0; i < times; i += 1) {
      const at = officeTime(random, from + ((i + random.next()) / times) * (to - from))
      const whom = random.chance(0.75) ? person : personOf(company, customer)
      if (at < company.now) done(company, { at, owner, phase, customer, person: whom, deal: record })
    }
  }
}

/** The first answer, and the rest of what was done in the first two weeks. */
function beginDeal(company: Company, { record, customer, person, owner, beginning, phases }: Course): void {
  const { random, now } = company
  const { answeredAt, contacts } = beginning
  const until = Math.min(answeredAt + 12 * day, phases.at(-1)!.to)
  for (let i = 0; i < contacts; i += 1) {
    const at =
      i === 0
        ? answeredAt
        : officeTime(random, answeredAt + day + (i / contacts) * Math.max(0, until - answeredAt - day))
    if (at < now) done(company, { at, owner, phase: 'first', customer, person, deal: record })
  }
}

function workOnLeads(company: Company): void {
  const { random, now, leads } = company
  const owners = new Map(company.colleagues.map((c) => [c.record.id, c]))
  for (const lead of leads) {
    if (lead.status === 'new') continue
    const owner = owners.get(lead.owner ?? '')!
    // Whom somebody calls soon and often becomes a customer more often.
    const converted = lead.status === 'converted'
    let at = Date.parse(lead.createdAt)
    for (let i = random.int(1, 3) + (converted ? random.int(0, 1) : 0); i > 0; i -= 1) {
      at = officeTime(random, at + random.around(converted ? 1 : 1.8, 2) * day)
      if (at < now) done(company, { at, owner, phase: 'lead', lead })
    }
  }
}

/** Work ahead: everybody who sells has something overdue, something for today and something for the days to come. */
function planWork(company: Company): void {
  const { random, now, customers } = company
  const open = company.courses.filter(({ record }) => record.status === 'open')
  for (const owner of company.colleagues) {
    if (owner.until < now || !['sales', 'manager', 'director'].includes(owner.part)) continue
    const deals = open.filter((c) => (owner.part === 'director' ? c.record.forecast === 'commit' : c.owner === owner))
    const mine = customers.filter((c) => c.owner === owner)
    for (const due of dueTimes(company)) {
      const course = deals.length > 0 && random.chance(0.7) ? random.pick(deals) : null
      const customer = course?.customer ?? (mine.length > 0 ? random.pick(mine) : null)
      if (!customer) continue
      planned(company, {
        at: due,
        owner,
        phase: course?.phases.at(-1)?.phase ?? 'care',
        customer,
        person: course?.person ?? personOf(company, customer),
        ...(course ? { deal: course.record } : {}),
      })
    }
  }
}

function dueTimes({ random, now }: Company): number[] {
  const today = dayOf(now)
  const onDay = (midnight: number) =>
    midnight + random.pick([9, 10, 11, 14, 15, 16, 17]) * hour + random.pick([0, 0, 30]) * minute
  const repeat = (n: number, make: () => number) => Array.from({ length: n }, make)
  return [
    ...repeat(random.int(1, 5), () => onDay(workdayFrom(today - random.int(3, 16) * day))).filter((at) => at < today),
    ...repeat(isWorkday(today) ? random.int(3, 6) : 2, () => onDay(today)),
    ...repeat(random.int(8, 14), () => onDay(workdayFrom(today + random.int(1, 14) * day))),
  ]
}

export function done(company: Company, work: Work): void {
  const { random } = company
  const kind = random.weighted(kinds[work.phase])
  const minutes =
    kind === 'call'
      ? random.int(2, 28)
      : kind === 'meeting'
        ? random.int(4, 12) * 10
        : kind === 'visit'
          ? random.int(6, 18) * 10
          : 0
  const doneAt = Math.min(work.at + minutes * minute, company.now)
  const ahead = kind === 'task' || kind === 'meeting' || kind === 'visit'
  const created = ahead
    ? work.at - random.int(1, 5) * day + random.int(0, 90) * minute
    : doneAt + random.int(0, 25) * minute
  const base = stamps(company, Math.min(created, company.now), work.owner.record.id)
  const cancelled = ahead && random.chance(0.03)
  const timed = kind === 'call' || kind === 'meeting' || kind === 'visit'
  const outcome =
    kind === 'call' || kind === 'visit'
      ? random.weighted(
          outcomes[kind === 'visit' ? 'met' : work.phase === 'lead' || work.phase === 'care' ? 'cold' : 'warm'],
        )
      : null
  const unheard = kind === 'call' && outcome === 'noAnswer'
  const activity: Activity = {
    ...base,
    ...about(company, kind, work),
    ...(unheard ? { body: company.say(random.pick(unanswered)) } : {}),
    status: cancelled ? 'cancelled' : 'done',
    startAt: timed ? iso(work.at) : null,
    endAt: timed ? iso(work.at + minutes * minute) : null,
    dueAt: kind === 'task' ? iso(work.at) : null,
    doneAt: cancelled ? null : iso(doneAt),
    at: iso(cancelled ? work.at : doneAt),
    durationSeconds: unheard ? 0 : minutes * 60 || null,
    durationMinutes: unheard ? 0 : minutes || null,
    direction: kind === 'call' ? (random.chance(0.86) ? 'outbound' : 'inbound') : null,
    outcome,
    location:
      kind === 'visit'
        ? (work.customer?.record.address?.city ?? null)
        : kind === 'meeting'
          ? company.say(random.pick(['线上会议', '客户会议室', '公司会议室']))
          : null,
  }
  touch(activity, iso(doneAt), work.owner.record.id)
  company.activities.push(activity)
  if (!cancelled)
    for (const followed of followedBy(work))
      if ((followed.lastFollowUpAt ?? '') < activity.at!) followed.lastFollowUpAt = activity.at
}

function planned(company: Company, work: Work): void {
  const { random, now } = company
  const kind = random.weighted([
    ['task', 6],
    ['call', 5],
    ['visit', 2],
    ['meeting', 2],
  ] as const)
  const timed = kind === 'meeting' || kind === 'visit'
  const created = Math.min(now, work.at) - random.int(1, 6) * day + random.int(0, 200) * minute
  const at = iso(work.at)
  company.activities.push({
    ...stamps(company, created, work.owner.record.id),
    ...about(company, kind, work),
    status: 'open',
    priority: random.weighted([
      ['normal', 8],
      ['high', 2],
      ['low', 1],
    ] as const),
    startAt: timed ? at : null,
    endAt: timed ? iso(work.at + random.pick([1, 1, 2]) * hour) : null,
    dueAt: timed ? null : at,
    at,
  })
  for (const followed of [work.customer?.record, work.deal]) if (followed) plan(followed, at)
}

function plan(followed: Followed, at: string): void {
  if (!followed.nextFollowUpAt || at < followed.nextFollowUpAt) followed.nextFollowUpAt = at
}

type Followed = Stamps & { lastFollowUpAt?: string | null; nextFollowUpAt?: string | null }

function followedBy({ customer, person, deal, lead }: About): Followed[] {
  return [customer?.record, person?.record, deal, lead].filter((record) => record !== undefined)
}

function about(company: Company, kind: Kind, { owner, phase, customer, person, deal, lead }: Work) {
  const topic =
    customer && person
      ? topicOf(company, customer, person)
      : {
          person: lead?.name ?? '',
          product: company.random.pick(company.products).name ?? '',
          company: lead?.company ?? '',
          colleague: company.say('售前小林'),
        }
  return {
    owner: owner.record.id,
    kind,
    ...sayingOf(company.random, company.sayings, kind, phase, topic),
    priority: 'normal' as const,
    account: customer?.record.id ?? lead?.convertedAccount ?? null,
    contact: person?.record.id ?? lead?.convertedContact ?? null,
    opportunity: deal?.id ?? lead?.convertedOpportunity ?? null,
    lead: lead?.id ?? null,
  }
}

function withWhom(company: Company, customer: Customer): About {
  return { customer, person: personOf(company, customer) }
}

const kinds: Readonly<Record<Phase, readonly (readonly [Kind, number])[]>> = {
  lead: [
    ['call', 8],
    ['note', 1],
    ['task', 1],
  ],
  first: [
    ['call', 5],
    ['visit', 3],
    ['meeting', 1],
    ['note', 1],
    ['task', 1],
  ],
  need: [
    ['call', 4],
    ['visit', 4],
    ['meeting', 2],
    ['note', 1],
    ['task', 1.5],
  ],
  proposal: [
    ['call', 5],
    ['visit', 2],
    ['meeting', 3],
    ['note', 1],
    ['task', 2],
  ],
  negotiation: [
    ['call', 5],
    ['visit', 2.5],
    ['meeting', 2],
    ['note', 1],
    ['task', 1.5],
  ],
  signing: [
    ['call', 5],
    ['visit', 1],
    ['meeting', 0.5],
    ['note', 1],
    ['task', 2],
  ],
  after: [
    ['call', 5],
    ['visit', 2],
    ['meeting', 1],
    ['note', 1],
    ['task', 2],
  ],
  care: [
    ['call', 7],
    ['visit', 2.5],
    ['meeting', 0.5],
    ['note', 1.5],
    ['task', 0.5],
  ],
}
const outcomes = {
  met: [
    ['interested', 5],
    ['agreed', 3],
    ['callback', 3],
    ['notInterested', 1],
  ],
  warm: [
    ['interested', 4],
    ['agreed', 3],
    ['callback', 3],
    ['noAnswer', 1],
  ],
  cold: [
    ['callback', 4],
    ['interested', 3],
    ['notInterested', 2],
    ['noAnswer', 3],
  ],
} as const

const unanswered = [
  '无人接听。',
  '电话未接，已发微信。',
  '关机，下午再打。',
  '在开会，稍后回电。',
  '未接通，已发短信。',
]
