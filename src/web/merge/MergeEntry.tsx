import { IconArrowMerge } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaObject, TimelineEntry } from '#kernel/api.ts'
import type { ApiMerge } from '#kernel/api-merge.ts'
import { queries, refresh, useMeta } from '../client/queries.ts'
import { complain } from '../client/writes.ts'
import timeline from '../records/Timeline.module.css'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { formatInstant } from '../ui/format.ts'
import { language, say } from '../ui/language.ts'
import { say as toast } from '../ui/toast.tsx'
import { merges } from './api.ts'
import styles from './Merge.module.css'

/** In what happened: which records became part of this one, and the way to take them apart. */
export function MergeEntry({ object, entry, time }: { object: MetaObject; entry: TimelineEntry; time: string }) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const { data } = useQuery({
    queryKey: ['page', 'merges', object.key, entry.recordId],
    queryFn: ({ signal }) => merges.of(object.key, entry.recordId, signal),
    enabled: entry.kind === 'merged',
  })
  // The event and its merge are of one transaction, and so of one instant.
  const merge = data?.data.find((one) => one.at === entry.at)
  const who = entry.actor && 'title' in entry.actor ? (entry.actor.title ?? t('log.system')) : t('log.system')
  return (
    <li className={timeline.entry}>
      <span className={timeline.mark}>
        <IconArrowMerge size={14} />
      </span>
      <div className={timeline.line}>
        <span className={timeline.who}>{who}</span>{' '}
        {entry.kind === 'split'
          ? t('merge.wasSplit')
          : t('merge.wasMerged', { what: merge ? namesOf(merge, t('merge.unseen')) : '…' })}
        {merge?.splittable && (
          <>
            {' '}
            <Button small look="quiet" onClick={() => setAsking(true)}>
              {t('merge.split')}
            </Button>
          </>
        )}
      </div>
      <time className={`number ${timeline.time}`} dateTime={entry.at} title={formatInstant(entry.at)}>
        {time}
      </time>
      {asking && merge && <Split object={object} merge={merge} onClose={() => setAsking(false)} />}
    </li>
  )
}

function Split({ object, merge, onClose }: { object: MetaObject; merge: ApiMerge; onClose: () => void }) {
  const { t } = useTranslation()
  const meta = useMeta()
  const [busy, setBusy] = useState(false)
  const { data } = useQuery({
    queryKey: ['split', merge.id],
    queryFn: ({ signal }) => merges.previewSplit(object.key, merge.id, signal),
    staleTime: 0,
  })
  const run = async () => {
    setBusy(true)
    try {
      await merges.split(object.key, merge.id)
      refresh(object.key)
      void queries.invalidateQueries({ queryKey: ['page'] })
      toast(t('merge.splitDone'))
      onClose()
    } catch (error) {
      setBusy(false)
      complain(error)
    }
  }
  return (
    <Dialog
      open
      title={t('merge.splitTitle')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="primary" disabled={busy || !data} onClick={() => void run()}>
            {t('merge.split')}
          </Button>
        </>
      }
    >
      <p>{t('merge.splitText', { what: namesOf(merge, t('merge.unseen')) })}</p>
      {data && <p className={styles.text}>{t('merge.back', { count: data.back })}</p>}
      {data && data.stays.length > 0 && (
        <section aria-label={t('merge.stays')} className={styles.stays}>
          <h3>{t('merge.stays')}</h3>
          <ul>
            {data.stays.map((one) => {
              const of = meta.objects[one.object]
              const fields = one.fields.flatMap((key) => (of?.fields[key] ? [say(of.fields[key]!.label)] : []))
              return (
                <li key={`${one.object}/${one.id}`}>
                  {one.title ?? '—'} <span className={styles.why}>{fields.join(t('bulk.comma'))}</span>
                </li>
              )
            })}
          </ul>
        </section>
      )}
    </Dialog>
  )
}

function namesOf(merge: ApiMerge, unseen: string): string {
  const names = merge.merged.map(({ title }) => title ?? unseen)
  return names.map((name) => (language() === 'en' ? `“${name}”` : `「${name}」`)).join(language() === 'en' ? ', ' : '')
}
