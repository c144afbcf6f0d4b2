import type { Field } from '#kernel/fields/field.ts'
import { columnsOf, isComputed, typeOf } from '#kernel/fields/index.ts'
import type { RegisteredObject, Registry } from '#kernel/registry.ts'
import type { Hanging } from './inherited.ts'
import { gatheredBy, type Places, withDerived } from './standing.ts'

/**
 * What holds for the records of an object because of where a record stands that they hang on: its covers come along, and
 * who opens one of them has opened that one.
 */
export type PlacesAbove = {
  /** The relations up to it, nearest first. */
  readonly hops: readonly Hanging[]
  /** Its column that says where it stands. */
  readonly column: string
  /** Fields of the record that hangs there, and the places where they are covered. */
  readonly covered: Places['covered']
  readonly opens: Places['opens']
}

/** More relations on the way up are not followed. */
const farthest = 2

/** The places above the records of one object; `placesOf` tells where somebody belongs among those of another. */
export function placesAbove(
  registry: Registry,
  objectKey: string,
  placesOf: (gathered: string) => Places | null,
): readonly PlacesAbove[] {
  const object = registry.objects.get(objectKey)
  if (!object || object.open || object.standing) return []
  return waysUp(registry, objectKey).flatMap((hops) => {
    const to = registry.object(hops.at(-1)!.to)
    const places = placesOf(to.key)
    if (!places) return []
    const covered = coveredHere(to, object, places.covered)
    if (covered.length === 0 && places.opens.length === 0) return []
    return [{ hops, column: places.column, covered, opens: places.opens }]
  })
}

const known = new WeakMap<Registry, Map<string, readonly (readonly Hanging[])[]>>()

/** The ways from an object to others whose records are gathered: to each of them the shortest ones. */
function waysUp(registry: Registry, objectKey: string): readonly (readonly Hanging[])[] {
  const ways = known.get(registry) ?? new Map<string, readonly (readonly Hanging[])[]>()
  known.set(registry, ways)
  let found = ways.get(objectKey)
  if (!found) {
    found = shortest(registry, objectKey)
    ways.set(objectKey, found)
  }
  return found
}

function shortest(registry: Registry, objectKey: string): readonly (readonly Hanging[])[] {
  const found: (readonly Hanging[])[] = []
  const reached = new Set<string>()
  let ways: (readonly Hanging[])[] = [[]]
  for (let length = 1; length <= farthest; length++) {
    ways = ways.flatMap((way) => hopsFrom(registry, way.at(-1)?.to ?? objectKey).map((hop) => [...way, hop]))
    // Of one kind with it is not above it: what belongs to a record is that record's own.
    ways = ways.filter((way) => way.at(-1)!.to !== objectKey)
    const here = ways.filter((way) => isGathered(registry, way.at(-1)!.to) && !reached.has(way.at(-1)!.to))
    for (const way of here) reached.add(way.at(-1)!.to)
    found.push(...here)
  }
  return found
}

function hopsFrom(registry: Registry, from: string): Hanging[] {
  return Object.entries(registry.object(from).fields).flatMap(([relation, field]) => {
    const to = field.type === 'relation' && 'to' in field ? registry.objects.get(String(field.to)) : undefined
    return !to || to.open || to.standing || to.key === from ? [] : [{ object: from, relation, to: to.key }]
  })
}

function isGathered(registry: Registry, key: string): boolean {
  return [...registry.objects.values()].some((one) => one.gathers && gatheredBy(registry, key, one) !== null)
}

/** The fields of what hangs there that say the same as the covered ones of what it hangs on. */
function coveredHere(above: RegisteredObject, object: RegisteredObject, covered: Places['covered']): Places['covered'] {
  const at = new Map<string, Set<string>>()
  for (const { field, at: places } of covered) {
    const kin = Object.entries(object.fields).flatMap(([key, one]) =>
      saysTheSame(field, above.fields[field], key, one) ? [key] : [],
    )
    for (const key of withDerived(object, kin)) at.set(key, (at.get(key) ?? new Set()).union(new Set(places)))
  }
  return [...at].map(([field, places]) => ({ field, at: [...places] }))
}

/** How somebody is reached says the same whatever it is called; anything else where it is called the same. */
function saysTheSame(coveredKey: string, covered: Field | undefined, key: string, field: Field): boolean {
  if (!covered || isComputed(field) || columnsOf(key, field).length === 0) return false
  if (field.holds?.includes(covered.type)) return true
  return field.type === covered.type && (typeOf(field).reaches === true || key === coveredKey)
}
