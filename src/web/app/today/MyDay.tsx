import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiToday } from '#kernel/api-today.ts'
import { preferencesQuery } from '../../client/preferences.ts'
import { useMeta } from '../../client/queries.ts'
import { Icon } from '../../ui/Icon.tsx'
import { Bring } from '../Bring.tsx'
import { Filling } from '../Filling.tsx'
import { useRecent } from '../recent.ts'
import styles from '../Today.module.css'
import { needPageWords } from '../words/words.ts'
import { Bones } from './Bones.tsx'
import { ListSection } from './ListSection.tsx'

const GetStarted = lazy(async () => ({ default: (await import('../GetStarted.tsx')).GetStarted }))
const Approvals = lazy(async () => {
  await needPageWords()
  return { default: (await import('./Approvals.tsx')).Approvals }
})
const Changed = lazy(async () => ({ default: (await import('./Changed.tsx')).Changed }))
const Mentions = lazy(async () => ({ default: (await import('./Mentions.tsx')).Mentions }))

/** What waits for the one who looks; on the side what is new. */
export function MyDay({ today }: { today: ApiToday | undefined }) {
  const { t } = useTranslation()
  const meta = useMeta()
  const settled = useQuery(preferencesQuery).isFetched
  return (
    <div className={styles.columns}>
      <div className={styles.main}>
        <Suspense fallback={<Bones />}>
          {!today && <Bones />}
          {today && today.approvals.waiting > 0 && <Approvals approvals={today.approvals} />}
          {today?.self.length === 0 && today.approvals.waiting === 0 && (
            <p className={styles.none}>{t('today.nothing')}</p>
          )}
          {today?.self.map((list) => (
            <ListSection key={list.key} list={list} />
          ))}
        </Suspense>
      </div>
      <div className={styles.side}>
        <Suspense>
          <Filling />
          <GetStarted />
          {meta.workspace.sample && meta.user.admin && <SampleNote />}
          {/* comes after what stands above it, so that it is never pushed down */}
          {today && settled && (
            <Suspense>
              {today.mentions.length > 0 && <Mentions groups={today.mentions} />}
              {today.changed.data.length > 0 && <Changed since={today.since} changed={today.changed} />}
              <Bring />
              <Recent />
            </Suspense>
          )}
        </Suspense>
      </div>
    </div>
  )
}

function Recent() {
  const { t } = useTranslation()
  const { objects } = useMeta()
  const seen = useRecent()
    .filter((one) => objects[one.object])
    .slice(0, 8)
  return (
    <section className={styles.section}>
      <h2 className={styles.title}>{t('today.recent')}</h2>
      {seen.length === 0 && <p className={styles.none}>{t('today.noRecent')}</p>}
      <ul>
        {seen.map((one) => (
          <li key={one.id} className={styles.row}>
            <span className={styles.icon}>
              <Icon name={objects[one.object]?.icon} size={15} />
            </span>
            <a
              className={`clip ${styles.name}`}
              dir="auto"
              href={`/${one.object}/${one.id}`}
              data-record={`${one.object}/${one.id}`}
            >
              {one.title}
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** What is on the screen is the demo company's; one click leads to where it is taken out. */
function SampleNote() {
  const { t } = useTranslation()
  return (
    <p className={styles.sample}>
      {t('sample.note')}{' '}
      <Link to="/settings/$page" params={{ page: 'sample' }}>
        {t('sample.remove')}
      </Link>
    </p>
  )
}
