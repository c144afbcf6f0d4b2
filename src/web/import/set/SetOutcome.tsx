import { IconDownload } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiImportSet, ImportSetFile } from '#kernel/api-import-set.ts'
import { pluralOf } from '../../app/navigation.ts'
import { queries, refresh, useMeta } from '../../client/queries.ts'
import { complain } from '../../client/writes.ts'
import { Button } from '../../ui/Button.tsx'
import { formatNumber } from '../../ui/format.ts'
import { imports } from '../api.ts'
import styles from '../Import.module.css'
import { Counts } from '../Review.tsx'
import { Undo } from '../Undo.tsx'
import { isWorking, sets } from './api.ts'
import own from './Set.module.css'

type Props = { set: ApiImportSet; onSet: (set: ApiImportSet) => void; onAgain: () => void }

/** The set while it runs, and what came of each file; all of it can be undone. */
export function SetOutcome({ set, onSet, onAgain }: Props) {
  const { t } = useTranslation()
  const over = !isWorking(set)
  const used = set.files.filter((file) => file.importId && !file.skip)
  const of = used.reduce((sum, { rows }) => sum + rows, 0)
  const touched = [...new Set(used.flatMap(({ object }) => object ?? []))].join(' ')
  useEffect(() => {
    if (over) for (const key of touched.split(' ')) refresh(key)
  }, [over, touched])
  const title = t(`set.is.${set.status}`)
  return (
    <>
      <div className={styles.about}>
        <span className={styles.big}>{title}</span>
        <span className={styles.faint}>{set.fileName}</span>
      </div>
      {set.status === 'running' && (
        <>
          <div
            className={styles.progress}
            role="progressbar"
            aria-label={title}
            aria-valuenow={set.counts.rows}
            aria-valuemin={0}
            aria-valuemax={of}
          >
            <span style={{ inlineSize: `${of > 0 ? (100 * set.counts.rows) / of : 0}%` }} />
          </div>
          <p className={`number ${styles.faint}`}>
            {formatNumber(set.counts.rows)} / {formatNumber(of)} · {t('import.canLeave')}
          </p>
        </>
      )}
      {set.error && (
        <p role="alert" className={styles.wrong}>
          {set.error}
        </p>
      )}
      <Counts counts={set.counts} />
      <ol className={own.files}>
        {used.map((file) => (
          <Result key={file.path} file={file} />
        ))}
      </ol>
      <div className={styles.buttons}>
        {set.status === 'running' && (
          <Button onClick={() => void sets.cancel(set.id).then(onSet, complain)}>{t('do.cancel')}</Button>
        )}
        {(set.status === 'cancelled' || set.status === 'failed') && (
          <Button onClick={() => void sets.run(set.id).then(onSet, complain)}>{t('set.goOn')}</Button>
        )}
        {over && set.status !== 'undone' && set.counts.created + set.counts.updated > 0 && (
          <Undo
            undo={async (more) => {
              onSet(await sets.undo(set.id, more))
              void queries.invalidateQueries({ queryKey: ['import-set', set.id] })
            }}
          />
        )}
        {over && <Button onClick={onAgain}>{t('set.other')}</Button>}
      </div>
    </>
  )
}

function Result({ file: { path, object: key, importId, status, progress, undo, error } }: { file: ImportSetFile }) {
  const { t } = useTranslation()
  const object = useMeta().objects[key ?? '']
  return (
    <li className={own.result}>
      <div className={own.what}>
        <span className={styles.name}>{object ? pluralOf(object) : key}</span>
        <span className={styles.faint}>{path}</span>
      </div>
      <div className={own.what}>
        <span className="number">
          {progress
            ? t('set.counts', {
                created: formatNumber(progress.created),
                updated: formatNumber(progress.updated),
                skipped: formatNumber(progress.skipped + progress.unchanged),
              })
            : t('set.waits')}
        </span>
        {undo && (
          <span className={`number ${styles.faint}`}>
            {t('import.undoReport', {
              removed: formatNumber(undo.removed),
              restored: formatNumber(undo.restored),
              kept: undo.kept.length,
            })}
          </span>
        )}
        {undo && undo.kept.length > 0 && (
          <ul className={own.questions}>
            {undo.kept.slice(0, 8).map((one) => (
              <li key={one.id}>
                {one.title} {one.reason}
              </li>
            ))}
          </ul>
        )}
        {error && <span className={own.error}>{error}</span>}
      </div>
      <div className={own.does}>
        {status === 'done' && object && importId && (
          <Link to="/$object" params={{ object: object.key }} search={{ where: { importId } }} className={own.link}>
            {t('import.see')}
          </Link>
        )}
        {status === 'done' && object && importId && (progress?.refused ?? 0) > 0 && (
          <>
            <Link to="/$object/import" params={{ object: object.key }} search={{ id: importId }} className={own.link}>
              {t('set.mendRefused', { rows: formatNumber(progress!.refused) })}
            </Link>
            <a
              className={own.link}
              href={imports.errorsHref(importId)}
              download
              aria-label={`${t('import.errors')}: ${path}`}
            >
              <IconDownload size={15} />
            </a>
          </>
        )}
      </div>
    </li>
  )
}
