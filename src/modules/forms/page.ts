import type { Reader } from '#kernel/behaviour.ts'
import type { Field } from '#kernel/fields/field.ts'
import type { Option } from '#kernel/fields/select.ts'
import { type Label, type Language, languageTags, say } from '#kernel/label.ts'
import type { RecordOf } from '#kernel/object.ts'
import type { Problem } from '#kernel/problem.ts'
import { definePublicPage, type PublicAnswer, type SentFields, type Visit } from '#kernel/public-page.ts'
import { type Html, html } from '#kernel/text/html.ts'
import { lead } from '#modules/sales/lead/lead.ts'
import { type FormInput, inputsOf } from './inputs.ts'
import { sitesOf } from './sites.ts'
import { style } from './style.ts'
import { consentBox, takeAnswers, trap, wayFields } from './take.ts'
import { webForm } from './webForm/webForm.ts'

type Form = RecordOf<typeof webForm>

const words = {
  send: { en: 'Send', zh: '提交' },
  thanks: { en: 'Thank you. We will be in touch soon.', zh: '感谢您的提交，我们会尽快与您联系。' },
  choose: { en: 'Choose …', zh: '请选择' },
  optional: { en: 'optional', zh: '选填' },
  wrong: { en: 'Please check what is marked.', zh: '请检查标出的内容。' },
  goOn: { en: 'Go on', zh: '继续' },
  closed: { en: 'This form is closed.', zh: '该表单已停止填写。' },
  leave: { en: 'Leave this empty', zh: '此处请留空' },
} as const satisfies Record<string, Label>

/** The form as visitors see it, at `/p/WORKSPACE/form/KEY`. Works without scripts, in a frame, on a phone. */
export const formPage = definePublicPage('form', {
  async show(visit, read) {
    const form = await formOf(visit, read)
    if (!form) return null
    if (!form.active) return closed(visit, form)
    // The same page, sent twice at the same moment: the first has been taken.
    if (visit.again?.problems.some(({ field }) => field === 'stamp')) return thanks(visit, form, visit.again.fields)
    return answer(visit, form, drawForm(visit, form))
  },
  async take(sent, tx) {
    const form = await formOf(sent, tx.all)
    if (!form) return null
    if (!form.active) return closed(sent, form)
    await takeAnswers(sent, form, tx)
    return thanks(sent, form, sent.fields)
  },
})

async function formOf({ name }: Visit, read: Reader): Promise<Form | null> {
  const [form] = await read.list(webForm, { where: { key: name }, limit: 1 })
  return form ?? null
}

function languageOf(visit: Visit, form: Form): Language {
  return form.language === 'visitor' || form.language === null ? visit.language : (form.language as Language)
}

function closed(visit: Visit, form: Form): PublicAnswer {
  return answer(visit, form, html`<p class="thanks">${say(words.closed, languageOf(visit, form))}</p>`)
}

function thanks(visit: Visit, form: Form, fields: SentFields): PublicAnswer {
  const language = languageOf(visit, form)
  const told = html`<p class="thanks" role="status">${form.thanks ?? say(words.thanks, language)}</p>`
  if (!form.thanksPage) return answer(visit, form, told)
  if (!fields['page']?.[0]) return { goTo: form.thanksPage }
  return answer(
    visit,
    form,
    html`${told}<p><a href="${form.thanksPage}" target="_top">${say(words.goOn, language)}</a></p>${goesOn(visit)}`,
  )
}

/** In a frame of a website it is the website that goes there: a frame may not lead the page around it, so `embed.js` is told. */
function goesOn({ nonce }: Visit): Html {
  return html`<script nonce="${nonce}">const { href } = document.querySelector("main a"); if (parent === window) location.replace(href); else parent.postMessage({ sampanGo: href }, "*")</script>`
}

function answer(visit: Visit, form: Form, content: Html): PublicAnswer {
  const page = html`<html lang="${languageTags[languageOf(visit, form)]}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${form.heading}</title>${style}</head><body><main><h1>${form.heading}</h1>${content}</main>${tellsHeight(visit)}</body></html>`
  return { page, frames: sitesOf(form.sites) ?? [] }
}

/** In a frame the page around has to know how tall it is: else there is a scroll bar within a scroll bar. */
function tellsHeight({ nonce }: Visit): Html {
  return html`<script nonce="${nonce}">if (parent !== window) { const tell = () => parent.postMessage({ sampanHeight: document.documentElement.offsetHeight }, "*"); new ResizeObserver(tell).observe(document.body); tell() }</script>`
}

