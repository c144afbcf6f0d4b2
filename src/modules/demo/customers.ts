import type { industries } from '#modules/customers/choices.ts'
import { day, officeTime } from './clock.ts'
import { foreignLine, landLine, mobileNumber, usccOf } from './codes.ts'
import { type Company, type Customer, type Person, stamps } from './company.ts'
import { sellerAt } from './people.ts'
import { type CompanyName, companyName, foreignCompany } from './words/companies.ts'
import { foreignName, personName } from './words/people.ts'
import { countries, type Place, places, type Region, streets } from './words/places.ts'

type Industry = (typeof industries)[number]['key']
type Source =
  | 'website'
  | 'exhibition'
  | 'referral'
  | 'coldCall'
  | 'search'
  | 'partner'
  | 'visit'
  | 'seminar'
  | 'purchasedList'

/** 5,000 customers with their 12,000 people: a third were there when the books began, the others came since. */
export function winCustomers(company: Company): void {
  const { random } = company
  const names = new Set<string>()
  const domains = new Set<string>()
  const wanted = company.count(5000)
  while (company.customers.length < wanted) {
    const abroad = random.chance(0.035) ? random.weighted(countries) : null
    const place = abroad ? null : random.weighted(places)
    const named = place ? companyName(random, place, company) : foreignCompany(random, abroad!.code)
    if (names.has(named.name)) continue
    names.add(named.name)
    const customer = newCustomer(company, named, place, abroad, freeDomain(named, place, domains))
    company.customers.push(customer)
    const people = random.weighted([
      [0, 4],
      [1, 28],
      [2, 30],
      [3, 20],
      [4, 10],
      [5, 5],
      [7, 3],
    ] as const)
    for (let i = 0; i < people; i += 1) newPerson(company, customer, i)
  }
  secondEmployers(company)
}

/** The people of the company that anything is done with; a new one where nobody is known yet. */
export function personOf(company: Company, customer: Customer): Person {
  return customer.people.length > 0 ? company.random.pick(customer.people) : newPerson(company, customer, 0)
}

function newCustomer(
  company: Company,
  named: CompanyName,
  place: Place | null,
  abroad: (typeof countries)[number][0] | null,
  domain: string,
): Customer {
  const { random, now, start } = company
  const old = random.chance(0.34)
  const created = officeTime(
    random,
    old ? start + random.int(0, 20) * day : start + Math.sqrt(random.next()) * (now - start - 3 * day),
  )
  const at = Math.min(created, now - day)
  const owner = sellerAt(company, place?.region ?? random.pick<Region>(['east', 'south', 'north']), at)
  const level = random.weighted([
    ['A', 5],
    ['B', 17],
    ['C', 46],
    ['D', 32],
  ] as const)
  const employees = Math.round(random.around({ A: 2400, B: 620, C: 180, D: 45 }[level], 1.9))
  const country = abroad?.code ?? 'CN'
  const revenue = Math.round((employees * random.around(58, 1.5)) / 10) * 10
  const filled = (p: number) => random.chance(p)
  const currency = abroad?.currency ?? 'CNY'
  const uscc = place && filled(0.72) ? usccOf(random, place.code) : null
  return {
    owner,
    called: named.shortName,
    place,
    country,
    currency,
    domain,
    created: at,
    people: [],
    record: {
      ...stamps(company, at, owner.record.id),
      owner: owner.record.id,
      name: named.name,
      shortName: filled(0.55) ? named.shortName : null,
      type: random.weighted([
        ['prospect', 94],
        ['partner', 3],
        ['supplier', 1],
        ['competitor', 1],
        ['other', 1],
      ] as const),
      status: random.weighted([
        ['active', 88],
        ['dormant', 8],
        ['lost', 3.5],
        ['blocked', 0.5],
      ] as const),
      level,
      rating: filled(0.6)
        ? random.weighted([
            ['hot', 2],
            ['warm', 5],
            ['cold', 4],
          ] as const)
        : null,
      industry: named.industry as Industry,
      source: random.weighted<Source>([
        ['exhibition', 20],
        ['referral', 18],
        ['website', 17],
        ['coldCall', 14],
        ['search', 11],
        ['partner', 8],
        ['visit', 6],
        ['seminar', 4],
        ['purchasedList', 2],
      ]),
      employees: filled(0.7) ? employees : null,
      annualRevenue: filled(0.5) ? { amount: String(revenue * 10_000), currency: 'CNY' } : null,
      phone: filled(0.78)
        ? place
          ? landLine(random, place.dial, company.say('转'))
          : foreignLine(random, abroad!.dial)
        : null,
      email: filled(0.3) ? `info@${domain}` : null,
      website: filled(0.62) ? `https://www.${domain}` : null,
      domain,
      address: {
        country,
        province: place ? company.say(place.province) : null,
        city: place ? company.say(place.city) : abroad!.city,
        district: place ? company.say(random.pick(place.districts)) : null,
        street: place ? streetOf(company, 998) : null,
        postcode: null,
      },
      uscc,
      usccValid: uscc === null ? null : true,
      invoiceTitle: uscc === null ? null : named.name,
      bankName: uscc && filled(0.3) ? bankOf(company, place!) : null,
      description: filled(0.12) ? company.say(random.pick(remarks)) : null,
      lastFollowUpAt: null,
      nextFollowUpAt: null,
    },
  }
}

