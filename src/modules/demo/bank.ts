import type { CustomField } from '#kernel/configuration.ts'
import type { SignalDefinition } from '#kernel/signal.ts'
import { dateOf, day, iso } from './clock.ts'
import { type Company, type Customer, type Person, type Stamps, stamps, touch } from './company.ts'
import { randomOf } from './random.ts'

/* What a bank listens to: the balance of a private account that leaps, and a child that comes of age. No module knows such fields. */

/** The fields, by object and key, as an administrator would make them. */
export function bankFields(english: boolean): Readonly<Record<string, CustomField>> {
  const reason = english ? 'For the signals of the sample data' : '示例数据中的信号使用'
  return {
    'contact.bankBalance': {
      type: 'money',
      label: { en: 'Bank balance', zh: '账户余额' },
      help: {
        en: 'Of the private account, as the bank tells it each night.',
        zh: '个人账户余额，由银行系统每晚更新。',
      },
      personal: true,
      reason,
    },
    'contact.childBirthday': {
      type: 'date',
      label: { en: 'Child’s birthday', zh: '子女生日' },
      help: { en: 'Of the eldest child, as far as it is known.', zh: '已知的最年长子女的生日。' },
      index: true,
      personal: true,
      reason,
    },
  }
}

/** A signal of the bank; that of the balance compares with so many percent that it holds back. */
export type BankSignal = {
  readonly made: Stamps
  readonly name: string
  readonly reason: string
  readonly definition: SignalDefinition
  readonly task: string
}

/** Is a record held back by a signal? The engine says so by both their ids. */
export type HeldBack = (signal: string, record: string, percent: number) => boolean

/** Leaps are spread over so many days, and there are so many in a company of 5,000 customers. */
const past = 400
const leaps = { bought: 48, heldBought: 4, others: 150 } as const
/** A sale counts as come of it for so many days. */
const within = 45
const control = 25

/**
 * Gives people private accounts and children, with a past that can be tried: some of those whose balance leapt bought within
 * weeks, mostly where somebody called. @returns the two signals
 */
export function keepAccounts(whole: Company, seed: number, isHeldBack: HeldBack): readonly BankSignal[] {
  const company: Company = { ...whole, random: randomOf(seed + 18) }
  const signals = bankSignals(company)
  const [{ made: balance }] = signals
  const held = ({ record }: Person) => isHeldBack(balance.id, record.id, control)
  const free = willing(company)
  const take = (wanted: number, fits: (person: Person) => boolean) => {
    const found = [...free].filter(([person]) => fits(person)).slice(0, wanted)
    for (const [person] of found) free.delete(person)
    return found
  }
  const bought = (person: Person) => (free.get(person)?.won ?? []).some((at) => at > company.now - past * day)
  const { count, random, now } = company
  for (const [person, { customer, won }] of [
    ...take(count(leaps.bought), (one) => bought(one) && !held(one)),
    ...take(count(leaps.heldBought), (one) => bought(one) && held(one)),
  ])
    leap(company, customer, person, won.at(-1)! - random.int(4, within - 5) * day)
  const others = take(count(leaps.others), (one) => !bought(one))
  for (const [i, [person, { customer }]] of others.entries())
    leap(company, customer, person, now - (3 + (i * (past - 10)) / others.length) * day, i === 0)
  for (const [person] of take(count(900), () => true)) setBalance(person, round(random.around(26_000, 2.2)))
  raiseChildren(company)
  return signals
}

type Around = { readonly customer: Customer; readonly won: readonly number[] }

/** Those who have been known for long enough, in an order of chance, with when they bought. */
function willing({ random, customers, courses, now }: Company): Map<Person, Around> {
  const wins = Map.groupBy(
    courses.filter(({ record }) => record.status === 'won'),
    ({ person }) => person,
  )
  const known = customers.flatMap((customer) =>
    customer.people.flatMap((person) => {
      const won = (wins.get(person) ?? []).map(({ record }) => Date.parse(String(record.wonAt))).toSorted()
      const last = won.at(-1) ?? now
      const { doNotContact, doNotCall } = person.record
      const fits = person.created < Math.min(last, now) - 90 * day && !doNotContact && !doNotCall
      return fits ? [{ person, customer, won, by: random.next() }] : []
    }),
  )
  return new Map(known.toSorted((a, b) => a.by - b.by).map(({ person, ...around }) => [person, around]))
}

