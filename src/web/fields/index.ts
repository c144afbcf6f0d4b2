import type { Field } from '#kernel/fields/field.ts'
import { address } from './address.tsx'
import { autonumber } from './autonumber.tsx'
import { boolean } from './boolean.tsx'
import { date } from './date.tsx'
import { datetime } from './datetime.tsx'
import { deadline } from './deadline.tsx'
import { email } from './email.tsx'
import { files } from './files.tsx'
import { formula } from './formula.tsx'
import { json } from './json.tsx'
import { longText } from './longText.tsx'
import { money } from './money.tsx'
import { multiSelect } from './multiSelect.tsx'
import { number } from './number.tsx'
import { percent } from './percent.tsx'
import { phone } from './phone.tsx'
import { relation } from './relation.tsx'
import { relations } from './relations.tsx'
import { score } from './score.tsx'
import { select } from './select.tsx'
import { text } from './text.tsx'
import { url } from './url.tsx'
import type { FieldView } from './view.ts'

/** How each field type looks; the twin of `fieldTypes` in the kernel. */
export const fieldViews = {
  text,
  longText,
  email,
  phone,
  url,
  number,
  money,
  percent,
  boolean,
  deadline,
  date,
  datetime,
  select,
  multiSelect,
  relation,
  relations,
  user: relation,
  team: relation,
  address,
  files,
  autonumber,
  formula,
  score,
  json,
} as unknown as Readonly<Record<string, FieldView>>

/** The look of a field; one of a type that this screen does not know yet reads as text. */
export function viewOf(field: Field): FieldView {
  return fieldViews[field.type] ?? (text as unknown as FieldView)
}

/** Numbers stand to the right, whether typed or computed. */
export function alignOf(field: Field): 'end' | undefined {
  if (field.type === 'formula')
    return ['number', 'money'].includes((field as { result?: string }).result ?? '') ? 'end' : undefined
  return viewOf(field).align
}

export { isEmpty } from './empty.ts'
