import type { Json } from '#kernel/fields/json.ts'
import type { FlowDefinition } from '#kernel/flow.ts'
import type { SignalDefinition } from '#kernel/signal.ts'
import type { flow } from '#modules/flows/flow/flow.ts'
import type { flowVersion } from '#modules/flows/flowVersion/flowVersion.ts'
import type { signal } from '#modules/signals/signal/signal.ts'
import type { BankSignal } from './bank.ts'
import { dateOf, day, iso } from './clock.ts'
import { type Company, type Made, type Stamps, stamps, touch } from './company.ts'
import { randomOf } from './random.ts'

/** Customers whose revenue rose tenfold of late, so that there is something to find; the first from 20 to 200 million. */
export function growCustomers({ customers, history, now }: Company): void {
  const grown = customers.filter(({ record, created }) => record.annualRevenue && created < now - 120 * day)
  const wanted = Math.min(12, Math.floor(grown.length / 8))
  for (let i = 0; i < wanted; i++) {
    const { record, owner } = grown[i * Math.floor(grown.length / wanted)]!
    const at = iso(now - (2 + i * 7) * day)
    const before = i === 0 ? 20_000_000 : Math.round(Number(record.annualRevenue?.amount) / (10 + (i % 4)))
    const after = i === 0 ? 200_000_000 : Number(record.annualRevenue?.amount)
    const money = (amount: number) => ({ amount: String(amount), currency: 'CNY' })
    history.push({
      recordId: record.id,
      at,
      actor: owner.record.id,
      changes: { annualRevenue: [money(before), money(after)] },
    })
    record.annualRevenue = money(after)
    touch(record, at, owner.record.id)
  }
}

export type Signals = {
  readonly signals: Made<typeof signal>[]
  readonly flows: Made<typeof flow>[]
  readonly versions: Made<typeof flowVersion>[]
}

/** What marketing listens to: what a bank does, a leap in size, a birthday, silence, and a deal that nobody follows up. */
export function listen(whole: Company, seed: number, bank: readonly BankSignal[]): Signals {
  const company: Company = { ...whole, random: randomOf(seed + 12) }
  const made: Signals = { signals: [], flows: [], versions: [] }
  const owner = company.colleagues[0]!.record.id
  const at = company.now - 14 * day
  for (const { made: before, name, reason, definition, task } of [...bank, ...definitions(company.english)]) {
    const one = before ?? stamps(company, at, owner)
    const live = task !== undefined
    made.signals.push({
      ...one,
      name,
      reason,
      owner,
      status: live ? 'live' : 'draft',
      definition: definition as unknown as Json,
      liveSince: live ? iso(company.now) : null,
    })
    if (!task) continue
    const follows: FlowDefinition = {
      trigger: { on: 'signal', object: definition.object, signal: one.id },
      steps: [{ id: 'task', kind: 'task', input: { subject: task, body: '{{data.why}}', kind: 'call', days: 1 } }],
    }
    const [begun, version] = [stamps(company, at, owner), stamps(company, at, owner)]
    const draft = follows as unknown as Json
    made.flows.push({
      ...begun,
      name,
      reason,
      owner,
      status: 'live',
      draft,
      live: version.id,
      liveNumber: 1,
      liveSince: iso(company.now),
      reviewOn: dateOf(company.now + 180 * day),
      perMinute: 600,
    })
    made.versions.push({ ...version, name: `${name} 1`, flow: begun.id, number: 1, definition: draft })
  }
  return made
}

type Told = { made?: Stamps; name: string; reason: string; definition: SignalDefinition; task?: string }

function definitions(english: boolean): Told[] {
  const say = (en: string, zh: string) => (english ? en : zh)
  const won = { object: 'opportunity', via: 'account', kind: 'updated', field: 'status', became: ['won'] }
  return [
    {
      name: say('Revenue rises tenfold', '营业额涨到十倍'),
      reason: say('Whoever grows like this needs more than a catalogue.', '体量突然变大的客户，需要重新评估方案。'),
      definition: {
        object: 'account',
        when: { is: 'change', field: 'annualRevenue', way: 'rises', factor: 10, days: 30, from: 10_000 },
        cooldown: 90,
        outcome: { event: won, days: 60 },
      },
      task: say('Talk with {{name}} about what its growth needs', '与 {{name}} 沟通扩张后的需求'),
    },
    {
      name: say('90 days before a contact turns 60', '联系人 60 岁前 90 天'),
      reason: say('Who follows her should be known before she retires.', '退休之前先认识接任的人。'),
      definition: {
        object: 'contact',
        when: { is: 'date', field: 'birthday', days: -90, years: 60, at: '09:00' },
        consent: { doNotContact: { notIn: [true] } },
        cooldown: 365,
      },
      task: say('Ask {{name}} who follows', '了解 {{name}} 的接任安排'),
    },
    {
      name: say('Silent for longer than usual', '比平常更久没有往来'),
      reason: say(
        'Each customer has a rhythm of her own; what breaks it is worth a call.',
        '每个客户有自己的节奏，节奏断了就该问一声。',
      ),
      definition: {
        object: 'account',
        when: {
          is: 'silence',
          of: { object: 'activity', via: 'account', field: 'doneAt' },
          factor: 3,
          least: 30,
          at: '09:00',
        },
        cooldown: 60,
        control: 20,
        outcome: { event: won, days: 90 },
      },
    },
    {
      name: say('A large deal that stands still', '大额商机两周没有进展'),
      reason: say(
        'A deal whose amount has been settled and whose stage does not move.',
        '金额已谈定，两周内阶段没有变化。',
      ),
      definition: {
        object: 'opportunity',
        when: {
          is: 'pattern',
          first: { object: 'opportunity', kind: 'updated', field: 'amount' },
          without: { object: 'opportunity', kind: 'updated', field: 'stage' },
          days: 14,
          at: '09:00',
        },
        where: { amount: { gte: 200_000 }, status: { in: ['open'] } },
        cooldown: 30,
      },
    },
  ]
}
