import { IconFileSpreadsheet } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { ApiImport } from '#kernel/api-import.ts'
import { hand, isSet, takeHanded } from '../client/handed.ts'
import { DropFiles } from '../ui/DropFiles.tsx'
import { formatNumber } from '../ui/format.ts'
import { imports } from './api.ts'
import styles from './Import.module.css'

/** Takes a file, dropped or chosen, and has it read. */
export function Drop({ object, onDone }: { object: MetaObject; onDone: (run: ApiImport, to?: 'check') => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [busy, setBusy] = useState<string | null>(null)
  const [wrong, setWrong] = useState<string>()
  const take = async (files: readonly File[]) => {
    const [file] = files
    if (!file) return
    if (isSet(files)) {
      hand(files)
      return void navigate({ to: '/import-set', search: {} })
    }
    setBusy(file.name)
    setWrong(undefined)
    try {
      const made = await imports.upload(object.key, file)
      if (!isDecided(made)) return onDone(made)
      setBusy(t('import.checking', { rows: formatNumber(made.analysis.rows) }))
      onDone(await imports.preview(made.id), 'check')
    } catch (error) {
      setWrong(error instanceof Error ? error.message : String(error))
      setBusy(null)
    }
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was handed over is taken once, when this opens
  useEffect(() => {
    void take(takeHanded())
  }, [])
  return (
    <div>
      <DropFiles
        className={styles.drop}
        label={t('import.file')}
        busy={busy !== null}
        onFiles={(files) => void take(files)}
      >
        <IconFileSpreadsheet size={36} stroke={1.3} />
        <span className={styles.dropTitle}>{busy ? t('import.reading') : t('import.drop')}</span>
        <span className={styles.faint}>{busy ?? t('import.formats')}</span>
      </DropFiles>
      {wrong && (
        <p role="alert" className={styles.wrong}>
          {wrong}
        </p>
      )}
      <p className={styles.template}>
        <a href={imports.templateHref(object.key)} download>
          {t('import.template')}
        </a>
      </p>
    </div>
  )
}

/** Nothing is left to say about the columns: the system is known, or the header was there before. */
function isDecided({ object, analysis }: ApiImport): boolean {
  const known = analysis.remembered || analysis.profile?.object === object
  const open = analysis.columns.some((c) => c.field !== null && c.dateOrder?.ambiguous) || analysis.missing.length > 0
  return known && !open
}
