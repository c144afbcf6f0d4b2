import type { ApprovalPolicy, ApprovalStep } from '#kernel/approval.ts'
import type { Json } from '#kernel/fields/json.ts'
import type { Language } from '#kernel/label.ts'
import type { Values } from '#kernel/object.ts'
import type { approvalPolicy } from '#modules/approvals/approvalPolicy/approvalPolicy.ts'
import { day } from './clock.ts'
import { type Company, type Made, stamps } from './company.ts'
import type { DemoBatch } from './demo.ts'
import { allInTaiwan } from './words/taiwan.ts'

const superior = (levels: number): ApprovalStep => ({ by: [{ by: 'superior', levels }], mode: 'any', hours: 16 })

/** What the company does not leave to one person: large discounts, large contracts, dear samples, its best customers in the pool. */
export function agreeOn(company: Company): Made<typeof approvalPolicy>[] {
  const { say, now, colleagues } = company
  const by = colleagues[0]?.record.id ?? null
  const policies: readonly [name: string, about: string, definition: ApprovalPolicy][] = [
    [
      say('折扣超过 20%'),
      'opportunityLine',
      {
        of: { do: 'update', fields: ['discount'] },
        where: { discount: { gt: 20 } },
        steps: [superior(1), { ...superior(2), where: { discount: { gte: 30 } } }],
        hold: 'record',
      },
    ],
    [
      say('50 万以上的合同'),
      'opportunity',
      {
        of: { do: 'action', action: 'win' },
        where: { amount: { gte: 500_000 } },
        steps: [superior(1), superior(2)],
        hold: 'record',
      },
    ],
    [
      say('贵重样品寄送'),
      'packet',
      { of: { do: 'action', action: 'pick' }, where: { value: { gte: 200 } }, steps: [superior(1)], hold: 'record' },
    ],
    [
      say('拾取 A 级客户'),
      'account',
      { of: { do: 'action', action: 'claim' }, where: { level: 'A' }, steps: [superior(1)], hold: 'record' },
    ],
  ]
  return policies.map(([name, about, definition]) => ({
    ...stamps(company, now - 90 * day, by),
    name,
    about,
    active: true,
    definition: definition as unknown as Json,
  }))
}

/** What somebody asks for, and what came of it, each so many hours ago. */
export type DemoRequest = {
  readonly object: string
  readonly recordId: string
  readonly asker: string
  readonly change:
    | { readonly do: 'update'; readonly values: Values }
    | { readonly do: 'action'; readonly action: string; readonly input: Values }
  readonly hoursAgo: number
  readonly reason: string
  readonly decisions: readonly {
    readonly by: string
    readonly act: 'approve' | 'reject' | 'return'
    readonly hoursAgo: number
    readonly words: string | null
  }[]
}

/**
 * Requests of the days before `now`: some wait for the director, some for the managers, some are decided. Each is about what
 * stood there for a while before somebody asked.
 */
