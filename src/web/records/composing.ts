import type { ApiRecord, Meta, MetaObject } from '#kernel/api.ts'
import type { SelectField } from '#kernel/fields/select.ts'
import type { Values } from '#kernel/object.ts'
import { today } from '../ui/format.ts'

/** What can be written into a timeline: the object whose records belong there, and the relation that puts them there. */
export type Composable = {
  readonly object: MetaObject
  readonly relation: string
  /** The choice between note, task, call … */
  readonly kind: readonly [key: string, field: SelectField] | null
  readonly body: string | null
  readonly due: string | null
  /** What is put with it: photos, files. */
  readonly files: string | null
}

export function composable(meta: Meta, about: string): Composable | null {
  for (const object of Object.values(meta.objects)) {
    if (!object.rights.create) continue
    const fields = Object.entries(object.fields)
    const relation = fields.find(
      ([, field]) => 'timeline' in field && field.timeline === true && 'to' in field && field.to === about,
    )
    if (!relation) continue
    const kind = fields.find(([, field]) => field.type === 'select' && field.required)
    // Where what it is follows from what is done with it, a line in the composer is not how it begins.
    if (kind && kind[1].access !== 'write') continue
    return {
      object,
      relation: relation[0],
      kind: kind ? [kind[0], kind[1] as unknown as SelectField] : null,
      body: fields.find(([, field]) => field.type === 'longText' && field.access === 'write')?.[0] ?? null,
      files: fields.find(([, field]) => field.type === 'files' && field.access === 'write')?.[0] ?? null,
      due:
        (object.views.create ?? []).find((key) => ['datetime', 'date'].includes(object.fields[key]?.type ?? '')) ??
        null,
    }
  }
  return null
}

/** The field that says whether something is still to be done, where there is one. */
export function doneState(object: MetaObject): { field: string; open: string; done: string } | null {
  for (const [key, field] of Object.entries(object.fields)) {
    if (field.type !== 'select') continue
    const keys = (field as unknown as SelectField).options.map((option) => option.key)
    if (keys.includes('open') && keys.includes('done')) return { field: key, open: 'open', done: 'done' }
  }
  return null
}

/** When something open is to be done, the first of its days or instants; null where nobody has said. */
export function dueOf({ views: { calendar } }: MetaObject, record: ApiRecord): string | null {
  const keys = calendar ? (calendar.moves ?? [calendar.at]) : []
  return keys.flatMap((key) => (typeof record[key] === 'string' ? [record[key]] : [])).sort()[0] ?? null
}

/** Is that over? A day is over at its end. */
export function isLate(due: string | null): boolean {
  return due !== null && due < (due.length === 10 ? today() : new Date().toISOString())
}

/** What a new entry shares with the record it is about: the same customer, the same contact. */
export function shared(to: Composable, about: MetaObject, record: ApiRecord): Values {
  const values: Record<string, unknown> = { [to.relation]: { id: record.id } }
  for (const [key, field] of Object.entries(to.object.fields)) {
    if (field.type !== 'relation' || key === to.relation || !('to' in field) || field.to === to.object.key) continue
    const mine = Object.entries(about.fields).find(
      ([, f]) => f.type === 'relation' && !f.system && 'to' in f && f.to === field.to,
    )
    const value = mine && record[mine[0]]
    if (value && typeof value === 'object' && 'id' in value) values[key] = value
  }
  return values
}
