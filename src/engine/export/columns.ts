import type { Field } from '#kernel/fields/field.ts'
import { columnsOf, typeOf } from '#kernel/fields/index.ts'
import { isDuration } from '#kernel/fields/number.ts'
import { type Label, type Language, say } from '#kernel/label.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { durationClock } from '#kernel/text/duration.ts'
import { localOf } from '#kernel/time.ts'
import type { WriterCell, WriterColumn } from '../import/readers/writers.ts'
import type { Query } from '../query/query.ts'
import { visibleField } from '../query/select.ts'

/** One column of an exported table: its header, and the cell of a record as the query layer shows it. */
export type ExportColumn = WriterColumn & { cell(record: Readonly<Record<string, unknown>>): WriterCell }

const left = new Set(['version', 'importId'])

/** What is exported where nothing is chosen: everything that the reader may see, except files. */
export function everything(query: Query, object: RegisteredObject): string[] {
  const seen = query.principal.rights(object.key).fields
  return ['id', ...[...seen.keys()].filter((key) => object.fields[key]?.type !== 'files' && !left.has(key))]
}

/**
 * The columns of the chosen paths. An amount brings its currency and an address its parts in columns of their own; headers are the
 * labels in the reader's language, which an import finds again by itself.
 */
export function exportColumns(
  query: Query,
  object: RegisteredObject,
  paths: readonly string[],
  language: Language,
): ExportColumn[] {
  return paths.flatMap((path) => columnsFor(query, object, path.split('.'), [], [], language))
}

function columnsFor(
  query: Query,
  at: RegisteredObject,
  keys: readonly string[],
  way: readonly string[],
  labels: readonly Label[],
  language: Language,
): ExportColumn[] {
  const [key = '', ...rest] = keys
  const header = (label: Label) => [...labels, label].map((l) => say(l, language)).join(' / ')
  const inside = (record: Readonly<Record<string, unknown>>) =>
    way.reduce<Readonly<Record<string, unknown>> | null>(
      (r, k) => (r?.[k] ?? null) as Readonly<Record<string, unknown>> | null,
      record,
    )
  if (key === 'id')
    return [
      {
        name: header({ en: 'Record id', zh: '记录编号' }),
        width: 38,
        cell: (record) => String(inside(record)?.['id'] ?? ''),
      },
    ]
  const field = visibleField(query, at, key)
  if (rest.length > 0 && 'to' in field)
    return columnsFor(
      query,
      query.workspace.registry.object(String(field.to)),
      rest,
      [...way, key],
      [...labels, field.label],
      language,
    )
  const value = (record: Readonly<Record<string, unknown>>) => inside(record)?.[key] ?? null
  return cellsOf(query, key, field, language).map(({ label, cell, ...more }) => ({
    ...more,
    name: label ? `${header(field.label)} / ${say(label, language)}` : header(field.label),
    cell: (record) => {
      const v = value(record)
      return v === null ? null : cell(v)
    },
  }))
}

type Cells = { label?: Label; kind?: NonNullable<WriterColumn['kind']>; cell(value: unknown): WriterCell }[]

function cellsOf(query: Query, key: string, field: Field, language: Language): Cells {
  const parts = columnsOf(key, field).filter((c) => c.part !== '' && c.label)
  const read = (part: string) => (value: unknown) => (value as Record<string, string | null>)[part] ?? null
  switch (field.type) {
    case 'money':
      return [
        { kind: 'number', cell: read('amount') },
        { label: parts[0]!.label!, cell: read('currency') },
      ]
    case 'address':
      return parts.map(({ part, label }) => ({ label: label!, cell: read(part) }))
    case 'phone':
      return [{ cell: read('raw') }]
    case 'number':
      if (isDuration(field)) return [{ cell: (value) => durationClock(Number(value)) }]
      return [{ kind: 'number', cell: (value) => String(value) }]
    case 'percent':
      return [{ kind: 'number', cell: (value) => String(value) }]
    case 'date':
      return [{ kind: 'date', cell: (value) => String(value) }]
    case 'datetime':
      return [{ cell: (value) => localText(String(value), query.principal.timeZone) }]
    case 'json':
      return [{ cell: (value) => JSON.stringify(value) }]
    case 'relation':
    case 'user':
    case 'team':
      return [{ cell: (value) => (value as { title?: string | null }).title ?? null }]
    case 'relations':
      return [
        {
          cell: (value) => (value as { title: string }[]).map((one) => one.title).join(language === 'en' ? ', ' : '、'),
        },
      ]
    default:
      return [{ cell: (value) => typeOf(field).toText(value, field, language) }]
  }
}

/** The wall clock of the reader with its offset, so that whoever reads it elsewhere gets the same instant. */
function localText(instant: string, zone: string): string {
  const local = localOf(instant, zone)
  const minutes = Math.round((Date.parse(`${local}Z`) - Date.parse(instant)) / 60_000)
  const pad = (n: number) => String(n).padStart(2, '0')
  const offset = `${minutes < 0 ? '-' : '+'}${pad(Math.floor(Math.abs(minutes) / 60))}:${pad(Math.abs(minutes) % 60)}`
  const clock = local.slice(11).replace(/\.000$/, '')
  return `${local.slice(0, 10)} ${clock} ${offset}`
}
