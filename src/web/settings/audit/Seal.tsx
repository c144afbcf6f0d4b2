import { IconShieldCheck, IconShieldExclamation, IconShieldLock } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiAuditChain } from '#kernel/api-security.ts'
import { ask } from '../../client/fetch.ts'
import { queries } from '../../client/queries.ts'
import { complain } from '../../client/writes.ts'
import { Button } from '../../ui/Button.tsx'
import { formatInstant } from '../../ui/format.ts'
import styles from './Audit.module.css'

/** How far the log is sealed, what the last verification found, and a button for the next. */
export function Seal() {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const { data: chain } = useQuery({
    queryKey: ['audit-chain'],
    queryFn: ({ signal }) => ask<ApiAuditChain>('GET', '/api/v1/audit/chain', { signal }),
  })
  if (!chain) return null
  const { verified } = chain
  const verify = async () => {
    setBusy(true)
    try {
      queries.setQueryData(['audit-chain'], await ask<ApiAuditChain>('POST', '/api/v1/audit/verify', { body: {} }))
    } catch (error) {
      complain(error)
    }
    setBusy(false)
  }
  const bad = verified !== null && verified.wrong.length > 0
  const Picture = bad ? IconShieldExclamation : verified ? IconShieldCheck : IconShieldLock
  return (
    <div className={styles.chain} data-bad={bad || undefined}>
      <Picture size={20} stroke={1.6} />
      <div className={styles.grow} aria-live="polite">
        <p className={styles.strong}>
          {!verified
            ? t('audit.never')
            : bad
              ? t('audit.wrong', { count: verified.wrong.length, when: formatInstant(verified.at) })
              : t('audit.verified', {
                  count: verified.events,
                  waiting: verified.waiting,
                  when: formatInstant(verified.at),
                })}
        </p>
        <p className={styles.faint}>
          {chain.sealedTo
            ? t('audit.seal', { when: formatInstant(chain.sealedTo), count: chain.blocks })
            : t('audit.noSeal')}
        </p>
        {bad && (
          <ul className={styles.findings}>
            {verified.wrong.map((one) => (
              <li key={`${one.what}${one.block}${one.eventId}`}>
                {t(`audit.finding.${one.what as 'edited'}`)} · {t('audit.block', { number: one.block })}
                {one.eventId && <code> {one.eventId}</code>}
              </li>
            ))}
          </ul>
        )}
      </div>
      <Button disabled={busy} onClick={() => void verify()}>
        {t(busy ? 'audit.verifying' : 'audit.verify')}
      </Button>
    </div>
  )
}
