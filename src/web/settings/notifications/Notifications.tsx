import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiNoticeKind } from '#kernel/api-notifications.ts'
import { type NoticePreference, noticePreference } from '#kernel/notice.ts'
import { kindsQuery } from '../../client/notices.ts'
import { keepPreference } from '../../client/preferences.ts'
import { queries, useMeta } from '../../client/queries.ts'
import { Button } from '../../ui/Button.tsx'
import { Check } from '../../ui/Check.tsx'
import { keep, kept } from '../../ui/store.ts'
import { Section } from '../account/Section.tsx'
import { Head } from '../Head.tsx'
import { Digest } from './Digest.tsx'
import styles from './Notifications.module.css'

/** What a person wants to hear of, and by which ways. */
export function Notifications() {
  const { t } = useTranslation()
  const mail = Boolean(useMeta().objects['mailMessage'])
  const kinds = useQuery(kindsQuery).data ?? []
  const set = async (kind: ApiNoticeKind) => {
    const next = kinds.map((one) =>
      one.kind === kind.kind ? { ...one, channels: one.channels.length > 0 ? [] : (['app'] as const) } : one,
    )
    queries.setQueryData(kindsQuery.queryKey, next)
    const off = next.filter(({ channels }) => channels.length === 0)
    const value: NoticePreference = Object.fromEntries(off.map((one) => [one.kind, []]))
    await keepPreference(noticePreference, value)
    await queries.invalidateQueries({ queryKey: kindsQuery.queryKey })
  }
  return (
    <>
      <Head title={t('notices.title')} text={t('notices.text')} />
      <Section title={t('notices.inApp')}>
        <div className={styles.kinds}>
          {kinds.map((kind) => (
            <Check key={kind.kind} checked={kind.channels.includes('app')} onChange={() => void set(kind)}>
              {kind.label}
            </Check>
          ))}
        </div>
      </Section>
      {mail && <Digest />}
      {'Notification' in window && <Desktop />}
    </>
  )
}

/** The browser is asked only when somebody presses the button. */
function Desktop() {
  const { t } = useTranslation()
  const [on, setOn] = useState(() => kept('notices.desktop', false) && Notification.permission === 'granted')
  const [denied, setDenied] = useState(Notification.permission === 'denied')
  const toggle = async () => {
    const wanted = !on && (await Notification.requestPermission()) === 'granted'
    setDenied(Notification.permission === 'denied')
    keep('notices.desktop', wanted)
    setOn(wanted)
  }
  return (
    <Section
      title={t('notices.desktop')}
      text={denied ? t('notices.desktopDenied') : t('notices.desktopText')}
      action={
        <Button disabled={denied} onClick={() => void toggle()}>
          {t(on ? 'notices.desktopOff' : 'notices.desktopOn')}
        </Button>
      }
    />
  )
}
