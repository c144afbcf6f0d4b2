import type { packet } from '#modules/fulfilment/packet/packet.ts'
import type { packetItem } from '#modules/fulfilment/packetItem/packetItem.ts'
import type { stockItem } from '#modules/fulfilment/stockItem/stockItem.ts'
import type { stockMovement } from '#modules/fulfilment/stockMovement/stockMovement.ts'
import { day, hour, iso } from './clock.ts'
import { type Company, type Made, type Stamps, stamps } from './company.ts'
import type { PromisedLetter } from './letters.ts'
import { randomOf } from './random.ts'

export type Packets = {
  readonly items: Made<typeof stockItem>[]
  readonly packets: Made<typeof packet>[]
  readonly packed: Made<typeof packetItem>[]
  readonly movements: Made<typeof stockMovement>[]
}

export type Goods = ReturnType<typeof stockGoods>

/** A packet that a sequence has promised to a lead, with one thing in it. */
export type PromisedPacket = Stamps & {
  readonly lead: Company['leads'][number]
  readonly item: Goods[number]
  readonly step: 0 | 2 | 3
  readonly letter: PromisedLetter
}

/** From one step of such a packet to the next. */
export const packing = 6 * hour

const steps = ['open', 'picked', 'posted', 'received'] as const

/** What there is to be given away. */
export function stockGoods(whole: Company, seed: number) {
  const company: Company = { ...whole, random: randomOf(seed + 29) }
  const keeper = company.colleagues[0]!.record.id
  const old = company.now - 120 * day
  return (company.english ? english : chinese).map(([name, kind, amount, reorderLevel, place], i) => {
    const code = `S-${i + 101}`
    return {
      ...stamps(company, old, keeper),
      name,
      kind,
      reorderLevel,
      place,
      code,
      value: { amount, currency: 'CNY' },
    }
  })
}

/** What lies in stock, and the packets of the last weeks, each as far as it is: to customers, and to whom a sequence sends one. */
export function sendPackets(whole: Company, seed: number, goods: Goods, promised: readonly PromisedPacket[]): Packets {
  const company: Company = { ...whole, random: randomOf(seed + 31) }
  const keeper = company.colleagues[0]!.record.id
  const movements: Packets['movements'] = []
  const left = new Map<string, number>()
  const move = (of: Goods[number], at: number, quantity: number, why: 'received' | 'picked', packet: string | null) => {
    const after = (left.get(of.id) ?? 0) + quantity
    left.set(of.id, after)
    const { id: item, name } = of
    movements.push({ ...stamps(company, at, keeper), item, name, quantity, reason: why, left: after, packet })
  }
  for (const [i, good] of goods.entries()) move(good, Date.parse(good.createdAt), 120 - 30 * (i % 4), 'received', null)
  const customers = company.customers.filter(
    ({ record, people }) => record.owner && record.address?.street && people[0],
  )
  const packets: Packets['packets'] = []
  const packed: Packets['packed'] = []
  for (let i = 0; i < 26; i++) {
    const { record, people } = company.random.pick(customers.slice(-80))
    const person = people[0]!.record
    const step = i < 5 ? 0 : i < 8 ? 1 : i < 14 ? 2 : 3
    const at = company.now - (step * 4 + i * 0.7) * day - 3 * hour
    const made = stamps(company, at, record.owner!)
    const inside = [goods[i % goods.length]!, goods[(i + 2) % goods.length]!]
    const since = (n: number) => (step >= n ? iso(at + n * day) : null)
    if (step > 0) for (const item of inside) move(item, at + day, -1, 'picked', made.id)
    const worth = inside.reduce((sum, { value }) => sum + Number(value.amount), 0)
    packets.push({
      ...made,
      status: steps[step]!,
      recipient: person.name ?? null,
      company: record.name ?? null,
      phone: person.mobile ?? null,
      address: record.address ?? null,
      contact: person.id,
      account: record.id,
      value: { amount: String(worth), currency: 'CNY' },
      carrier: step >= 2 ? company.random.pick(['sf', 'zto', 'ems', 'post'] as const) : null,
      tracking: step >= 2 ? `T${company.random.int(10_000_000, 99_999_999)}` : null,
      pickedAt: since(1),
      postedAt: since(2),
      receivedAt: since(3),
      at: since(step) ?? made.createdAt,
      owner: record.owner!,
    })
    for (const { id, name, value } of inside)
      packed.push({ ...stamps(company, at, record.owner!), packet: made.id, item: id, quantity: 1, name, value })
  }
  for (const { lead, item, step, letter, ...made } of promised) {
    const at = Date.parse(made.createdAt)
    const since = (n: number) => (step >= n ? iso(at + n * packing) : null)
    if (step > 0) move(item, at + packing, -1, 'picked', made.id)
    packets.push({
      ...made,
      status: steps[step],
      recipient: lead.name,
      company: lead.company ?? null,
      phone: lead.mobile ?? null,
      address: letter.address ?? null,
      lead: lead.id,
      letter: letter.id,
      value: item.value,
      carrier: step >= 2 ? company.random.pick(['sf', 'zto', 'ems'] as const) : null,
      tracking: step >= 2 ? `T${company.random.int(10_000_000, 99_999_999)}` : null,
      pickedAt: since(1),
      postedAt: since(2),
      receivedAt: step >= 3 ? iso(at + 2 * day) : null,
      at: step >= 3 ? iso(at + 2 * day) : (since(step) ?? made.createdAt),
      owner: lead.owner!,
    })
    const { name, value } = item
    packed.push({ ...stamps(company, at, lead.owner!), packet: made.id, item: item.id, quantity: 1, name, value })
  }
  const items = goods.map((one) => {
    const onHand = left.get(one.id)!
    return { ...one, onHand, low: onHand <= one.reorderLevel, active: true, owner: keeper }
  })
  return { items, packets, packed, movements }
}

type Good = readonly [
  name: string,
  kind: 'sample' | 'catalogue' | 'present',
  value: string,
  level: number,
  place: string,
]

const chinese: readonly Good[] = [
  ['产品目录（中文）', 'catalogue', '12', 40, 'A-01'],
  ['产品目录（英文）', 'catalogue', '12', 20, 'A-02'],
  ['行业案例集', 'catalogue', '8', 30, 'A-03'],
  ['网关样机', 'sample', '260', 10, 'B-01'],
  ['振动传感器样品', 'sample', '85', 15, 'B-02'],
  ['台历', 'present', '18', 30, 'C-01'],
]

const english: readonly Good[] = [
  ['Catalogue (Chinese)', 'catalogue', '12', 40, 'A-01'],
  ['Catalogue (English)', 'catalogue', '12', 20, 'A-02'],
  ['Case studies', 'catalogue', '8', 30, 'A-03'],
  ['Gateway sample', 'sample', '260', 10, 'B-01'],
  ['Vibration sensor sample', 'sample', '85', 15, 'B-02'],
  ['Desk calendar', 'present', '18', 30, 'C-01'],
]