function newPerson(company: Company, customer: Customer, index: number): Person {
  const { random } = company
  const chinese = customer.place !== null
  const person = chinese ? personName(random, company) : foreignName(random, customer.country)
  const [jobTitle, department, decisionRole] = random.pick<Job>(index === 0 ? chiefs : staff)
  const met = customer.created + random.next() ** 1.6 * (company.now - day - customer.created)
  const created =
    index === 0 ? customer.created : Math.max(customer.created, Math.min(officeTime(random, met), company.now - day))
  const base = stamps(company, created, customer.owner.record.id)
  const mailbox = `${person.latin}${customer.people.some((p) => p.record.email?.startsWith(`${person.latin}@`)) ? index : ''}`
  const record: Person['record'] = {
    ...base,
    owner: customer.owner.record.id,
    name: person.name,
    account: customer.record.id,
    jobTitle: company.say(jobTitle),
    department: company.say(department),
    decisionRole: random.chance(0.62) ? decisionRole : null,
    mobile: chinese && random.chance(0.9) ? mobileNumber(random) : null,
    phone: !chinese || random.chance(0.2) ? (customer.record.phone ?? null) : null,
    email: random.chance(chinese ? 0.56 : 1) ? `${mailbox}@${customer.domain}` : null,
    wechat: chinese && random.chance(0.5) ? `${person.latin}_${random.int(10, 99)}` : null,
    gender: random.chance(0.7) ? person.gender : null,
    birthday:
      chinese && random.chance(0.12)
        ? `${random.int(1966, 2000)}-${two(random.int(1, 12))}-${two(random.int(1, 28))}`
        : null,
    language: chinese ? company.language : ('en' as const),
    source: customer.record.source,
    doNotContact: random.chance(0.006),
    doNotCall: random.chance(0.01),
    doNotEmail: random.chance(0.03),
    // a fifth of them, by the minute at which they became known
    trackingConsent: Math.floor(created / 60_000) % 5 === 0,
    lastFollowUpAt: null,
  }
  const made = {
    record,
    created,
    called: chinese && !company.english ? `${person.surname}${title(jobTitle)}` : person.name,
  }
  customer.people.push(made)
  company.employments.push({
    ...stamps(company, created, customer.owner.record.id),
    contact: record.id,
    account: customer.record.id,
    jobTitle: record.jobTitle,
    department: record.department,
    primary: true,
  })
  return made
}

