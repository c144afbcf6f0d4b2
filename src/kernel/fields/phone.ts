import { cleanText } from '../text/fold.ts'
import { formatPhone, parsePhone, parsePhones } from '../text/phone.ts'
import { type Field, type FieldOptions, type FieldType, isAsTyped } from './field.ts'

/** A telephone number as written, in E.164 (`+8613800138000`) where it could be read, and its extension. */
export type PhoneNumber = { readonly raw: string; readonly e164: string | null; readonly ext: string | null }

export type PhoneOptions = FieldOptions & {
  /** ISO 3166; where numbers without a country code are. `CN` where the field says nothing. */
  readonly country?: string
}
export type PhoneField = PhoneOptions & { readonly type: 'phone' }

/** A telephone number. */
export function phone<const O extends PhoneOptions>(options: O): O & Field<PhoneNumber> & { readonly type: 'phone' } {
  return { type: 'phone', ...options }
}

export const phoneType: FieldType<PhoneField, PhoneNumber> = {
  label: { en: 'Phone', zh: '电话' },
  reaches: true,
  columns: () => [
    { part: '', kind: 'text', sql: 'text' },
    { part: 'ext', kind: 'text', sql: 'text', label: { en: 'Extension', zh: '分机' } },
    { part: 'raw', kind: 'text', sql: 'text', label: { en: 'As written', zh: '原始号码' } },
  ],
  parse(input, field) {
    const raw = cleanText(written(input))
    const digits = raw.replace(/\D/g, '')
    if (digits.length < 3 || raw.length > 200)
      return { wrong: { en: 'This is not a telephone number.', zh: '这不是有效的电话号码。' } }
    if (/^\d\.?\d*e\+\d+$/i.test(raw))
      return {
        wrong: { en: 'A spreadsheet has cut this number short.', zh: '这个号码已被表格软件截断，请重新填写。' },
      }
    const country = field.country ?? 'CN'
    const whole = parsePhone(raw, country)
    // several numbers in one cell: the first is called, all of them stay as written
    const read = whole.e164 === null ? (parsePhones(raw, country)[0] ?? whole) : whole
    return { value: { raw, e164: read.e164, ext: read.e164 === null ? null : read.ext } }
  },
  toRow: (value) => [value.e164 ?? value.raw.replace(/\D/g, ''), value.ext, value.raw],
  fromRow: ([compared, ext, raw]) =>
    compared === null || compared === undefined
      ? null
      : {
          raw: String(raw ?? compared),
          e164: String(compared).startsWith('+') ? String(compared) : null,
          ext: ext === null || ext === undefined ? null : String(ext),
        },
  toText: (value, field, language) =>
    value.e164 === null
      ? value.raw
      : formatPhone(value.e164, { ext: value.ext, home: field.country ?? 'CN', lang: language }),
  asTyped: (input, value) => isAsTyped(written(input), value.raw),
  aggregates: [],
}

function written(input: unknown): string {
  if (typeof input === 'string' || typeof input === 'number') return String(input)
  if (typeof input !== 'object' || input === null) return ''
  const { raw, e164, ext } = input as Partial<PhoneNumber>
  if (typeof raw === 'string') return raw
  return typeof e164 === 'string' ? e164 + (typeof ext === 'string' ? ` ext. ${ext}` : '') : ''
}
