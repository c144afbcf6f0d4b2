import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../../client/fetch.ts'
import { keepPreference, usePreference } from '../../client/preferences.ts'
import { useMeta } from '../../client/queries.ts'
import { complain } from '../../client/writes.ts'
import { Button } from '../../ui/Button.tsx'
import { inputStyles } from '../../ui/Input.tsx'
import { say as toast } from '../../ui/toast.tsx'
import { Section } from '../account/Section.tsx'
import styles from './Notifications.module.css'

const often = ['never', 'daily', 'weekly'] as const

/** How often somebody gets her day by mail. */
export function Digest() {
  const { t } = useTranslation()
  const every = usePreference<string>('digest') ?? 'never'
  const address = useMeta().user.email
  const [busy, setBusy] = useState(false)
  const now = async () => {
    setBusy(true)
    try {
      const { written } = await ask<{ written: boolean }>('POST', '/api/v1/me/digest')
      toast(t(written ? 'digest.written' : 'digest.nothing', { address }))
    } catch (error) {
      complain(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Section
      title={t('digest.title')}
      text={t('digest.text')}
      action={
        <Button disabled={busy} onClick={() => void now()}>
          {t('digest.now')}
        </Button>
      }
    >
      <select
        className={`${inputStyles.input} ${styles.often}`}
        aria-label={t('digest.title')}
        value={every}
        onChange={({ target }) => void keepPreference('digest', target.value === 'never' ? null : target.value)}
      >
        {often.map((one) => (
          <option key={one} value={one}>
            {t(`digest.${one}`)}
          </option>
        ))}
      </select>
    </Section>
  )
}
