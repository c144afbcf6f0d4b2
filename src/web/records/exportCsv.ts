import type { ApiRecord, MetaObject } from '#kernel/api.ts'
import type { Address } from '#kernel/fields/address.ts'
import { addressType } from '#kernel/fields/address.ts'
import type { Field } from '#kernel/fields/field.ts'
import type { Money } from '#kernel/fields/money.ts'
import type { PhoneNumber } from '#kernel/fields/phone.ts'
import type { Reference } from '#kernel/fields/relation.ts'
import type { SelectField } from '#kernel/fields/select.ts'
import type { Where } from '#kernel/where.ts'
import { api } from '../client/api.ts'
import { language, say } from '../ui/language.ts'

/** Most rows that the browser gathers into one file. */
const most = 10_000

/** Saves what a list shows as a CSV file that Excel reads (UTF-8 with a mark). */
export async function exportCsv(object: MetaObject, where: Where, columns: readonly string[]): Promise<void> {
  const rows: ApiRecord[] = []
  let after: string | null | undefined
  do {
    const page = await api.list(object.key, { where, select: columns, limit: 1_000, ...(after && { after }) })
    rows.push(...page.data)
    after = page.next
  } while (after && rows.length < most)
  const fields = columns.map((key) => object.fields[key]!)
  const lines = [
    fields.map((field) => say(field.label)),
    ...rows.map((row) => columns.map((key, i) => textOf(fields[i]!, row[key]))),
  ]
  const text = lines.map((line) => line.map(quoted).join(',')).join('\r\n')
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([`\ufeff${text}\r\n`], { type: 'text/csv;charset=utf-8' }))
  link.download = `${say(object.label)}.csv`
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

function textOf(field: Field, value: unknown): string {
  if (value === null || value === undefined) return ''
  if ('to' in field) {
    const all = (Array.isArray(value) ? value : [value]) as readonly Reference[]
    return all.map((one) => ('id' in one ? (one.title ?? '') : '')).join('; ')
  }
  switch (field.type) {
    case 'money':
      return (value as Money).amount
    case 'phone':
      return (value as PhoneNumber).e164 ?? (value as PhoneNumber).raw
    case 'select':
    case 'multiSelect': {
      const { options } = field as unknown as SelectField
      const keys = (Array.isArray(value) ? value : [value]) as readonly string[]
      return keys
        .map((key) => options.find((o) => o.key === key))
        .map((o) => (o ? say(o.label) : ''))
        .join('; ')
    }
    case 'address':
      return addressType.toText(value as Address, field as never, language())
    default:
      return typeof value === 'object'
        ? 'amount' in value
          ? String(value.amount)
          : JSON.stringify(value)
        : String(value)
  }
}

/** RFC 4180; a cell that a spreadsheet would run as a formula gets an apostrophe, save plain numbers and phones. */
function quoted(cell: string): string {
  const safe = /^[=@\t\r]|^[+-](?![\d\s().-]*$)/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
