import { lineTotal, sumMoney } from '#modules/sales/amounts.ts'
import { mainPipelineId, mainStageIds } from '#modules/sales/seeds.ts'
import { dateOf, day, iso, officeTime } from './clock.ts'
import { type Colleague, type Company, type Course, type Customer, stamps, touch } from './company.ts'
import { personOf } from './customers.ts'
import { begin, moved, oddsOf } from './odds.ts'
import { sellerAt } from './people.ts'
import type { Random } from './random.ts'
import { topicOf } from './topic.ts'
import { nextStepOf, type Phase } from './words/sayings.ts'
import { spaced } from './words/spaced.ts'

/** Stages in their order: days that deals stay, and how many go on to the next. */
const steps = [
  { stage: 'contacted', phase: 'first', days: 9, pass: 0.8, probability: 10 },
  { stage: 'qualified', phase: 'need', days: 17, pass: 0.78, probability: 25 },
  { stage: 'proposed', phase: 'proposal', days: 22, pass: 0.75, probability: 50 },
  { stage: 'negotiating', phase: 'negotiation', days: 18, pass: 0.77, probability: 70 },
  { stage: 'signing', phase: 'signing', days: 9, pass: 0.93, probability: 90 },
] as const
const levels = {
  A: { share: 14, amount: 760_000, time: 1.6 },
  B: { share: 5, amount: 290_000, time: 1.2 },
  C: { share: 1.7, amount: 112_000, time: 1 },
  D: { share: 0.6, amount: 42_000, time: 0.8 },
} as const
/** Orders follow the budgets: little around the spring festival, much before the end of a year. */
const seasons = [0.75, 0.55, 1.15, 1, 0.95, 1.1, 0.85, 0.9, 1.15, 0.95, 1.2, 1.3]

/** 6,000 deals over two years, each with the way it went. */
export function makeDeals(company: Company): void {
  const { random } = company
  const chosen = choiceOf(company)
  const bought = new Map<Customer, number>()
  const wanted = company.count(6000)
  const started = Array.from({ length: wanted }, () => someday(company)).sort((a, b) => a - b)
  for (const at of started) {
    const customer = chosen(at)
    const before = bought.get(customer) ?? 0
    bought.set(customer, before + 1)
    const type = before === 0 ? 'new' : random.chance(0.3) ? 'renewal' : 'more'
    company.courses.push(runDeal(company, customer, officeTime(random, at), type))
  }
}

function runDeal(company: Company, customer: Customer, at: number, type: 'new' | 'more' | 'renewal'): Course {
  const { random, now, history } = company
  const owner = customer.owner.until > at ? customer.owner : sellerAt(company, customer.owner.region ?? 'east', at)
  const person = personOf(company, customer)
  const level = levels[(customer.record.level ?? 'C') as keyof typeof levels]
  const usual = level.amount * (type === 'renewal' ? 0.5 : 1)
  const target = random.around(usual, 1.7)
  const topic = topicOf(company, customer, person)
  const base = stamps(company, Math.min(at, now), owner.record.id)
  const record: Course['record'] = {
    ...base,
    owner: owner.record.id,
    name: spaced(
      `${customer.called}${company.english ? ': ' : customer.place ? '' : ' '}${company.say(projectName(random, type))}`,
    ),
    account: customer.record.id,
    contact: person.record.id,
    amount: money(Math.round(target / 5000) * 5000 || 5000, customer.currency),
    pipeline: mainPipelineId,
    stage: mainStageIds.contacted,
    status: 'open',
    stageSince: base.createdAt,
    probability: 10,
    forecast: 'pipeline',
    type,
    source: type === 'new' ? customer.record.source : 'referral',
    competitor: random.chance(0.34) ? company.say(random.pick(rivals)) : null,
  }
  const happened = (when: number, changes: Record<string, unknown>) => {
    const from = record as Readonly<Record<string, unknown>>
    history.push({
      recordId: base.id,
      at: iso(when),
      actor: owner.record.id,
      changes: Object.fromEntries(Object.entries(changes).map(([key, to]) => [key, [from[key] ?? null, to] as const])),
    })
    Object.assign(record, changes)
    touch(record, iso(when), owner.record.id)
  }
  const phases: { phase: Phase; from: number; to: number }[] = []
  const beginning = begin(company, owner, at)
  const odds = oddsOf(record, customer, owner, beginning, { at, size: target / usual })
  let entered = Math.min(at, now)
  let open = true
  for (const [i, step] of steps.entries()) {
    if (i === 2) quote(company, record.id, entered, owner, customer, target, (amount) => happened(entered, { amount }))
    let left = officeTime(random, entered + Math.max(1, random.around(step.days * level.time, 1.8)) * day)
    if (step.stage === 'signing' && random.chance(0.3)) left = Math.min(quarterEnd(left), left + 12 * day)
    if (i === 0) left = Math.max(left, officeTime(random, beginning.answeredAt + day))
    const passed = random.chance(moved(step.pass, odds))
    const forgotten = !passed && random.chance(0.1)
    phases.push({ phase: step.phase, from: entered, to: Math.min(left, now) })
    if (left >= now || (forgotten && now - left < 240 * day)) break
    if (!passed) {
      happened(left, {
        stage: mainStageIds.lost,
        status: 'lost',
        probability: 0,
        forecast: 'omitted',
        lostReason: reason(random, i, record.competitor ?? null),
        lostAt: iso(left),
        closedAt: iso(left),
        closeDate: dateOf(left),
        stageSince: iso(left),
      })
      open = false
      break
    }
    const next = steps[i + 1]
    if (next) {
      const forecast = next.probability >= 80 ? 'commit' : next.probability >= 50 ? 'best' : 'pipeline'
      happened(left, {
        stage: mainStageIds[next.stage],
        probability: next.probability,
        forecast,
        stageSince: iso(left),
      })
    } else {
      happened(left, {
        stage: mainStageIds.won,
        status: 'won',
        probability: 100,
        forecast: 'closed',
        wonAt: iso(left),
        closedAt: iso(left),
        closeDate: dateOf(left),
        stageSince: iso(left),
      })
      if (customer.record.type === 'prospect') customer.record.type = 'customer'
      phases.push({ phase: 'after', from: left, to: Math.min(now, left + 50 * day) })
      open = false
    }
    entered = left
  }
  if (open) {
    const phase = phases.at(-1)!.phase
    const rest = steps.slice(phases.length - 1).reduce((sum, step) => sum + step.days, 0) * level.time
    const expected = entered + random.around(rest, 1.3) * day
    record.closeDate = dateOf(expected < now && random.chance(0.6) ? now + random.int(4, 55) * day : expected)
    record.nextStep = random.chance(0.74) ? nextStepOf(random, company.sayings, phase, topic) : null
  }
  return { record, customer, person, owner, beginning, phases }
}

