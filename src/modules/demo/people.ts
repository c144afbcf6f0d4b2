import { day } from './clock.ts'
import { mobileNumber } from './codes.ts'
import { type Colleague, type Company, stamps } from './company.ts'
import type { DemoOptions } from './demo.ts'
import { personName } from './words/people.ts'
import type { Region } from './words/places.ts'

/** Five teams and forty people: a sales centre with three regions, and marketing with service. */
export function hirePeople(company: Company, options: DemoOptions): void {
  const [centre, east, south, north, market] = [
    team(company, '销售中心', null),
    team(company, '华东销售部', 0),
    team(company, '华南销售部', 0),
    team(company, '北方销售部', 0),
    team(company, '市场与客户服务部', null),
  ] as const
  const director = hire(company, options, {
    part: 'director',
    team: centre,
    jobTitle: '销售总监',
    roles: ['salesManager'],
  })
  const below = { manager: director.record.id }
  for (const jobTitle of ['销售运营经理', '销售助理'])
    hire(company, options, { part: 'operations', team: centre, jobTitle, roles: ['readOnly'], ...below })
  for (const [region, where, name] of [
    ['east', east, '华东'],
    ['south', south, '华南'],
    ['north', north, '北方'],
  ] as const) {
    const leader = hire(company, options, {
      part: 'manager',
      team: where,
      region,
      jobTitle: `${name}区销售经理`,
      roles: ['salesManager'],
      ...below,
    })
    lead(company, where, leader)
    for (let i = 0; i < 9; i += 1)
      hire(company, options, {
        part: 'sales',
        team: where,
        region,
        jobTitle: i < 2 ? '高级客户经理' : i < 7 ? '客户经理' : '销售代表',
        roles: ['sales'],
        manager: leader.record.id,
        ...(i === 8 ? { from: company.now - 70 * day } : {}),
        ...(i === 4 && region === 'south' ? { until: company.now - 6 * day } : {}),
      })
  }
  const chief = hire(company, options, {
    part: 'marketing',
    team: market,
    jobTitle: '市场与服务经理',
    roles: ['marketing', 'service'],
    ...below,
  })
  lead(company, centre, director)
  lead(company, market, chief)
  for (let i = 0; i < 6; i += 1)
    hire(company, options, {
      part: i < 3 ? 'marketing' : 'service',
      team: market,
      jobTitle: i < 3 ? '市场专员' : '客服专员',
      roles: [i < 3 ? 'marketing' : 'service'],
      manager: chief.record.id,
    })
}

/** Who sold in a region at that time; the better ones have more customers. */
export function sellerAt(company: Company, region: Region, at: number): Colleague {
  const there = company.colleagues.filter((c) => c.region === region && c.from <= at && at < c.until)
  return company.random.weighted(there.map((c) => [c, c.part === 'manager' ? 0.5 : c.skill] as const))
}

function team(company: Company, name: string, parent: number | null): string {
  const record = {
    ...stamps(company, company.start, null),
    name: company.say(name),
    parent: parent === null ? null : company.teams[parent]!.id,
  }
  company.teams.push(record)
  return record.id
}

function lead(company: Company, teamId: string, leader: Colleague): void {
  const record = company.teams.find((t) => t.id === teamId)
  if (record) record.leader = leader.record.id
}

type Post = {
  readonly part: Colleague['part']
  readonly team: string
  readonly jobTitle: string
  readonly roles: readonly string[]
  readonly region?: Region
  readonly manager?: string
  readonly from?: number
  readonly until?: number
}

function hire(company: Company, { roles = {}, director }: DemoOptions, post: Post): Colleague {
  const { random, colleagues } = company
  // before the first office hour of the books
  const from = post.from ?? company.start - 2 * day
  const named = personName(random, company)
  const taken = colleagues.filter((c) => c.record.email?.startsWith(named.latin)).length
  const base = stamps(company, from, null)
  const colleague: Colleague = {
    part: post.part,
    region: post.region ?? null,
    skill: post.part === 'sales' ? Math.min(1.7, Math.max(0.5, random.around(1, 1.35))) : 1,
    from,
    until: post.until ?? Number.POSITIVE_INFINITY,
    record: {
      ...base,
      ...(post.part === 'director' && director ? { id: director } : {}),
      name: named.name,
      email: `${named.latin}${taken || ''}@yuanfan.example`,
      phone: mobileNumber(random),
      jobTitle: company.say(post.jobTitle),
      team: post.team,
      manager: post.manager ?? null,
      roles: post.roles.flatMap((key) => roles[key] ?? []),
      active: post.until === undefined,
      language: company.language,
      timeZone: 'Asia/Shanghai',
    },
  }
  colleagues.push(colleague)
  return colleague
}
