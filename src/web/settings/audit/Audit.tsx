import { IconDownload } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiAuditEntry } from '#kernel/api-security.ts'
import { ask } from '../../client/fetch.ts'
import { Bone } from '../../ui/Bone.tsx'
import { Button } from '../../ui/Button.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { addDays, formatDate, instant, local } from '../../ui/format.ts'
import { Head } from '../Head.tsx'
import styles from './Audit.module.css'
import { Entry } from './Entry.tsx'
import { Filters, type Shown } from './Filters.tsx'
import { Seal } from './Seal.tsx'

type Log = { readonly data: readonly ApiAuditEntry[]; readonly next: string | null }

/** The audit log: who did what, when and from where, and whether anybody has been at it. */
export function Audit() {
  const { t } = useTranslation()
  const { item: person } = useParams({ strict: false }) as { item?: string }
  const { entry } = useSearch({ strict: false }) as { entry?: string }
  const [shown, setShown] = useState<Shown>(entry ? { entry } : person ? { who: person } : {})
  const query = queryOf(shown)
  const log = useInfiniteQuery({
    queryKey: ['audit', query],
    queryFn: ({ pageParam, signal }) =>
      ask<Log>('GET', `/api/v1/audit?${new URLSearchParams({ ...query, ...(pageParam && { after: pageParam }) })}`, {
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last: Log) => last.next,
    placeholderData: keepPreviousData,
    staleTime: 0,
  })
  const entries = log.data?.pages.flatMap((page) => page.data) ?? []
  const days = [...Map.groupBy(entries, (entry) => local(entry.at).day)]
  return (
    <div className={styles.page}>
      <Head title={t('audit.title')} text={t('audit.text')}>
        <a className={styles.export} href={`/api/v1/audit/export?${new URLSearchParams(query)}`} download>
          <IconDownload size={15} />
          {t('audit.export')}
        </a>
      </Head>
      <Seal />
      <Filters shown={shown} onChange={setShown} />
      {log.isPending && <Bone width="60%" />}
      {log.error && <p role="alert">{log.error.message}</p>}
      {log.isSuccess && entries.length === 0 && <Empty title={t('audit.none')} text={t('audit.noneText')} />}
      {days.map(([day, of]) => (
        <section key={day} aria-label={formatDate(day)}>
          <h3 className={styles.day}>{formatDate(day)}</h3>
          <div className={styles.rows}>
            {of.map((one) => (
              <Entry key={one.id} entry={one} open={one.id === shown.entry} />
            ))}
          </div>
        </section>
      ))}
      {log.hasNextPage && (
        <div className={styles.more}>
          <Button disabled={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
            {t('audit.more')}
          </Button>
        </div>
      )}
    </div>
  )
}

/** Days of the reader as instants; the last one is meant whole. */
function queryOf({ who, object, kind, from, to, entry }: Shown): Record<string, string> {
  return {
    ...(entry && { entry }),
    ...(who && { who }),
    ...(object && { object }),
    ...(kind && { kind }),
    ...(from && { from: instant(from, '00:00') }),
    ...(to && { to: instant(addDays(to, 1), '00:00') }),
  }
}
