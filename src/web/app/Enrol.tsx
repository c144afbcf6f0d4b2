import { IconDeviceMobile, IconFingerprint } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { signInByPasskey, whyNoPasskeys } from '../client/passkeys.ts'
import { queries } from '../client/queries.ts'
import { securityQuery } from '../client/security.ts'
import { signOut } from '../client/session.ts'
import { complain } from '../client/writes.ts'
import { AddPasskey } from '../settings/account/AddPasskey.tsx'
import { TotpSetup } from '../settings/account/TotpSetup.tsx'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { arrive, sentenceOf } from './arrive.ts'
import styles from './Door.module.css'
import { Door } from './Door.tsx'

/** Where the policy asks for a second factor and she has not shown one yet: she sets it up, or shows it. */
export function Enrol() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { to } = useSearch({ from: '/second-factor' })
  const [doing, setDoing] = useState<'app' | 'passkey' | null>(null)
  const [wrong, setWrong] = useState<string>()
  const { data, error } = useQuery(securityQuery)
  const go = () => void arrive(navigate, to).catch((failed: unknown) => setWrong(sentenceOf(failed)))
  const owes = data?.owes
  // biome-ignore lint/correctness/useExhaustiveDependencies: only where she came here without owing anything
  useEffect(() => {
    if (owes === 'nothing' && !doing) go()
  }, [owes])
  useEffect(() => {
    if (error) void navigate({ to: '/sign-in', search: to ? { to } : {} })
  }, [error, navigate, to])
  if (!data) return null
  const passkeys = whyNoPasskeys(data.passkeyHost) === null
  const leave = () =>
    void signOut().then(() => {
      queries.clear()
      void navigate({ to: '/sign-in', search: {} })
    }, complain)
  const byPasskey = async () => {
    setWrong(undefined)
    try {
      if (await signInByPasskey()) go()
      else setWrong(t('door.cancelled'))
    } catch (failed) {
      setWrong(sentenceOf(failed))
    }
  }
  const mustUse = owes === 'usePasskey'
  return (
    <Door title={t('door.enrolTitle')} lead={t(mustUse ? 'door.usePasskeyLead' : 'door.enrolLead')}>
      {wrong && (
        <p role="alert" className={styles.said}>
          {wrong}
        </p>
      )}
      <div className={styles.ways}>
        {mustUse ? (
          <Button look="primary" wide icon={<IconFingerprint size={16} />} onClick={() => void byPasskey()}>
            {t('door.passkey')}
          </Button>
        ) : (
          <button type="button" className={styles.choice} onClick={() => setDoing('app')}>
            <IconDeviceMobile size={20} stroke={1.6} />
            <span>
              <b>{t('door.enrolApp')}</b>
              <br />
              {t('door.enrolAppText')}
            </span>
          </button>
        )}
        {!mustUse && passkeys && (
          <button type="button" className={styles.choice} onClick={() => setDoing('passkey')}>
            <IconFingerprint size={20} stroke={1.6} />
            <span>
              <b>{t('door.enrolPasskey')}</b>
              <br />
              {t('door.enrolPasskeyText')}
            </span>
          </button>
        )}
        {mustUse && !passkeys && data.passkeyUrl && (
          <p className={styles.lead}>{t('account.passkeyElsewhere', { url: data.passkeyUrl })}</p>
        )}
        <Button look="quiet" wide onClick={leave}>
          {t('sign.out')}
        </Button>
      </div>
      <Dialog open={doing === 'app'} title={t('account.totp')} onClose={() => setDoing(null)}>
        <TotpSetup hasPassword={data.hasPassword} onDone={go} />
      </Dialog>
      <Dialog open={doing === 'passkey'} title={t('account.addPasskey')} onClose={() => setDoing(null)}>
        <AddPasskey onDone={go} />
      </Dialog>
    </Door>
  )
}
