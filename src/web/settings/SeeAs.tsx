import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiRecord } from '#kernel/api.ts'
import { ask } from '../client/fetch.ts'
import { complain } from '../client/writes.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Input } from '../ui/Input.tsx'
import { Labelled } from '../ui/Labelled.tsx'
import styles from './Settings.module.css'

/** Begins to see as somebody else; says first what that means. */
export function SeeAs({ person, onClose }: { person: ApiRecord; onClose: () => void }) {
  const { t } = useTranslation()
  const [reason, setReason] = useState('')
  const begin = () =>
    void ask('POST', '/api/v1/access/seeing', { body: { person: person.id, reason } }).then(
      () => location.assign('/'),
      complain,
    )
  return (
    <Dialog
      open
      title={t('seen.asTitle', { who: String(person.name) })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="primary" onClick={begin}>
            {t('seen.asBegin')}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <p>{t('seen.asText')}</p>
        <Labelled label={t('seen.asReason')}>
          {({ id }) => (
            <Input
              id={id}
              value={reason}
              maxLength={500}
              data-autofocus
              autoComplete="off"
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Labelled>
      </div>
    </Dialog>
  )
}
