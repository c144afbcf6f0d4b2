import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { sentenceOf } from '../../app/arrive.ts'
import { ApiError } from '../../client/fetch.ts'
import { addPasskey } from '../../client/passkeys.ts'
import { queries } from '../../client/queries.ts'
import { signOut } from '../../client/session.ts'
import { complain } from '../../client/writes.ts'
import { Button } from '../../ui/Button.tsx'
import { Input } from '../../ui/Input.tsx'
import { Labelled } from '../../ui/Labelled.tsx'
import styles from './Account.module.css'
import { deviceWords } from './device.ts'

/** Names a new passkey, and lets the browser make it. */
export function AddPasskey({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [wrong, setWrong] = useState<{ words: string; stale?: boolean }>()
  const [busy, setBusy] = useState(false)
  const add = async (name: string) => {
    setBusy(true)
    setWrong(undefined)
    try {
      if (await addPasskey(name)) return onDone()
      setWrong({ words: t('door.cancelled') })
    } catch (error) {
      const twice = error instanceof DOMException && error.name === 'InvalidStateError'
      const stale = error instanceof ApiError && error.problem?.errors?.[0]?.code === 'signInAgain'
      setWrong({ words: twice ? t('account.passkeyTwice') : sentenceOf(error), stale })
    } finally {
      setBusy(false)
    }
  }
  const again = () =>
    void signOut().then(() => {
      queries.clear()
      void navigate({ to: '/sign-in', search: { to: '/settings/account' } })
    }, complain)
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        void add(String(new FormData(event.currentTarget).get('name')).trim())
      }}
    >
      <Labelled label={t('account.passkeyName')} help={t('account.passkeyNameHelp')} error={wrong?.words}>
        {({ id, describedBy }) => (
          <Input
            id={id}
            name="name"
            defaultValue={deviceWords(navigator.userAgent)}
            required
            maxLength={60}
            data-autofocus
            aria-describedby={describedBy}
          />
        )}
      </Labelled>
      {wrong?.stale && <Button onClick={again}>{t('account.signInAgain')}</Button>}
      <Button type="submit" look="primary" disabled={busy}>
        {t('door.go')}
      </Button>
    </form>
  )
}
