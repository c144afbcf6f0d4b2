import type { Field } from '#kernel/fields/field.ts'
import { typeOf } from '#kernel/fields/index.ts'
import type { Label } from '#kernel/label.ts'
import { type Problem, problem } from '#kernel/problem.ts'
import { mayBeAsked, type SentFields } from '#kernel/public-page.ts'

/** One question of a form: the field of a lead that its answer goes into. */
export type FormInput = { readonly field: string; readonly label?: string; readonly required?: boolean }

/** A question with the field that it fills. */
export type Asked = FormInput & { readonly of: Field }

type Fields = Readonly<Record<string, Field>>

const most = 40

/** The questions of a form as far as they can be asked: a field that has gone since is left out. */
export function inputsOf(kept: unknown, fields: Fields): readonly Asked[] {
  return (Array.isArray(kept) ? (kept as FormInput[]) : []).flatMap((input) => {
    const of = fields[input.field]
    return of && mayBeAsked(of) ? [{ ...input, of }] : []
  })
}

/** What is wrong with the questions of a form. */
export function wrongInputs(kept: unknown, fields: Fields): Problem | null {
  const wrong = (message: Label) => problem('inputs', message, 'inputs')
  if (!Array.isArray(kept) || kept.length === 0 || kept.length > most)
    return wrong({ en: `A form asks for 1 to ${most} fields.`, zh: `表单应包含 1 到 ${most} 个字段。` })
  const seen = new Set<string>()
  for (const entry of kept as unknown[]) {
    const input = (typeof entry === 'object' && entry !== null ? entry : {}) as Partial<FormInput>
    const key = String(input.field ?? '')
    const field = Object.hasOwn(fields, key) ? fields[key] : undefined
    if (!field || !mayBeAsked(field))
      return wrong({
        en: `A form cannot ask for '${key.slice(0, 60)}'.`,
        zh: `表单不能包含字段「${key.slice(0, 60)}」。`,
      })
    if (seen.has(key)) return wrong({ en: `${field.label.en} is asked twice.`, zh: `「${field.label.zh}」重复出现。` })
    if (input.label !== undefined && (typeof input.label !== 'string' || input.label.length > 200))
      return wrong({ en: 'A label is text of at most 200 characters.', zh: '字段名称不能超过 200 个字。' })
    if (input.required !== undefined && typeof input.required !== 'boolean')
      return wrong({ en: "'required' is true or false.", zh: '「required」应为 true 或 false。' })
    seen.add(key)
  }
  const missing = Object.entries(fields).find(
    ([key, field]) => field.required && field.default === undefined && !field.system && !seen.has(key),
  )
  return missing
    ? wrong({
        en: `A form has to ask for ${missing[1].label.en}: a lead needs it.`,
        zh: `表单必须包含「${missing[1].label.zh}」：线索的必填字段。`,
      })
    : null
}

/** What was filled in, as values of a lead and as it was typed, and everything that is wrong with it. */
export function readAnswers(
  inputs: readonly Asked[],
  sent: SentFields,
): { readonly values: Record<string, unknown>; readonly typed: Record<string, unknown>; readonly problems: Problem[] } {
  const values: Record<string, unknown> = {}
  const typed: Record<string, unknown> = {}
  const problems: Problem[] = []
  for (const { field: key, label, required, of } of inputs) {
    const given = answerOf(of, sent[key] ?? [])
    const name = label ? { en: label, zh: label } : of.label
    if (given === null) {
      if (required || of.required)
        problems.push(problem(key, { en: `${name.en} is required.`, zh: `请填写${name.zh}。` }, 'required'))
      continue
    }
    const parsed = typeOf(of).parse(given, of)
    if ('wrong' in parsed) problems.push(problem(key, parsed.wrong))
    // A colleague may note a number as she hears it; a visitor is there to mend her own.
    else if (of.type === 'phone' && (parsed.value as { e164: string | null } | null)?.e164 === null)
      problems.push(problem(key, { en: 'This is not a telephone number.', zh: '请填写有效的电话号码。' }, 'phone'))
    else if (parsed.value !== null) {
      values[key] = parsed.value
      typed[key] = given
    }
  }
  return { values, typed, problems }
}

/** What a browser sends for an input, as its field takes it; null where nothing was filled in. */
function answerOf({ type }: Field, sent: readonly string[]): unknown {
  const given = sent.map((text) => text.trim()).filter((text) => text !== '')
  if (given.length === 0) return null
  return type === 'multiSelect' ? given : type === 'boolean' ? true : given[0]
}
