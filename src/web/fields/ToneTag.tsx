import { useQuery } from '@tanstack/react-query'
import type { MetaObject } from '#kernel/api.ts'
import { api } from '../client/api.ts'
import { Tag, toneOf } from '../ui/Tag.tsx'

/** Does the other object give its few records colours, as stages do? Then they are shown like choices. */
export function colored(object: MetaObject | undefined): boolean {
  return object?.nested === true && object.fields.color?.type === 'text'
}

/** A record of such an object in its colour; the colours are read once for all cells. */
export function ToneTag({ to, id, title }: { to: string; id: string; title: string }) {
  const { data } = useQuery({
    queryKey: ['tones', to],
    queryFn: async ({ signal }) => {
      const { data } = await api.list(to, { limit: 1000 }, signal)
      return new Map(data.map((row) => [row.id, row]))
    },
    staleTime: 600_000,
  })
  const row = data?.get(id)
  const color = typeof row?.color === 'string' && row.color !== '' ? row.color : undefined
  return <Tag tone={toneOf(color)}>{title}</Tag>
}
