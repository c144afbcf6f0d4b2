import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../client/fetch.ts'
import { own } from '../client/security.ts'
import { Button } from '../ui/Button.tsx'
import { Input } from '../ui/Input.tsx'
import { Labelled } from '../ui/Labelled.tsx'
import { sentenceOf } from './arrive.ts'
import styles from './Door.module.css'
import { Door } from './Door.tsx'

/** What follows the password: a code of the app, or one of the recovery codes. */
export function SecondStep({ onIn, onBack }: { onIn: () => Promise<void>; onBack: () => void }) {
  const { t } = useTranslation()
  const [lost, setLost] = useState(false)
  const [wrong, setWrong] = useState<string>()
  const [busy, setBusy] = useState(false)
  const submit = async (typed: string) => {
    setBusy(true)
    setWrong(undefined)
    try {
      await (lost ? own.confirmRecovery(typed.trim()) : own.confirmCode(typed.replace(/\s/g, '')))
      return await onIn()
    } catch (error) {
      setWrong(sentenceOf(error))
      setBusy(false)
      // The password was too long ago: it is asked for again.
      if (error instanceof ApiError && error.problem?.errors?.[0]?.code === 'startAgain') onBack()
    }
  }
  return (
    <Door title={t('door.codeTitle')} lead={t(lost ? 'door.recoveryLead' : 'door.codeLead')}>
      <form
        key={String(lost)}
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          void submit(String(new FormData(event.currentTarget).get('code')))
        }}
      >
        <Labelled label={t(lost ? 'door.recovery' : 'door.code')} error={wrong}>
          {({ id, describedBy, invalid }) => (
            <Input
              id={id}
              name="code"
              className={styles.code}
              inputMode={lost ? 'text' : 'numeric'}
              autoComplete={lost ? 'off' : 'one-time-code'}
              maxLength={lost ? 24 : 7}
              required
              autoFocus
              aria-invalid={invalid || undefined}
              aria-describedby={describedBy}
            />
          )}
        </Labelled>
        <Button type="submit" look="primary" wide disabled={busy}>
          {t('door.go')}
        </Button>
      </form>
      <div className={styles.ways}>
        <Button
          look="quiet"
          wide
          onClick={() => {
            setLost(!lost)
            setWrong(undefined)
          }}
        >
          {t(lost ? 'door.useCode' : 'door.useRecovery')}
        </Button>
        <Button look="quiet" wide onClick={onBack}>
          {t('door.again')}
        </Button>
      </div>
    </Door>
  )
}
