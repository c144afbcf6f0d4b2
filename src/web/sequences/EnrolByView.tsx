import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord } from '#kernel/api.ts'
import { type ApiBulk, bulkLimits } from '#kernel/api-bulk.ts'
import type { Where } from '#kernel/where.ts'
import { freeze } from '../client/bulk.ts'
import { ask } from '../client/fetch.ts'
import { refresh } from '../client/queries.ts'
import { viewsQuery } from '../client/views.ts'
import { Choice } from '../flows/Choice.tsx'
import { type Wrong, wrongOf } from '../settings/wrong.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { EnrolPreview } from './EnrolPreview.tsx'
import styles from './Sequences.module.css'

/** Enrols everybody who stands in one of her lists as it is now. */
export function EnrolByView({ record, onClose }: { record: ApiRecord; onClose: () => void }) {
  const { t } = useTranslation()
  const about = String(record['about'])
  const views = (useQuery(viewsQuery).data ?? []).filter((view) => view['object'] === about)
  const [view, setView] = useState('')
  const [came, setCame] = useState<ApiBulk | null>(null)
  const [wrong, setWrong] = useState<Wrong>({})
  const [busy, setBusy] = useState(false)
  const where = whereOf(views.find(({ id }) => id === view))
  const set = useQuery({ queryKey: ['selection', about, where], queryFn: () => freeze(about, { where }) }).data
  const enrol = async () => {
    if (!set) return
    setBusy(true)
    setWrong({})
    try {
      const selection = { where, count: set.count, hash: set.hash }
      const work = { do: 'action', action: 'enrol', input: { sequence: record.id }, selection }
      setCame(await ask<ApiBulk>('POST', `/api/v1/${about}/bulk`, { body: work }))
      refresh('enrolment')
    } catch (error) {
      setWrong(wrongOf(error))
    }
    setBusy(false)
  }
  return (
    <Dialog
      open
      title={t('sequences.byFilter')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t(came ? 'do.close' : 'do.cancel')}</Button>
          {!came && (
            <Button
              look="primary"
              disabled={busy || !set || set.count === 0 || set.count > bulkLimits.action}
              onClick={() => void enrol()}
            >
              {t('sequences.enrol')}
            </Button>
          )}
        </>
      }
    >
      <p className={styles.hintText}>{t('sequences.byFilterText')}</p>
      <Choice label={t('sequences.view')} value={view} onChange={setView}>
        <option value="">{t('sequences.everybody')}</option>
        {views.map((one) => (
          <option key={one.id} value={one.id}>
            {String(one['name'])}
          </option>
        ))}
      </Choice>
      {set && !came && <p className="number">{t('sequences.wouldBe', { count: set.count })}</p>}
      {Object.values(wrong).map((words) => (
        <p key={words} role="alert" className={styles.wrong}>
          {words}
        </p>
      ))}
      {came ? (
        <div role="status">
          <p>{t('sequences.enrolled', { count: came.changed + came.unchanged })}</p>
          {came.reasons.map(({ detail, count }) => (
            <p key={detail} className={styles.faint}>
              {t('sequences.leftOut', { count, why: detail })}
            </p>
          ))}
        </div>
      ) : (
        <EnrolPreview sequence={record.id} record={null} startAt={null} />
      )}
    </Dialog>
  )
}

/** What a saved view shows: the filter in its settings. */
function whereOf(view: ApiRecord | undefined): Where {
  const { where } = (view?.['settings'] ?? {}) as { where?: Where }
  return where ?? {}
}
