import type { Tx } from '#kernel/behaviour.ts'
import { typeOf } from '#kernel/fields/index.ts'
import { type Language, say } from '#kernel/label.ts'
import { defineObject, type RecordOf } from '#kernel/object.ts'
import { problem, Refusal } from '#kernel/problem.ts'
import type { Sent, SentFields } from '#kernel/public-page.ts'
import { pooledFields } from '#modules/pools/pooledFields.ts'
import { lead } from '#modules/sales/lead/lead.ts'
import { formSubmission } from './formSubmission/formSubmission.ts'
import { type Asked, inputsOf, readAnswers } from './inputs.ts'
import type { webForm } from './webForm/webForm.ts'

/** A lead as it is where there are pools. */
const pooledLead = defineObject('lead', { ...lead, fields: { ...lead.fields, ...pooledFields } })

type Form = RecordOf<typeof webForm>
type Held = 'trap' | 'haste' | 'links'

/** The name of the input that people do not see. */
export const trap = 'your_website'
/** The name of the box of consent. */
export const consentBox = 'i_agree'
/** What a page carries along of the way that led to it, by input. */
export const wayFields = {
  utm_source: 'utmSource',
  utm_medium: 'utmMedium',
  utm_campaign: 'utmCampaign',
  utm_term: 'utmTerm',
  utm_content: 'utmContent',
  page: 'page',
  came_from: 'cameFrom',
} as const

/** Nobody reads and fills in a form in less. */
const leastMs = 2_000
const mostLinks = 3

/** Keeps what was filled in and makes a lead of it. What a machine seems to have sent is held back, not lost. */
export async function takeAnswers(sent: Sent, form: Form, tx: Tx): Promise<void> {
  const { fields, filled } = sent
  const inputs = inputsOf(form.inputs, tx.fieldsOf(lead))
  const { values, typed, problems } = readAnswers(inputs, fields)
  if (form.consent && !fields[consentBox])
    problems.push(problem(consentBox, { en: 'Please agree first.', zh: '请先勾选同意。' }, 'consent'))
  if (!filled)
    problems.push(
      problem(
        null,
        { en: 'This page has been open for too long. Please send it once more.', zh: '页面停留过久，请再提交一次。' },
        'stamp',
      ),
    )
  if (problems.length > 0) throw new Refusal('invalid', problems)
  // Somebody clicked twice, or went back and sent the same page again.
  if ((await tx.all.list(formSubmission, { where: { stamp: filled!.id }, limit: 1 })).length > 0) return
  const held = suspicion(fields, filled!.ms, values)
  const way = wayOf(fields)
  const made = held ? null : await makeLead(form, values, way.utmCampaign, tx, typed)
  await tx.create(formSubmission, {
    name: nameOf(form, values),
    said: wordsOf(inputs, values, sent.language),
    form: form.id,
    lead: made,
    status: held ? 'spam' : 'taken',
    heldFor: held,
    answers: values,
    typed,
    consent: form.consent,
    ...way,
    stamp: filled!.id,
  })
}

/** Makes a lead of what was filled in, and gives it to whom the form names. */
export async function makeLead(
  form: Form,
  values: Readonly<Record<string, unknown>>,
  campaign: string | null,
  tx: Tx,
  typed: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const draft = { ...values, source: form.source, campaignText: form.campaignText ?? campaign }
  if (form.pool)
    return tx.create(
      pooledLead,
      { ...draft, owner: null, pool: form.pool, heldReason: 'ruled', heldNote: form.name },
      { typed },
    )
  // The owner of the form has it unless a rule of assignment knows better.
  return tx.create(
    lead,
    { ...draft, owner: form.assignTo ?? form.owner },
    {
      typed,
      ...(form.assignTo ? {} : { leftOpen: ['owner'] }),
    },
  )
}

function suspicion(fields: SentFields, ms: number, values: Readonly<Record<string, unknown>>): Held | null {
  if (fields[trap]?.some((text) => text !== '')) return 'trap'
  if (ms < leastMs) return 'haste'
  const links = Object.values(values).flatMap((value) =>
    typeof value === 'string' ? (value.match(/https?:\/\//gi) ?? []) : [],
  )
  return links.length > mostLinks ? 'links' : null
}

function wayOf(fields: SentFields) {
  const read = (name: string) => fields[name]?.[0]?.trim().slice(0, name.startsWith('utm_') ? 200 : 1_000) || null
  return Object.fromEntries(Object.entries(wayFields).map(([name, key]) => [key, read(name)])) as Record<
    (typeof wayFields)[keyof typeof wayFields],
    string | null
  >
}

/** Which form, and who: `官网咨询 · 欧阳静`. */
function nameOf(form: Form, values: Readonly<Record<string, unknown>>): string {
  return [form.name, values['name']].filter(Boolean).join(' · ').slice(0, 120)
}

/** What was filled in as people read it, a line each. */
function wordsOf(inputs: readonly Asked[], values: Readonly<Record<string, unknown>>, language: Language): string {
  return inputs
    .flatMap(({ field, label, of }) => {
      const value = values[field]
      if (value === undefined) return []
      return [
        `${label ?? say(of.label, language)}${language === 'en' ? ': ' : '：'}${typeOf(of).toText(value, of, language)}`,
      ]
    })
    .join('\n')
}
