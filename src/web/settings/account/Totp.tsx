import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiSecurity } from '#kernel/api-security.ts'
import { own, refreshSecurity } from '../../client/security.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { say as toast } from '../../ui/toast.tsx'
import styles from './Account.module.css'
import { ConfirmPassword } from './ConfirmPassword.tsx'
import { RecoveryCodes } from './RecoveryCodes.tsx'
import { Section } from './Section.tsx'
import { TotpSetup } from './TotpSetup.tsx'

/** Codes of an authenticator app, and the recovery codes for the day it is lost. */
export function Totp({ security: { totp, hasPassword } }: { security: ApiSecurity }) {
  const { t } = useTranslation()
  const [doing, setDoing] = useState<'setUp' | 'turnOff' | 'renew' | null>(null)
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const close = () => {
    setDoing(null)
    setCodes(null)
    void refreshSecurity()
  }
  return (
    <Section
      title={t('account.totp')}
      state={<Tag tone={totp ? 'green' : 'gray'}>{t(totp ? 'account.on' : 'account.off')}</Tag>}
      text={t('account.totpText')}
      action={
        totp ? (
          <Button onClick={() => setDoing('turnOff')}>{t('account.turnOff')}</Button>
        ) : (
          <Button onClick={() => setDoing('setUp')}>{t('account.setUp')}</Button>
        )
      }
    >
      {totp && (
        <div className={styles.row}>
          <span className={styles.grow}>
            <span className={styles.strong}>{t('account.recovery')}</span>
            <br />
            <span className={styles.text}>{t('account.recoveryText')}</span>
          </span>
          <Button small onClick={() => setDoing('renew')}>
            {t('account.renew')}
          </Button>
        </div>
      )}
      <Dialog open={doing === 'setUp'} title={t('account.totp')} onClose={close}>
        <TotpSetup
          hasPassword={hasPassword}
          onDone={() => {
            toast(t('account.ready'))
            close()
          }}
        />
      </Dialog>
      <Dialog open={doing === 'turnOff'} title={t('account.turnOff')} onClose={close}>
        <ConfirmPassword
          hasPassword={hasPassword}
          text={t('account.turnOffText')}
          danger
          go={t('account.turnOff')}
          onGo={async (password) => {
            await own.endTotp(password)
            toast(t('account.turnedOff'))
            close()
          }}
        />
      </Dialog>
      <Dialog open={doing === 'renew'} title={t('account.recovery')} onClose={close}>
        {codes ? (
          <RecoveryCodes codes={codes} onDone={close} />
        ) : (
          <ConfirmPassword
            hasPassword={hasPassword}
            text={t('account.renewText')}
            go={t('account.renew')}
            onGo={async (password) => setCodes((await own.newCodes(password)).backupCodes)}
          />
        )}
      </Dialog>
    </Section>
  )
}
