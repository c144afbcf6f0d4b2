import { calendarOf, plainSettings } from '#kernel/company-settings.ts'
import type { Json } from '#kernel/fields/json.ts'
import type { letter } from '#modules/letters/letter/letter.ts'
import type { letterTemplate } from '#modules/letters/letterTemplate/letterTemplate.ts'
import type { textMessage } from '#modules/messages/textMessage/textMessage.ts'
import type { enrolment } from '#modules/sequences/enrolment/enrolment.ts'
import { calendarThere, type Planned, plainWindows, plan } from '#modules/sequences/plan.ts'
import type { sequence } from '#modules/sequences/sequence/sequence.ts'
import type { sequencePromise } from '#modules/sequences/sequencePromise/sequencePromise.ts'
import type { sequenceVersion } from '#modules/sequences/sequenceVersion/sequenceVersion.ts'
import { day, iso } from './clock.ts'
import { type Company, type Made, stamps } from './company.ts'
import { streetOf } from './customers.ts'
import { enclosed, type PromisedLetter, writeEnclosed } from './letters.ts'
import { textTo } from './messages.ts'
import { type Goods, type PromisedPacket, packing } from './packets.ts'
import { randomOf } from './random.ts'
import { type Written, written } from './sequenceSteps.ts'

export type Sequences = {
  readonly sequences: Made<typeof sequence>[]
  readonly versions: Made<typeof sequenceVersion>[]
  readonly enrolments: Made<typeof enrolment>[]
  readonly promises: Made<typeof sequencePromise>[]
  /** What has been put on the list of the warehouse, with the letters in it. */
  readonly packets: PromisedPacket[]
  readonly template: Made<typeof letterTemplate>
  readonly letters: readonly Made<typeof letter>[]
  /** Texts that wait for a gateway. */
  readonly messages: Made<typeof textMessage>[]
}

const here = calendarOf(plainSettings)
const many = { website: 28, exhibition: 12 } as const
/** How they stand, in turn: most go on, the others have ended in all the ways there are. */
const fates = {
  website: [
    ...(['goes', 'goes', 'reply', 'goes', 'finished', 'goes', 'meeting'] as const),
    ...(['goes', 'bounce', 'goes', 'paused', 'optOut', 'goes', 'held'] as const),
  ],
  exhibition: ['goes', 'goes', 'meeting', 'goes', 'finished', 'goes', 'paused'],
} as const

/** The follow-up of leads from the website and from fairs, with people at each of its steps. */
export function nurture(whole: Company, seed: number, [catalogue]: Goods): Sequences {
  const company: Company = { ...whole, random: randomOf(seed + 13) }
  const template = enclosed(whole, seed)
  const made = { sequences: [], versions: [], enrolments: [], promises: [], packets: [], messages: [] }
  const all: Omit<Sequences, 'letters'> = { ...made, template }
  for (const one of written(company.english, { catalogue: catalogue!.id, letter: template.id }))
    run(all, company, one, catalogue!)
  return {
    ...all,
    letters: writeEnclosed(
      template,
      all.packets.map(({ letter }) => letter),
    ),
  }
}

type Making = Omit<Sequences, 'letters'>

function run(made: Making, company: Company, { name, reason, source, steps }: Written, item: Goods[number]): void {
  const { now, random, leads } = company
  const writer = company.colleagues[0]!.record.id
  const began = now - 60 * day
  const id = stamps(company, began, writer)
  const version = stamps(company, began, writer)
  made.sequences.push({
    ...id,
    name,
    reason,
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
  })
  made.versions.push({ ...version, name: `${name} 1`, sequence: id.id, number: 1, steps: steps as unknown as Json })
  const fits = leads.filter(
    ({ email, mobile, owner, status, ...lead }) =>
      email &&
      owner &&
      ['new', 'working'].includes(String(status)) &&
      (lead.source === 'exhibition') === (source === 'exhibition') &&
      (source === 'website' || mobile),
  )
  for (const [i, lead] of fits.slice(-many[source]).entries()) {
    const fate = fates[source][i % fates[source].length]!
    const from = iso(
      now - (fate === 'goes' ? (i * 9 * day) / many[source] : random.int(12, 30) * day) - random.int(0, 300) * 60_000,
    )
    const planned = plan(steps, from, { windows: plainWindows, working: true, there: calendarThere(null, here) }, here)
    enrol(made, company, { lead, fate, from, planned, name, version: version.id, sequence: id.id, item })
  }
}

