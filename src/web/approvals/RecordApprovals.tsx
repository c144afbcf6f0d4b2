import { useTranslation } from 'react-i18next'
import type { ApiApproval } from '#kernel/api-approvals.ts'
import { formatAgo } from '../ui/format.ts'
import { Tag } from '../ui/Tag.tsx'
import styles from './Approvals.module.css'
import { toneOfStatus } from './approvals.ts'
import { Changes, What } from './Changes.tsx'

/** What is or was under approval of a record: what, by whom, since when. */
export function RecordApprovals({ approvals }: { approvals: readonly ApiApproval[] }) {
  const { t } = useTranslation()
  return (
    <section className={styles.ofRecord} aria-label={t('approvals.title')}>
      <h3>{t('approvals.title')}</h3>
      <ul>
        {approvals.map((approval) => (
          <li key={approval.id}>
            <span className={styles.rowTop}>
              <a className="clip" href={`/approvals?id=${approval.id}`}>
                <What approval={approval} />
              </a>
              <Tag tone={toneOfStatus[approval.status]}>{t(`approvals.status.${approval.status}`)}</Tag>
            </span>
            {approval.status === 'waiting' && (
              <>
                <Changes approval={approval} most={3} />
                <span className={styles.faint}>
                  {t('approvals.waitsFor', { who: waitsFor(approval, t('approvals.and')) })}
                  {approval.hold === 'record' && ` · ${t('approvals.locked')}`}
                </span>
              </>
            )}
            <span className={styles.faint}>
              {t('approvals.askedBy', { who: approval.asker.name, when: formatAgo(approval.askedAt) })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

export function waitsFor({ steps, step }: ApiApproval, and: string): string {
  const names = steps[step]?.seats.filter(({ status }) => status === 'waiting').map(({ person }) => person.name) ?? []
  return names.join(and)
}
