import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../client/api.ts'
import { useMeta } from '../client/queries.ts'

/** A record of whatever object that another one is about: as it is called now, and the way to it where its reader may go there. */
export function Held({ object, id, name }: { object: string; id: string; name: string | null }) {
  const { t } = useTranslation()
  const of = useMeta().objects[object]
  const { data: now } = useQuery({
    queryKey: ['list', object, 'held', id],
    queryFn: async ({ signal }) =>
      (await api.list(object, { where: { id: { in: [id] } }, limit: 1 }, signal)).data[0] ?? null,
    enabled: of !== undefined,
    staleTime: 60_000,
  })
  if (!of || !now) return <>{name ?? t('field.hidden')}</>
  return (
    <a className="clip" href={`/${object}/${id}`} data-record={`${object}/${id}`}>
      {String(now[of.title] ?? '') || name || '—'}
    </a>
  )
}