type One = {
  readonly lead: Company['leads'][number]
  readonly fate: (typeof fates)['website'][number]
  readonly from: string
  readonly planned: readonly Planned[]
  readonly name: string
  readonly version: string
  readonly sequence: string
  readonly item: Goods[number]
}

function enrol(made: Making, company: Company, one: One): void {
  const { lead, fate, planned } = one
  const { random, english } = company
  const now = iso(company.now)
  const by = stamps(company, Date.parse(one.from), lead.owner as string)
  const going = fate === 'goes' || fate === 'finished'
  const reached = planned.filter(({ at }) => at <= now).length
  // Those that ended did so after their first or third step.
  const came = going ? reached : Math.min(reached, fate === 'bounce' ? 1 : random.int(1, 4))
  // The letter and the packet in which it lies are of one hour.
  const done = planned[came]?.step.kind === 'packet' ? came + 1 : came
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
  const posted = planned.findIndex(({ step }) => step.kind === 'packet')
  const packet = posted >= 0 && posted < done ? packetOf(company, one, Date.parse(planned[posted]!.at)) : null
  if (packet) made.packets.push(packet)
  for (const [i, { step, at }] of planned.entries()) {
    const mail = step.kind === 'mail'
    const kept = i < done
    const next = i === done
    const paper = step.kind === 'packet' ? packet : step.kind === 'letter' ? (packet?.letter ?? null) : null
    const text =
      step.kind === 'message' && kept ? String(step.input?.['text']).replace('{{name}}', lead.name ?? '') : null
    // Nobody has set up a gateway: what was promised waits, or is a draft again.
    const message = text === null ? null : textTo(company, Date.parse(at), { lead, text, owner: lead.owner as string })
    if (message) made.messages.push(status === 'stopped' ? { ...message, status: 'draft' } : message)
    const stands = kept
      ? mail
        ? fate === 'bounce' && next === false && i === done - 1
          ? 'bounced'
          : 'sent'
        : message
          ? status === 'stopped'
            ? 'stopped'
            : 'underway'
          : paper
            ? step.kind === 'letter' && packet!.step === 3
              ? 'sent'
              : became[packet!.step]
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
      counted: step.kind !== 'task',
      ...(paper ? { madeObject: step.kind, made: paper.id } : {}),
      ...(message ? { madeObject: 'textMessage', made: message.id } : {}),
      replied: fate === 'reply' && mail && i === (done > 3 ? 3 : 0),
      measured,
      opened: measured && stands === 'sent' && seen % 3 > 0,
      clicked: measured && stands === 'sent' && seen % 3 === 2,
      problem: fate === 'held' && next ? problem : null,
    })
  }
}

const became = { 0: 'underway', 2: 'sent', 3: 'done' } as const

/** The packet of a lead with its letter, as far as the post has come with it since. */
function packetOf(company: Company, { lead, item }: One, at: number): PromisedPacket {
  const age = company.now - at
  const step = age < day ? 0 : age < 3 * day ? 2 : 3
  const address = lead.address ? { ...lead.address, street: lead.address.street ?? streetOf(company, 600) } : null
  const by = lead.owner as string
  const since = (n: number) => (step >= n ? iso(at + n * packing) : null)
  const letter: PromisedLetter = { ...stamps(company, at, by), lead, address, printedAt: since(1), postedAt: since(2) }
  return { ...stamps(company, at, by), lead, item, step, letter }
}
