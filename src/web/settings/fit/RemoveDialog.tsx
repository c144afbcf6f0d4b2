import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiUse } from '#kernel/api-configuration.ts'
import type { Section } from '#kernel/configuration.ts'
import type { Label } from '#kernel/label.ts'
import { complain } from '../../client/writes.ts'
import { Bone } from '../../ui/Bone.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { formatNumber } from '../../ui/format.ts'
import { say } from '../../ui/language.ts'
import { Tag } from '../../ui/Tag.tsx'
import { configuration } from './api.ts'
import { dropItem } from './draft.ts'
import styles from './Fit.module.css'

type Props = { section: Section; name: string; label: Label; onClose: (removed: boolean) => void }

/** Takes something out of the draft, after saying what uses it and what becomes of that. */
export function RemoveDialog({ section, name, label, onClose }: Props) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const found = useQuery({
    queryKey: ['configuration', 'uses', section, name],
    queryFn: ({ signal }) => configuration.uses(section, name, signal),
    retry: false,
  })
  const uses = found.data?.uses ?? []
  const blocked = uses.some((use) => use.fate === 'blocks')
  const remove = async () => {
    setBusy(true)
    try {
      await dropItem(section, name, uses.length > 0)
      onClose(true)
    } catch (error) {
      complain(error)
      setBusy(false)
    }
  }
  return (
    <Dialog
      open
      title={t('fit.removeTitle', { what: say(label) })}
      onClose={() => onClose(false)}
      footer={
        <>
          <Button onClick={() => onClose(false)}>{t('do.cancel')}</Button>
          <Button look="danger" disabled={busy || found.isPending || blocked} onClick={() => void remove()}>
            {t('do.delete')}
          </Button>
        </>
      }
    >
      {found.isPending && <Bone width="60%" />}
      {typeof found.data?.count === 'number' && found.data.count > 0 && section !== 'rules' && (
        <p>
          {t(section === 'objects' ? 'fit.hasRecords' : 'fit.hasValues', { count: formatNumber(found.data.count) })}
        </p>
      )}
      <p className={styles.faint}>{t('fit.removeText')}</p>
      <Uses uses={uses} />
    </Dialog>
  )
}

const tones = { repaired: 'blue', removed: 'orange', blocks: 'red' } as const

/** What uses a thing, and what becomes of each. */
export function Uses({ uses }: { uses: readonly ApiUse[] }) {
  const { t } = useTranslation()
  if (uses.length === 0) return null
  return (
    <ul className={styles.uses}>
      {uses.map((use) => (
        <li key={`${use.in}${use.key}`}>
          <Tag tone={tones[use.fate]}>{t(`fit.fate.${use.fate}`)}</Tag>
          <span className="clip">{say(use.label)}</span>
          <span className={styles.faint}>{t(`fit.in.${use.in}`)}</span>
        </li>
      ))}
    </ul>
  )
}
