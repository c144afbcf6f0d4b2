import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { renderSVG } from 'uqr'
import { sentenceOf } from '../../app/arrive.ts'
import { type NewTotp, own } from '../../client/security.ts'
import { Button } from '../../ui/Button.tsx'
import { Input } from '../../ui/Input.tsx'
import { Labelled } from '../../ui/Labelled.tsx'
import styles from './Account.module.css'
import { ConfirmPassword } from './ConfirmPassword.tsx'
import { RecoveryCodes } from './RecoveryCodes.tsx'

/** Sets up an authenticator app: password, QR code, a first code of it, and the recovery codes. */
export function TotpSetup({ hasPassword, onDone }: { hasPassword: boolean; onDone: () => void }) {
  const { t } = useTranslation()
  const [begun, setBegun] = useState<NewTotp | null>(null)
  const [confirmed, setConfirmed] = useState(false)
  const [wrong, setWrong] = useState<string>()
  if (!begun)
    return (
      <ConfirmPassword
        hasPassword={hasPassword}
        text={t('account.totpText')}
        go={t('door.go')}
        onGo={async (password) => setBegun(await own.beginTotp(password))}
      />
    )
  if (confirmed) return <RecoveryCodes codes={begun.backupCodes} onDone={onDone} />
  const secret = new URL(begun.totpURI).searchParams.get('secret') ?? ''
  const confirm = async (code: string) => {
    setWrong(undefined)
    try {
      await own.confirmCode(code.replace(/\s/g, ''))
      setConfirmed(true)
    } catch (error) {
      setWrong(sentenceOf(error))
    }
  }
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        void confirm(String(new FormData(event.currentTarget).get('code')))
      }}
    >
      <p>{t('account.scan')}</p>
      <img
        className={styles.qr}
        alt={t('account.qr')}
        src={`data:image/svg+xml,${encodeURIComponent(renderSVG(begun.totpURI, { border: 2 }))}`}
      />
      <div>
        <p className={styles.text}>{t('account.byHand')}</p>
        <code className={styles.secret}>{secret.match(/.{1,4}/g)?.join(' ')}</code>
      </div>
      <Labelled label={t('account.firstCode')} error={wrong}>
        {({ id, describedBy, invalid }) => (
          <Input
            id={id}
            name="code"
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={7}
            required
            autoFocus
            aria-invalid={invalid || undefined}
            aria-describedby={describedBy}
          />
        )}
      </Labelled>
      <Button type="submit" look="primary">
        {t('door.go')}
      </Button>
    </form>
  )
}