function drawForm(visit: Visit, form: Form): Html {
  const { again } = visit
  const language = languageOf(visit, form)
  const problems = again?.problems ?? []
  const inputs = inputsOf(form.inputs, visit.registry.object(lead.key).fields)
  const placed = new Set([...inputs.map(({ field }) => field), consentBox])
  const general = problems.filter(({ field }) => field === null || !placed.has(field))
  return html`<form method="post" action="${visit.address}" novalidate>${paragraphs(form.intro)}${
    problems.length > 0 &&
    html`<p class="wrong" role="alert">${general.map(({ message }) => html`${say(message, language)} `)}${
      problems.length > general.length && say(words.wrong, language)
    }</p>`
  }${inputs.map((input) => drawInput(input, language, again?.fields ?? {}, problems))}${
    form.consent && drawConsent(form.consent, again?.fields ?? {}, problems, language)
  }<p class="trap" aria-hidden="true"><label>${say(words.leave, language)} <input name="${trap}" tabindex="-1" autocomplete="off"></label></p>${hiddenFields(visit)}<button type="submit">${form.button ?? say(words.send, language)}</button></form>`
}

/** The way that led here goes along, so that the lead knows it: from the link, or from what was sent before. */
function hiddenFields(visit: Visit): readonly Html[] {
  const known = (name: string) => {
    const before = visit.again?.fields[name]?.[0]
    if (before !== undefined) return before
    if (name === 'came_from') return visit.query[name] ?? visit.referrer ?? ''
    return visit.query[name] ?? ''
  }
  return [
    html`<input type="hidden" name="stamp" value="${visit.stamp}">`,
    ...Object.keys(wayFields).flatMap((name) => {
      const value = known(name).slice(0, 1_000)
      return value === '' ? [] : [html`<input type="hidden" name="${name}" value="${value}">`]
    }),
  ]
}

function drawInput(
  input: FormInput & { readonly of: Field },
  language: Language,
  sent: SentFields,
  problems: readonly Problem[],
): Html {
  const { field: key, of } = input
  const label = input.label ?? say(of.label, language)
  const required = input.required === true || of.required === true
  const wrong = problems.filter(({ field }) => field === key)
  const given = sent[key] ?? []
  const note = html`${wrong.map(({ message }) => html`<span class="wrong" id="${key}-wrong">${say(message, language)}</span>`)}`
  const mark = required
    ? html`<span class="must" aria-hidden="true">*</span>`
    : html`<span class="may">${say(words.optional, language)}</span>`
  if (of.type === 'multiSelect')
    return html`<fieldset><legend>${label} ${mark}</legend>${optionsOf(of).map(
      (option) =>
        html`<label class="box"><input type="checkbox" name="${key}" value="${option.key}"${given.includes(option.key) && checked}> ${say(option.label, language)}</label>`,
    )}${note}</fieldset>`
  if (of.type === 'boolean')
    return html`<p><label class="box"><input type="checkbox" name="${key}" value="yes"${given.length > 0 && checked}> ${label}</label>${note}</p>`
  const state = html`${required && html` aria-required="true"`}${wrong.length > 0 && html` aria-invalid="true" aria-describedby="${key}-wrong"`}`
  return html`<p><label for="${key}">${label} ${mark}</label>${control(of, key, given[0] ?? '', state, language)}${note}</p>`
}

const checked = html` checked`

function control(of: Field, key: string, value: string, state: Html, language: Language): Html {
  if (of.type === 'longText')
    return html`<textarea id="${key}" name="${key}" rows="4" maxlength="5000"${state}>${value}</textarea>`
  if (of.type === 'select')
    return html`<select id="${key}" name="${key}"${state}><option value="">${say(words.choose, language)}</option>${optionsOf(
      of,
    ).map(
      (option) =>
        html`<option value="${option.key}"${option.key === value && html` selected`}>${say(option.label, language)}</option>`,
    )}</select>`
  const { type, complete } = kinds[of.type] ?? { type: 'text' }
  const autocomplete = completions[key] ?? complete
  return html`<input id="${key}" name="${key}" type="${type}" value="${value}" maxlength="500"${autocomplete && html` autocomplete="${autocomplete}"`}${state}>`
}

const kinds: Readonly<Record<string, { readonly type: string; readonly complete?: string }>> = {
  email: { type: 'email', complete: 'email' },
  phone: { type: 'tel', complete: 'tel' },
  url: { type: 'url', complete: 'url' },
  date: { type: 'date' },
}

/** What browsers can fill in by themselves (HTML, autofill). */
const completions: Readonly<Record<string, string>> = {
  name: 'name',
  company: 'organization',
  jobTitle: 'organization-title',
}

function optionsOf(field: Field): readonly Option[] {
  const { options } = field as Field & { readonly options?: readonly (Option & { readonly retired?: boolean })[] }
  return (options ?? []).filter((option) => !option.retired)
}

function drawConsent(text: string, sent: SentFields, problems: readonly Problem[], language: Language): Html {
  const wrong = problems.filter(({ field }) => field === consentBox)
  return html`<p><label class="box"><input type="checkbox" name="${consentBox}" value="yes"${(sent[consentBox]?.length ?? 0) > 0 && checked}> <span>${text}</span></label>${wrong.map(
    ({ message }) => html`<span class="wrong">${say(message, language)}</span>`,
  )}</p>`
}

function paragraphs(text: string | null): readonly Html[] {
  return (text ?? '')
    .split(/\n+/)
    .filter((line) => line.trim() !== '')
    .map((line) => html`<p class="intro">${line}</p>`)
}
