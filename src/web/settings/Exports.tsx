import { IconAlertTriangle, IconDownload } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Meta } from '#kernel/api.ts'
import type { ApiExportEntry } from '#kernel/api-access.ts'
import { pluralOf } from '../app/navigation.ts'
import { ask } from '../client/fetch.ts'
import { useMeta } from '../client/queries.ts'
import { Avatar } from '../ui/Avatar.tsx'
import { Bone } from '../ui/Bone.tsx'
import { Button, DownloadButton } from '../ui/Button.tsx'
import { Check } from '../ui/Check.tsx'
import { Empty } from '../ui/Empty.tsx'
import { formatInstant } from '../ui/format.ts'
import { say } from '../ui/language.ts'
import { Tag } from '../ui/Tag.tsx'
import styles from './Exports.module.css'
import { Head } from './Head.tsx'

type Log = { readonly data: readonly ApiExportEntry[]; readonly next: string | null }

/** Who took what out, latest first. */
export function Exports() {
  const { t } = useTranslation()
  const meta = useMeta()
  const [unusual, setUnusual] = useState(false)
  const log = useInfiniteQuery({
    queryKey: ['exports', unusual],
    queryFn: ({ pageParam, signal }) =>
      ask<Log>('GET', `/api/v1/exports?unusual=${unusual}${pageParam ? `&after=${pageParam}` : ''}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last: Log) => last.next,
  })
  const entries = log.data?.pages.flatMap((page) => page.data) ?? []
  return (
    <>
      <Head title={t('exports.title')} text={t('exports.text')}>
        <span className={styles.tools}>
          <Check checked={unusual} onChange={(event) => setUnusual(event.target.checked)}>
            {t('exports.onlyUnusual')}
          </Check>
          <DownloadButton href="/api/v1/export-all" icon={<IconDownload size={15} />} title={t('exports.allText')}>
            {t('exports.all')}
          </DownloadButton>
        </span>
      </Head>
      {log.isPending && <Bone width="60%" />}
      {log.isSuccess && entries.length === 0 && <Empty title={t('exports.none')} />}
      <div className={styles.rows}>
        {entries.map((entry) => (
          <Row key={entry.id} entry={entry} meta={meta} />
        ))}
      </div>
      {log.hasNextPage && <Button onClick={() => void log.fetchNextPage()}>{t('exports.more')}</Button>}
    </>
  )
}

function Row({ entry, meta }: { entry: ApiExportEntry; meta: Meta }) {
  const { t } = useTranslation()
  const object = meta.objects[entry.object]
  const log = entry.object === 'sampan.audit' ? t('audit.title') : entry.object
  const name = object ? pluralOf(object) : log
  const via = entry.via === 'screen' || entry.via === 'api' || entry.via === 'cli' ? entry.via : 'other'
  const columns = entry.columns.map((path) => {
    const field = object?.fields[path.split('.')[0] ?? '']
    return field ? say(field.label) : path === 'id' ? t('exports.recordId') : path
  })
  return (
    <details className={styles.row}>
      <summary>
        <Avatar name={entry.person?.name ?? 'S'} />
        <span className={`clip ${styles.who}`}>{entry.person?.name ?? t('exports.system')}</span>
        <span className={`clip ${styles.what}`}>
          {entry.format === 'archive'
            ? `${t('exports.everything')} · ${t('exports.archive')}`
            : `${name} · ${entry.format.toUpperCase()}`}
        </span>
        <span className={`number ${styles.count}`}>
          {entry.rows === null
            ? t('exports.running')
            : entry.complete
              ? t('exports.rows', { count: entry.rows })
              : t('exports.cut', { count: entry.rows })}
        </span>
        {entry.unusual !== null && (
          <Tag tone="red">
            <IconAlertTriangle size={12} />
            {entry.unusual === 0 ? t('exports.unusualFirst') : t('exports.unusual', { count: entry.unusual })}
          </Tag>
        )}
        <time className={`number ${styles.time}`} dateTime={entry.at}>
          {formatInstant(entry.at)}
        </time>
      </summary>
      <dl>
        <dt>{t('exports.file')}</dt>
        <dd>{entry.fileName}</dd>
        {entry.format !== 'archive' && (
          <>
            <dt>{t('exports.columns')}</dt>
            <dd>{columns.join('、')}</dd>
            <dt>{t('exports.filter')}</dt>
            <dd>{entry.where ? <code>{JSON.stringify(entry.where)}</code> : t('exports.noFilter')}</dd>
          </>
        )}
        <dt>{t('exports.address')}</dt>
        <dd>
          {t(`exports.via.${via}`)}
          {entry.address && ` · ${entry.address}`}
        </dd>
      </dl>
    </details>
  )
}
