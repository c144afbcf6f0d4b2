import type { Registry } from '#kernel/registry.ts'
import { addDays, startOfDay } from '#kernel/time.ts'
import type { Everyone } from './directory.ts'
import type { Principal, Rights, Verb } from './principal.ts'

/** Somebody is away for a time, and others act for her. Instants, ISO 8601; the last one is left out. */
export type Absence = {
  readonly id: string
  readonly personId: string
  readonly by: readonly string[]
  readonly from: string
  readonly until: string
}

/** For whom somebody acts, and until when. */
export type Cover = { readonly for: Principal; readonly until: string }

const known = new WeakMap<Everyone, readonly Absence[]>()

/** Absences that objects with `standsIn` tell of: whole days in the time zone of the one who is away. */
export function absencesOf(everyone: Everyone, registry: Registry): readonly Absence[] {
  let absences = known.get(everyone)
  if (!absences) {
    absences = [...registry.objects.values()].flatMap(({ key, standsIn }) =>
      !standsIn
        ? []
        : (everyone.standing.get(key) ?? []).flatMap((record): Absence[] => {
            const person = everyone.people.get(String(record[standsIn.person]))
            const by = (record[standsIn.by] ?? []) as readonly string[]
            if (!person || by.length === 0) return []
            const from = startOfDay(String(record[standsIn.from]), person.timeZone)
            const until = startOfDay(addDays(String(record[standsIn.until]), 1), person.timeZone)
            return [{ id: record.id, personId: person.id, by, from, until }]
          }),
    )
    known.set(everyone, absences)
  }
  return absences
}

export function isUnderWay({ from, until }: Pick<Absence, 'from' | 'until'>, now: string): boolean {
  return from <= now && now < until
}

/** When what people may do changes next by the clock alone; null where it does not. */
export function nextTurn(absences: readonly Absence[], now: string): string | null {
  const turns = absences.flatMap(({ from, until }) => [from, until]).filter((turn) => turn > now)
  return turns.sort()[0] ?? null
}

/** What is kept about people and their settings is nobody else's, whoever stands in for whom. */
export function isCoverable(registry: Registry, objectKey: string): boolean {
  const object = registry.objects.get(objectKey)
  if (!object || object.standing || ['user', 'team', 'role'].includes(objectKey)) return false
  return !registry.modules.some((module) => module.settings?.some((kept) => kept.object === objectKey))
}

const verbs = ['read', 'update', 'delete'] as const

/**
 * Her rights with what she may do for others: where her own roles give her nothing with a kind of record, she has what
 * those have for whom she acts, and no more than each of them; which records that reaches is said by `scopeSql`.
 */
export function withCovers(own: Rights, objectKey: string, covers: readonly Cover[]): Rights {
  const theirs = covers.map((cover) => cover.for.rights(objectKey)).filter(({ scopes }) => scopes.read.length > 0)
  if (theirs.length === 0) return own
  const scopes = Object.fromEntries(
    verbs.map((verb) => {
      const none = own.scopes[verb].length === 0 && theirs.some((rights) => rights.scopes[verb].length > 0)
      // Of herself no record; the verb alone.
      return [verb, none ? ['none' as const] : own.scopes[verb]]
    }),
  ) as Record<Verb, Rights['scopes'][Verb]>
  return {
    ...own,
    scopes,
    fields: own.scopes.read.length > 0 ? own.fields : theirs.map(({ fields }) => fields).reduce(inBoth),
    actions:
      own.scopes.update.length > 0
        ? own.actions
        : theirs
            .map(({ actions }) => actions)
            .reduce((a, b) => (a === 'all' ? b : b === 'all' ? a : a.intersection(b))),
  }
}

function inBoth(a: Rights['fields'], b: Rights['fields']): Rights['fields'] {
  const both = [...a].filter(([key]) => b.has(key))
  return new Map(both.map(([key, level]) => [key, level === 'write' ? (b.get(key) ?? 'read') : 'read']))
}

/** Who gets what would become hers while she is away; null where nobody stands in. Several take turns by the record. */
export function coverFor(
  absences: readonly Absence[],
  now: string,
  given: { readonly ownerId: string; readonly actorId: string | null; readonly recordId: string },
): string | null {
  const { ownerId, actorId, recordId } = given
  const away = absences.filter((one) => one.personId === ownerId && isUnderWay(one, now))
  const by = [...new Set(away.flatMap((one) => one.by))].filter((id) => id !== ownerId).sort()
  // What she or who acts for her makes hers stays hers.
  if (by.length === 0 || actorId === ownerId || by.includes(actorId ?? '')) return null
  return by[Number.parseInt(recordId.slice(-6), 16) % by.length] ?? null
}
