import { addWorkingHours } from '#kernel/calendar.ts'
import { calendarOf, plainSettings } from '#kernel/company-settings.ts'
import type { Draft } from '#kernel/object.ts'
import type { Assigned } from '#modules/assignment/assigned.ts'
import type { assignment } from '#modules/assignment/assignment/assignment.ts'
import type { assignmentRule } from '#modules/assignment/assignmentRule/assignmentRule.ts'
import { day, iso } from './clock.ts'
import { type Colleague, type Company, type Made, stamps } from './company.ts'
import { byForm } from './leads.ts'
import type { Pools } from './pools.ts'
import { places, type Region } from './words/places.ts'

/** Rules by which leads find their owner, and what they gave away lately. */
export type Assignments = {
  readonly assignmentRules: Made<typeof assignmentRule>[]
  readonly assignments: Made<typeof assignment>[]
}

type Rule = Made<typeof assignmentRule>

const hoursToRespond = 4
/** So far back the ledger goes. */
const noted = 90
const regions: readonly Region[] = ['east', 'south', 'north']
const calendar = calendarOf(plainSettings)

/**
 * Groups and listed companies go to one experienced person, the other leads to the team of their city in turn, and those
 * that say no city wait in the pool. What came by the web lately was given away so; who answered in time, and who did not.
 */
export function assignLeads(company: Company, { pools }: Pools): Assignments {
  const { now, say, colleagues, leads } = company
  const managers = new Map(colleagues.filter((c) => c.part === 'manager').map((c) => [c.region, c]))
  const expert = best(company)
  const waiting = pools.find(({ object }) => object === 'lead')!
  const base = { object: 'lead', active: true, hours: 'always', missed: 'tell' } as const
  const answered = { respondHours: hoursToRespond, counts: ['call', 'meeting', 'visit'] as const }
  const rules: Rule[] = [
    rule(company, {
      ...base,
      ...answered,
      name: say('集团客户由专人负责'),
      order: 10,
      where: { or: large.map((word) => ({ company: { contains: say(word) } })) },
      to: 'people',
      way: 'turn',
      people: [expert.record.id],
    }),
    ...regions.map((region, i) =>
      rule(company, {
        ...base,
        ...answered,
        name: say({ east: '华东线索轮流分配', south: '华南线索轮流分配', north: '北方线索轮流分配' }[region]),
        order: 20 + 10 * i,
        where: { 'address.city': { in: citiesOf(company, region) } },
        to: 'people',
        way: 'turn',
        teams: [managers.get(region)!.record.team!],
        perDay: 20,
        missedPool: waiting.id,
      }),
    ),
    rule(company, {
      ...base,
      name: say('地区不明的线索进公海'),
      order: 90,
      to: 'pool',
      way: 'turn',
      pool: waiting.id,
    }),
  ]
  const firsts = firstCalls(company)
  const made: Made<typeof assignment>[] = []
  const turns = new Map<string, number>()
  const fresh = leads
    .filter(
      (lead) =>
        lead.createdBy === null &&
        byForm(lead.source) &&
        (lead as Partial<Draft<Assigned>>).heldReason === 'created' &&
        lead.owner,
    )
    .filter((lead) => Date.parse(lead.createdAt) > now - noted * day)
    .sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1))
  const touched = new Set(company.activities.map(({ lead }) => lead))
  for (const lead of fresh) {
    if (isLarge(company, lead.company) && lead.status === 'new' && !touched.has(lead.id)) lead.owner = expert.record.id
    const owner = colleagues.find(({ record }) => record.id === lead.owner)
    const by = lead.owner === expert.record.id && isLarge(company, lead.company) ? rules[0] : ruleOf(rules, owner)
    if (!owner || !by || (by === rules[0]) !== isLarge(company, lead.company)) continue
    const turn = (turns.get(by.id) ?? 0) + 1
    turns.set(by.id, turn)
    const respondBy = addWorkingHours(calendar, lead.createdAt, hoursToRespond)
    const called = firsts.get(`${lead.id} ${lead.owner}`) ?? null
    const late = called === null ? respondBy < iso(now) : called > respondBy
    Object.assign(lead, {
      heldReason: 'ruled',
      heldNote: by.name,
      respondBy: called === null && !late && lead.status === 'new' ? respondBy : null,
      respondedAt: called,
      responsesMissed: late ? 1 : null,
    })
    made.push({
      ...stamps(company, Date.parse(lead.createdAt), null),
      rule: by.id,
      object: 'lead',
      record: lead.id,
      recordName: lead.name,
      person: owner.record.id,
      turn,
      among: by === rules[0] ? 1 : sellersAt(company, owner.region, Date.parse(lead.createdAt)),
      at: lead.createdAt,
      respondBy,
      respondedAt: called,
      missed: late ? 1 : null,
    })
  }
  return { assignmentRules: rules, assignments: made }
}

const large = ['集团', '股份'] as const

function isLarge({ say }: Company, name: string | null | undefined): boolean {
  return large.some((word) => name?.includes(say(word)))
}

function ruleOf(rules: readonly Rule[], owner: Colleague | undefined): Rule | undefined {
  return owner?.region ? rules[1 + regions.indexOf(owner.region)] : undefined
}

/** The seller of the east with the best hand. */
function best({ colleagues, now }: Company): Colleague {
  return colleagues
    .filter((c) => c.part === 'sales' && c.region === 'east' && c.until > now)
    .reduce((a, b) => (b.skill > a.skill ? b : a))
}

function citiesOf({ say }: Company, region: Region): string[] {
  return places.filter(([place]) => place.region === region).map(([place]) => say(place.city))
}

function sellersAt({ colleagues }: Company, region: Region | null, at: number): number {
  return colleagues.filter((c) => c.region === region && c.from <= at && at < c.until).length
}

/** When the owner of a lead first spoke with them. */
function firstCalls({ activities }: Company): Map<string, string> {
  const first = new Map<string, string>()
  for (const { lead, owner, kind, status, at } of activities) {
    if (!lead || !owner || !at || status !== 'done' || !['call', 'meeting', 'visit'].includes(kind ?? '')) continue
    const key = `${lead} ${owner}`
    const known = first.get(key)
    if (!known || at < known) first.set(key, at)
  }
  return first
}

function rule(company: Company, values: Draft<typeof assignmentRule> & { readonly name: string }): Rule {
  return { ...stamps(company, company.start, company.colleagues[0]?.record.id ?? null), ...values } as Rule
}
