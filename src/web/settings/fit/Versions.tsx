import { IconDownload, IconUpload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { complain } from '../../client/writes.ts'
import { Bone } from '../../ui/Bone.tsx'
import { Button } from '../../ui/Button.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { formatInstant } from '../../ui/format.ts'
import { Tag } from '../../ui/Tag.tsx'
import { Head } from '../Head.tsx'
import { configuration } from './api.ts'
import { DraftBar } from './DraftBar.tsx'
import { reread, useDraft } from './draft.ts'
import styles from './Fit.module.css'
import { Changes, PlanDialog } from './PlanDialog.tsx'

/** What was published, by whom and why; any of it can be brought back, and the whole moves as one file. */
export function Versions() {
  const { t } = useTranslation()
  const draft = useDraft()
  const file = useRef<HTMLInputElement>(null)
  const [back, setBack] = useState<number | null>(null)
  const log = useQuery({
    queryKey: ['configuration', 'versions'],
    queryFn: ({ signal }) => configuration.versions(signal),
  })
  const take = async (chosen: File | undefined) => {
    if (!chosen) return
    try {
      await configuration.take(await chosen.text())
    } catch (error) {
      complain(error)
    }
    await reread()
    if (file.current) file.current.value = ''
  }
  const versions = log.data?.data ?? []
  return (
    <>
      <Head title={t('fit.versions')} text={t('fit.versionsText')}>
        <Button icon={<IconUpload size={15} />} onClick={() => file.current?.click()}>
          {t('fit.takeFile')}
        </Button>
        <a className={styles.link} href={configuration.exportHref} download>
          <IconDownload size={15} />
          {t('fit.giveFile')}
        </a>
        <input
          ref={file}
          type="file"
          hidden
          accept=".yaml,.yml"
          aria-label={t('fit.takeFile')}
          onChange={(event) => void take(event.target.files?.[0])}
        />
      </Head>
      {log.isPending && <Bone width="60%" />}
      {log.isSuccess && versions.length === 0 && <Empty title={t('fit.noVersions')} text={t('fit.noVersionsText')} />}
      <ol className={styles.versions}>
        {versions.map((one, i) => (
          <li key={one.version}>
            <div className={styles.change}>
              <b className="number">#{one.version}</b>
              {i === 0 && <Tag tone="green">{t('fit.live')}</Tag>}
              {one.restores !== null && <Tag tone="violet">{t('fit.restores', { version: one.restores })}</Tag>}
              <span className={styles.grow}>
                {one.by.name} · {formatInstant(one.at)}
                {one.reason && ` · ${one.reason}`}
              </span>
              {i > 0 && (
                <Button small onClick={() => setBack(one.version)}>
                  {t('fit.goBack')}
                </Button>
              )}
            </div>
            <Changes changes={one.changes} />
          </li>
        ))}
      </ol>
      {draft && <DraftBar draft={draft} text={t('fit.draftText')} />}
      {back !== null && <PlanDialog version={back} onClose={() => setBack(null)} />}
    </>
  )
}
