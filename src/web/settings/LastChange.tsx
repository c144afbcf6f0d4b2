import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { ApiLastChange } from '#kernel/api-settings.ts'
import { ask } from '../client/fetch.ts'
import { useMeta } from '../client/queries.ts'
import { formatInstant } from '../ui/format.ts'
import type { SettingsPage } from './pages.ts'
import styles from './Settings.module.css'

/** Who changed last what a page of the settings shows, with the entry of the audit log; for administrators. */
export function LastChange({ log }: { log: NonNullable<SettingsPage['log']> }) {
  const { t } = useTranslation()
  const { user } = useMeta()
  const { data } = useQuery({
    queryKey: ['audit', 'last', log],
    queryFn: async ({ signal }) =>
      (await ask<{ data: ApiLastChange | null }>('GET', `/api/v1/audit/last?${new URLSearchParams(log)}`, { signal }))
        .data,
    enabled: user.admin,
  })
  if (data === undefined) return null
  if (data === null) return <p className={styles.changed}>{t('changed.never')}</p>
  return (
    <p className={styles.changed}>
      {t('changed.by', { name: data.by?.name ?? t('audit.system'), when: formatInstant(data.at) })}{' '}
      <a href={`/settings/audit?entry=${data.entry}`}>{t('changed.entry')}</a>
    </p>
  )
}
