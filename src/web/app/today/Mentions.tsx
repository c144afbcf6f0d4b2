import { IconAt } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ApiNotificationGroup } from '#kernel/api-notifications.ts'
import { markNotices } from '../../client/notices.ts'
import { queries } from '../../client/queries.ts'
import { complain } from '../../client/writes.ts'
import { formatAgo } from '../../ui/format.ts'
import styles from '../Today.module.css'

/** Where somebody has asked for her, and she has not looked yet. */
export function Mentions({ groups }: { groups: readonly ApiNotificationGroup[] }) {
  const { t } = useTranslation()
  const read = (key: string) =>
    void markNotices([key])
      .then(() => queries.invalidateQueries({ queryKey: ['today'] }))
      .catch(complain)
  return (
    <section className={styles.section} aria-label={t('today.mentions')}>
      <h2 className={styles.title}>
        {t('today.mentions')} <span className="number">{groups.length}</span>
      </h2>
      <ul>
        {groups.map(({ key, who, record, text, at }) => (
          <li key={key} className={styles.news}>
            <span className={styles.icon}>
              <IconAt size={15} />
            </span>
            <div className={styles.told}>
              {record ? (
                <a
                  className={`clip ${styles.name}`}
                  dir="auto"
                  href={`/${record.object}/${record.id}`}
                  data-record={`${record.object}/${record.id}`}
                  onClick={() => read(key)}
                >
                  {record.title ?? '—'}
                </a>
              ) : (
                <span className={styles.none}>{t('notices.gone')}</span>
              )}
              <span className={styles.line}>
                {who[0]?.name} {text}
              </span>
            </div>
            <time className={styles.ago} dateTime={at}>
              {formatAgo(at)}
            </time>
          </li>
        ))}
      </ul>
    </section>
  )
}
