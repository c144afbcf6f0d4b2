import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import { api } from '../../client/api.ts'
import { refresh } from '../../client/queries.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { formatNumber } from '../../ui/format.ts'
import { Input } from '../../ui/Input.tsx'
import { Labelled } from '../../ui/Labelled.tsx'
import { type Wrong, wrongOf } from '../wrong.ts'
import { nameOfSource, type Source } from './api.ts'
import styles from './Quality.module.css'

type Props = { object: MetaObject; source: Source; onClose: () => void }

/** Asks why, then sets all records of a source aside. */
export function QuarantineDialog({ object, source, onClose }: Props) {
  const { t } = useTranslation()
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState<Wrong>({})
  const [busy, setBusy] = useState(false)
  const name = nameOfSource(source, t)
  const save = async () => {
    setBusy(true)
    try {
      await api.create('quarantine', { name, object: object.key, source: source.key, reason })
      refresh('quarantine')
      onClose()
    } catch (error) {
      setBusy(false)
      setWrong(wrongOf(error))
    }
  }
  return (
    <Dialog
      open
      title={t('quality.quarantine')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="danger" disabled={busy} onClick={() => void save()}>
            {t('quality.setAside', { count: source.records, number: formatNumber(source.records) })}
          </Button>
        </>
      }
    >
      <p className={styles.intro}>{t('quality.quarantineText', { source: name })}</p>
      <Labelled label={t('quality.reason')} required error={wrong['reason'] ?? wrong['source'] ?? wrong['']}>
        {({ id, describedBy, invalid }) => (
          <Input
            id={id}
            value={reason}
            autoFocus
            aria-invalid={invalid}
            aria-describedby={describedBy}
            onChange={({ target }) => setReason(target.value)}
          />
        )}
      </Labelled>
    </Dialog>
  )
}
