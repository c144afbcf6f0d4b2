import type { ApiPage, Meta, MetaObject } from '#kernel/api.ts'
import { isWay } from './steps.ts'

/** What may be made for a record, from its head: what goes a way first (an opportunity), then other records that are owned. */
export function offspring(meta: Meta, object: MetaObject, page: ApiPage): { object: MetaObject; field: string }[] {
  const all = page.related.flatMap(({ object: key, field }) => {
    const other = meta.objects[key]
    const fits = other && other.key !== object.key && !other.nested && other.traits.includes('owned')
    return fits && other.rights.create && !other.fields[field]?.system ? [{ object: other, field }] : []
  })
  const rank = (other: MetaObject) => (other.views.board && isWay(other, other.views.board.by) ? 0 : 1)
  return [...Map.groupBy(all, (one) => one.object.key).values()]
    .map(([first]) => first!)
    .sort((a, b) => rank(a.object) - rank(b.object))
}
