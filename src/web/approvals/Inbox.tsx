import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiApproval } from '#kernel/api-approvals.ts'
import { HelpMark } from '../help/HelpMark.tsx'
import { Bone } from '../ui/Bone.tsx'
import { Empty } from '../ui/Empty.tsx'
import { formatAgo } from '../ui/format.ts'
import { useSay } from '../ui/language.ts'
import { Tag } from '../ui/Tag.tsx'
import styles from './Approvals.module.css'
import { type Box, boxes, boxQuery, toneOfStatus } from './approvals.ts'
import { Changes, What } from './Changes.tsx'
import { Story } from './Story.tsx'

/** What waits for the reader, what she has asked for and what she has decided; one of them beside the list. */
export function Inbox() {
  const { t } = useTranslation()
  useSay()
  const navigate = useNavigate()
  const { box: named, id } = useSearch({ strict: false }) as { box?: Box; id?: string }
  const box = named ?? 'waiting'
  const { data, error } = useQuery(boxQuery(box))
  const waiting = useQuery(boxQuery('waiting')).data?.waiting ?? 0
  useEffect(() => {
    document.title = `${t('approvals.title')} · Sampan`
  })
  const go = (search: { box?: Box; id?: string }) => void navigate({ to: '/approvals', search })
  const chosen = id ?? null
  return (
    <div className={styles.screen} data-open={chosen !== null || undefined}>
      <section className={styles.list} aria-label={t('approvals.title')}>
        <header className={styles.head}>
          <h1>{t('approvals.title')}</h1>
          <HelpMark to="approvals" />
        </header>
        <div className={styles.tabs} role="tablist" aria-label={t('approvals.title')}>
          {boxes.map((one) => (
            <button
              key={one}
              type="button"
              role="tab"
              aria-selected={one === box}
              onClick={() => go(one === 'waiting' ? {} : { box: one })}
            >
              {t(`approvals.box.${one}`)}
              {one === 'waiting' && waiting > 0 && <span className="number">{waiting}</span>}
            </button>
          ))}
        </div>
        {error && <p role="alert">{error.message}</p>}
        {!data && !error && <Bone width="70%" />}
        {data?.data.length === 0 && (
          <Empty title={t(`approvals.none.${box}`)} text={box === 'waiting' ? t('approvals.noneText') : undefined} />
        )}
        <ul className={styles.rows}>
          {data?.data.map((approval) => (
            <li key={approval.id}>
              <Row
                approval={approval}
                chosen={approval.id === chosen}
                onOpen={() => go({ ...(box !== 'waiting' && { box }), id: approval.id })}
              />
            </li>
          ))}
        </ul>
      </section>
      {chosen && (
        <section className={styles.detail}>
          <button type="button" className={styles.back} onClick={() => go(box === 'waiting' ? {} : { box })}>
            ← {t('approvals.backToList')}
          </button>
          <Story key={chosen} id={chosen} />
        </section>
      )}
    </div>
  )
}

function Row({ approval, chosen, onOpen }: { approval: ApiApproval; chosen: boolean; onOpen: () => void }) {
  const { t } = useTranslation()
  return (
    <button type="button" className={styles.row} aria-current={chosen || undefined} onClick={onOpen}>
      <span className={styles.rowTop}>
        <span className={`clip ${styles.title}`}>{approval.title ?? '—'}</span>
        <Tag tone={toneOfStatus[approval.status]}>{t(`approvals.status.${approval.status}`)}</Tag>
      </span>
      <span className={`clip ${styles.faint}`}>
        <What approval={approval} /> ·{' '}
        {t('approvals.askedBy', { who: approval.asker.name, when: formatAgo(approval.askedAt) })}
      </span>
      <Changes approval={approval} most={3} />
      {approval.reason && <span className={`clip ${styles.quiet}`}>{approval.reason}</span>}
    </button>
  )
}
