import type { lead } from '#modules/sales/lead/lead.ts'
import { dateOf, day, iso, officeTime } from './clock.ts'
import { landLine, mobileNumber } from './codes.ts'
import { type Company, type Course, type Made, stamps, touch } from './company.ts'
import { streetOf } from './customers.ts'
import { bySource } from './odds.ts'
import { sellerAt } from './people.ts'
import type { Random } from './random.ts'
import { companyName } from './words/companies.ts'
import { personName } from './words/people.ts'
import { places } from './words/places.ts'

type Lead = Made<typeof lead>
type Source =
  | 'website'
  | 'exhibition'
  | 'search'
  | 'advertisement'
  | 'socialMedia'
  | 'seminar'
  | 'referral'
  | 'purchasedList'
  | 'coldCall'

/** 3,000 leads: those that became deals tell where customers come from, the others what was lost on the way. */
export function findLeads(company: Company): void {
  const { random, now, start } = company
  const wanted = company.count(3000)
  const firsts = company.courses.filter(({ record }) => record.type === 'new')
  const converted = firsts.filter(() => random.chance((wanted * 0.21) / Math.max(1, firsts.length)))
  for (const course of converted) company.leads.push(convertedLead(company, course))
  while (company.leads.length < wanted) {
    const age = random.chance(0.16) ? random.next() * 20 : random.next() * ((now - start) / day)
    company.leads.push(openLead(company, Math.min(officeTime(random, now - age * day), now)))
  }
}

function openLead(company: Company, at: number): Lead {
  const { random, now } = company
  const place = random.weighted(places)
  const named = companyName(random, place, company)
  const person = personName(random, company)
  const owner = sellerAt(company, place.region, at)
  const source = someSource(random)
  const age = (now - at) / day
  const status =
    age < 12
      ? random.weighted([
          ['new', 50],
          ['working', 38],
          ['qualified', 7],
          ['unqualified', 5],
        ] as const)
      : age < 60
        ? random.weighted([
            ['new', 12],
            ['working', 44],
            ['qualified', 14],
            ['unqualified', 30],
          ] as const)
        : random.weighted([
            ['new', 3],
            ['working', 12],
            ['qualified', 5],
            ['unqualified', 80],
          ] as const)
  const rating = random.chance(0.5)
    ? random.weighted([
        ['hot', 2],
        ['warm', 5],
        ['cold', 6],
      ] as const)
    : null
  const record: Lead = {
    ...stamps(company, at, byForm(source) ? null : owner.record.id),
    owner: owner.record.id,
    name: person.name,
    company: random.chance(0.9) ? named.name : null,
    jobTitle: random.chance(0.6) ? company.say(random.pick(titles)) : null,
    mobile: random.chance(0.86) ? mobileNumber(random) : null,
    phone: random.chance(0.12) ? landLine(random, place.dial, company.say('转')) : null,
    email: random.chance(0.42) ? `${person.latin}@${named.latin}.example` : null,
    wechat: random.chance(0.25) ? `${person.latin}${random.int(1, 99)}` : null,
    address: {
      country: 'CN',
      province: company.say(place.province),
      city: company.say(place.city),
      district: random.chance(0.4) ? company.say(random.pick(place.districts)) : null,
      street: random.chance(0.2) ? streetOf(company, 600) : null,
      postcode: null,
    },
    industry: named.industry,
    source,
    campaignText: campaign(company, source, at),
    status,
    rating,
    need: random.chance(0.55) ? company.say(random.pick(needs)) : null,
    trackingConsent: Math.floor(at / 60_000) % 3 === 0,
  }
  if (status === 'unqualified') {
    record.unqualifiedReason = random.weighted([
      ['unreachable', 5],
      ['noNeed', 6],
      ['noBudget', 4],
      ['notOurs', 4],
      ['duplicate', 2],
      ['wrongData', 2],
      ['other', 1],
    ] as const)
    touch(record, iso(Math.min(now, at + random.int(1, 25) * day)), owner.record.id)
  }
  return record
}

function convertedLead(company: Company, { record: deal, customer, person, owner }: Course): Lead {
  const { random } = company
  const sold = Date.parse(deal.createdAt)
  const at = Math.min(officeTime(random, sold - random.int(2, 24) * day), sold)
  const source = someSource(random, (one) => Math.exp(1.2 * (bySource[one] ?? 0)))
  const rating = random.weighted([
    ['hot', 4],
    ['warm', 4],
    ['cold', 1],
  ] as const)
  const { name, jobTitle, mobile, email, wechat } = person.record
  const made: Lead = {
    ...stamps(company, at, byForm(source) ? null : owner.record.id),
    owner: owner.record.id,
    name,
    company: customer.record.name,
    jobTitle,
    mobile,
    email,
    wechat,
    address: customer.record.address,
    industry: customer.record.industry,
    source,
    campaignText: campaign(company, source, at),
    status: 'converted',
    rating,
    need: company.say(random.pick(needs)),
    convertedAt: deal.createdAt,
    convertedAccount: customer.record.id,
    convertedContact: person.record.id,
    convertedOpportunity: deal.id,
  }
  touch(made, deal.createdAt, owner.record.id)
  return made
}

function someSource(random: Random, favour: (source: Source) => number = () => 1): Source {
  return random.weighted(sources.map(([source, share]) => [source, share * favour(source)] as const))
}

const sources: readonly (readonly [Source, number])[] = [
  ['website', 26],
  ['exhibition', 18],
  ['search', 16],
  ['advertisement', 9],
  ['socialMedia', 9],
  ['seminar', 8],
  ['referral', 7],
  ['purchasedList', 4],
  ['coldCall', 3],
]

/** Came in by the company's web site, with nobody who made it. */
export function byForm(source: Lead['source']): boolean {
  return source === 'website' || source === 'search' || source === 'advertisement'
}

function campaign({ random, say }: Company, source: Source, at: number): string | null {
  const year = dateOf(at).slice(0, 4)
  const inYear = (name: string) => `${year} ${say(name)}`
  if (source === 'exhibition') return inYear(random.pick(['工业博览会', '华南自动化展', '智能制造展']))
  if (source === 'seminar') {
    const name = random.pick(['智能工厂研讨会', '能源管理沙龙', '线上公开课'])
    return name === '线上公开课' ? say(name) : inYear(name)
  }
  if (source === 'search') return say(random.pick(['搜索推广-数据采集', '搜索推广-MES', '搜索推广-能耗监测']))
  if (source === 'website') return say(random.pick(['官网留言', '白皮书下载', '方案试用申请', ''])) || null
  return source === 'socialMedia' ? say(random.pick(['公众号文章', '视频号直播'])) : null
}

const titles = ['总经理', '生产经理', '设备主管', '采购经理', '信息主管', '工程师', '车间主任', '厂长', '项目经理']
const needs = [
  '想了解设备联网的整体方案和价格。',
  '车间有 40 台注塑机，希望自动采集产量。',
  '需要能耗监测，应对碳排放核查。',
  '老系统要更换，预算 30 万左右。',
  '希望看一下同行业案例。',
  '需要振动监测，做预测性维护。',
  '想试用云平台。',
  '新厂房明年投产，提前选型。',
  '要求支持多种 PLC，接口开放。',
  '需要生产看板，集团总部来检查。',
]
