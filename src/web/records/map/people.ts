import type { ApiRecord, Meta, MetaObject } from '#kernel/api.ts'
import type { Reference } from '#kernel/fields/relation.ts'
import type { SelectField } from '#kernel/fields/select.ts'
import type { Where } from '#kernel/where.ts'

/** What the map of people of a page is drawn from; found in the declarations. */
export type PeopleMap = {
  readonly person: MetaObject
  /** The people who belong here, besides those who play a part. */
  readonly where: (record: ApiRecord) => Where | null
  readonly part: PartMap | null
}
type PartMap = {
  readonly object: MetaObject
  /** The relation of a part to the person. */
  readonly of: string
  /** The relation of a part to the record of the page; null where the page is of what the people belong to. */
  readonly here: string | null
  /** The relation of a part to what it is played in. */
  readonly within: string
  readonly where: (record: ApiRecord) => Where
}

/** The map that the page of an object has, or null: people who point at it, or parts that people play in it. */
export function mapOf(meta: Meta, object: MetaObject): PeopleMap | null {
  const all = Object.values(meta.objects)
  for (const person of all) {
    if (!person.views.map?.above) continue
    const to = (from: MetaObject, target: string, not?: string) =>
      Object.entries(from.fields).find(
        ([key, field]) => key !== not && field.type === 'relation' && 'to' in field && field.to === target,
      )?.[0]
    const played = all.find((one) => one.views.map?.of && target(one, one.views.map.of) === person.key)
    const of = played?.views.map?.of
    const other = played && Object.keys(played.fields).find((key) => key !== of && target(played, key))
    const part = played && of && other ? { object: played, of, within: other } : null
    const direct = to(person, object.key, person.views.map.above)
    if (direct)
      return {
        person,
        where: ({ id }) => ({ [direct]: id }),
        part: part && { ...part, here: null, where: ({ id }) => ({ [`${part.of}.${direct}`]: id }) },
      }
    const here = part && to(part.object, object.key, part.of)
    if (!part || !here) continue
    // what both belong to, such as the customer of a deal and of a person
    const shared = Object.entries(object.fields).flatMap(([key, field]) => {
      const back =
        field.type === 'relation' && 'to' in field ? to(person, String(field.to), person.views.map!.above) : undefined
      return back ? [[key, back] as const] : []
    })[0]
    return {
      person,
      where: (record) => {
        const belongs = shared && (record[shared[0]] as Reference | null)
        return belongs && 'id' in belongs ? { [shared[1]]: belongs.id } : null
      },
      part: { ...part, here, where: ({ id }) => ({ [here]: id }) },
    }
  }
  return null
}

function target(object: MetaObject, key: string): string | null {
  const field = object.fields[key]
  return field?.type === 'relation' && 'to' in field ? String(field.to) : null
}

/** The choice that a record has made in a field; nothing where the field is no choice. */
export function optionOf(object: MetaObject, key: string, record: ApiRecord) {
  const field = object.fields[key]
  return field?.type === 'select'
    ? (field as unknown as SelectField).options.find((option) => option.key === record[key])
    : undefined
}

export type Node = {
  readonly person: ApiRecord
  readonly children: readonly Node[]
}

/** The people below whom they report to; who reports to nobody here stands at the top, and so does who would close a circle. */
export function treeOf(people: readonly ApiRecord[], above: string): Node[] {
  const byId = new Map(people.map((one) => [one.id, one]))
  const bossOf = (one: ApiRecord) => {
    const boss = one[above] as Reference | null
    return boss && 'id' in boss && byId.has(boss.id) ? boss.id : null
  }
  const circular = (one: ApiRecord) => {
    const seen = new Set<string>()
    for (let at: string | null = one.id; at && !seen.has(at); at = bossOf(byId.get(at)!)) {
      seen.add(at)
      if (bossOf(byId.get(at)!) === one.id) return true
    }
    return false
  }
  const below = Map.groupBy(people, (one) => (circular(one) ? null : bossOf(one)))
  const nodes = (boss: string | null): Node[] =>
    (below.get(boss) ?? []).map((person) => ({ person, children: nodes(person.id) }))
  return nodes(null)
}

export const box = { width: 224, height: 98, gap: 16, level: 44 } as const
export type Placed = { readonly node: Node; readonly x: number; readonly y: number; readonly parent: Placed | null }

/** Each below the middle of whom it stands under, side by side; in the order in which the keyboard goes. */
export function placed(roots: readonly Node[]): {
  readonly all: Placed[]
  readonly width: number
  readonly height: number
} {
  const all: Placed[] = []
  let right = 0
  const put = (node: Node, depth: number): { x: number; own: (parent: Placed | null) => void } => {
    const children = node.children.map((child) => put(child, depth + 1))
    const x = children.length > 0 ? (children[0]!.x + children.at(-1)!.x) / 2 : right
    if (children.length === 0) right += box.width + box.gap
    return {
      x,
      own: (parent) => {
        const here = { node, x, y: depth * (box.height + box.level), parent }
        all.push(here)
        for (const child of children) child.own(here)
      },
    }
  }
  for (const root of roots.map((node) => put(node, 0))) root.own(null)
  return {
    all,
    width: Math.max(right - box.gap, box.width),
    height: Math.max(0, ...all.map(({ y }) => y)) + box.height,
  }
}