/** A few people work for two companies. */
function secondEmployers(company: Company): void {
  const { random, customers } = company
  for (let i = company.count(260); i > 0; i -= 1) {
    const [from, to] = [random.pick(customers), random.pick(customers)]
    const person = from.people[0]
    if (!person || from === to || from.place !== to.place) continue
    const at = Math.max(person.created, to.created)
    const ended = random.chance(0.4)
    company.employments.push({
      ...stamps(company, at, from.owner.record.id),
      contact: person.record.id,
      account: to.record.id,
      jobTitle: company.say(random.pick(['董事', '技术顾问', '股东', '副总经理', '前设备部经理'])),
      department: null,
      from: ended ? '2019-03-01' : null,
      until: ended ? '2023-06-30' : null,
      primary: false,
    })
  }
}

/** A street with a number, as it stands in an address. */
export function streetOf({ random, english, say }: Company, most: number): string {
  const [street, number] = [random.pick(streets), random.int(1, most)]
  return english ? `${number} ${say(street)}` : `${street} ${number} 号`
}

function bankOf({ random, english, say }: Company, place: Place): string {
  const bank = random.pick(banks)
  const branch = random.pick(['分行营业部', '高新支行', '开发区支行', '城东支行'])
  return english ? `${say(bank)}, ${say(place.city)} ${say(branch)}` : `${bank}${place.short}${branch}`
}

function freeDomain(named: CompanyName, place: Place | null, taken: Set<string>): string {
  const base = named.latin.replace(/[^a-z0-9]/g, '')
  const tries = [base, `${base}-${place?.code.slice(0, 3) ?? 'intl'}`]
  for (let n = 2; ; n += 1) {
    const domain = `${tries.shift() ?? `${base}${n}`}.example`
    if (taken.has(domain)) continue
    taken.add(domain)
    return domain
  }
}

function title(jobTitle: string): string {
  if (/总|董事/.test(jobTitle)) return '总'
  if (/经理|厂长|主管/.test(jobTitle)) return jobTitle.includes('厂长') ? '厂长' : '经理'
  return /工程师|技术/.test(jobTitle) ? '工' : jobTitle.includes('主任') ? '主任' : '老师'
}

function two(n: number): string {
  return String(n).padStart(2, '0')
}

type Job = readonly [title: string, department: string, role: NonNullable<Person['record']['decisionRole']>]
const chiefs: readonly Job[] = [
  ['总经理', '总经办', 'decisionMaker'],
  ['副总经理', '总经办', 'decisionMaker'],
  ['生产总监', '生产部', 'decisionMaker'],
  ['厂长', '生产部', 'decisionMaker'],
  ['设备部经理', '设备部', 'champion'],
  ['信息部经理', '信息部', 'influencer'],
]
const staff: readonly Job[] = [
  ['设备工程师', '设备部', 'user'],
  ['自动化工程师', '技术部', 'champion'],
  ['车间主任', '生产部', 'user'],
  ['采购经理', '采购部', 'buyer'],
  ['采购专员', '采购部', 'buyer'],
  ['财务经理', '财务部', 'finance'],
  ['信息主管', '信息部', 'influencer'],
  ['质量经理', '质量部', 'influencer'],
  ['能源管理工程师', '动力部', 'user'],
  ['技术总监', '技术部', 'decisionMaker'],
  ['项目经理', '项目部', 'champion'],
  ['总经理助理', '总经办', 'influencer'],
]
const banks = ['工商银行', '建设银行', '农业银行', '中国银行', '招商银行', '交通银行']
const remarks = [
  '老客户介绍，重视售后。',
  '集团采购，单笔金额大，流程长。',
  '价格敏感，建议从试点切入。',
  '老板技术出身，喜欢看现场案例。',
  '每年三月做预算，十月招标。',
  '付款习惯好，一般验收后 30 天付清。',
  '有扩产计划，新厂在建。',
  '曾用过竞品，对稳定性有顾虑。',
]
