import { followAll, type Tx } from '#kernel/behaviour.ts'
import { parseId } from '#kernel/fields/relation.ts'
import type { Patch, RecordOf } from '#kernel/object.ts'
import { fillMerge } from '#kernel/text/merge.ts'
import { mailTemplate } from '#modules/mail/mailTemplate/mailTemplate.ts'
import { hoursFor, type Subject, subjectOf } from '../enrol.ts'
import { type Planned, plan, type SequenceStep } from '../plan.ts'
import { sequence } from '../sequence/sequence.ts'
import { sequencePromise } from '../sequencePromise/sequencePromise.ts'
import { sequenceVersion } from '../sequenceVersion/sequenceVersion.ts'
import { enrolment } from './enrolment.ts'

type Enrolment = RecordOf<typeof enrolment>

export const enrolmentRules = [
  followAll(enrolment, 'whoever is enrolled is promised each step', async (changes, tx) => {
    const made = changes.filter(({ before }) => before === null).map(({ after }) => after)
    const promises: Patch<typeof sequencePromise>[] = []
    const next: { id: string; nextAt: string | null }[] = []
    for (const one of made) {
      const planned = await planOf(tx, one, one.nextAt ?? tx.now)
      const first = planned[0]?.promisedFor ?? null
      promises.push(...planned.map((each, i) => (i === 0 ? { ...each, dueAt: first } : each)))
      if (first !== one.nextAt) next.push({ id: one.id, nextAt: first })
    }
    await tx.createAll(sequencePromise, promises)
    await tx.updateAll(enrolment, next)
  }),
]

/** What the steps of its version promise, from a position and an instant on. */
export async function planOf(tx: Tx, one: Enrolment, from: string, fromPosition = 1) {
  const [into, version, subject] = await Promise.all([
    tx.all.get(sequence, one.sequence),
    tx.all.get(sequenceVersion, one.edition),
    subjectOf(tx, one),
  ])
  if (!into || !version) return []
  const rest = stepsFrom(version.steps as unknown as readonly SequenceStep[], fromPosition)
  const planned = plan(rest, from, hoursFor(into, subject, tx.calendar), tx.calendar)
  return Promise.all(planned.map((each, i) => promiseOf(tx, one, subject, each, fromPosition + i)))
}

/** The steps from that one on which is the so-manieth that is no wait, without the waits right before it. */
function stepsFrom(steps: readonly SequenceStep[], position: number): readonly SequenceStep[] {
  let at = 0
  for (const [index, { kind }] of steps.entries()) {
    if (kind !== 'wait' && ++at === position) return position === 1 ? steps : steps.slice(index)
  }
  return []
}

async function promiseOf(tx: Tx, one: Enrolment, subject: Subject | null, { step, at }: Planned, position: number) {
  const domain = one.address?.split('@')[1] ?? null
  return {
    name: await nameOf(tx, step, subject),
    enrolment: one.id,
    sequence: one.sequence,
    kind: step.kind,
    step: step.id,
    position,
    lead: one.lead,
    contact: one.contact,
    account: one.account,
    address: one.address,
    domain: step.kind === 'mail' ? domain : null,
    owner: one.owner ?? null,
    promisedFor: at,
    counted: tx.registry.steps.get(step.kind)?.reaches === 'outside',
  }
}

/** What a step is called: what its author says, else its subject, else that of its template. */
export async function nameOf(
  tx: Tx,
  { note, input = {}, kind }: SequenceStep,
  subject: Subject | null,
): Promise<string> {
  const id = input['subject'] ? null : idOf(input['template'])
  const template = id ? await tx.all.get(mailTemplate, id) : null
  const said = note || String(input['subject'] ?? input['title'] ?? input['text'] ?? template?.subject ?? '') || kind
  const name = (path: string) => (path === 'name' ? (subject?.name ?? null) : null)
  return fillMerge(said, ({ path, otherwise }) => name(path) ?? otherwise ?? '…').slice(0, 300)
}

/** A relation as it is kept in a step: an id, or what the screen knows of the record. */
function idOf(given: unknown): string | null {
  const read = parseId(typeof given === 'object' && given !== null && 'id' in given ? given.id : given)
  return ('value' in read ? read.value : null) ?? null
}
