// biome-ignore-all lint/suspicious/noArrayIndexKey: bones of what is still to come are all alike
import { IconLock } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { lazy, type RefObject, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiPage, MetaObject } from '#kernel/api.ts'
import { Failed } from '../app/Failed.tsx'
import { Missing } from '../app/Missing.tsx'
import { remember } from '../app/recent.ts'
import { needPageWords } from '../app/words/words.ts'
import { ApiError } from '../client/fetch.ts'
import { look } from '../client/presence.ts'
import { pageQuery, useMeta } from '../client/queries.ts'
import { Bone } from '../ui/Bone.tsx'
import { Empty } from '../ui/Empty.tsx'
import { useKeys } from '../ui/keys.ts'
import { extras } from './extras.ts'
import { Facts } from './Facts.tsx'
import { Gone, typedIn } from './Gone.tsx'
import { mapOf } from './map/people.ts'
import { PageHead } from './PageHead.tsx'
import styles from './RecordPage.module.css'
import { Related } from './Related.tsx'
import { Timeline } from './Timeline.tsx'

const RecordApprovals = lazy(async () => {
  await needPageWords()
  return { default: (await import('../approvals/RecordApprovals.tsx')).RecordApprovals }
})
const RecordFlows = lazy(() => import('../flows/RecordFlows.tsx').then((m) => ({ default: m.RecordFlows })))
const PeopleMap = lazy(() => import('./map/PeopleMap.tsx').then((m) => ({ default: m.PeopleMap })))

type Props = { object: MetaObject; id: string; slim?: boolean }

/** Everything about one record, from one request: head, facts, what happened, what belongs to it. */
export function RecordPage({ object, id, slim }: Props) {
  const { t } = useTranslation()
  const page = useQuery(pageQuery(object.key, id))
  const seeing = Boolean(useMeta().seeing)
  useEffect(() => (seeing ? undefined : look(object.key, id)), [object.key, id, seeing])
  const navigate = useNavigate()
  const now = page.data?.record.id
  // The address of a record that has become part of another leads to that one.
  useEffect(() => {
    if (now && now !== id && !slim)
      void navigate({ to: '/$object/$id', params: { object: object.key, id: now }, replace: true })
  }, [object.key, id, now, slim, navigate])
  const title = page.data ? String(page.data.record[object.title] ?? '') : ''
  useEffect(() => {
    if (!title) return
    remember({ object: object.key, id, title })
    if (!slim) document.title = `${title} · Sampan`
  }, [object.key, id, title, slim])
  const article = useRef<HTMLElement>(null)
  const missing = page.isError && page.error instanceof ApiError && page.error.status === 404
  // While it is still there: what she was typing when the record went away under her hands.
  const typed = useMemo(() => (missing ? typedIn(article.current) : []), [missing])
  if (missing && page.data) return <Gone object={object} title={title} typed={typed} />
  if (missing) return <Missing object={object.key} id={id} />
  // She may see it, but no more of its kind today.
  if (page.error instanceof ApiError && page.error.status === 403 && !page.data)
    return <Empty icon={<IconLock size={32} stroke={1.4} />} title={t('pools.enough')} text={page.error.message} />
  if (page.isError && !page.data) return <Failed error={page.error} reset={() => void page.refetch()} />
  if (!page.data) return <PageBones />
  return <Parts object={object} page={page.data} slim={slim ?? false} article={article} />
}

const parts = ['timeline', 'people', 'facts', 'related'] as const

type PartsProps = { object: MetaObject; page: ApiPage; slim: boolean; article: RefObject<HTMLElement | null> }

function Parts({ object, page, slim, article }: PartsProps) {
  const { t } = useTranslation()
  const [part, setPart] = useState<(typeof parts)[number]>(slim ? 'facts' : 'timeline')
  const Extra = extras[object.key]
  const map = mapOf(useMeta(), object)
  useKeys(
    {
      e: (event) => {
        event.preventDefault()
        article.current?.querySelector<HTMLElement>('[data-edit]')?.click()
      },
    },
    !slim,
  )
  // what waits for a decision stands first, what was decided last
  const waits = page.approvals?.some(({ status }) => status === 'waiting')
  const approvals = page.approvals && (
    <Suspense>
      <RecordApprovals approvals={page.approvals} />
    </Suspense>
  )
  const told = object.traits.includes('timeline') || page.timeline.data.length > 0
  return (
    <article ref={article} className={styles.page}>
      <PageHead object={object} page={page} slim={slim} />
      <div className={styles.tabs} role="tablist">
        {parts
          .filter((one) => (one !== 'related' || page.related.length > 0) && (one !== 'people' || map))
          .map((one) => (
            <button key={one} type="button" role="tab" aria-selected={part === one} onClick={() => setPart(one)}>
              {one === 'people' ? t('people.title') : t(`page.${one}`)}
            </button>
          ))}
      </div>
      <div className={styles.body} data-part={part} data-lonely={page.related.length === 0 || undefined}>
        <section className={styles.facts} aria-label={t('page.facts')} tabIndex={-1}>
          {waits && approvals}
          <Facts object={object} page={page} />
          {!waits && approvals}
          {(page.flows || page.signals) && (
            <Suspense>
              <RecordFlows id={page.record.id} flows={page.flows} signals={page.signals} />
            </Suspense>
          )}
        </section>
        <section className={styles.timeline} aria-label={t(part === 'people' ? 'people.title' : 'page.timeline')}>
          {Extra && (
            <Suspense>
              <Extra page={page} />
            </Suspense>
          )}
          {map && (
            <div className={styles.centre} role="tablist" aria-label={t('page.timeline')}>
              {(['timeline', 'people'] as const).map((one) => (
                <button
                  key={one}
                  type="button"
                  role="tab"
                  aria-selected={(part === 'people') === (one === 'people')}
                  onClick={() => setPart(one)}
                >
                  {one === 'people' ? t('people.title') : t('page.timeline')}
                </button>
              ))}
            </div>
          )}
          {map && part === 'people' ? (
            <Suspense fallback={<Bone width="60%" height={60} />}>
              <PeopleMap object={object} record={page.record} map={map} slim={slim} />
            </Suspense>
          ) : (
            told && <Timeline object={object} page={page} />
          )}
        </section>
        {page.related.length > 0 && (
          <section className={styles.related} aria-label={t('page.related')}>
            <Related object={object} page={page} />
          </section>
        )}
      </div>
    </article>
  )
}

function PageBones() {
  return (
    <div className={styles.page} aria-busy="true">
      <div className={styles.bones}>
        <Bone width={40} height={40} />
        <Bone width={260} height={18} />
        <Bone width={420} height={12} />
      </div>
      <div className={styles.body} data-part="timeline">
        {[styles.facts, styles.timeline, styles.related].map((name) => (
          <div key={name} className={`${name} ${styles.bones}`}>
            {Array.from({ length: 8 }, (_, i) => (
              <Bone key={`${i + 1}`} width={`${45 + ((i * 17) % 40)}%`} />
            ))}
          </div>
        ))}
      </div>
    </div>
  )
}
