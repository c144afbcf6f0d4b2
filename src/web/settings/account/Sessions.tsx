import { IconDeviceDesktop, IconDeviceMobile } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ApiSession } from '#kernel/api-security.ts'
import { own, refreshSecurity } from '../../client/security.ts'
import { complain } from '../../client/writes.ts'
import { Button } from '../../ui/Button.tsx'
import { formatAgo } from '../../ui/format.ts'
import { Tag } from '../../ui/Tag.tsx'
import { say as toast } from '../../ui/toast.tsx'
import styles from './Account.module.css'
import { deviceWords } from './device.ts'
import { Section } from './Section.tsx'

/** Where one is signed in; each session ends on its own, or all others at once. */
export function Sessions({ sessions }: { sessions: readonly ApiSession[] }) {
  const { t } = useTranslation()
  const end = (work: Promise<void>, words: string) =>
    void work.then(() => {
      toast(words)
      return refreshSecurity()
    }, complain)
  const others = sessions.filter((one) => !one.current)
  return (
    <Section
      title={t('account.sessions')}
      text={t('account.sessionsText')}
      action={
        others.length > 0 && (
          <Button onClick={() => end(own.endOthers(), t('account.endedOthers'))}>{t('account.endOthers')}</Button>
        )
      }
    >
      {[...sessions.filter((one) => one.current), ...others].map((session) => (
        <Row key={session.id} session={session} onEnd={() => end(own.endSession(session.id), t('account.ended'))} />
      ))}
    </Section>
  )
}

function Row({ session, onEnd }: { session: ApiSession; onEnd: () => void }) {
  const { t } = useTranslation()
  const { current, device, place, ip, seenAt } = session
  const method = session.method as 'password' | 'totp' | 'recoveryCode' | 'passkey' | 'sso'
  const where = [place !== 'public' && t(`account.place.${place}`), place !== 'here' && ip].filter(Boolean)
  const words = deviceWords(device)
  return (
    <div className={styles.row}>
      {/iPhone|iPad|Android|Mobile/.test(device) ? (
        <IconDeviceMobile size={18} stroke={1.6} />
      ) : (
        <IconDeviceDesktop size={18} stroke={1.6} />
      )}
      <span className={styles.grow}>
        <span className={styles.strong} title={device}>
          {words}
        </span>{' '}
        {current && <Tag tone="green">{t('account.this')}</Tag>}
        <br />
        <span className={styles.text}>
          {[...where, t(`account.method.${method}`), !current && t('account.seen', { when: formatAgo(seenAt) })]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </span>
      {!current && (
        <Button small aria-label={`${t('account.end')} ${words}`} onClick={onEnd}>
          {t('account.end')}
        </Button>
      )}
    </div>
  )
}
