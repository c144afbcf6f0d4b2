import { IconDownload } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { ApiImport } from '#kernel/api-import.ts'
import { queries, refresh, useMeta } from '../client/queries.ts'
import { complain } from '../client/writes.ts'
import { Button } from '../ui/Button.tsx'
import { formatNumber } from '../ui/format.ts'
import { imports } from './api.ts'
import styles from './Import.module.css'
import { Mend } from './Mend.tsx'
import { Counts, Reasons } from './Review.tsx'
import { Undo, type UndoOptions } from './Undo.tsx'

type Props = { object: MetaObject; run: ApiImport; onAgain: () => void }

/** The import while it runs, and what came of it; it can be undone. */
export function Outcome({ object, run, onAgain }: Props) {
  const { t } = useTranslation()
  const { objects } = useMeta()
  const over = run.status !== 'running' && run.status !== 'undoing'
  useEffect(() => {
    if (over) refresh(object.key)
  }, [over, object.key])
  const undo = async (more: UndoOptions) => {
    queries.setQueryData(['import', run.id], await imports.undo(run.id, more))
    void queries.invalidateQueries({ queryKey: ['import', run.id] })
  }
  const { progress } = run
  const title =
    run.status === 'undone'
      ? t('import.undone')
      : run.status === 'failed'
        ? t('import.failed')
        : run.status === 'cancelled'
          ? t('import.cancelled')
          : over
            ? t('import.finished')
            : t('import.running')
  return (
    <>
      <div className={styles.about}>
        <span className={styles.big}>{title}</span>
        <span className={styles.faint}>{run.fileName}</span>
      </div>
      {!over && (
        <>
          <div
            className={styles.progress}
            role="progressbar"
            aria-label={title}
            aria-valuenow={progress.rows}
            aria-valuemin={0}
            aria-valuemax={progress.of}
          >
            <span style={{ inlineSize: `${progress.of > 0 ? (100 * progress.rows) / progress.of : 0}%` }} />
          </div>
          <p className={`number ${styles.faint}`}>
            {formatNumber(progress.rows)} / {formatNumber(progress.of)} · {t('import.canLeave')}
          </p>
        </>
      )}
      {run.error && (
        <p role="alert" className={styles.wrong}>
          {run.error}
        </p>
      )}
      <Counts counts={run.report ?? progress} />
      {run.report && run.status !== 'undone' && <Reasons reasons={run.report.reasons} />}
      {run.status === 'done' && (
        <Mend
          run={run}
          onMended={(next) => {
            queries.setQueryData(['import', run.id], next)
            refresh(object.key)
          }}
        />
      )}
      {run.undo && (
        <p className={styles.faint}>
          {t('import.undoReport', {
            removed: formatNumber(run.undo.removed),
            restored: formatNumber(run.undo.restored),
            kept: run.undo.kept.length,
          })}
        </p>
      )}
      <div className={styles.buttons}>
        {!over && run.status === 'running' && (
          <Button onClick={() => void imports.cancel(run.id).catch(complain)}>{t('do.cancel')}</Button>
        )}
        {over && (run.report?.refused ?? 0) > 0 && (
          <a className={styles.link} href={imports.errorsHref(run.id)} download>
            <IconDownload size={15} />
            {t('import.errors')}
          </a>
        )}
        {over &&
          run.setId === null &&
          run.status !== 'undone' &&
          (run.report?.created ?? 0) + (run.report?.updated ?? 0) > 0 && <Undo undo={undo} />}
        {over && run.setId === null && <Button onClick={onAgain}>{t('import.another')}</Button>}
        {over && (
          <Link
            to="/$object"
            params={{ object: object.key }}
            search={run.status === 'undone' ? {} : { where: { importId: run.id } }}
            className={styles.link}
          >
            {t('import.see')}
          </Link>
        )}
        {over && run.status !== 'undone' && (run.report?.created ?? 0) > 0 && objects['qualityStandard'] && (
          <Link
            to="/settings/$page/$item"
            params={{ page: 'quality', item: object.key }}
            search={{ source: `import:${run.id}` }}
            className={styles.link}
          >
            {t('import.quality')}
          </Link>
        )}
      </div>
    </>
  )
}
