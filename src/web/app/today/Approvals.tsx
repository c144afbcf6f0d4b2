import { IconCircleCheck } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { ApiApprovals } from '#kernel/api-approvals.ts'
import { What } from '../../approvals/Changes.tsx'
import { formatAgo } from '../../ui/format.ts'
import styles from '../Today.module.css'

/** What waits for her approval, the longest first. */
export function Approvals({ approvals }: { approvals: ApiApprovals }) {
  const { t } = useTranslation()
  return (
    <section className={styles.section} aria-label={t('approvals.box.waiting')}>
      <h2 className={styles.title}>
        <Link to="/approvals">{t('approvals.box.waiting')}</Link> <span className="number">{approvals.waiting}</span>
      </h2>
      <ul>
        {approvals.data.map((approval) => (
          <li key={approval.id} className={styles.news}>
            <span className={styles.icon}>
              <IconCircleCheck size={15} />
            </span>
            <div className={styles.told}>
              <Link to="/approvals" search={{ id: approval.id }} className={`clip ${styles.name}`} dir="auto">
                {approval.title ?? '—'}
              </Link>
              <span className={styles.line}>
                <What approval={approval} /> · {approval.asker.name}
              </span>
            </div>
            <time className={styles.ago} dateTime={approval.askedAt}>
              {formatAgo(approval.askedAt)}
            </time>
          </li>
        ))}
      </ul>
    </section>
  )
}
