import { IconFileZip } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiImportSet } from '#kernel/api-import-set.ts'
import { takeHanded } from '../../client/handed.ts'
import { DropFiles } from '../../ui/DropFiles.tsx'
import { formatInstant, formatNumber } from '../../ui/format.ts'
import { Tag } from '../../ui/Tag.tsx'
import styles from '../Import.module.css'
import { sets } from './api.ts'
import own from './Set.module.css'

/** Takes an archive, or several files at once, and has them read; sets that came before are a click away. */
export function SetDrop({ onDone }: { onDone: (set: ApiImportSet) => void }) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState<string | null>(null)
  const [wrong, setWrong] = useState<string>()
  const recent = useQuery({ queryKey: ['import-sets'], queryFn: ({ signal }) => sets.recent(signal), staleTime: 0 })
  const take = async (files: readonly File[]) => {
    if (files.length === 0) return
    setBusy(files.map(({ name }) => name).join(', '))
    setWrong(undefined)
    try {
      onDone(await sets.upload(files))
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
        <IconFileZip size={36} stroke={1.3} />
        <span className={styles.dropTitle}>{busy ? t('set.reading') : t('set.drop')}</span>
        <span className={styles.faint}>{busy ?? t('set.dropText')}</span>
      </DropFiles>
      {wrong && (
        <p role="alert" className={styles.wrong}>
          {wrong}
        </p>
      )}
      {(recent.data?.length ?? 0) > 0 && (
        <section className={own.recent} aria-label={t('set.recent')}>
          <h2>{t('set.recent')}</h2>
          <ul>
            {recent.data!.map((set) => (
              <li key={set.id}>
                <Link to="/import-set" search={{ id: set.id }} className="clip">
                  {set.fileName}
                </Link>
                <span className={styles.faint}>
                  {formatInstant(set.createdAt)} · {t('import.rows', { rows: formatNumber(set.counts.rows) })}
                </span>
                <Tag tone={set.status === 'failed' ? 'red' : set.status === 'done' ? 'green' : 'gray'}>
                  {t(`set.status.${set.status}`)}
                </Tag>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}
