import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { sentenceOf } from '../../app/arrive.ts'
import { Button } from '../../ui/Button.tsx'
import { Input } from '../../ui/Input.tsx'
import { Labelled } from '../../ui/Labelled.tsx'
import styles from './Account.module.css'

type Props = {
  hasPassword: boolean
  text?: string
  danger?: boolean
  go: string
  onGo: (password: string) => Promise<void>
}

/** Asks for the password before something that matters; who has none is only asked whether. */
export function ConfirmPassword({ hasPassword, text, danger, go, onGo }: Props) {
  const { t } = useTranslation()
  const [wrong, setWrong] = useState<string>()
  const [busy, setBusy] = useState(false)
  const submit = async (password: string) => {
    setBusy(true)
    setWrong(undefined)
    try {
      await onGo(password)
    } catch (error) {
      setWrong(sentenceOf(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        void submit(String(new FormData(event.currentTarget).get('password') ?? ''))
      }}
    >
      {text && <p>{text}</p>}
      {hasPassword ? (
        <Labelled label={t('account.confirm')} error={wrong}>
          {({ id, describedBy, invalid }) => (
            <Input
              id={id}
              name="password"
              type="password"
              autoComplete="current-password"
              required
              data-autofocus
              aria-invalid={invalid || undefined}
              aria-describedby={describedBy}
            />
          )}
        </Labelled>
      ) : (
        wrong && (
          <p role="alert" className={styles.wrong}>
            {wrong}
          </p>
        )
      )}
      <Button type="submit" look={danger ? 'danger' : 'primary'} disabled={busy}>
        {go}
      </Button>
    </form>
  )
}
