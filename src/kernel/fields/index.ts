import { addressType } from './address.ts'
import { autonumberType } from './autonumber.ts'
import { booleanType } from './boolean.ts'
import { dateType } from './date.ts'
import { datetimeType } from './datetime.ts'
import { deadlineType } from './deadline.ts'
import { emailType } from './email.ts'
import type { Column, Field, FieldType } from './field.ts'
import { filesType } from './files.ts'
import { formulaType } from './formula.ts'
import { jsonType } from './json.ts'
import { longTextType } from './longText.ts'
import { moneyType } from './money.ts'
import { multiSelectType } from './multiSelect.ts'
import { numberType } from './number.ts'
import { percentType } from './percent.ts'
import { phoneType } from './phone.ts'
import { relationType, teamType, userType } from './relation.ts'
import { relationsType } from './relations.ts'
import { rollupType } from './rollup.ts'
import { scoreType } from './score.ts'
import { selectType } from './select.ts'
import { textType } from './text.ts'
import { urlType } from './url.ts'

/** Every field type there is. A new one is a file here and its twin in `web/fields`. */
export const fieldTypes: Readonly<Record<string, FieldType>> = {
  text: textType,
  longText: longTextType,
  email: emailType,
  phone: phoneType,
  url: urlType,
  number: numberType,
  money: moneyType,
  percent: percentType,
  boolean: booleanType,
  date: dateType,
  datetime: datetimeType,
  select: selectType,
  multiSelect: multiSelectType,
  relation: relationType,
  relations: relationsType,
  user: userType,
  team: teamType,
  address: addressType,
  files: filesType,
  autonumber: autonumberType,
  formula: formulaType,
  rollup: rollupType,
  deadline: deadlineType,
  score: scoreType,
  json: jsonType,
} as unknown as Readonly<Record<string, FieldType>>

/** Is it computed whenever it is read? Then it has no column, and nobody writes it. */
export function isComputed(field: Field): boolean {
  return field.type === 'formula' || field.type === 'rollup' || field.type === 'deadline'
}

/** The type unit of a field. */
export function typeOf(field: Field): FieldType {
  const unit = fieldTypes[field.type]
  if (!unit) throw new Error(`There is no field type '${field.type}'.`)
  return unit
}

/** The columns of a field with their names in the table: `amount`, `amount_currency`; a relation `account` is `account_id`. */
export function columnsOf(key: string, field: Field): readonly (Column & { readonly name: string })[] {
  const base = field.column ?? snake(key)
  return typeOf(field)
    .columns(field)
    .map((column) => ({
      ...column,
      name: column.part ? `${base}_${snake(column.part)}` : column.kind === 'id' && 'to' in field ? `${base}_id` : base,
    }))
}

/** The first column of a field of an object, which is the only one of most: the amount of money, the id of a relation. */
export function columnOf({ fields }: { readonly fields: Readonly<Record<string, Field>> }, key: string): string {
  return columnsOf(key, fields[key]!)[0]!.name
}

/** `annualRevenue` → `annual_revenue`. */
export function snake(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
