import { calendarOf, plainSettings } from '#kernel/company-settings.ts'
import type { Json } from '#kernel/fields/json.ts'
import type { enrolment } from '#modules/sequences/enrolment/enrolment.ts'
import { calendarThere, type Planned, plainWindows, plan, type SequenceStep } from '#modules/sequences/plan.ts'
import type { sequence } from '#modules/sequences/sequence/sequence.ts'
import type { sequencePromise } from '#modules/sequences/sequencePromise/sequencePromise.ts'
import type { sequenceVersion } from '#modules/sequences/sequenceVersion/sequenceVersion.ts'
import { day, iso } from './clock.ts'
import { type Company, type Made, stamps } from './company.ts'
import type { Goods, PromisedPacket } from './packets.ts'
import { randomOf } from './random.ts'

export type Sequences = {
  readonly sequences: Made<typeof sequence>[]
  readonly versions: Made<typeof sequenceVersion>[]
  readonly enrolments: Made<typeof enrolment>[]
  readonly promises: Made<typeof sequencePromise>[]
  /** What has been put on the list of the warehouse. */
  readonly packets: PromisedPacket[]
}

const here = calendarOf(plainSettings)
const many = 28
/** How they stand, in turn: most go on, the others have ended in all the ways there are. */
const fates = [
  'goes',
  'goes',
  'reply',
  'goes',
  'finished',
  'goes',
  'meeting',
  'goes',
  'bounce',
  'goes',
  'paused',
  'optOut',
  'goes',
  'held',
] as const

/** The follow-up of leads from the website, with people at each of its steps. */
export function nurture(whole: Company, seed: number, [catalogue]: Goods): Sequences {
  const company: Company = { ...whole, random: randomOf(seed + 13) }
  const { english, now, random } = company
  const writer = company.colleagues[0]!.record.id
  const began = now - 60 * day
  const steps = stepsOf(english, catalogue!.id)
  const name = english ? 'Welcome of website leads' : '官网线索欢迎培育'
  const id = stamps(company, began, writer)
  const version = {
    ...stamps(company, began, writer),
    name: `${name} 1`,
    sequence: id.id,
    number: 1,
    steps: steps as unknown as Json,
  }
  const made: Sequences = {
    sequences: [
      {
        ...id,
        name,
        reason: english
          ? 'Thanks at once, a packet next day, a question three days later, then a call: nobody from the website is forgotten.'
          : '登记后立即致谢，次日寄资料，三天后询问，再打电话，官网来的客户一个都不漏。',
        about: 'lead',
        status: 'live',
        owner: writer,
        draft: steps as unknown as Json,
        live: version.id,
        liveNumber: 1,
        liveSince: iso(began),
        windows: plainWindows as unknown as Json,
        working: true,
        stopOn: ['reply', 'meeting', 'conversion', 'bounce'],
      },
    ],
    versions: [version],
    enrolments: [],
    promises: [],
    packets: [],
  }
  const leads = company.leads.filter(
    ({ email, owner, status }) => email && owner && ['new', 'working'].includes(String(status)),
  )
  const chosen = leads.slice(-many)
  for (const [i, lead] of chosen.entries()) {
    const fate = fates[i % fates.length]!
    const from = iso(
      now - (fate === 'goes' ? (i * 9 * day) / many : random.int(12, 30) * day) - random.int(0, 300) * 60_000,
    )
    const planned = plan(steps, from, { windows: plainWindows, working: true, there: calendarThere(null, here) }, here)
    enrol(made, company, { lead, fate, from, planned, name, version: version.id, sequence: id.id, item: catalogue! })
  }
  return made
}

type One = {
  readonly lead: Company['leads'][number]
  readonly fate: (typeof fates)[number]
  readonly from: string
  readonly planned: readonly Planned[]
  readonly name: string
  readonly version: string
  readonly sequence: string
  readonly item: Goods[number]
}

