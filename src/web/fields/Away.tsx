import { queryOptions, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../client/api.ts'
import { useMeta } from '../client/queries.ts'
import { formatDate } from '../ui/format.ts'
import styles from './fields.module.css'

const awayQuery = queryOptions({
  queryKey: ['away'],
  queryFn: async ({ signal }) => {
    const where = { from: { lte: 'today' }, until: { gte: 'today' } }
    const { data } = await api.list('absence', { where, select: ['person', 'until'], limit: 200 }, signal)
    return new Map(data.map((one) => [(one['person'] as { id?: string } | null)?.id, String(one['until'])]))
  },
  staleTime: 60_000,
})

/** Until when somebody is away, beside her name where she could be chosen; nothing where she is there. */
export function Away({ person }: { person: string }) {
  const { t } = useTranslation()
  const known = Boolean(useMeta().objects['absence'])
  const until = useQuery({ ...awayQuery, enabled: known }).data?.get(person)
  return until ? <span className={styles.away}>{t('away.until', { day: formatDate(until) })}</span> : null
}
