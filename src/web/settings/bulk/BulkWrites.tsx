import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Meta } from '#kernel/api.ts'
import { type ApiBulkWrite, type ApiBulkWrites, undoDays } from '#kernel/api-bulk.ts'
import { pluralOf } from '../../app/navigation.ts'
import { takeBack } from '../../client/bulk.ts'
import { ask } from '../../client/fetch.ts'
import { useMeta } from '../../client/queries.ts'
import { complain } from '../../client/writes.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { Bone } from '../../ui/Bone.tsx'
import { Button } from '../../ui/Button.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { formatInstant, formatNumber } from '../../ui/format.ts'
import { inputStyles } from '../../ui/Input.tsx'
import { say } from '../../ui/language.ts'
import { Head } from '../Head.tsx'
import styles from './BulkWrites.module.css'

/** What was done to many records at once, latest first; one's own can be taken back. */
export function BulkWrites() {
  const { t } = useTranslation()
  const meta = useMeta()
  const navigate = useNavigate()
  const { item: object } = useParams({ strict: false }) as { item?: string }
  const log = useInfiniteQuery({
    queryKey: ['bulkWrites', object],
    queryFn: ({ pageParam, signal }) =>
      ask<ApiBulkWrites>(
        'GET',
        `/api/v1/bulk-writes?${new URLSearchParams({ ...(object && { object }), ...(pageParam && { after: pageParam }) })}`,
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last: ApiBulkWrites) => last.next,
  })
  const entries = log.data?.pages.flatMap((page) => page.data) ?? []
  const choices = Object.values(meta.objects).filter((one) => !one.nested || one.key === object)
  return (
    <>
      <Head
        title={t('bulkLog.title')}
        text={t(meta.user.admin ? 'bulkLog.textAll' : 'bulkLog.text', { days: undoDays })}
      >
        <select
          aria-label={t('bulkLog.of')}
          className={`${inputStyles.input} ${styles.of}`}
          value={object ?? ''}
          onChange={({ target: { value } }) =>
            void (value
              ? navigate({ to: '/settings/$page/$item', params: { page: 'bulk', item: value } })
              : navigate({ to: '/settings/$page', params: { page: 'bulk' } }))
          }
        >
          <option value="">{t('bulkLog.all')}</option>
          {choices.map((one) => (
            <option key={one.key} value={one.key}>
              {pluralOf(one)}
            </option>
          ))}
        </select>
      </Head>
      {log.isPending && <Bone width="60%" />}
      {log.isSuccess && entries.length === 0 && <Empty title={t('bulkLog.none')} text={t('bulkLog.noneText')} />}
      <ul className={styles.rows}>
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} meta={meta} />
        ))}
      </ul>
      {log.hasNextPage && <Button onClick={() => void log.fetchNextPage()}>{t('bulkLog.more')}</Button>}
    </>
  )
}

function Entry({ entry, meta }: { entry: ApiBulkWrite; meta: Meta }) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const object = meta.objects[entry.object]
  const labels = entry.fields.map((key) => {
    const field = object?.fields[key]
    return field ? say(field.label) : key
  })
  const action = object?.actions.find(({ key }) => key === entry.action)
  const what =
    entry.do === 'delete'
      ? t('bulkLog.deleted')
      : entry.do === 'action'
        ? action
          ? say(action.label)
          : String(entry.action)
        : t('bulkLog.edited', { what: labels.join(t('bulkLog.comma')) })
  const number = (count: number) => ({ count, number: formatNumber(count) })
  return (
    <li className={styles.row}>
      <Avatar name={entry.person.name} />
      <span className={styles.words}>
        <span className={styles.line}>
          <b>{entry.person.name}</b> {what}
        </span>
        <span className={`number ${styles.faint}`}>
          {object && (
            <Link to="/$object" params={{ object: entry.object }} search={{}} className={styles.object}>
              {pluralOf(object)}
            </Link>
          )}
          {' · '}
          {t('bulkLog.changed', number(entry.changed))}
          {entry.unchanged > 0 && ` · ${t('bulkLog.unchanged', number(entry.unchanged))}`}
          {entry.refused > 0 && ` · ${t('bulkLog.refused', number(entry.refused))}`}
        </span>
      </span>
      <time className={`number ${styles.faint}`} dateTime={entry.at}>
        {formatInstant(entry.at)}
      </time>
      <span className={styles.end}>
        {entry.undoneAt ? (
          <span className={styles.faint} title={formatInstant(entry.undoneAt)}>
            {t('bulkLog.undone')}
          </span>
        ) : entry.undoable ? (
          <Button
            small
            disabled={busy}
            onClick={() => {
              setBusy(true)
              void takeBack(entry.object, entry.id)
                .catch(complain)
                .finally(() => setBusy(false))
            }}
          >
            {t('do.undo')}
          </Button>
        ) : null}
      </span>
    </li>
  )
}