function enrol(made: Sequences, company: Company, one: One): void {
  const { lead, fate, planned } = one
  const { random, english } = company
  const now = iso(company.now)
  const by = stamps(company, Date.parse(one.from), lead.owner as string)
  const going = fate === 'goes' || fate === 'finished'
  const reached = planned.filter(({ at }) => at <= now).length
  // Those that ended did so after their first or third step.
  const done = going ? reached : Math.min(reached, fate === 'bounce' ? 1 : random.int(1, 3))
  const over = done === planned.length
  const rests = fate === 'paused' || fate === 'held'
  const status = going ? (over ? 'finished' : 'active') : rests ? fate : 'stopped'
  const endedAt = rests || status === 'active' ? null : iso(Date.parse(planned[done - 1]!.at) + day / 3)
  const open = { lead: lead.id, address: lead.email, owner: lead.owner as string }
  const problem = english ? 'Fill in {{company}}.' : '请补全 {{company}}。'
  made.enrolments.push({
    ...by,
    ...open,
    name: `${lead.name} · ${one.name}`,
    sequence: one.sequence,
    edition: one.version,
    status,
    stopReason: status === 'stopped' ? (fate as 'reply') : null,
    problem: fate === 'held' ? problem : null,
    position: Math.min(done + 1, planned.length),
    nextAt: status === 'active' ? planned[done]!.at : null,
    endedAt,
    once: status === 'stopped' || status === 'finished' ? null : `${one.sequence} ${lead.id}`,
  })
  for (const [i, { step, at }] of planned.entries()) {
    const mail = step.kind === 'mail'
    const kept = i < done
    const next = i === done
    const packet = step.kind === 'packet' && kept ? packetOf(company, one, Date.parse(at)) : null
    if (packet) made.packets.push(packet)
    const stands = kept
      ? mail
        ? fate === 'bounce' && next === false && i === done - 1
          ? 'bounced'
          : 'sent'
        : packet
          ? became[packet.step]
          : random.chance(0.7)
            ? 'done'
            : 'underway'
      : status === 'stopped'
        ? 'stopped'
        : next && rests
          ? fate
          : 'planned'
    const measured = mail && kept && lead.trackingConsent === true
    const seen = Math.floor(Date.parse(at) / 60_000)
    made.promises.push({
      ...stamps(company, Date.parse(one.from), lead.owner as string),
      ...open,
      name: String(step.note),
      enrolment: by.id,
      sequence: one.sequence,
      status: stands,
      kind: step.kind,
      step: step.id,
      position: i + 1,
      domain: mail ? (lead.email?.split('@')[1] ?? null) : null,
      promisedFor: at,
      dueAt: next && status === 'active' ? at : null,
      at: kept ? iso(Math.min(company.now, Date.parse(at) + random.int(1, 9) * 60_000)) : null,
      counted: mail || step.kind === 'packet',
      ...(packet ? { madeObject: 'packet', made: packet.id } : {}),
      replied: fate === 'reply' && mail && i === (done > 2 ? 2 : 0),
      measured,
      opened: measured && stands === 'sent' && seen % 3 > 0,
      clicked: measured && stands === 'sent' && seen % 3 === 2,
      problem: fate === 'held' && next ? problem : null,
    })
  }
}

const became = { 0: 'underway', 2: 'sent', 3: 'done' } as const

/** The packet of a lead, as far as the post has come with it since. */
function packetOf(company: Company, { lead, item }: One, at: number): PromisedPacket {
  const age = company.now - at
  return { ...stamps(company, at, lead.owner as string), lead, item, step: age < day ? 0 : age < 3 * day ? 2 : 3 }
}

function stepsOf(english: boolean, catalogue: string): readonly SequenceStep[] {
  const say = (en: string, zh: string) => (english ? en : zh)
  const mail = (id: string, note: string, subject: string, body: string): SequenceStep => ({
    id,
    kind: 'mail',
    note,
    input: { subject, body, marketing: true },
  })
  return [
    {
      ...mail(
        'thanks',
        say('A mail of thanks', '致谢邮件'),
        say('Thank you, {{name}}', '{{name}}，感谢您的关注'),
        say(
          'Dear {{name|Sir or Madam}},\n\nthank you for asking. Our catalogue goes out to you tomorrow.',
          '{{name|您好}}：\n\n感谢登记，产品资料将于明天寄出。',
        ),
      ),
      anytime: true,
    },
    { id: 'night', kind: 'wait', input: { amount: 1, unit: 'workingDay' } },
    {
      id: 'packet',
      kind: 'packet',
      note: say('The catalogue by post', '寄送产品目录'),
      input: { items: [catalogue], quantity: 1 },
    },
    { id: 'days', kind: 'wait', input: { amount: 3, unit: 'day' } },
    mail(
      'asks',
      say('A mail that asks about it', '询问是否收到资料'),
      say('Has it arrived?', '资料收到了吗'),
      say(
        'Dear {{name|Sir or Madam}},\n\nhas the catalogue arrived? I shall call you tomorrow.',
        '{{name|您好}}：\n\n资料收到了吗？我明天给您打电话。',
      ),
    ),
    { id: 'day', kind: 'wait', input: { amount: 1, unit: 'workingDay' } },
    {
      id: 'call',
      kind: 'task',
      note: say('A call', '电话回访'),
      input: { subject: say('Call {{name}}, {{company}}', '致电 {{name}}（{{company}}）'), kind: 'call', days: 1 },
    },
  ]
}