/** From about 2,000 to about 20,000 within days; money that comes in part before, and is partly spent after. */
function leap(company: Company, customer: Customer, person: Person, at: number, exact = false): void {
  const { random, now, history } = company
  const before = exact ? 2_000 : round(random.around(2_400, 1.3))
  const after = exact ? 20_000 : round(before * (10 + random.next() * 4))
  const steps: [at: number, balance: number][] = [
    [at - 9 * day, round(before * 1.4)],
    [at, after],
    [at + 21 * day, round(after * (0.7 + random.next() * 0.5))],
  ]
  let balance = before
  for (const [when, to] of steps) {
    if (when <= person.created || when > now) continue
    const actor = customer.owner.record.id
    history.push({
      recordId: person.record.id,
      at: iso(when),
      actor,
      changes: { bankBalance: [money(balance), money(to)] },
    })
    touch(person.record, iso(when), actor)
    balance = to
  }
  setBalance(person, balance)
}

/** Children from kindergarten to university; of some who bought, one had just turned 17. */
function raiseChildren(company: Company): void {
  const { random, now, customers, courses, count } = company
  const people = customers.flatMap((customer) => customer.people)
  const born = (turns: number) => {
    const date = dateOf(turns)
    // Whoever is born on a leap day is no part of this.
    return `${Number(date.slice(0, 4)) - 17}${date.slice(4)}`.replace('-02-29', '-02-28')
  }
  const give = (person: Person | undefined, turns: number) =>
    person && Object.assign(person.record, { childBirthday: born(turns) })
  for (const person of people) if (random.chance(0.07)) give(person, now + random.int(-7 * 365, 13 * 365) * day)
  const late = courses.filter(({ record, person }) => {
    const since = now - Date.parse(String(record.wonAt ?? ''))
    return record.status === 'won' && since < 85 * day && person.created < now - 160 * day
  })
  for (const { person, record } of late.slice(0, count(9)))
    give(person, Date.parse(String(record.wonAt)) - random.int(3, 50) * day)
  const old = people.filter(
    ({ created, record }) => created < now - 30 * day && !record.doNotContact && !record.doNotCall,
  )
  for (const [i, days] of [-6, 2, 9].entries()) give(old[Math.floor((i * old.length) / 3)], now + days * day)
}

function bankSignals(company: Company): readonly [BankSignal, BankSignal] {
  const { english, now, colleagues } = company
  const say = (en: string, zh: string) => (english ? en : zh)
  const made = () => stamps(company, now - past * day, colleagues[0]!.record.id)
  const consent = { doNotContact: { notIn: [true] }, doNotCall: { notIn: [true] } }
  const won = { object: 'opportunity', via: 'contact', kind: 'updated', field: 'status', became: ['won'] }
  return [
    {
      made: made(),
      name: say('Balance rises from 2,000 to 20,000', '余额从 2,000 涨到 20,000'),
      reason: say(
        'Money that has just come in looks for a place; a call within days is welcome.',
        '账户突然多出一笔钱，正是沟通资金安排的时候。',
      ),
      definition: {
        object: 'contact',
        when: { is: 'change', field: 'bankBalance', way: 'rises', factor: 10, days: 30, from: 1_000 },
        consent,
        cooldown: 90,
        control,
        outcome: { event: won, days: within },
      },
      task: say('Talk with {{name}} about what the money is for', '与 {{name}} 沟通资金安排'),
    },
    {
      made: made(),
      name: say('A child turns 17', '子女年满 17 岁'),
      reason: say(
        'A year before university: the account for studies is opened now or elsewhere.',
        '离上大学还有一年，留学和教育金的安排从现在开始。',
      ),
      definition: {
        object: 'contact',
        when: { is: 'date', field: 'childBirthday', days: 0, years: 17, at: '09:00' },
        consent,
        cooldown: 365,
        outcome: { event: won, days: 90 },
      },
      task: say('Ask {{name}} about the plans for the child’s studies', '了解 {{name}} 对子女升学的打算'),
    },
  ]
}

function setBalance({ record }: Person, balance: number): void {
  Object.assign(record, { bankBalance: money(balance) })
}

function money(amount: number) {
  return { amount: String(amount), currency: 'CNY' }
}

function round(amount: number): number {
  return Math.round(amount / 100) * 100
}
