import { IconBell } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { unreadQuery } from '../client/notices.ts'
import styles from './Bell.module.css'
import { panel } from './panel.ts'

/** The bell with what is unread, in the rail or among the tabs of a phone. */
export function Bell({
  className,
  word,
  size = 16,
}: {
  className: string | undefined
  word?: string | undefined
  size?: number
}) {
  const { t } = useTranslation()
  const count = useQuery(unreadQuery).data?.unread ?? 0
  const open = panel.use()
  const shown = count >= 100 ? '99+' : String(count)
  return (
    <button
      type="button"
      className={className}
      aria-haspopup="dialog"
      aria-expanded={open}
      onClick={() => panel.set(!open)}
    >
      <span className={styles.bell}>
        <IconBell size={size} stroke={1.6} />
        {count > 0 && <span className={styles.dot} />}
      </span>
      <span className="unseen">{count > 0 ? t('notices.titleCount', { count }) : t('notices.title')}</span>
      <span className={word} aria-hidden="true">
        {t('notices.title')}
      </span>
      {count > 0 && (
        <span className={`number ${styles.count}`} aria-hidden="true">
          {shown}
        </span>
      )}
    </button>
  )
}