export function demoRequests(batches: readonly DemoBatch[], language: Language, now: Date): readonly DemoRequest[] {
  const english = language === 'en'
  const say = (zh: string, en: string) => (english ? en : zh)
  const of = (object: string) =>
    batches.filter((batch) => batch.object === object).flatMap(({ records }) => records as readonly Values[])
  const stands = (days: number) => {
    const since = new Date(now.getTime() - days * day).toISOString()
    return ({ createdAt }: Values) => String(createdAt) < since
  }
  const people = new Map(of('user').map((one) => [String(one['id']), one]))
  /** Somebody who sells, and her manager, who has one too. */
  const managerOf = (id: unknown) => {
    const person = people.get(String(id))
    const manager = people.get(String(person?.['manager']))
    return person?.['active'] === true && manager?.['active'] === true && manager['manager']
      ? String(manager['id'])
      : null
  }
  const open = of('opportunity')
    .filter((deal) => deal['status'] === 'open' && stands(5)(deal) && managerOf(deal['owner']))
    .toReversed()
  const deals = new Map(open.map((deal) => [String(deal['id']), deal]))
  const lines = [
    ...new Map(
      of('opportunityLine')
        .filter(stands(5))
        .map((line) => [String(line['opportunity']), line]),
    ).values(),
  ].filter(({ opportunity }) => deals.has(String(opportunity)))
  const large = open.filter(
    ({ amount, id }) =>
      Number((amount as { amount?: string } | null)?.amount) >= 500_000 &&
      !lines.slice(0, discounts.length).some(({ opportunity }) => opportunity === id),
  )
  const dear = of('packet')
    .filter(stands(1))
    .filter(
      ({ status, value, owner }) =>
        status === 'open' && managerOf(owner) && Number((value as { amount?: string } | null)?.amount) >= 200,
    )
  const teams = new Map(of('pool').map(({ id, teams }) => [id, (teams ?? []) as readonly string[]]))
  const [best] = of('account').filter(({ level, pool }) => level === 'A' && pool)
  const wants = [...people.values()].find(
    ({ id, team }) =>
      best && id !== best['previousOwner'] && managerOf(id) && teams.get(best['pool'])?.includes(String(team)),
  )
  const made: DemoRequest[] = [
    ...discounts.flatMap(({ discount, hoursAgo, reason, answers }, i): DemoRequest[] => {
      const line = lines[i]
      const asker = line && deals.get(String(line['opportunity']))?.['owner']
      const manager = managerOf(asker)
      if (!line || !manager) return []
      return [
        {
          object: 'opportunityLine',
          recordId: String(line['id']),
          asker: String(asker),
          change: { do: 'update', values: { discount } },
          hoursAgo,
          reason: say(...reason),
          decisions: answers.map(([act, ago, ...words]) => ({
            by: manager,
            act,
            hoursAgo: ago,
            words: words.length > 0 ? say(words[0]!, words[1]!) : null,
          })),
        },
      ]
    }),
    ...large.slice(0, 2).map(
      (deal, i): DemoRequest => ({
        object: 'opportunity',
        recordId: String(deal['id']),
        asker: String(deal['owner']),
        change: { do: 'action', action: 'win', input: {} },
        hoursAgo: 7 + 20 * i,
        reason: say('合同条款已与客户确认，等待盖章', 'The terms are agreed with the customer; it is to be signed'),
        decisions:
          i === 0
            ? [
                {
                  by: managerOf(deal['owner'])!,
                  act: 'approve',
                  hoursAgo: 5,
                  words: say('账期可以接受', 'The payment terms are fine'),
                },
              ]
            : [],
      }),
    ),
    ...dear.slice(0, 1).map(
      (packet): DemoRequest => ({
        object: 'packet',
        recordId: String(packet['id']),
        asker: String(packet['owner']),
        change: { do: 'action', action: 'pick', input: {} },
        hoursAgo: 4,
        reason: say('客户本周试装，需要样机', 'The customer tries it out this week and needs the device'),
        decisions: [],
      }),
    ),
    ...(best && wants
      ? [
          {
            object: 'account',
            recordId: String(best['id']),
            asker: String(wants['id']),
            change: { do: 'action', action: 'claim', input: {} },
            hoursAgo: 3,
            reason: say(
              '与对方设备部经理熟识，希望接手',
              'I know the head of their equipment department and would take over',
            ),
            decisions: [],
          } satisfies DemoRequest,
        ]
      : []),
  ]
  return language === 'zh-TW' ? allInTaiwan(made) : made
}

type Answer = readonly [act: 'approve' | 'reject' | 'return', hoursAgo: number, zh?: string, en?: string]
const discounts: readonly {
  readonly discount: number
  readonly hoursAgo: number
  readonly reason: readonly [zh: string, en: string]
  readonly answers: readonly Answer[]
}[] = [
  {
    discount: 32,
    hoursAgo: 30,
    reason: ['友商报价低 15%，客户要求本周定', 'A competitor is 15 % below us, and they decide this week'],
    answers: [['approve', 26, '这个客户值得争取', 'This one is worth fighting for']],
  },
  {
    discount: 24,
    hoursAgo: 6,
    reason: ['首单试用，后续每年两批', 'A first order; two more each year are to follow'],
    answers: [],
  },
  {
    discount: 35,
    hoursAgo: 75,
    reason: ['客户预算只有这么多', 'That is all their budget has'],
    answers: [['reject', 70, '低于成本线，可以减配报价', 'Below cost; offer them a smaller configuration']],
  },
  {
    discount: 22,
    hoursAgo: 52,
    reason: ['老客户，一次订两年', 'An old customer who orders two years at once'],
    answers: [['approve', 48]],
  },
  {
    discount: 28,
    hoursAgo: 28,
    reason: ['客户希望再让一点', 'They would like a bit more'],
    answers: [['return', 25, '先谈付款条件，再谈价格', 'Talk about payment first, then about the price']],
  },
]
