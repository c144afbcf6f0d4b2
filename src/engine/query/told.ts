import type { Event, FieldChange } from '#kernel/behaviour.ts'
import type { RegisteredObject } from '#kernel/registry.ts'
import { canRead } from '../access/principal.ts'
import { coveredOf } from './covered.ts'
import { presentRecords } from './list.ts'
import type { Query } from './query.ts'

/** What an event says to one reader. */
export type Told = {
  readonly changes: Readonly<Record<string, FieldChange>>
  readonly data: Readonly<Record<string, unknown>> | null
}

/**
 * What events of one object tell somebody who may see their records: of changes and of what an action added, the fields
 * that she may see; of records that they point at, those that she may see. Of what an action added, only what the
 * declaration says the field of (`emits`), or what is named like one.
 */
export async function tell(
  query: Query,
  object: RegisteredObject,
  events: readonly Pick<Event, 'recordId' | 'kind' | 'changes' | 'data'>[],
): Promise<Told[]> {
  const covered = await coveredOf(
    query.workspace,
    query.principal,
    object.key,
    events.map(({ recordId }) => recordId),
  )
  const reads = (recordId: string, key: string) =>
    canRead(query.principal, object.key, key) && !covered(recordId).has(key)
  const seen = events.map(({ recordId, kind, changes, data }) => ({
    changes: Object.entries(changes).filter(([key]) => reads(recordId, key)),
    data: Object.entries(data ?? {}).flatMap(([key, value]): [string, string, unknown][] => {
      const field = object.emits?.[kind]?.tells?.[key] ?? key
      return object.fields[field] && reads(recordId, field) ? [[key, field, value]] : []
    }),
  }))
  const titles = await titlesOf(query, object, [
    ...seen.flatMap(({ changes }) => changes),
    ...seen.flatMap(({ data }) => data.map(([, field, value]): [string, unknown[]] => [field, [value]])),
  ])
  const refer = (id: unknown) =>
    typeof id === 'string' ? (titles.has(id) ? { id, title: titles.get(id) ?? null } : { hidden: true }) : id
  const shown = (field: string, value: unknown) => {
    const declared = object.fields[field]
    if (!declared || !('to' in declared)) return value
    return Array.isArray(value) ? value.map(refer) : refer(value)
  }
  return seen.map(({ changes, data }, i) => ({
    changes: Object.fromEntries(
      changes.map(([key, [from, to, ...typed]]) => [key, [shown(key, from), shown(key, to), ...typed]]),
    ),
    data: events[i]!.data ? Object.fromEntries(data.map(([key, field, value]) => [key, shown(field, value)])) : null,
  }))
}

/**
 * Titles of the records that relations pointed at; those that the reader may not see are not among them.
 * By id; null where she may see the record but not its name.
 */
async function titlesOf(
  query: Query,
  object: RegisteredObject,
  values: readonly (readonly [field: string, values: readonly unknown[]])[],
): Promise<ReadonlyMap<string, string | null>> {
  const wanted = new Map<string, Set<string>>()
  for (const [key, list] of values) {
    const field = object.fields[key]
    if (!field || !('to' in field)) continue
    const ids = wanted.get(String(field.to)) ?? new Set()
    for (const id of list.flat()) if (typeof id === 'string') ids.add(id)
    wanted.set(String(field.to), ids)
  }
  const lists = await Promise.all(
    [...wanted].map(async ([to, ids]) => {
      const target = query.workspace.registry.object(to)
      if (ids.size === 0) return []
      const told = canRead(query.principal, to, target.title)
      return (await presentRecords(query, target, [...ids], told ? [target.title] : [])).map(
        (r) => [String(r['id']), told ? String(r[target.title]) : null] as const,
      )
    }),
  )
  return new Map(lists.flat())
}
