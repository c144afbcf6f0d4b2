import { queryOptions, useQuery } from '@tanstack/react-query'
import type { Meta, MetaObject } from '#kernel/api.ts'
import { api } from '../client/api.ts'
import { queries } from '../client/queries.ts'
import { Tag, toneOf } from '../ui/Tag.tsx'

/** Does the other object give its few records colours, as stages do? Then they are shown like choices. */
export function colored(object: MetaObject | undefined): boolean {
  return object?.nested === true && object.fields.color?.type === 'text'
}

function tonesQuery(to: string) {
  return queryOptions({
    queryKey: ['tones', to],
    queryFn: async ({ signal }) => {
      const { data } = await api.list(to, { limit: 1000 }, signal)
      return new Map(data.map((row) => [row.id, row]))
    },
    staleTime: 600_000,
  })
}

/** Reads the colours that records of these objects will show, beside the records themselves. */
export function expectTones({ objects }: Meta, shown: readonly (MetaObject | undefined)[]): Promise<unknown> {
  const targets = shown.flatMap((object) =>
    Object.values(object?.fields ?? {}).flatMap((field) =>
      field.type === 'relation' && 'to' in field && colored(objects[String(field.to)]) ? [String(field.to)] : [],
    ),
  )
  return Promise.all([...new Set(targets)].map((to) => queries.prefetchQuery(tonesQuery(to))))
}

/** A record of such an object in its colour; the colours are read once for all cells. */
export function ToneTag({ to, id, title }: { to: string; id: string; title: string }) {
  const { data } = useQuery(tonesQuery(to))
  const row = data?.get(id)
  const color = typeof row?.color === 'string' && row.color !== '' ? row.color : undefined
  return <Tag tone={toneOf(color)}>{title}</Tag>
}
