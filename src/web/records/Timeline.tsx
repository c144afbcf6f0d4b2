import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiPage, MetaObject, TimelineEntry } from '#kernel/api.ts'
import { api } from '../client/api.ts'
import { useMeta } from '../client/queries.ts'
import { Button } from '../ui/Button.tsx'
import { formatDate, local } from '../ui/format.ts'
import { Composer } from './Composer.tsx'
import { composable } from './composing.ts'
import { Entry } from './Entry.tsx'
import styles from './Timeline.module.css'

type Only = 'all' | 'record' | 'comment' | 'event'

const filterWords = {
  all: 'log.all',
  record: 'log.records',
  comment: 'comments.comment',
  event: 'log.changes',
} as const

/** Everything that happened, newest first, without end; what is still to come stands on top. */
export function Timeline({ object, page }: { object: MetaObject; page: ApiPage }) {
  const { t } = useTranslation()
  const meta = useMeta()
  const [only, setOnly] = useState<Only>('all')
  const [earlier, setEarlier] = useState(false)
  const { id } = page.record
  const older = useInfiniteQuery({
    queryKey: ['timeline', object.key, id, only, page.timeline.next],
    queryFn: ({ pageParam, signal }) => api.timeline(object.key, id, pageParam, only === 'all' ? null : only, signal),
    initialPageParam: page.timeline.next ?? '',
    getNextPageParam: (last) => last.next,
    // what is filtered is looked for in all that has happened, not only in what is here
    enabled: (earlier || only !== 'all') && page.timeline.next !== null,
    // what stands there stays while something new comes on top; another filter begins anew
    placeholderData: (before, query) => (query?.queryKey[3] === only ? before : undefined),
  })
  const end = useRef<HTMLDivElement>(null)
  const { hasNextPage, isFetching, fetchNextPage } = older
  useEffect(() => {
    if (!hasNextPage || isFetching || !end.current) return
    const near = new IntersectionObserver(([one]) => one?.isIntersecting && void fetchNextPage(), {
      rootMargin: '600px',
    })
    near.observe(end.current)
    return () => near.disconnect()
  }, [hasNextPage, isFetching, fetchNextPage])
  const entries = [...page.timeline.data, ...(older.data?.pages.flatMap((one) => one.data) ?? [])]
  const shown = entries.filter((entry) => only === 'all' || entry.type === only)
  const more = older.data ? older.hasNextPage : page.timeline.next !== null
  const kinds = composable(meta, object.key)
  const now = new Date().toISOString()
  const coming = shown.filter((entry) => entry.at > now).reverse()
  const past = shown.filter((entry) => entry.at <= now)
  const told = object.traits.includes('timeline')
  // what can never stand here is no choice
  const choices = (['all', 'record', 'comment', 'event'] as const).filter(
    (one) =>
      one === 'all' || one === 'event' || (one === 'record' ? kinds : told) || entries.some(({ type }) => type === one),
  )
  return (
    <>
      {(kinds || told) && <Composer object={object} record={page.record} kinds={kinds} />}
      <fieldset className={styles.filters} aria-label={t('list.filter')}>
        {choices.map((one) => (
          <button key={one} type="button" aria-pressed={only === one} onClick={() => setOnly(one)}>
            {t(filterWords[one])}
          </button>
        ))}
      </fieldset>
      {coming.length > 0 && (
        <ol className={styles.coming}>
          {coming.map((entry) => (
            <Entry key={entry.id} object={object} about={page.record} entry={entry} />
          ))}
        </ol>
      )}
      {shown.length === 0 && !more && (
        <p className={styles.none}>{t(only === 'all' ? 'page.nothingYet' : 'log.noneOfThese')}</p>
      )}
      {days(past).map(([day, list]) => (
        <div key={day} className={styles.day}>
          <h2 className={styles.date}>{formatDate(day)}</h2>
          <ol>
            {list.map((entry) => (
              <Entry key={entry.id} object={object} about={page.record} entry={entry} />
            ))}
          </ol>
        </div>
      ))}
      <div ref={end} />
      {more && (
        <Button small disabled={isFetching} onClick={() => (older.data ? void fetchNextPage() : setEarlier(true))}>
          {t('page.earlier')}
        </Button>
      )}
    </>
  )
}

/** Entries by the day on which they happened, in the reader's time zone. */
function days(entries: readonly TimelineEntry[]): readonly (readonly [string, readonly TimelineEntry[]])[] {
  return [...Map.groupBy(entries, (entry) => local(entry.at).day)]
}
