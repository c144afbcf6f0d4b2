import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ApiToday } from '#kernel/api-today.ts'
import { formatAgo } from '../../ui/format.ts'
import styles from '../Today.module.css'
import { ListSection } from './ListSection.tsx'

/** What an administrator should look at, each with the way there. */
export function Checks({ admin }: { admin: NonNullable<ApiToday['admin']> }) {
  const { t } = useTranslation()
  return (
    <div className={styles.team}>
      {admin.checks.length === 0 && (
        <p className={styles.well}>
          <IconCircleCheck size={18} stroke={1.7} /> {t('todayCheck.well')}
        </p>
      )}
      <ul aria-label={t('today.hat.admin')}>
        {admin.checks.map(({ key, state, count, at, to }) => (
          <li key={key}>
            <a className={styles.check} data-state={state} href={to} data-record>
              {state === 'wrong' ? <IconAlertTriangle size={16} /> : <IconInfoCircle size={16} />}
              <span className={styles.checkWords}>{t(`todayCheck.${key}`, { count })}</span>
              {at && (
                <time className={styles.ago} dateTime={at}>
                  {t(key.startsWith('backup') ? 'todayCheck.last' : 'todayCheck.from', { when: formatAgo(at) })}
                </time>
              )}
            </a>
          </li>
        ))}
      </ul>
      {admin.lists.map((list) => (
        <ListSection key={list.key} list={list} />
      ))}
    </div>
  )
}
