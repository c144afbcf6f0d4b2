import { addDays } from '#kernel/time.ts'
import type { collisionCase } from '#modules/collision/collisionCase/collisionCase.ts'
import type { dealRegistration } from '#modules/collision/dealRegistration/dealRegistration.ts'
import type { ownershipDispute } from '#modules/collision/ownershipDispute/ownershipDispute.ts'
import { dateOf, day, iso, officeTime } from './clock.ts'
import { type Colleague, type Company, type Customer, type Made, stamps, touch } from './company.ts'
import { randomOf } from './random.ts'

export type Collisions = {
  readonly cases: Made<typeof collisionCase>[]
  readonly registrations: Made<typeof dealRegistration>[]
  readonly disputes: Made<typeof ownershipDispute>[]
}

/** Who entered what somebody else had, who registered which customer, and about whom two had to be told apart by a judge. */
export function collide(whole: Company, seed: number): Collisions {
  const company: Company = { ...whole, random: randomOf(seed + 4) }
  const { random, now, customers } = company
  const sellers = company.colleagues.filter((c) => c.part === 'sales' && c.until > now && c.from < now - 100 * day)
  const held = customers.filter(({ record, owner }) => record.owner === owner.record.id && owner.until > now)
  const made: Collisions = { cases: [], registrations: [], disputes: [] }
  if (held.length === 0) return made
  for (let i = company.count(34); i > 0; i -= 1) {
    const customer = random.pick(held)
    made.cases.push(caseOf(company, customer, random.pick(sellers.filter((one) => one !== customer.owner))))
  }
  register(company, made, held, sellers)
  return made
}

function caseOf(company: Company, { record, called, created }: Customer, by: Colleague): Made<typeof collisionCase> {
  const { random, now, say } = company
  const at = Math.min(now, officeTime(random, Math.max(created + day, now - 90 * day * random.next())))
  const [level, points, agrees] = random.weighted([
    [['likely', 78, ['company']] as const, 5],
    [['sure', 120, ['company', 'phone']] as const, 2],
    [['sure', 140, ['taxNumber', 'company']] as const, 1],
    [['likely', 70, ['domain']] as const, 2],
  ])
  const ending = random.weighted([
    ['shown', 4],
    ['asked', 4],
    ['passed', 4],
    ['judge', 1],
  ] as const)
  const asked = ending === 'shown' && random.chance(0.5)
  return {
    ...stamps(company, at, by.record.id),
    owner: by.record.id,
    entered: random.chance(0.5) ? record.name! : called,
    object: 'account',
    entry: ending === 'judge' ? 'import' : 'form',
    ending,
    level,
    points,
    agrees: [...agrees],
    account: record.id,
    found: record.id,
    keeper: record.owner!,
    policy: say('录入时提醒'),
    at: iso(at),
    times: random.pick([1, 1, 1, 2, 3]),
    draft: ending === 'judge' ? { name: called } : null,
    shareStatus: asked ? 'asked' : 'none',
    shareReason: asked ? say('客户找我询价，希望一起跟进。') : null,
  }
}

/** Registrations that run; of two pairs about one customer, one waits for its judge and one was ruled. */
function register(company: Company, made: Collisions, held: readonly Customer[], sellers: readonly Colleague[]): void {
  const { random, products, now } = company
  const sold = products.filter((one) => one.active && one.family !== 'consumable')
  const turns = new Map<Colleague, number>()
  // nobody registers one product twice, whatever the customers are called
  const productFor = (by: Colleague) => {
    const turn = turns.get(by) ?? 0
    turns.set(by, turn + 1)
    return sold[turn % sold.length]!.id
  }
  const add = (customer: Customer, by: Colleague, product: string, daysAgo: number) => {
    const at = Math.min(now, officeTime(random, now - daysAgo * day))
    const days = random.pick([90, 120, 180])
    const registration: Made<typeof dealRegistration> = {
      ...stamps(company, at, by.record.id),
      owner: by.record.id,
      customer: customer.record.name!,
      account: customer.record.id,
      product,
      uscc: customer.record.uscc ?? null,
      from: dateOf(at),
      days,
      until: addDays(dateOf(at), days - 1),
      status: 'active',
      note: random.chance(0.6) ? company.say(random.pick(notes)) : null,
    }
    made.registrations.push(registration)
    return registration
  }
  for (let i = company.count(28); i > 0; i -= 1) {
    const customer = random.pick(held)
    add(customer, customer.owner, productFor(customer.owner), random.int(2, 75))
  }
  for (const ruled of [true, false]) {
    const customer = random.pick(held)
    const rival = random.pick(sellers.filter((one) => one !== customer.owner))
    const product = productFor(customer.owner)
    turns.set(rival, (turns.get(rival) ?? 0) + 1)
    const first = add(customer, customer.owner, product, ruled ? 60 : 20)
    const second = add(customer, rival, product, ruled ? 52 : 3)
    dispute(company, made, first, second, ruled)
  }
}

function dispute(
  company: Company,
  { disputes }: Collisions,
  first: Made<typeof dealRegistration>,
  second: Made<typeof dealRegistration>,
  ruled: boolean,
): void {
  const { say, now, history } = company
  const director = company.colleagues[0]!.record.id
  const opened = Date.parse(second.createdAt)
  const record: Made<typeof ownershipDispute> = {
    ...stamps(company, opened, second.owner ?? null),
    customer: first.customer!,
    account: first.account!,
    product: first.product!,
    first: first.id,
    second: second.id,
    firstOwner: first.owner!,
    secondOwner: second.owner!,
    openedAt: iso(opened),
    status: 'open',
  }
  disputes.push(record)
  const change = (of: Record<string, unknown> & { id: string }, at: number, actor: string | null, values: object) => {
    const changes = Object.entries(values).map(([key, to]) => [key, [of[key] ?? null, to]] as const)
    history.push({ recordId: of.id, at: iso(at), actor, changes: Object.fromEntries(changes) })
    Object.assign(of, values)
    touch(of as typeof record, iso(at), actor)
  }
  for (const one of [first, second]) change(one, opened, second.owner ?? null, { status: 'disputed' })
  if (!ruled) return
  const ruledAt = Math.min(now, officeTime(company.random, opened + 4 * day))
  change(first, ruledAt, director, { status: 'active' })
  change(second, ruledAt, director, { status: 'overruled' })
  change(record, ruledAt, director, {
    status: 'ruled',
    verdict: 'keep',
    firstShare: 100,
    secondShare: 0,
    reason: say('先报备且有三次拜访记录，仍由先报备人跟进。'),
    judge: director,
    ruledAt: iso(ruledAt),
  })
}

const notes = [
  '已拜访设备部，客户在做预算。',
  '已报方案，等待立项。',
  '客户邀请我们做现场测试。',
  '与集成商一起跟进，下月投标。',
]
