import type { Field } from '#kernel/fields/field.ts'
import { typeOf } from '#kernel/fields/index.ts'
import { notFound, refuse } from '#kernel/problem.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { fillMerge, type MergeField, mergeFields } from '#kernel/text/merge.ts'
import { dayOf } from '#kernel/time.ts'
import { canRead } from '../access/principal.ts'
import type { Session } from '../context.ts'
import { and, sql } from '../db/sql.ts'
import { presentRecords } from '../query/list.ts'
import { type Query, queryOf } from '../query/query.ts'
import { loadStored } from '../records/load.ts'

/** A template filled in, and which of its places had no value: those stand in it as they were. */
export type Filled = { readonly texts: Readonly<Record<string, string>>; readonly missing: readonly string[] }

/**
 * Fills a template, a record of the object `kind`, from a record, with what the caller may see of it and of what it points at; a place that she may not
 * see is empty to her. Refuses a record of another kind than the template is written from.
 */
export async function fillTemplate(
  session: Session,
  kind: string,
  templateId: string,
  recordId: string,
): Promise<Filled> {
  const { workspace } = session
  const templates = workspace.registry.templates.get(kind)
  if (!templates) throw notFound()
  const query = queryOf(session)
  const { object, about, texts } = templates
  const template = await one(query, workspace.registry.object(object.key), templateId)
  const source = workspace.registry.objects.get(String(template[about]))
  if (!source)
    throw refuse('conflict', null, { en: 'The object of this template is gone.', zh: '模板适用的对象已不存在。' })
  const fields = mergeFields(texts.map((key) => String(template[key] ?? '')).join('\n'))
  const seen = fields.flatMap((field) => {
    const last = lastOf(query, source, field.path.split('.'))
    return last ? [{ ...field, last }] : []
  })
  const [record] = await presentRecords(query, source, [recordId], [...new Set(seen.map(({ path }) => path))])
  if (!record) throw notFound()
  const missing = new Set<string>()
  const valueAt = ({ whole, path, otherwise }: MergeField) => {
    const last = seen.find((one) => one.whole === whole)?.last
    const text = last ? textOf(session, last, at(record, path.split('.'))) : ''
    if (text !== '') return text
    if (otherwise === null) missing.add(whole)
    return otherwise
  }
  return {
    texts: Object.fromEntries(texts.map((key) => [key, fillMerge(String(template[key] ?? ''), valueAt)])),
    missing: [...missing],
  }
}

async function one(query: Query, object: RegisteredObject, id: string) {
  const [record] = await loadStored(
    query.workspace.db,
    query,
    object,
    and([sql`r.id = ${id}::uuid`, query.reach(object, {})]),
  )
  if (!record) throw notFound()
  return record
}

/** The field at the end of a path; null where there is none that she may see. */
function lastOf(query: Query, object: RegisteredObject, [key = '', ...rest]: readonly string[]): Field | null {
  const field = object.fields[key] as (Field & { to?: string }) | undefined
  if (!field || !canRead(query.principal, object.key, key)) return null
  if (rest.length === 0) return field
  const to = field.to ? query.workspace.registry.objects.get(field.to) : undefined
  return to ? lastOf(query, to, rest) : null
}

function at(record: Readonly<Record<string, unknown>>, path: readonly string[]): unknown {
  // A value of another record stands under its whole path, or within its relation.
  if (path.join('.') in record) return record[path.join('.')]
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined),
    record,
  )
}

/** A value as it stands in a text, in the reader's language; empty where there is none, or she may not see it. */
export function textOf(
  { language, principal }: Pick<Session, 'language' | 'principal'>,
  field: Field,
  value: unknown,
): string {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value) && field.type === 'relations') return value.map((one) => titleOf(one)).join('、')
  if (typeof value === 'object' && 'title' in value) return titleOf(value)
  if (typeof value === 'object' && 'hidden' in value) return ''
  if (field.type === 'datetime' && typeof value === 'string') return dayOf(value, principal.timeZone)
  return typeOf(field).toText(value as never, field as never, language)
}

function titleOf(value: unknown): string {
  return String((value as { title?: string | null } | null)?.title ?? '')
}