/** What is offered: lines whose total comes near the target; the deal's amount becomes their sum. */
function quote(
  company: Company,
  deal: string,
  at: number,
  owner: Colleague,
  customer: Customer,
  target: number,
  tell: (amount: { amount: string; currency: string }) => void,
): void {
  const { random, products } = company
  const rate = customer.currency === 'CNY' ? 1 : customer.currency === 'EUR' ? 7.8 : 7.1
  const discount = random.chance(0.55) ? random.pick([2, 3, 5, 5, 8, 10, 12, 15]) : 0
  const sold = products.filter((p) => p.active)
  const totals = []
  for (const share of random.pick([[1], [0.7, 0.3], [0.6, 0.3, 0.1], [0.5, 0.25, 0.15, 0.1]])) {
    const part = target * share
    const fitting = sold.filter(
      (p) => Number(p.price!.amount) < part * 1.25 && Number(p.price!.amount) * most(p) > part * 0.75,
    )
    const product = random.pick(fitting.length > 0 ? fitting : sold.slice(0, 3))
    const price = {
      amount: String(Math.round((Number(product.price!.amount) / rate) * 100) / 100),
      currency: customer.currency,
    }
    const quantity = Math.max(1, Math.min(most(product), Math.round(part / Number(product.price!.amount))))
    const total = lineTotal({ quantity, price, discount })
    totals.push(total)
    company.lines.push({
      ...stamps(company, at, owner.record.id),
      opportunity: deal,
      product: product.id,
      name: product.name,
      quantity,
      price,
      discount,
      total,
    })
  }
  tell(sumMoney(totals)!)
}

/** How many of a product somebody may reasonably order at once. */
function most({ family }: Company['products'][number]): number {
  return { software: 3, subscription: 4, service: 60, hardware: 260, consumable: 800, other: 1 }[family ?? 'other']
}

function money(yuan: number, currency: string) {
  const rate = currency === 'CNY' ? 1 : currency === 'EUR' ? 7.8 : 7.1
  return { amount: String(rate === 1 ? yuan : Math.round(yuan / rate / 100) * 100 || 100), currency }
}

/** A moment within the two years; business grows by a fifth each year. */
function someday({ random, now, start }: Company): number {
  for (;;) {
    const at = start + random.next() * (now - start)
    const growth = 0.7 + (0.3 * (at - start)) / (now - start)
    if (random.chance((seasons[new Date(at).getUTCMonth()]! / 1.3) * growth)) return at
  }
}

/** Chooses customers who were there at that time; big ones buy more. */
function choiceOf({ random, customers }: Company): (at: number) => Customer {
  const sums: number[] = []
  let sum = 0
  for (const { record } of customers) {
    sum += levels[(record.level ?? 'C') as keyof typeof levels].share
    sums.push(sum)
  }
  return (at) => {
    for (let tries = 0; ; tries += 1) {
      const wanted = random.next() * sum
      let [low, high] = [0, sums.length - 1]
      while (low < high) {
        const middle = (low + high) >> 1
        if (sums[middle]! < wanted) low = middle + 1
        else high = middle
      }
      const customer = customers[low]!
      if (customer.created <= at || tries > 200) return customer
    }
  }
}

function quarterEnd(at: number): number {
  const date = new Date(at)
  return Date.UTC(date.getUTCFullYear(), Math.floor(date.getUTCMonth() / 3) * 3 + 3, 0, 7)
}

function reason(random: Random, step: number, competitor: string | null) {
  if (competitor && random.chance(0.5)) return 'competitor'
  if (step < 2)
    return random.weighted([
      ['noBudget', 5],
      ['timing', 5],
      ['unreachable', 4],
      ['features', 2],
      ['noDecision', 4],
      ['other', 1],
    ] as const)
  return random.weighted([
    ['price', 8],
    ['noDecision', 6],
    ['competitor', 4],
    ['noBudget', 3],
    ['features', 2],
    ['relationship', 2],
    ['timing', 2],
  ] as const)
}

function projectName(random: Random, type: 'new' | 'more' | 'renewal'): string {
  if (type === 'renewal') return random.pick(['维保续约', '云平台续费', '年度服务续签'])
  if (type === 'more')
    return random.pick(['二期扩容', '新车间采集项目', '传感器增购', '网关增购', '看板增购', '能源模块增购', '分厂推广'])
  return random.pick([
    '设备联网项目',
    '数据采集项目',
    '能源管理项目',
    '智能工厂一期',
    '生产看板项目',
    '预测维护试点',
    '车间数字化改造',
    'MES 项目',
    '环境监测项目',
  ])
}

const rivals = ['华控', '锐捷达', '恒测', '西图', '某外资品牌', '本地集成商']
